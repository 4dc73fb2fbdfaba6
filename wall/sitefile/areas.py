"""Areas: where a tile of a layout file stands on the canvas."""

from __future__ import annotations

from wall.errors import AddressError
from wall.model.applying import SMALLEST
from wall.model.geometry import Rect
from wall.sitefile.building import BuiltWall
from wall.sitefile.layout_models import Area

FARTHEST = 1_000_000


class AreaRefused(ValueError):
    """An area that is not possible on a wall; the sentence says why and what is allowed."""


def canvas_rect(area: Area, built: BuiltWall, gap: int) -> Rect:
    """The canvas pixels of an area, `gap` pixels free on each side; raises AreaRefused."""
    outer = _outer(area, built)
    rect = Rect(outer.x + gap, outer.y + gap, outer.width - 2 * gap, outer.height - 2 * gap)
    canvas = built.wall.canvas
    if rect.width < SMALLEST or rect.height < SMALLEST:
        raise AreaRefused(
            f"the tile would be {max(0, rect.width)} × {max(0, rect.height)} pixels; "
            f"it must be at least {SMALLEST} × {SMALLEST}"
        )
    if not rect.overlaps(canvas):
        raise AreaRefused(
            f"the tile would lie beside the wall, whose canvas has {canvas.width} × "
            f"{canvas.height} pixels"
        )
    if rect.width > 4 * canvas.width or rect.height > 4 * canvas.height:
        raise AreaRefused("a tile is at most four times as large as the wall")
    return rect


def _outer(area: Area, built: BuiltWall) -> Rect:
    if area.px is not None:
        return _rect(*area.px)
    if area.mm is not None:
        x, y, width, height = area.mm
        across, down = built.scale
        return _rect(x * across, y * down, width * across, height * down)
    try:
        screens = built.wall.area(area.screens or "")
    except AddressError as error:
        addresses = [screen.address for screen in built.wall.screens]
        shown = ", ".join(addresses) if len(addresses) <= 8 else f"{addresses[0]} … {addresses[-1]}"
        raise AreaRefused(
            f"{error}; allowed: {shown}, blocks such as "
            f"{addresses[0]}:{addresses[-1]}, lists with commas, and all"
        ) from error
    if area.box is None:
        return screens
    box = area.box
    return _rect(
        screens.x + screens.width * box.x / 100,
        screens.y + screens.height * box.y / 100,
        screens.width * box.width / 100,
        screens.height * box.height / 100,
    )


def _rect(x: float, y: float, width: float, height: float) -> Rect:
    """Edges are rounded, not sizes, so that neighbours that share an edge touch."""
    if any(abs(number) > FARTHEST for number in (x, y, width, height)):
        raise AreaRefused(f"positions and sizes are at most {FARTHEST} pixels")
    left, top = round(x), round(y)
    return Rect(left, top, round(x + width) - left, round(y + height) - top)
