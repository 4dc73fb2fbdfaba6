"""Keeping on: a call or a conversation again and again, with pauses that grow when it fails."""

from __future__ import annotations

import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from wall.sources.connecting.calling import Caller
from wall.sources.connecting.refusing import CallFailed
from wall.sources.polling import JITTER, clock_time
from wall.sources.source import Delivery, Surroundings, Unreadable

log = logging.getLogger(__name__)


@dataclass
class Pauses:
    """How long to wait after failures: doubling, at most `longest_s`, and at least what the
    server asked for. What only people can mend is tried rarely."""

    first_s: float = 1.0
    longest_s: float = 300.0
    lasting_s: float = 600.0
    limited_s: float = 60.0
    """The first pause after 429."""
    failures: int = field(default=0, init=False)

    def good(self) -> None:
        """It works: the next failure begins with the shortest pause."""
        self.failures = 0

    def after(self, error: CallFailed | Unreadable) -> float:
        """Seconds until the next try, a little longer at random."""
        self.failures += 1
        first = self.first_s
        if isinstance(error, CallFailed):
            first = max(first, self.lasting_s) if error.lasting else first
            first = max(first, self.limited_s) if error.status == 429 else first
        pause = min(first * 2.0 ** min(self.failures - 1, 30), max(self.longest_s, first))
        if isinstance(error, CallFailed):
            pause = max(pause, error.retry_after_s)
        return pause * (1.0 + random.random() * JITTER)


async def keep_on(
    once: Callable[[], Awaitable[str]],
    every_s: float,
    surroundings: Surroundings,
    delivery: Delivery,
    pauses: Pauses,
) -> None:
    """Until cancelled. `once` returns what is peculiar about its success, or raises CallFailed
    or Unreadable; a conversation never returns."""
    while True:
        try:
            note = await once()
        except (CallFailed, Unreadable) as error:
            pause = pauses.after(error)
            why = f"{error}; next try at {clock_time(surroundings.now() + pause)}"
            level = logging.WARNING if pauses.failures == 1 else logging.INFO
            log.log(level, "source '%s': %s", surroundings.name, why)
            delivery.stale(why)
        else:
            if pauses.failures:
                log.info("source '%s' is back", surroundings.name)
            pauses.good()
            delivery.ok(note)
            pause = every_s * (1.0 + random.random() * JITTER)
        await surroundings.sleep(pause)


async def keep_asking(
    once: Callable[[Caller], Awaitable[str]],
    caller: Caller,
    every_s: float,
    surroundings: Surroundings,
    delivery: Delivery,
    *,
    longest_s: float = 3600.0,
    limited_s: float = 60.0,
) -> None:
    """Ask every so often, with one caller that is open meanwhile. Pauses as in `Pauses`."""
    pauses = Pauses(first_s=every_s, longest_s=longest_s, limited_s=limited_s)
    async with caller:
        await keep_on(lambda: once(caller), every_s, surroundings, delivery, pauses)
