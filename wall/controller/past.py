"""The past: history, a wall as it was, and what was pushed lately. Read from the journal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel

from wall.control.entries import Entry, touched
from wall.control.recalling import recent_pushes, restorable
from wall.control.seeing import check_sees, visible_walls
from wall.control.summaries import deeds, summary, titles_of
from wall.controller.past_pictures import PastPictures
from wall.errors import CommandRefused, Why
from wall.journal.journal import Journal
from wall.model.actors import Actor
from wall.model.commands import AddTile, RestoreScene
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.protocol.content import Done
from wall.protocol.layout_requests import (
    HistoryPicture,
    HistoryPictures,
    HistoryRestore,
    HistoryScene,
    PastRequest,
    RecentList,
)
from wall.protocol.status import HistoryEntry
from wall.protocol.together import RecentPush

if TYPE_CHECKING:
    from wall.controller.checking import AddressCheck
    from wall.controller.controller import Controller

LOOKED_BACK = 1_000
"""Entries in which recent pushes are looked for."""


class Past:
    """On the loop; the journal is read on a thread."""

    def __init__(
        self,
        controller: Controller,
        journal: Journal,
        addresses: AddressCheck,
        pictures: PastPictures,
    ) -> None:
        self._controller = controller
        self._pictures = pictures
        self._journal = journal
        self._addresses = addresses

    async def answer(
        self, actor: Actor, request: PastRequest
    ) -> BaseModel | Sequence[BaseModel] | bytes | None:
        match request:
            case HistoryScene():
                return await self._scene(actor, request)
            case HistoryRestore():
                return await self._restore(actor, request)
            case HistoryPictures(since=since, until=until, limit=limit):
                wall = self._seen(actor, request.wall)
                return self._pictures.list(actor, wall, since, until, limit)
            case HistoryPicture(id=picture):
                return await self._pictures.read(actor, self._seen(actor, request.wall), picture)
            case RecentList():
                return await self._recent(actor, request)

    async def history(
        self, wall: str | None, limit: int, since: float | None = None, until: float | None = None
    ) -> tuple[HistoryEntry, ...]:
        """Newest first."""
        page = await asyncio.to_thread(
            lambda: self._journal.history(wall, limit, since=since, until=until)
        )
        return tuple(self._told(page.entries))

    def _told(self, entries: Sequence[Entry]) -> Iterable[HistoryEntry]:
        known = {wall.name: wall for wall in self._controller.walls()}
        titles = {
            name: titles_of((e for e in entries if e.wall == name), self._controller.scene(name))
            for name in known
        }
        for entry in entries:
            wall, called = known.get(entry.wall), titles.get(entry.wall)
            yield HistoryEntry(
                wall=entry.wall,
                revision=entry.revision,
                at=entry.at,
                actor=entry.actor.name,
                reason=entry.reason,
                summary=summary(entry, wall, called),
                deeds=deeds(entry, wall, called),
                tiles=tuple(dict.fromkeys(tile for tile, _ in touched(entry.changes))),
            )

    def _seen(self, actor: Actor, name: str | None) -> Wall:
        wall = self._controller.wall(self._controller.wall_name(name))
        check_sees(actor, wall)
        return wall

    async def _scene(self, actor: Actor, request: HistoryScene) -> Scene:
        name = self._seen(actor, request.wall).name
        if request.at is not None:
            scene = await asyncio.to_thread(self._journal.scene_at, name, request.at)
        else:
            scene = await asyncio.to_thread(self._journal.scene_of, name, request.revision or 0)
        if scene is None:
            raise CommandRefused(
                f"the journal keeps nothing of wall '{name}' at that moment", Why.NOT_KEPT
            )
        return scene

    async def _restore(self, actor: Actor, request: HistoryRestore) -> Done:
        name = self._controller.wall_name(request.wall)
        then = await self._scene(actor, HistoryScene(wall=name, revision=request.revision))
        tiles = restorable(then, time.time())
        brought = [AddTile(tile=tile) for tile in tiles if not tile.trusted]
        await self._addresses.check(self._controller.scene(name), brought)
        command = RestoreScene(revision=request.revision, layout=then.layout, tiles=tiles)
        return await self._controller.submit_as(
            actor, name, [command], reason="restore", override=request.override
        )

    async def _recent(self, actor: Actor, request: RecentList) -> tuple[RecentPush, ...]:
        page = await asyncio.to_thread(self._journal.history, request.wall, LOOKED_BACK)
        walls = {wall.name for wall in visible_walls(actor, self._controller.walls())}
        entries = (
            entry
            for entry in page.entries
            if entry.wall in walls and (not request.mine or entry.actor.name == actor.name)
        )
        scenes = {name: self._controller.scene(name) for name in walls}
        return recent_pushes(entries, scenes, request.limit)
