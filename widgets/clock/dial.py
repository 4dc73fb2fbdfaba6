"""One dial: a figure as large as its cell allows, words above and below on one axis."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from wall.views.theme import Theme
from wall.views.typesetting import Align, Lettering, Paragraph, advance, largest_px
from widgets.clock.reading import Reading

BESIDE = 0.42
"""Size of what stands beside the figure."""


def cells(area: QRectF, count: int, gap: float) -> list[QRectF]:
    """The area in equal cells, as near to 2:1 as it goes; a last row may be short."""
    if count <= 1:
        return [area]
    best = min(range(1, count + 1), key=lambda n: _ill_shaped(area, count, n, gap))
    rows = ceil(count / best)
    wide = (area.width() - gap * (best - 1)) / best
    tall = (area.height() - gap * (rows - 1)) / rows
    return [
        QRectF(
            area.left() + (i % best) * (wide + gap),
            area.top() + (i // best) * (tall + gap),
            wide,
            tall,
        )
        for i in range(count)
    ]


def _ill_shaped(area: QRectF, count: int, columns: int, gap: float) -> float:
    rows = ceil(count / columns)
    wide = (area.width() - gap * (columns - 1)) / columns
    tall = (area.height() - gap * (rows - 1)) / rows
    # The figure is limited by both: the smaller share decides how large it gets.
    empty = columns * rows - count
    return -min(wide / 2.0, tall) + empty * min(wide / 2.0, tall) * 0.06


class Dial:
    """The type of one dial, chosen once for its cell; readings of the same shape fit."""

    def __init__(self, cell: QRectF, reading: Reading, look: Theme, figure_px: int) -> None:
        self._cell = cell
        self._look = look
        self._figure = look.font_px(figure_px, QFont.Weight.DemiBold)
        self._beside = look.font_px(figure_px * BESIDE, QFont.Weight.Medium)
        self._words_px = words_px(look, figure_px)
        self._above = self._words(reading.above, "text", QFont.Weight.Medium)
        self._below = self._words(reading.below, "text_muted", QFont.Weight.Normal)
        self._letterings: dict[str, Lettering] = {}
        self._gap = round(look.unit_px * 0.35 + figure_px * 0.06)

    def _words(self, words: str, color: str, weight: QFont.Weight) -> Paragraph | None:
        if not words:
            return None
        return Paragraph(
            words,
            self._look.font_px(self._words_px, weight),
            self._cell.width(),
            self._look.color(color),
            align=Align.CENTER,
            max_lines=1,
            leading=1.2,
        )

    def paint(self, painter: QPainter, reading: Reading) -> None:
        metrics = QFontMetricsF(self._figure)
        high = metrics.capHeight()
        above = self._above.height + self._gap if self._above else 0
        gap = self._gap
        if any(char.isalpha() for char in reading.figure):
            gap += round(metrics.descent() * 0.8)
        below = self._below.height + gap if self._below else 0
        top = self._cell.center().y() - (above + high + below) / 2
        if self._above:
            self._above.paint(painter, self._cell.left(), top)
        base = round(top + above + high)
        self._paint_figure(painter, reading, base)
        if self._below:
            self._below.paint(painter, self._cell.left(), base + gap)

    def _paint_figure(self, painter: QPainter, reading: Reading, base: int) -> None:
        wide = width_of(reading, self._figure, self._beside)
        x = round(self._cell.center().x() - wide / 2)
        figure = self._kept("figure", reading.figure, self._figure, "text")
        figure.paint(painter, x, base)
        if reading.beside:
            beside = self._kept("beside", reading.beside, self._beside, "text_muted")
            beside.paint(painter, x + wide - beside.width, base)

    def _kept(self, part: str, text: str, font: QFont, color: str) -> Lettering:
        found = self._letterings.get(part)
        if found is None or found.text != text:
            found = Lettering(text, font, self._look.color(color))
            self._letterings[part] = found
        return found


def words_px(look: Theme, figure_px: int) -> int:
    """Words grow with the figure, within the scale: caption to headline."""
    unit = look.unit_px
    most = unit * look.type["headline"]
    return round(min(most, max(unit * look.type["caption"], figure_px * 0.24)))


def width_of(reading: Reading, figure: QFont, beside: QFont) -> float:
    wide = advance(reading.figure, figure)
    if reading.beside:
        wide += figure.pixelSize() * 0.12 + advance(reading.beside, beside)
    return wide


def figure_px(cell: QRectF, readings: tuple[Reading, ...], look: Theme) -> int:
    """The largest size at which every reading fits a cell of this size."""

    def fits(px: int) -> bool:
        figure = look.font_px(px, QFont.Weight.DemiBold)
        beside = look.font_px(px * BESIDE, QFont.Weight.Medium)
        gap = look.unit_px * 0.35 + px * 0.06
        words = words_px(look, px) * 1.2 + gap
        tall = QFontMetricsF(figure).capHeight()
        tall += words * (any(r.above for r in readings) + any(r.below for r in readings))
        wide = max(width_of(r, figure, beside) for r in readings)
        return tall <= cell.height() * 0.92 and wide <= cell.width() * 0.94

    return largest_px(fits, round(look.unit_px), round(look.unit_px * 30))
