"""Rules of what puts down many tiles at once: panic, and an earlier scene. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from wall.errors import CommandRefused
from wall.model.changes import Change, LayoutTaken, TileAdded, TileRemoved
from wall.model.commands import CoverWall, DuplicateTile, RestoreScene
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.tile_rules import become, check_rect, check_room, existing, plain, top
from wall.model.tiles import Layer

RESTORED = (Layer.BASE, Layer.PUSHED, Layer.OVERRIDE)
"""What lies above is about now, whatever was on then."""


def duplicate(scene: Scene, command: DuplicateTile, canvas: Rect) -> Iterable[Change]:
    tile = existing(scene, command.id)
    if tile.layer not in RESTORED:
        raise CommandRefused(f"a tile of the layer '{tile.layer}' is not duplicated")
    if scene.tile(command.copy_id) is not None:
        raise CommandRefused(f"there is already a tile '{command.copy_id}'; choose another id")
    check_room(scene, 1)
    check_rect(command.rect, canvas)
    copied = {
        "id": command.copy_id,
        "rect": command.rect,
        "z": top(scene, tile.layer) + 1,
        "owner": command.owner or tile.owner,
        "locked": False,
    }
    return [TileAdded(tile=tile.model_copy(update=copied))]


def cover(scene: Scene, command: CoverWall, canvas: Rect) -> Iterable[Change]:
    changes = list(uncover(scene))
    standing = {tile.id for tile in scene.tiles if tile.layer is not Layer.PANIC}
    check_room(scene, len(command.tiles) - len(changes))
    for tile in command.tiles:
        if tile.layer is not Layer.PANIC:
            raise CommandRefused("what covers a wall belongs to the layer 'panic'")
        if tile.id in standing:
            raise CommandRefused(f"there is already a tile '{tile.id}' on the wall")
        check_rect(tile.rect, canvas)
        changes.append(TileAdded(tile=plain(tile)))
    return changes


def uncover(scene: Scene) -> Iterable[Change]:
    return [TileRemoved(tile=tile) for tile in scene.in_layer(Layer.PANIC)]


def restore(scene: Scene, command: RestoreScene, canvas: Rect) -> Iterable[Change]:
    """Tiles that somebody pushed and locked stay as they are: a lock is about now, too."""
    kept = {
        tile.id
        for tile in scene.tiles
        if tile.layer not in RESTORED or (tile.locked and tile.layer is not Layer.BASE)
    }
    wanted = {tile.id: tile for tile in command.tiles if tile.id not in kept}
    current = {tile.id: tile for tile in scene.tiles if tile.id not in kept}
    check_room(scene, len(wanted) - len(current))
    changes: list[Change] = [
        TileRemoved(tile=tile) for tile_id, tile in current.items() if tile_id not in wanted
    ]
    for tile_id, tile in wanted.items():
        if tile.layer not in RESTORED:
            raise CommandRefused(f"the layer '{tile.layer}' is not restored")
        if tile_id not in current:
            check_rect(tile.rect, canvas)
        changes += become(current.get(tile_id), plain(tile))
    if scene.layout != command.layout:
        changes.append(LayoutTaken(before=scene.layout, after=command.layout))
    return changes
