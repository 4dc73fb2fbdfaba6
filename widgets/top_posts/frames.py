"""Where the posts stand: the first one large, the others below each other. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wall.model.geometry import Rect

LARGE_WIDE, LARGE_TALL = 0.54, 0.42
WIDE = 1.2
"""A pane so much wider than high has the large post beside the others."""
MOST, LEAST_ROW_UNITS = 5, 6.6


@dataclass(frozen=True)
class Frame:
    """A place for the post of one rank, counted from 1; in the view's pixels."""

    rect: Rect
    rank: int
    is_large: bool = False


def frames(
    panes: Sequence[Rect], count: int, gap: int, unit_px: float, most: int | None
) -> tuple[Frame, ...]:
    """Places for the first posts, as many as there is room for."""
    wanted = min(count, most or max(MOST, len(panes)))
    if wanted == 1:
        return (Frame(panes[0], 1, is_large=True),)
    if len(panes) > 1:
        first, others = panes[0], list(panes[1:])
        areas = _shared(others, wanted - 1)
    else:
        first, rest = _split(panes[0], gap)
        areas = [(rest, wanted - 1)]
    found = [Frame(first, 1, is_large=True)]
    for area, many in areas:
        fitting = int((area.height + gap) // (LEAST_ROW_UNITS * unit_px + gap))
        for row in _rows(area, min(many, fitting), gap):
            found.append(Frame(row, len(found) + 1))
    if len(found) == 1:
        return (Frame(panes[0], 1, is_large=True),)
    return tuple(found)


def _split(pane: Rect, gap: int) -> tuple[Rect, Rect]:
    x, y, wide, tall = pane
    if wide > tall * WIDE:
        large = round(wide * LARGE_WIDE)
        return Rect(x, y, large, tall), Rect(x + large + gap, y, wide - large - gap, tall)
    large = round(tall * LARGE_TALL)
    return Rect(x, y, wide, large), Rect(x, y + large + gap, wide, tall - large - gap)


def _shared(panes: Sequence[Rect], count: int) -> list[tuple[Rect, int]]:
    each, more = divmod(count, len(panes))
    # The later screens have the more, and smaller, ones.
    first_more = len(panes) - more
    return [(pane, each + (1 if at >= first_more else 0)) for at, pane in enumerate(panes)]


def _rows(area: Rect, count: int, gap: int) -> list[Rect]:
    if count < 1:
        return []
    tall = (area.height - gap * (count - 1)) / count
    tops = [round(area.y + at * (tall + gap)) for at in range(count)]
    return [Rect(area.x, top, area.width, round(tall)) for top in tops]
