"""The scene: a frozen snapshot of what is on one wall, with a revision."""

from __future__ import annotations

from collections.abc import Iterable

from wall.model.tiles import Layer, Tile
from wall.model.values import Value


class TakenLayout(Value):
    """The layout in the base layer, as it was when it was taken: the base of a later merge."""

    name: str
    title: str
    digest: str
    """SHA-256 of the layout file."""
    tiles: tuple[Tile, ...] = ()


class Scene(Value):
    """What is on one wall now."""

    wall: str
    revision: int = 0
    layout: TakenLayout | None = None
    tiles: tuple[Tile, ...] = ()
    """In stacking order, from bottom to top."""

    def tile(self, tile_id: str) -> Tile | None:
        for tile in self.tiles:
            if tile.id == tile_id:
                return tile
        return None

    def in_layer(self, layer: Layer) -> tuple[Tile, ...]:
        return tuple(tile for tile in self.tiles if tile.layer is layer)

    def with_tiles(self, tiles: Iterable[Tile]) -> Scene:
        """The same scene with other tiles, put into stacking order."""
        return self.model_copy(update={"tiles": tuple(sorted(tiles, key=lambda t: t.stacking))})
