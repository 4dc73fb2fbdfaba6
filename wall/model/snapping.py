"""Snapping: moving and resizing tiles to the edges of screens, bezels and other tiles. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Flag, auto

from wall.model.geometry import Rect
from wall.model.screens import Wall


class Edge(Flag):
    """Which edges of a tile a drag moves; all of them is a move."""

    LEFT = auto()
    TOP = auto()
    RIGHT = auto()
    BOTTOM = auto()
    ALL = LEFT | TOP | RIGHT | BOTTOM


@dataclass(frozen=True)
class Guides:
    """Lines that edges snap to, in canvas pixels."""

    xs: tuple[int, ...]
    ys: tuple[int, ...]


@dataclass(frozen=True)
class Snapped:
    """Where a drag leads to, and the guides that hold it there."""

    rect: Rect
    xs: tuple[int, ...] = ()
    ys: tuple[int, ...] = ()


def guides_of(wall: Wall, others: Iterable[Rect]) -> Guides:
    """Both sides of every bezel, the middle of every screen, and the edges of other tiles."""
    xs: set[int] = set()
    ys: set[int] = set()
    for screen in wall.screens:
        rect = screen.rect
        xs |= {rect.x, rect.x + rect.width // 2, rect.right}
        ys |= {rect.y, rect.y + rect.height // 2, rect.bottom}
    for rect in others:
        xs |= {rect.x, rect.right}
        ys |= {rect.y, rect.bottom}
    return Guides(tuple(sorted(xs)), tuple(sorted(ys)))


def drag(rect: Rect, edges: Edge, dx: int, dy: int, smallest: int) -> Rect:
    """The rectangle after its edges were dragged; never smaller than `smallest` each way."""
    if edges is Edge.ALL:
        return rect.translate(dx, dy)
    left, top, right, bottom = rect.x, rect.y, rect.right, rect.bottom
    if Edge.LEFT in edges:
        left = min(left + dx, right - smallest)
    if Edge.RIGHT in edges:
        right = max(right + dx, left + smallest)
    if Edge.TOP in edges:
        top = min(top + dy, bottom - smallest)
    if Edge.BOTTOM in edges:
        bottom = max(bottom + dy, top + smallest)
    return Rect(left, top, right - left, bottom - top)


def snap(rect: Rect, edges: Edge, guides: Guides, reach: int, smallest: int) -> Snapped:
    """Pull the dragged edges to the nearest guides within `reach` canvas pixels."""
    along_x = [edge for edge in (Edge.LEFT, Edge.RIGHT) if edge in edges]
    along_y = [edge for edge in (Edge.TOP, Edge.BOTTOM) if edge in edges]
    dx = _pull([_at(rect, edge) for edge in along_x], guides.xs, reach)
    dy = _pull([_at(rect, edge) for edge in along_y], guides.ys, reach)
    moved = drag(rect, edges, dx, dy, smallest)
    held_x = {_at(moved, edge) for edge in along_x} & set(guides.xs)
    held_y = {_at(moved, edge) for edge in along_y} & set(guides.ys)
    return Snapped(moved, tuple(sorted(held_x)), tuple(sorted(held_y)))


def _at(rect: Rect, edge: Edge) -> int:
    return {
        Edge.LEFT: rect.x,
        Edge.RIGHT: rect.right,
        Edge.TOP: rect.y,
        Edge.BOTTOM: rect.bottom,
    }[edge]


def _pull(positions: list[int], lines: tuple[int, ...], reach: int) -> int:
    """The smallest shift that brings one of the positions onto a line; 0 if none is near."""
    shifts = [line - at for at in positions for line in lines if abs(line - at) <= reach]
    return min(shifts, key=abs, default=0)
