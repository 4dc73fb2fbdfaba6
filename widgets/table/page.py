"""One page of a table, painted."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from wall.views.painting import mixed
from wall.views.theme import Theme
from wall.views.typesetting import advance, elided, is_right_to_left
from widgets.table.cells import Grid
from widgets.table.widths import column_widths

HEAD_UNITS = 1.75
GAP_UNITS = 1.1


class Page:
    """Paints rows of a grid."""

    def __init__(self, painter: QPainter, grid: Grid, look: Theme) -> None:
        self._painter = painter
        self._grid = grid
        self._unit = look.unit_px
        self._look = look
        self._head_font = look.font("caption", QFont.Weight.Medium)
        self._body = look.font("body")
        self._first = look.font("body", QFont.Weight.DemiBold)
        self._pad = look.unit_px * 0.5

    def paint(self, area: QRectF, head: int, row_px: int, rows: list[int]) -> None:
        look = self._look
        widths = self._widths(area.width(), rows)
        lefts = [
            area.left() + self._pad + sum(widths[:at]) + self._gap * at for at in range(len(widths))
        ]
        heads = [_head(self._grid, at) for at in range(len(widths))]
        base = self._base(area.top(), head, self._head_font)
        for at, words in enumerate(heads):
            muted = look.color("text_muted")
            self._cell(words, self._head_font, muted, lefts[at], base, widths[at], at)
        line = max(1, round(self._unit * 0.06))
        y = area.top() + head
        self._painter.fillRect(
            QRectF(area.left(), y - line, area.width(), line), look.color("line")
        )
        zebra = mixed(look.color("surface"), look.color("surface_raised"), 0.75)
        for place, row in enumerate(rows):
            box = QRectF(area.left(), y + place * row_px, area.width(), row_px)
            if place % 2:
                self._painter.fillRect(box, zebra)
            mark = self._grid.marks[row]
            color = look.color("text")
            if mark is not None:
                color = look.color(mark)
                ground = mixed(look.color("surface"), color, 0.13)
                self._painter.fillRect(box, ground)
                edge = QRectF(box.left(), box.top(), max(3.0, self._unit * 0.18), row_px)
                self._painter.fillRect(edge, color)
            for at, words in enumerate(self._grid.rows[row]):
                font = self._first if at == 0 else self._body
                ink = color if at == 0 or self._is_main(at) else look.color("text")
                base = self._base(box.top(), row_px, font)
                self._cell(words, font, ink, lefts[at], base, widths[at], at)

    def paint_foot(self, area: QRectF, words: str) -> None:
        metrics = QFontMetricsF(self._head_font)
        self._text(
            words,
            self._head_font,
            self._look.color("text_muted"),
            area.right() - self._pad - advance(words, self._head_font),
            area.bottom() - metrics.descent() * 0.5,
        )

    @property
    def _gap(self) -> float:
        return self._unit * GAP_UNITS

    def _is_main(self, at: int) -> bool:
        """Whether the mark's colour reaches it: the first figure of a row."""
        return at > 0 and self._grid.numeric[at] and not any(self._grid.numeric[1:at])

    def _widths(self, room: float, rows: list[int]) -> list[float]:
        natural = _natural_widths(self._grid, self._look, rows)
        least = self._unit * 4
        return column_widths(natural, self._grid.numeric, room - 2 * self._pad, self._gap, least)

    def _cell(
        self,
        words: str,
        font: QFont,
        color: QColor,
        left: float,
        base: float,
        width: float,
        at: int,
    ) -> None:
        shown = elided(words, font, width)
        if self._grid.numeric[at] or is_right_to_left(words):
            left += width - advance(shown, font)
        self._text(shown, font, color, left, base)

    def _text(self, words: str, font: QFont, color: QColor, x: float, base: float) -> None:
        self._painter.setFont(font)
        self._painter.setPen(color)
        self._painter.drawText(QPointF(round(x), round(base)), words)

    @staticmethod
    def _base(top: float, tall: float, font: QFont) -> float:
        return top + (tall + QFontMetricsF(font).capHeight()) / 2


def natural_width(grid: Grid, look: Theme) -> float:
    """What the table needs so that nothing is shortened, in pixels."""
    widths = _natural_widths(grid, look, range(len(grid.rows)))
    return sum(widths) + look.unit_px * (GAP_UNITS * (len(widths) - 1) + 1.0)


def _natural_widths(grid: Grid, look: Theme, rows: Iterable[int]) -> list[float]:
    head = QFontMetricsF(look.font("caption", QFont.Weight.Medium))
    fonts = look.font("body", QFont.Weight.DemiBold), look.font("body")
    metrics = [QFontMetricsF(font) for font in fonts]
    shown = list(rows)
    widths = []
    for at in range(len(grid.heads)):
        cells = metrics[min(at, 1)]
        wide = [cells.horizontalAdvance(grid.rows[row][at]) for row in shown]
        widths.append(max([head.horizontalAdvance(_head(grid, at)), *wide]) + 2)
    return widths


def _head(grid: Grid, at: int) -> str:
    unit = grid.units[at]
    return f"{grid.heads[at]} ({unit})" if unit else grid.heads[at]
