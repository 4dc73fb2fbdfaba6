"""Whom a stage tells what happens on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wall.display.tile_items import TileItem
from wall.model.tiles import Tile


@dataclass(frozen=True)
class StageEvents:
    """Whom the stage tells. All on the Qt thread."""

    preparing: Callable[[Tile], None]
    prepared: Callable[[Tile], None]
    built: Callable[[TileItem], None]
    """An item whose view has begun to prepare: it may get data."""
    changed: Callable[[], None]
    """Tiles, health or revision: something that reports tell."""
    taking: Callable[[], None]
    """Another layout appears next."""
    committed: Callable[[], None]
    """A turn is on the wall."""
    may_fade: Callable[[], bool]
    picture_behind: Callable[[], bool] = lambda: False
    """Whether the last picture is seen until the first turn: then it may wait as others do."""
