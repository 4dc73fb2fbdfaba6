"""Throttling of sign-ins: after a few failures each further one costs a longer wait.

Counted per account and per address, so that neither one account is guessed from many addresses
nor many accounts from one. A wait is short enough that nobody locks a colleague out for long.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from wall.errors import WallError

FORGOTTEN_AFTER_S = 3600.0
MAX_KNOWN = 10_000


class TooManyAttempts(WallError):
    """Sign in later."""

    code = "rate_limited"

    def __init__(self, wait_s: float) -> None:
        self.wait_s = max(1, round(wait_s + 0.5))
        super().__init__(f"too many attempts to sign in; try again in {self.wait_s} s")


@dataclass(frozen=True)
class Patience:
    """How many failures are free, and how long the longest wait is."""

    free: int
    longest_s: float


ACCOUNT = Patience(free=5, longest_s=300)
ADDRESS = Patience(free=10, longest_s=900)
"""People behind one router share an address."""


@dataclass
class _Failures:
    count: int
    last: float


class Throttle:
    """Failures of one sort of key. Times are monotonic seconds, given by the caller."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def check(self, key: str, now: float) -> None:
        """Raises TooManyAttempts while the key must wait."""
        wait_s = self.wait_s(key, now)
        if wait_s > 0:
            raise TooManyAttempts(wait_s)

    def wait_s(self, key: str, now: float) -> float:
        known = self._failures.get(key)
        if known is None:
            return 0.0
        if now - known.last > FORGOTTEN_AFTER_S:
            del self._failures[key]
            return 0.0
        beyond = known.count - self._patience.free
        if beyond < 0:
            return 0.0
        return known.last + min(2.0 ** min(beyond, 20), self._patience.longest_s) - now

    def failed(self, key: str, now: float) -> None:
        known = self._failures.pop(key, None) or _Failures(0, now)
        self._failures[key] = _Failures(known.count + 1, now)
        while len(self._failures) > MAX_KNOWN:
            self._failures.popitem(last=False)

    def forgive(self, key: str) -> None:
        """The attempt that was counted last was none; those before it stay."""
        known = self._failures.get(key)
        if known is not None:
            known.count = max(0, known.count - 1)

    def succeeded(self, key: str) -> None:
        self._failures.pop(key, None)
