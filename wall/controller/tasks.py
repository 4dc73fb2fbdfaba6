"""Tasks that go on beside whoever began them, and end with their owner."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine


class Tasks:
    """On the loop. Whoever has some closes them; what they raise, asyncio logs."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._running: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work, name=self._name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        for task in tuple(self._running):
            task.cancel()
        if self._running:
            await asyncio.wait(self._running)
