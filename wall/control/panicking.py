"""Panic: the safe content that covers a wall.

The site's `panic` layout, or else its name, large and calm in the middle of the wall. Below either,
every screen has an empty ground of its own, so that nothing shines through where there is room.
"""

from __future__ import annotations

from wall.model.geometry import Rect
from wall.model.scene import TakenLayout
from wall.model.screens import Wall
from wall.model.tiles import Layer, Tile

SIGN_KIND = "text"
PREFIX = "panic-"
ACROSS, DOWN = 0.66, 0.34
"""What the name takes of the wall: read from eight metres, with calm around it."""
MOSTLY = 0.9
"""How much of that must be screens, for the name to stand across them."""
NOTHING = "\u2060"
"""A word joiner: a text that is there and shows nothing. None at all would be told as missing."""
_LONGEST_ID = 64


def panic_tiles(wall: Wall, layout: TakenLayout | None, words: str) -> tuple[Tile, ...]:
    """From bottom to top."""
    grounds = [_sign(f"screen-{screen.address}", screen.rect, NOTHING) for screen in wall.screens]
    above = layout.tiles if layout is not None else _signs(wall, words)
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
        for number, tile in enumerate((*grounds, *above))
    )


def _signs(wall: Wall, words: str) -> tuple[Tile, ...]:
    """One across the wall; where its screens stand apart, one on each."""
    middle = _middle(wall.canvas)
    seen = sum(_area(screen.rect.intersection(middle)) for screen in wall.screens)
    if seen >= MOSTLY * _area(middle):
        return (_sign("name", middle, f"# {words}"),)
    return tuple(
        _sign(f"name-{screen.address}", _middle(screen.rect), f"# {words}")
        for screen in wall.screens
    )


def _sign(name: str, rect: Rect, text: str) -> Tile:
    settings = {"text": text, "size": "fit", "align": "center", "vertical": "middle"}
    return Tile.model_validate(
        {"id": PREFIX + name, "kind": SIGN_KIND, "rect": rect, "settings": settings}
    )


def _middle(rect: Rect) -> Rect:
    width, height = round(rect.width * ACROSS), round(rect.height * DOWN)
    x, y = rect.center
    return Rect(round(x - width / 2), round(y - height / 2), width, height)


def _area(rect: Rect | None) -> int:
    return rect.width * rect.height if rect is not None else 0


def _id(tile_id: str, number: int) -> str:
    if tile_id.startswith(PREFIX):
        return tile_id
    return f"{PREFIX}{number}-{tile_id}"[:_LONGEST_ID]
