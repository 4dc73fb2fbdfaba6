"""Panic: the safe content that covers a wall.

The site's `panic` layout, above a plain sign on every screen: so that nothing shines through
where that layout leaves room, and that there is something without it.
"""

from __future__ import annotations

from wall.model.scene import TakenLayout
from wall.model.screens import Wall
from wall.model.tiles import Layer, Tile

SIGN_KIND = "text"
PREFIX = "panic-"
_LONGEST_ID = 64


def panic_tiles(wall: Wall, layout: TakenLayout | None, words: str) -> tuple[Tile, ...]:
    """From bottom to top."""
    signs = [
        Tile(
            id=f"{PREFIX}screen-{screen.address}",
            kind=SIGN_KIND,
            rect=screen.rect,
            settings={"text": words, "size": "title", "align": "center", "color": "text_muted"},
        )
        for screen in wall.screens
    ]
    tiles = [*signs, *(layout.tiles if layout is not None else ())]
    return tuple(
        tile.model_copy(
            update={
                "id": _id(tile.id, number),
                "layer": Layer.PANIC,
                "z": number,
                "locked": True,
                "until": None,
            }
        )
        for number, tile in enumerate(tiles)
    )


def _id(tile_id: str, number: int) -> str:
    if tile_id.startswith(PREFIX):
        return tile_id
    return f"{PREFIX}{number}-{tile_id}"[:_LONGEST_ID]
