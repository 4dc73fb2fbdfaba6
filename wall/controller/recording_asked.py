"""What somebody asks to be recorded, and who may have what was recorded."""

from __future__ import annotations

from collections.abc import Sequence

from wall.control.rights import has_right
from wall.errors import CommandRefused, did_you_mean
from wall.model.actors import Actor, Right
from wall.model.geometry import Rect, bounding
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.protocol.record_requests import RecordingInfo, RecordStart


def asked_rect(wall: Wall, scene: Scene, request: RecordStart) -> Rect:
    """Canvas pixels. Raises WallError."""
    if (request.tile is None) == (request.at is None):
        raise CommandRefused("give either a tile or an area")
    if request.at is not None:
        screens = wall.screens_of(request.at)
        return bounding(screen.rect for screen in screens)
    tile = scene.tile(str(request.tile))
    if tile is None:
        near = did_you_mean(str(request.tile), [known.id for known in scene.tiles])
        raise CommandRefused(f"there is no tile '{request.tile}' on wall '{wall.name}'{near}")
    rect = tile.rect.intersection(wall.canvas)
    if rect is None:
        raise CommandRefused(f"tile '{tile.id}' lies outside wall '{wall.name}'")
    return rect


def may_have(actor: Actor, info: RecordingInfo, right: Right, walls: Sequence[Wall]) -> bool:
    """What screens of today they were decides; one that is gone is for those who have all."""
    wall = next((known for known in walls if known.name == info.wall), None)
    if wall is None:
        return any(grant.wall is None for grant in actor.held) and any(
            has_right(actor, right, known) for known in walls
        )
    known_screens = {screen.address for screen in wall.screens}
    there = [address for address in info.screens if address in known_screens]
    return has_right(actor, right, wall, there if len(there) == len(info.screens) else None)
