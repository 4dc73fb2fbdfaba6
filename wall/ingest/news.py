"""News: how many posts wait, told when it changes, at most twice a second. On the loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from wall.errors import StoreUnavailable
from wall.ingest.stream import Reading
from wall.link.messages import PostsNews
from wall.protocol.post_requests import PostCounters

log = logging.getLogger(__name__)

PAUSE_S = 0.5
LOOK_S = 30.0
"""Time alone makes answers overdue."""


class News:
    """Owns a task."""

    def __init__(
        self, reading: Reading, tell: Callable[[PostsNews], None], now: Callable[[], float]
    ) -> None:
        self._reading = reading
        self._tell = tell
        self._now = now
        self._changed = asyncio.Event()
        self._told: PostCounters | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def changed(self) -> None:
        self._changed.set()

    def tell_again(self) -> None:
        """Somebody new listens."""
        self._told = None
        self._changed.set()

    async def _run(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._changed.wait()
            self._changed.clear()
            try:
                counters = await self._reading.ask(lambda reader: reader.counters(self._now()))
            except StoreUnavailable as error:
                log.error("posts cannot be counted: %s", error)
            else:
                if counters != self._told:
                    self._told = counters
                    self._tell(PostsNews(counters=counters))
            await asyncio.sleep(PAUSE_S)
