"""REST for sound."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from wall.controller.answering import Answering
from wall.controller.gate import Gate
from wall.model.actors import Actor
from wall.protocol import sound_requests as sounds
from wall.protocol.content import Done
from wall.protocol.names import WallName


def add_sound(router: APIRouter, gate: Gate, answering: Answering) -> None:
    """Each asks `answering`, as the channel does."""
    caller = Depends(gate)

    @router.get("/sound", response_model=sounds.SoundInfo, tags=["looking"])
    async def sound(wall: WallName | None = None, actor: Actor = caller) -> object:
        """What is heard on a wall, why not, and on which devices."""
        return (await answering.answer(actor, sounds.SoundGet(wall=wall))).result

    @router.post("/sound/tile", response_model=Done, tags=["changing"])
    async def of_tile(body: sounds.SoundTile, actor: Actor = caller) -> object:
        """Volume, mute, solo, group and device of a tile."""
        return (await answering.answer(actor, body)).result

    @router.post("/sound/focus", response_model=Done, tags=["changing"])
    async def focus(body: sounds.SoundFocus, actor: Actor = caller) -> object:
        """Give the sound focus to a tile, or to none."""
        return (await answering.answer(actor, body)).result

    @router.post("/sound/wall", response_model=Done, tags=["changing"])
    async def of_wall(body: sounds.SoundWall, actor: Actor = caller) -> object:
        """Volume and mute of the whole wall."""
        return (await answering.answer(actor, body)).result

    @router.post("/sound/group", response_model=Done, tags=["changing"])
    async def of_group(body: sounds.SoundGroup, actor: Actor = caller) -> object:
        """Volume and mute of a group."""
        return (await answering.answer(actor, body)).result
