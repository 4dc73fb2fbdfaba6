"""The threads that decode: each goes round its own sources and sleeps until one is due."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Sequence

from wall.display.media.budget import Budget
from wall.display.media.source import MediaSource
from wall.display.media.tracks import lower_priority

log = logging.getLogger(__name__)

BALANCE_EVERY_S = 2.0
# A source moves when the busier of two workers gets this much of a core less to do.
WORTH_MOVING = 0.05
SMALLEST_LOAD = 0.001
"""A worker without sources."""


class Worker(threading.Thread):
    """Steps its sources when they are due. All methods are for any thread."""

    def __init__(self, number: int, budget: Budget) -> None:
        super().__init__(name=f"media-worker-{number}", daemon=True)
        self._changed = threading.Condition()
        self._due_s: dict[MediaSource, float] = {}
        self._stopping = False
        self._peers: Sequence[Worker] = ()
        self._balance_at_s = 0.0
        self._budget = budget
        self._account = budget.open_account()
        self.rest_until_s = 0.0
        """Monotonic; it steps nothing before."""

    def join_pool(self, peers: Sequence[Worker]) -> None:
        """Begin to work beside the others."""
        self._peers = peers
        self.start()

    @property
    def load(self) -> float:
        """Cores' worth of work that its sources need at full rate."""
        with self._changed:
            sources = tuple(self._due_s)
        return sum(source.load for source in sources)

    def _share(self) -> float:
        """Of what all workers' sources need."""
        own = max(self.load, SMALLEST_LOAD)
        others = (max(peer.load, SMALLEST_LOAD) for peer in self._peers if peer is not self)
        return own / (own + sum(others))

    def take(self, source: MediaSource) -> None:
        """Own a source from now on, and look at it at once."""
        source.worker = self
        with self._changed:
            self._due_s[source] = 0.0
            self._changed.notify()

    def poke(self, source: MediaSource) -> None:
        """Look at a source now. One that is on its way to another worker is looked at there."""
        with self._changed:
            if source in self._due_s:
                self._due_s[source] = 0.0
                self._changed.notify()

    def stop(self) -> None:
        """End when the last source is closed."""
        with self._changed:
            self._stopping = True
            self._changed.notify()

    def run(self) -> None:
        lower_priority()
        while True:
            source = self._next()
            if source is None:
                return
            began_s, before = time.thread_time(), source.counters.so_far()
            source.room.is_sparing = self._budget.is_sparing
            try:
                due_s = source.step(time.monotonic())
            except Exception as fault:
                # Whatever a strange file does to libav, the other streams of this worker go on.
                log.exception("%s stopped", source.key.addresses)
                source.fail(f"{source.key.addresses[0]}: cannot be played ({fault})")
                due_s = None
            if self._budget.is_limited:
                took_s = time.thread_time() - began_s
                work = source.counters.work(before, took_s, source.threads)
                self._account.share = self._share()
                self._budget.spend(self._account, work, time.monotonic())
            self._put_back(source, due_s)
            self._balance()

    def _next(self) -> MediaSource | None:
        with self._changed:
            while True:
                source: MediaSource | None = None
                due_s = math.inf
                for one, one_due_s in self._due_s.items():
                    if one_due_s < due_s:
                        source, due_s = one, one_due_s
                if source is not None:
                    begin_s = max(due_s, self.rest_until_s, self._budget.free_at_s(self._account))
                    wait_s = begin_s - time.monotonic()
                    if wait_s <= 0:
                        self._due_s[source] = math.inf
                        return source
                    self._changed.wait(wait_s)
                elif self._stopping and not self._due_s:
                    return None
                else:
                    self._changed.wait()

    def _put_back(self, source: MediaSource, due_s: float | None) -> None:
        with self._changed:
            if source.closed:
                del self._due_s[source]
            elif due_s is not None:
                # A poke during the step has set it to now.
                self._due_s[source] = min(self._due_s[source], due_s)

    def _balance(self) -> None:
        now_s = time.monotonic()
        if now_s < self._balance_at_s:
            return
        self._balance_at_s = now_s + BALANCE_EVERY_S
        others = [peer for peer in self._peers if peer is not self]
        if not others:
            return
        idlest = min(others, key=lambda peer: peer.load)
        gap = self.load - idlest.load
        with self._changed:
            movable = [one for one in self._due_s if WORTH_MOVING < one.load < gap - WORTH_MOVING]
            if not movable:
                return
            # The one that leaves both as equal as can be.
            chosen = min(movable, key=lambda one: abs(gap / 2 - one.load))
            del self._due_s[chosen]
        idlest.take(chosen)
