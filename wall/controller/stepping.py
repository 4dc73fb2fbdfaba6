"""Panic, redo and copies: short requests that become one batch of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wall.control.panicking import panic_tiles
from wall.control.pushing import free_id
from wall.control.store import Store
from wall.errors import CommandRefused, Why
from wall.model.actors import Actor
from wall.model.commands import Command, CoverWall, DuplicateTile, UncoverWall
from wall.model.tile_rules import existing
from wall.model.tiles import Layer
from wall.protocol.content import Done
from wall.protocol.lease_requests import (
    PanicCover,
    PanicUncover,
    Redo,
    StepRequest,
    TileDuplicate,
)

if TYPE_CHECKING:
    from wall.controller.controller import Controller


class Stepping:
    """On the loop."""

    def __init__(self, controller: Controller, store: Store) -> None:
        self._controller = controller
        self._store = store

    async def answer(self, actor: Actor, request: StepRequest) -> Done:
        match request:
            case PanicCover(wall=wall, reason=reason):
                return await self._cover(actor, self._controller.wall_name(wall), reason)
            case PanicUncover(wall=wall, reason=reason):
                command = UncoverWall()
                return await self._controller.submit_as(
                    actor, wall, [command], reason=reason or "panic is over"
                )
            case Redo(wall=wall, override=override):
                name = self._controller.wall_name(wall)
                commands = self._store.redo(actor, name)
                return await self._controller.submit_as(
                    actor, name, commands, reason="redo", override=override
                )
            case TileDuplicate():
                return await self._duplicate(actor, request)

    async def _cover(self, actor: Actor, wall: str, reason: str) -> Done:
        if self._store.scene(wall).in_layer(Layer.PANIC):
            raise CommandRefused(f"wall '{wall}' is covered already", Why.COVERED)
        site = self._controller.site
        panic = site.site.panic
        layout = site.layout(panic, wall) if panic is not None else None
        tiles = panic_tiles(self._controller.wall(wall), layout, site.name)
        return await self._controller.submit_as(
            actor, wall, [CoverWall(tiles=tiles)], reason=reason or "panic"
        )

    async def _duplicate(self, actor: Actor, request: TileDuplicate) -> Done:
        name = self._controller.wall_name(request.wall)
        scene = self._store.scene(name)
        commands: list[Command] = []
        copies: list[str] = []
        dx, dy = request.offset
        for tile_id in request.ids:
            tile = existing(scene, tile_id)
            copy = free_id(tile.kind, scene)
            # The next one must find this id taken.
            scene = scene.with_tiles([*scene.tiles, tile.model_copy(update={"id": copy})])
            rect = tile.rect.translate(dx, dy)
            commands.append(DuplicateTile(id=tile_id, copy_id=copy, rect=rect))
            copies.append(copy)
        done = await self._controller.submit_as(
            actor, name, commands, reason="duplicate", override=request.override
        )
        return done.model_copy(update={"tile": copies[0], "tiles": tuple(copies)})
