"""The tiles of shared desks: put on the wall, followed, and closed when a share has ended."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from wall.control.pushing import free_id
from wall.control.shares import DESK_KIND, showing_tile, tile_of
from wall.controller.share_keeping import KeptShare
from wall.controller.tasks import Tasks
from wall.errors import WallError
from wall.model.actors import CLOCK, Actor
from wall.model.commands import AddTile, CloseTile, Command, ConfigureTile, LockTile
from wall.model.tiles import Layer, Tile

if TYPE_CHECKING:
    from wall.controller.controller import Controller

log = logging.getLogger(__name__)


class ShareTiles:
    """On the loop; ended with `close`."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._tasks = Tasks("tiles of desk shares")

    async def close(self) -> None:
        await self._tasks.close()

    def command(self, kept: KeptShare, actor: Actor) -> tuple[str, Command]:
        """The tile's id, and what puts the share there. Raises CommandRefused."""
        scene = self._controller.newest_scene(kept.wall)
        if kept.given_tile is not None:
            tile = tile_of(scene, kept.given_tile).id
            return tile, ConfigureTile(id=tile, settings={"share": kept.id})
        tile = free_id(DESK_KIND, scene)
        shown = showing_tile(kept.id, tile, kept.rect, actor.name, kept.name, sound=kept.audio)
        return tile, AddTile(tile=shown)

    def strangers(self, known: frozenset[str]) -> None:
        """Tiles of shares that there are no more close by themselves."""
        for wall in self._controller.walls():
            for tile in self._controller.scene(wall.name).tiles:
                name = tile.settings.get("share")
                if tile.kind == DESK_KIND and isinstance(name, str) and name not in known:
                    self.clear_later(wall.name, name)

    def unknown_viewed(self, name: str) -> None:
        """A display shows a share that there is not: its tile closes by itself."""
        for wall in self._controller.walls():
            if self._tiles(wall.name, name):
                self.clear_later(wall.name, name)

    def clear_later(self, wall: str, name: str) -> None:
        seconds = self._controller.site.site.sharing.ended_s
        self._tasks.begin(self._clear(wall, name, None, seconds))

    def clear(self, kept: KeptShare) -> None:
        self._tasks.begin(self._clear(kept.wall, kept.id, kept.given_tile, 0.0))

    async def _clear(self, wall: str, name: str, given: str | None, seconds: float) -> None:
        await asyncio.sleep(seconds)
        commands: list[Command] = []
        for tile in self._tiles(wall, name):
            if tile.id == given or tile.layer is Layer.BASE:
                commands.append(ConfigureTile(id=tile.id, settings={"share": None}))
                continue
            if tile.locked:
                commands.append(LockTile(id=tile.id, locked=False))
            commands.append(CloseTile(id=tile.id))
        if not commands:
            return
        try:
            await self._controller.submit_as(CLOCK, wall, commands, reason="desk share ended")
        except WallError as error:
            log.warning("the tile of a share that has ended stays: %s", error)

    def _tiles(self, wall: str, name: str) -> list[Tile]:
        tiles = self._controller.newest_scene(wall).tiles
        return [t for t in tiles if t.kind == DESK_KIND and t.settings.get("share") == name]
