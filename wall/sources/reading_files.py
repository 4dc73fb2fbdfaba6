"""The life of a source that reads a file of the site: read, deliver or replay, wait for changes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from wall.model.tiles import REPLAY
from wall.sources.following import site_file
from wall.sources.polling import clock_time
from wall.sources.replaying import SHORTEST_TICK_S, Replay
from wall.sources.source import Delivery, Surroundings, Unreadable

log = logging.getLogger(__name__)

RECORDED = f"{REPLAY}: recorded material, shifted to now"
READ_AGAIN_S = 60.0
"""A file that cannot be read is tried again so often even if nothing tells of a change."""


async def follow_file(
    path: str,
    surroundings: Surroundings,
    delivery: Delivery,
    read: Callable[[], Awaitable[Replay | None]],
) -> None:
    """Read at each change until cancelled. `read` delivers by itself, or returns a recording to
    play; it raises Unreadable. Raises SourceFailed for a file outside the site."""
    changed = surroundings.files.changes(site_file(surroundings.site_folder, path))
    loop = asyncio.get_running_loop()
    while True:
        changed.clear()
        started = loop.time()
        try:
            replay = await read()
        except Unreadable as error:
            again = surroundings.now() + READ_AGAIN_S
            log.warning("source '%s': %s", surroundings.name, error)
            delivery.stale(f"{error}; read again when it changes, or at {clock_time(again)}")
            with suppress(TimeoutError):
                async with asyncio.timeout(READ_AGAIN_S):
                    await changed.wait()
            continue
        delivery.ok(RECORDED if replay else "")
        if replay:
            await _play(replay, surroundings, delivery, changed)
        else:
            await changed.wait()
        # A large file that grows without pause must not keep a core busy.
        await asyncio.sleep(min(5 * (loop.time() - started), 2.0) if not replay else 0.0)


async def _play(
    replay: Replay, surroundings: Surroundings, delivery: Delivery, changed: asyncio.Event
) -> None:
    replay.start(surroundings.now(), delivery)
    while not changed.is_set():
        pause = max(replay.next_at(surroundings.now()) - surroundings.now(), SHORTEST_TICK_S)
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await changed.wait()
            return
        replay.go_on(surroundings.now(), delivery)
