"""Housekeeping: the second's tick, expiries, and what is thrown away in time."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wall.control.expiring import expired, next_expiry
from wall.control.store import Store
from wall.controller.uploads import Uploads
from wall.errors import WallError
from wall.journal.journal import Journal
from wall.kinds.addresses import UPLOAD
from wall.link.messages import Time
from wall.model.actors import CLOCK
from wall.model.commands import Command

if TYPE_CHECKING:
    from wall.controller.controller import Controller

log = logging.getLogger(__name__)

TIME_EVERY_S = 1.0
TIDY_EVERY_S = 3600.0
DAY_S = 24 * 3600.0
_UPLOADS = re.compile(rf"{UPLOAD}([0-9a-f]{{64}})")


class Housekeeping:
    """Three tasks: time, expiries, tidying. Started and closed by the controller."""

    def __init__(
        self, controller: Controller, store: Store, journal: Journal, uploads: Uploads
    ) -> None:
        self._controller = controller
        self._store = store
        self._journal = journal
        self._uploads = uploads
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._tell_time()),
            asyncio.create_task(self._expire()),
            asyncio.create_task(self._tidy()),
        ]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def scene_changed(self) -> None:
        """The next expiry may be another one now."""
        self._wake.set()

    async def _tell_time(self) -> None:
        """On whole seconds, so that clocks on all screens turn together."""
        while True:
            now = time.time()
            self._controller.followers.tell_displays(Time(now=now))
            self._controller.posts.tick()
            await asyncio.sleep(TIME_EVERY_S - now % TIME_EVERY_S)

    async def _expire(self) -> None:
        while True:
            now = time.time()
            scenes = [self._store.confirmed(wall.name) for wall in self._store.walls()]
            for scene in scenes:
                commands = expired(scene, now)
                if commands:
                    await self._close(scene.wall, commands)
            times = [at for scene in scenes if (at := next_expiry(scene, now)) is not None]
            self._wake.clear()
            try:
                async with asyncio.timeout(min(times) - time.time() if times else None):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _close(self, wall: str, commands: Sequence[Command]) -> None:
        try:
            await self._controller.submit_as(CLOCK, wall, commands, reason="expired")
        except WallError as error:
            log.error("expired tiles of '%s' cannot be closed: %s", wall, error)
            await asyncio.sleep(TIME_EVERY_S)

    async def _tidy(self) -> None:
        """Forget old history, then uploads that neither a scene nor kept history needs."""
        while True:
            await asyncio.sleep(TIDY_EVERY_S)
            try:
                limits, kept = self._controller.site.site.limits, self._controller.site.site.uploads
                oldest = time.time() - limits.history_days * DAY_S
                await asyncio.to_thread(self._journal.prune, oldest)
                needed = await asyncio.to_thread(self._needed_uploads)
                await asyncio.to_thread(
                    self._uploads.clean, needed, unused_s=kept.keep_days * DAY_S
                )
            except WallError as error:
                log.error("tidying: %s", error)

    def _needed_uploads(self) -> set[str]:
        """Hashes in the scenes and in the history that is kept."""
        scenes = [self._store.confirmed(wall.name) for wall in self._store.walls()]
        text = " ".join(scene.model_dump_json() for scene in scenes)
        kept = {*_UPLOADS.findall(text), *self._journal.uploads()}
        return kept | self._controller.needed_uploads()
