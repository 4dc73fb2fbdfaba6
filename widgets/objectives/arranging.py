"""Where objectives stand: even rows in columns, none across a bezel. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import ceil

from PySide6.QtCore import QRectF

LINE_UNITS, ROW_UNITS, POSTER_UNITS = 3.3, 5.3, 10.8
"""What a row at scale 1 wants, in base units."""
COLUMN_UNITS, NARROW_UNITS = 30.0, 22.0
POSTER_SHAPE = 0.27
"""Rows higher than this share of their width are set like a poster."""
LEAST_ROW_UNITS, FULL_UNITS = 2.9, 4.8
COLUMN_GAP = 2.4
HEAD_UNITS = 2.3
LEAST_SCALE, LARGEST_SCALE = 0.92, 3.2


class Form(Enum):
    """How much a row says, by its height."""

    LINE = "line"
    FULL = "full"
    POSTER = "poster"


@dataclass(frozen=True)
class Arrangement:
    """Rows of one page."""

    rows: tuple[QRectF, ...]
    heads: tuple[QRectF, ...]
    """One above each column."""
    spare: QRectF | None
    """A screen that no row needs."""
    scale: float
    """Of type, to the tile's own."""
    form: Form
    pages: int


def arranged(panes: Sequence[QRectF], count: int, unit_px: float) -> Arrangement:
    """Rows for as many as fit on one page, all alike, read down the columns."""
    used = list(panes[: max(1, count)])
    spare = panes[len(used)] if len(used) < len(panes) else None
    room = min(pane.height() for pane in used)
    narrowest = min(pane.width() for pane in used)
    each = ceil(count / len(used))
    head = unit_px * HEAD_UNITS if each > 1 and room > unit_px * 11 else 0.0
    columns = _columns(each, narrowest, room - head, unit_px)
    fitting = max(1, int((room - head) / (unit_px * LEAST_ROW_UNITS))) * columns
    pages = ceil(each / fitting)
    down = ceil(ceil(each / pages) / columns)
    wide = (narrowest - unit_px * COLUMN_GAP * (columns - 1)) / columns
    form, scale = _set((room - head) / down, wide, unit_px)
    if head and scale > 1:
        # The words above grow with the rows.
        head *= min(scale, 1.5)
        form, scale = _set((room - head) / down, wide, unit_px)
    row_px = (room - head) / down
    rows, heads = [], []
    for pane in used:
        above = pane.top() + (pane.height() - room) / 2
        top = above + head
        for column in range(columns):
            left = round(pane.left() + column * (wide + unit_px * COLUMN_GAP))
            heads.append(QRectF(left, above, wide, head))
            rows += [QRectF(left, round(top + at * row_px), wide, row_px) for at in range(down)]
    return Arrangement(tuple(rows), tuple(heads), spare, scale, form, pages)


def _columns(each: int, width: float, tall: float, unit_px: float) -> int:
    """As few as keep rows comfortable, and no more than type profits from."""
    best, found = 1, 0.0
    for columns in range(1, 5):
        wide = (width - unit_px * COLUMN_GAP * (columns - 1)) / columns
        if columns > 1 and wide < unit_px * NARROW_UNITS:
            break
        scale = min(
            tall / ceil(each / columns) / (unit_px * ROW_UNITS), wide / (unit_px * COLUMN_UNITS)
        )
        if scale > found * 1.12:
            best, found = columns, scale
    return best


def _set(row_px: float, wide: float, unit_px: float) -> tuple[Form, float]:
    """The form of rows of this size, and the scale of their type."""
    if row_px > wide * POSTER_SHAPE and row_px > unit_px * POSTER_UNITS * 0.96:
        scale = min(row_px / (unit_px * POSTER_UNITS), wide / (unit_px * NARROW_UNITS))
        return Form.POSTER, min(LARGEST_SCALE, max(LEAST_SCALE, scale))
    roomy = wide / (unit_px * COLUMN_UNITS)
    scale = min(LARGEST_SCALE, max(LEAST_SCALE, min(row_px / (unit_px * ROW_UNITS), roomy)))
    if row_px >= unit_px * scale * FULL_UNITS:
        return Form.FULL, scale
    return Form.LINE, max(LEAST_SCALE, min(row_px / (unit_px * LINE_UNITS), roomy))
