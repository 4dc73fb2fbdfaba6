"""Recalling: what of the past is worth pushing or putting back again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from wall.control.entries import Entry
from wall.model.commands import AddTile
from wall.model.covering import RESTORED
from wall.model.scene import Scene
from wall.model.tiles import Layer, Tile
from wall.protocol.together import RecentPush


def recent_pushes(
    entries: Iterable[Entry], scenes: Mapping[str, Scene], limit: int
) -> tuple[RecentPush, ...]:
    """The pushes of entries that come newest first; each content once."""
    found: dict[str, RecentPush] = {}
    for entry in entries:
        for command in entry.commands:
            if not isinstance(command, AddTile) or command.tile.layer is not Layer.PUSHED:
                continue
            tile = command.tile
            content = json.dumps([tile.kind, tile.source, tile.settings], sort_keys=True)
            if content not in found:
                found[content] = _push(entry, tile, scenes.get(entry.wall))
            if len(found) >= limit:
                return tuple(found.values())
    return tuple(found.values())


def restorable(then: Scene, now: float) -> tuple[Tile, ...]:
    """The tiles of an earlier scene that can be put back: what has expired since has ended."""
    return tuple(
        tile
        for tile in then.tiles
        if tile.layer in RESTORED and (tile.until is None or tile.until > now)
    )


def _push(entry: Entry, tile: Tile, scene: Scene | None) -> RecentPush:
    return RecentPush(
        wall=entry.wall,
        by=entry.actor.name,
        at=entry.at,
        tile=tile.id,
        kind=tile.kind,
        title=tile.title,
        settings=tile.settings,
        source=tile.source,
        label=tile.label,
        rect=tile.rect,
        on=scene is not None and scene.tile(tile.id) is not None,
    )
