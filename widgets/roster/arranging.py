"""Where people stand: those on duty large, those who come next beside or below. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF

ON_UNITS, NEXT_UNITS = 4.9, 3.7
"""What a row at scale 1 wants, in base units."""
LEAST_UNITS = 2.95
COLUMN_UNITS, NARROW_UNITS, TIGHT_UNITS = 28.0, 20.0, 13.0
GAP_UNITS = 2.4
CAPTION_UNITS = 2.4
LEAST_SCALE, LARGEST_SCALE = 0.85, 3.0
LOOSEST = 1.45
"""Rows are not farther apart than this, in their own heights."""
ON_SHARE, ON_SHARE_MANY = 0.6, 0.68


@dataclass(frozen=True)
class Places:
    """Rows of one section, all alike, read down each column."""

    caption: QRectF
    rows: tuple[QRectF, ...]
    scale: float


def divided(
    panes: Sequence[QRectF], on: int, coming: int, unit_px: float
) -> tuple[tuple[QRectF, ...], tuple[QRectF, ...]]:
    """The areas of those on duty, and of those who come next."""
    if len(panes) > 1:
        each = ceil(max(1, on) / (len(panes) - 1 if coming else len(panes)))
        used = ceil(max(1, on) / each)
        return tuple(panes[:used]), tuple(panes[used : used + coming])
    pane = panes[0]
    if not coming:
        return (pane,), ()
    gap = unit_px * GAP_UNITS
    if pane.width() > pane.height() * 1.15 and pane.width() > unit_px * NARROW_UNITS * 2:
        many = on * LEAST_UNITS * unit_px > pane.height()
        wide = round(pane.width() * (ON_SHARE_MANY if many else ON_SHARE))
        left = QRectF(pane.left(), pane.top(), wide - gap, pane.height())
        right = QRectF(pane.left() + wide, pane.top(), pane.width() - wide, pane.height())
        return (left,), (right,)
    if pane.height() < unit_px * (CAPTION_UNITS + LEAST_UNITS) * 2:
        return (pane,), ()
    want = CAPTION_UNITS + max(1, on) * ON_UNITS
    other = CAPTION_UNITS + coming * NEXT_UNITS
    tall = round(pane.height() * min(0.75, max(0.45, want / (want + other))))
    above = QRectF(pane.left(), pane.top(), pane.width(), tall - unit_px)
    below = QRectF(pane.left(), pane.top() + tall, pane.width(), pane.height() - tall)
    return (above,), (below,)


def placed(
    areas: Sequence[QRectF],
    count: int,
    row_units: float,
    unit_px: float,
    wide_units: float = COLUMN_UNITS,
    above: Places | None = None,
) -> Places:
    """Rows for as many as fit; the caption stands above the first.

    `wide_units` is what a row at scale 1 wants. Beside another section type is not larger than
    there, and captions stand on one line.
    """
    tall = min(area.height() for area in areas)
    wide = min(area.width() for area in areas)
    caption = unit_px * CAPTION_UNITS if tall > unit_px * (CAPTION_UNITS + LEAST_UNITS) else 0.0
    each = ceil(max(1, count) / len(areas))
    columns = _columns(each, wide, tall - caption, row_units, wide_units, unit_px)
    column_px = (wide - unit_px * GAP_UNITS * (columns - 1)) / columns
    fitting = max(1, int((tall - caption) / (unit_px * LEAST_UNITS)))
    down = min(fitting, ceil(each / columns))
    scale = (tall - caption) / down / (unit_px * row_units)
    scale = min(scale, column_px / (unit_px * wide_units), LARGEST_SCALE)
    scale = max(LEAST_SCALE, min(scale, max(1.0, above.scale)) if above is not None else scale)
    grown = caption * min(1.5, max(1.0, scale))
    if above is not None and caption:
        grown = above.caption.height() or caption
    row_px = min((tall - grown) / down, unit_px * row_units * scale * LOOSEST)
    rows = [
        QRectF(
            round(area.left() + at * (column_px + unit_px * GAP_UNITS)),
            round(area.top() + grown + line * row_px),
            column_px,
            row_px,
        )
        for area in areas
        for at in range(columns)
        for line in range(down)
    ]
    first = areas[0]
    return Places(QRectF(first.left(), first.top(), wide, grown), tuple(rows), scale)


def _columns(
    each: int, wide: float, tall: float, row_units: float, wide_units: float, unit_px: float
) -> int:
    """As few as keep rows comfortable; more, and narrower, rather than to leave people out."""
    best, found = 1, 0.0
    fitting = max(1, int(tall / (unit_px * LEAST_UNITS)))
    for columns in range(1, 5):
        column_px = (wide - unit_px * GAP_UNITS * (columns - 1)) / columns
        is_short = best * fitting < each
        if columns > 1 and column_px < unit_px * (TIGHT_UNITS if is_short else NARROW_UNITS):
            break
        row_px = tall / ceil(each / columns)
        scale = min(row_px / (unit_px * row_units), column_px / (unit_px * wide_units))
        if is_short or scale > found * 1.15:
            best, found = columns, scale
    return best
