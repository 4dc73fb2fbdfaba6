"""Rules about one tile, and how one becomes another: what all commands share. Pure."""

from __future__ import annotations

from pydantic import JsonValue

from wall.errors import CommandRefused, Why, did_you_mean
from wall.model.changes import (
    SETTINGS,
    SOUND,
    Change,
    FieldChange,
    TileAdded,
    TileChanged,
    TileRemoved,
    field_value,
)
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.tiles import Layer, Tile

MAX_TILES = 500
SMALLEST = 16
"""Canvas pixels: no tile is narrower or lower than this."""


def existing(scene: Scene, tile_id: str) -> Tile:
    tile = scene.tile(tile_id)
    if tile is None:
        near = did_you_mean(tile_id, [t.id for t in scene.tiles])
        raise CommandRefused(
            f"there is no tile '{tile_id}' on wall '{scene.wall}'{near}", Why.NO_TILE, tile=tile_id
        )
    return tile


def unlocked(scene: Scene, tile_id: str) -> Tile:
    tile = existing(scene, tile_id)
    if tile.locked:
        raise CommandRefused(
            f"tile '{tile_id}' is locked; unlock it first", Why.TILE_LOCKED, tile=tile_id
        )
    return tile


def check_rect(rect: Rect, canvas: Rect) -> None:
    if rect.width < SMALLEST or rect.height < SMALLEST:
        raise CommandRefused(
            f"a tile is at least {SMALLEST} × {SMALLEST} pixels", Why.TILE_SMALL, least=SMALLEST
        )
    if not rect.overlaps(canvas):
        raise CommandRefused("a tile must lie at least partly on the wall", Why.TILE_OUTSIDE)
    if rect.width > 4 * canvas.width or rect.height > 4 * canvas.height:
        raise CommandRefused("a tile is at most four times as large as the wall", Why.TILE_LARGE)


def check_room(scene: Scene, more: int) -> None:
    if len(scene.tiles) + more > MAX_TILES:
        raise CommandRefused(
            f"a wall holds at most {MAX_TILES} tiles; close some first",
            Why.TILES_FULL,
            most=MAX_TILES,
        )


def top(scene: Scene, layer: Layer) -> int:
    return max((tile.z for tile in scene.in_layer(layer)), default=-1)


def plain(tile: Tile) -> Tile:
    """The tile without settings of null: a change cannot tell them from absent ones."""
    settings = {name: value for name, value in tile.settings.items() if value is not None}
    return tile.model_copy(update={"settings": settings})


def changed(tile: Tile, wanted: dict[str, JsonValue]) -> list[Change]:
    fields = {}
    for path, after in wanted.items():
        before = field_value(tile, path)
        if before != after:
            fields[path] = FieldChange(before=before, after=after)
    return [TileChanged(id=tile.id, fields=fields)] if fields else []


def become(current: Tile | None, wanted: Tile) -> list[Change]:
    """Kept and updated if id, kind and source are the same, otherwise replaced."""
    if current is None:
        return [TileAdded(tile=wanted)]
    if (current.kind, current.source) != (wanted.kind, wanted.source):
        return [TileRemoved(tile=current), TileAdded(tile=wanted)]
    return changed(current, all_fields(current, wanted))


def all_fields(current: Tile, wanted: Tile) -> dict[str, JsonValue]:
    dumped = wanted.model_dump(mode="json")
    fields = {k: v for k, v in dumped.items() if k not in ("id", "settings", "sound")}
    fields |= {SOUND + name: value for name, value in dumped["sound"].items()}
    if current.settings == wanted.settings:
        fields["suspended"] = current.suspended
    for name in {*current.settings, *wanted.settings}:
        fields[SETTINGS + name] = wanted.settings.get(name)
    return fields
