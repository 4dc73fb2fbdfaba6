"""Bytes from one connection to another, both ways, with bounded buffers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress

PIECE = 64 * 1024
LINGER_S = 60.0
"""So long the other way stays open after one has ended."""

Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Activity:
    """When something last travelled: both ways share it, and silence ends both."""

    def __init__(self, idle_s: float) -> None:
        self._idle_s = idle_s
        self._timeout: asyncio.Timeout | None = None

    async def guard(self, *ways: Coroutine[None, None, None]) -> None:
        """Run both ways to their ends. Raises TimeoutError, or what ended one of them."""
        async with asyncio.timeout(self._idle_s) as self._timeout, asyncio.TaskGroup() as group:
            for way in ways:
                group.create_task(way)

    def seen(self) -> None:
        if self._timeout is not None:
            self._timeout.reschedule(asyncio.get_running_loop().time() + self._idle_s)

    def ending(self) -> None:
        self._idle_s = min(self._idle_s, LINGER_S)
        self.seen()


async def copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, activity: Activity
) -> None:
    """Until the reader ends, which the writer's other side is told. Waits for a slow writer."""
    while piece := await reader.read(PIECE):
        writer.write(piece)
        await writer.drain()
        activity.seen()
    activity.ending()
    with suppress(OSError):
        if writer.can_write_eof():
            writer.write_eof()


async def close(writer: asyncio.StreamWriter) -> None:
    """End a connection in order; at once where the other side does not take the rest."""
    writer.close()
    try:
        async with asyncio.timeout(1.0):
            await writer.wait_closed()
    except (OSError, TimeoutError):
        writer.transport.abort()
