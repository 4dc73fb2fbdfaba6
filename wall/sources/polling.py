"""Polling: fetching a document at its pace, with patience when it fails."""

from __future__ import annotations

import logging
import random
from collections.abc import Awaitable, Callable
from datetime import datetime

from wall.sources.fetching import Document, Fetcher, FetchFailed
from wall.sources.source import Delivery, Surroundings, Unreadable

log = logging.getLogger(__name__)

JITTER = 0.1
"""Share of a pause by which it varies, so that many sources do not ask in one moment."""
LONGEST_PAUSE_S = 3600.0


def backed_off(every_s: float, failures: int) -> float:
    """Seconds to wait after so many failures in a row: doubling, at most an hour."""
    return max(every_s, min(every_s * 2.0 ** min(failures - 1, 30), LONGEST_PAUSE_S))


def clock_time(at: float) -> str:
    """A moment as people at the wall read it."""
    return f"{datetime.fromtimestamp(at):%H:%M:%S}"


async def poll(
    fetcher: Fetcher,
    every_s: float,
    surroundings: Surroundings,
    delivery: Delivery,
    take: Callable[[Document | None], Awaitable[None]],
) -> None:
    """Fetch and take until cancelled. `take` gets None for an unchanged document, and raises
    Unreadable for one that is not what it should be."""
    failures = 0
    while True:
        try:
            document = await fetcher.fetch()
            await take(document)
        except (FetchFailed, Unreadable) as error:
            failures += 1
            fetcher.forget()
            pause = backed_off(every_s, failures)
            if isinstance(error, FetchFailed):
                pause = max(pause, error.retry_after_s)
            pause = _jittered(pause)
            why = f"{error}; next try at {clock_time(surroundings.now() + pause)}"
            log.log(
                logging.WARNING if failures == 1 else logging.INFO,
                "source '%s': %s",
                surroundings.name,
                why,
            )
            delivery.stale(why)
        else:
            if failures:
                log.info("source '%s' is back", surroundings.name)
            failures = 0
            delivery.ok()
            pause = _jittered(every_s)
        await surroundings.sleep(pause)


def _jittered(pause_s: float) -> float:
    """Longer, never shorter: a server's Retry-After is a promise."""
    return pause_s * (1.0 + random.random() * JITTER)
