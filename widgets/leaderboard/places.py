"""Where rows stand: down each column of screens, then on to the next. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from wall.model.geometry import Rect

MOST_COLUMNS = 6
ROOMY = 1.35
"""A row may be so much higher than its type asks for."""


@dataclass(frozen=True)
class Style:
    """How a row is set: its type as a share of its height, and the width of what stands beside
    the name, in type sizes."""

    share: float
    ems: float


ONE_LINE = Style(0.44, 12.5)
TWO_LINES = Style(0.34, 9.5)
"""What explains name and value stands below them."""


@dataclass(frozen=True)
class Places:
    """A page: places in the order of ranks, and the type that suits them."""

    rows: tuple[Rect, ...] = ()
    type_px: float = 1.0
    style: Style = ONE_LINE


@dataclass(frozen=True)
class Wish:
    """What rows want; sizes of type in pixels, the width of a usual name in type sizes."""

    least_px: float
    most_px: float
    name_ems: float


def places(panes: Sequence[Rect], count: int, gap: int, wish: Wish) -> Places:
    """Places for `count` rows, or for as many as fit. Type is as large as it can be between the
    least and the most; no place crosses from pane to pane."""
    least_px, most_px = wish.least_px, wish.most_px
    groups = _columns(panes)
    least = ceil(least_px / ONE_LINE.share)
    best: Places | None = None
    best_score = (0, 0.0)
    for split in range(1, MOST_COLUMNS + 1):
        width = min(_width(group[0], split, gap) for group in groups)
        if split > 1 and width < least_px * (ONE_LINE.ems + wish.name_ems) * 0.75:
            break
        for style in (ONE_LINE, TWO_LINES):
            widest = min(most_px, max(least_px, width / (style.ems + wish.name_ems)))
            most = max(least, round(widest / style.share * ROOMY))
            tall = _tallest(groups, split, count, gap, least, most)
            rows = _filled(groups, split, count, gap, tall)
            type_px = max(least_px * 0.8, min(tall * style.share, widest))
            score = (len(rows), round(type_px, 1))
            if best is None or score > best_score:
                best, best_score = Places(tuple(rows), type_px, style), score
    assert best is not None
    return best


def _columns(panes: Sequence[Rect]) -> list[list[Rect]]:
    found: dict[int, list[Rect]] = {}
    for pane in sorted(panes, key=lambda pane: (pane.x, pane.y)):
        found.setdefault(pane.x, []).append(pane)
    return list(found.values())


def _width(pane: Rect, split: int, gap: int) -> int:
    return (pane.width - gap * 2 * (split - 1)) // split


def _tallest(
    groups: list[list[Rect]], split: int, count: int, gap: int, least: int, most: int
) -> int:
    """The tallest row that leaves room for all."""

    def holds(tall: int) -> bool:
        each = ceil(count / (split * len(groups)))
        return all(sum((p.height + gap) // (tall + gap) for p in group) >= each for group in groups)

    if not holds(least):
        return least
    low, high = least, most + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _filled(groups: list[list[Rect]], split: int, count: int, gap: int, tall: int) -> list[Rect]:
    """Columns of about equal length."""
    each = ceil(count / (split * len(groups)))
    found: list[Rect] = []
    for group in groups:
        wide = _width(group[0], split, gap)
        for part in range(split):
            column: list[Rect] = []
            for pane in group:
                x = pane.x + part * (wide + 2 * gap)
                fitting = (pane.height + gap) // (tall + gap)
                if len(group) == 1:
                    fitting = max(1, fitting)
                column += [
                    Rect(x, pane.y + at * (tall + gap), wide, min(tall, pane.height))
                    for at in range(fitting)
                ]
            found += column[:each]
    return found[:count]
