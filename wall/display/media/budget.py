"""How much of the machine all decoders together may take, and what they give up for it.

Each step of a worker is paid for with the time that it took of a core, from the worker's share,
which is as large as what its streams need beside what all need. Who is in debt waits: all streams
are late then, and lose frames evenly. Where decoding itself costs more than there is,
frames that no other frame needs are not decoded, in all streams, before any of them falls behind.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

# What was not used is kept for so long.
BURST_S = 0.05
REVIEW_S = 2.0
# It is too little where so much of it is used, most of that to decode, and so many frames are late.
USED, DECODING, LATE = 0.8, 0.5, 0.1
# With so little in use, all frames are tried again, after a pause that doubles each time in vain.
ENOUGH, FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.6, 10.0, 300.0


@dataclass(frozen=True, slots=True)
class BudgetFacts:
    """Of the last seconds."""

    cores: float
    used: float
    """Cores' worth of work."""
    is_sparing: bool
    """Frames that no other needs are not decoded."""


@dataclass(slots=True)
class Work:
    """What steps took and brought."""

    core_s: float = 0.0
    decoding_s: float = 0.0
    decoded: int = 0
    late: int = 0
    """Of the decoded ones, not shown."""

    def add(self, other: Work) -> None:
        self.core_s += other.core_s
        self.decoding_s += other.decoding_s
        self.decoded += other.decoded
        self.late += other.late


@dataclass(slots=True)
class Account:
    """What one worker may take."""

    share: float = 1.0
    """Of all; those of a pool's workers are 1 together."""
    left_s: float = 0.0
    """Of a core; less than nothing: debt."""
    at_s: float = 0.0


class Budget:
    """Shared by the workers of a pool. Without a limit nobody waits and nothing is counted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.is_sparing = False
        self._cores: float | None = None
        self._accounts: list[Account] = []
        self._at_s = 0.0
        self._used = 0.0
        self._begin_review(0.0)
        self._pause_s = FIRST_PAUSE_S
        self._relaxes_at_s = 0.0

    def limit(self, cores: float | None) -> None:
        """So many cores from now on; None: as many as there are."""
        with self._lock:
            if cores == self._cores:
                return
            self._cores = cores
            self.is_sparing = False
            self._pause_s = FIRST_PAUSE_S
            self._at_s, self._used = time.monotonic(), 0.0
            for account in self._accounts:
                account.left_s, account.at_s = 0.0, self._at_s
            self._begin_review(self._at_s)

    def open_account(self) -> Account:
        """Of a worker; only it spends from it."""
        with self._lock:
            account = Account(at_s=self._at_s)
            self._accounts.append(account)
            return account

    @property
    def is_limited(self) -> bool:
        return self._cores is not None

    def free_at_s(self, account: Account) -> float:
        """When its next step may be taken, by the monotonic clock; long ago where it may now."""
        with self._lock:
            if self._cores is None:
                return 0.0
            return account.at_s + max(0.0, -account.left_s) / (self._cores * account.share)

    def spend(self, account: Account, work: Work, now_s: float) -> None:
        """A step is over."""
        with self._lock:
            if self._cores is None:
                return
            cores = self._cores * account.share
            passed_s = max(0.0, now_s - account.at_s)
            account.left_s = min(BURST_S * cores, account.left_s + passed_s * cores) - work.core_s
            account.at_s = now_s
            self._at_s = max(self._at_s, now_s)
            self._work.add(work)
            if now_s - self._began_s >= REVIEW_S:
                self._review(now_s, self._cores)

    def _review(self, now_s: float, cores: float) -> None:
        passed_s = now_s - self._began_s
        work = self._work
        self._used = work.core_s / passed_s
        is_full = self._used >= USED * cores and work.late >= LATE * work.decoded
        if is_full and work.decoding_s >= DECODING * work.core_s and not self.is_sparing:
            self.is_sparing = True
            self._relaxes_at_s = now_s + self._pause_s
            self._pause_s = min(LONGEST_PAUSE_S, 2 * self._pause_s)
        elif self.is_sparing and self._used > ENOUGH * cores:
            self._relaxes_at_s = max(self._relaxes_at_s, now_s + FIRST_PAUSE_S)
        elif self.is_sparing and now_s >= self._relaxes_at_s:
            self.is_sparing = False
        self._begin_review(now_s)

    def _begin_review(self, now_s: float) -> None:
        self._began_s = now_s
        self._work = Work()

    def facts(self) -> BudgetFacts | None:
        """None where nothing limits."""
        with self._lock:
            if self._cores is None:
                return None
            idle = time.monotonic() - self._at_s > 2 * REVIEW_S
            return BudgetFacts(self._cores, 0.0 if idle else self._used, self.is_sparing)
