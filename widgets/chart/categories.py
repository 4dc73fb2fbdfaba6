"""Bars by category: one column of figures lies down, several stand side by side or stacked."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from wall.views.numbers import format_number, with_unit
from wall.views.plots import Frame, Plot
from wall.views.scales import value_axis
from wall.views.theme import Theme
from wall.views.thinning import Array
from wall.views.typesetting import Align, Paragraph, advance, elided
from widgets.chart.figures import Figures, stacked
from widgets.chart.naming import Legend, Name
from widgets.chart.plotting import Bars, Curve, Plotter
from widgets.chart.settings import ChartSettings

ROW_UNITS, ROW_MOST_UNITS = 1.75, 5.0
SLOT_UNITS, SLOT_MOST_UNITS = 3.2, 8.0


class LyingBars:
    """One row for each category: its name, a bar, its value at the end of the bar."""

    def __init__(
        self, figures: Figures, settings: ChartSettings, look: Theme, area: QRectF
    ) -> None:
        self._look = look
        self._settings = settings
        self._unit = figures.unit if settings.unit is None else settings.unit
        room = max(1, int(area.height() / (ROW_UNITS * look.unit_px)))
        count = len(figures.categories)
        fitting = count if count <= room else max(1, room - 1)
        self._more = count - fitting + figures.left_out
        self._names = figures.categories[:fitting]
        self._values = figures.values[0][:fitting]
        rows = fitting + (1 if self._more else 0)
        self._row = min(area.height() / rows, ROW_MOST_UNITS * look.unit_px)
        spare = area.height() - self._row * rows
        self._area = area.adjusted(0, round(spare / 2) if spare < area.height() * 0.3 else 0, 0, 0)
        size = min(look.type["body"], max(look.type["caption"], self._row / look.unit_px * 0.5))
        self._font = look.font_px(look.unit_px * size)
        self._bold = look.font_px(look.unit_px * size, QFont.Weight.DemiBold)

    def paint(self, painter: QPainter, plotter: Plotter) -> None:
        look, area, row = self._look, self._area, self._row
        gap = look.unit_px * 0.6
        values = [self._words(value) for value in self._values]
        names = max(advance(name, self._font) for name in self._names)
        left = area.left() + round(min(names, area.width() * 0.36) + gap + 4)
        right = area.right() - round(max(advance(v, self._bold) for v in values) + gap)
        tall = row * len(self._names)
        low, high = self._range()
        plot = Plot(
            QRectF(left, area.top(), max(1.0, right - left), tall), low, high, 0, len(self._names)
        )
        box = QRectF(plot.box.toRect())
        plotter.draw(painter, box, (low, high), (0, len(self._names)), [self._bars()])
        self._paint_words(painter, plot, values, left - gap - area.left())
        if self._settings.target is not None:
            x = round(plot.x(self._settings.target))
            painter.fillRect(QRectF(x - 1, box.top(), 3, box.height()), look.color("text"))
        if self._more:
            Paragraph(
                f"+{self._more} more", self._font, area.width(), look.color("text_muted")
            ).paint(painter, area.left(), area.top() + tall)

    def _range(self) -> tuple[float, float]:
        finite = self._values[np.isfinite(self._values)]
        ends = [0.0, *(float(v) for v in finite)]
        if self._settings.target is not None:
            ends.append(self._settings.target)
        low, high = min(ends), max(ends)
        return low, high if high > low else low + 1.0

    def _bars(self) -> Bars:
        count = len(self._names)
        middle: Array = count - np.arange(count, dtype=np.float64) - 0.5
        zero: Array = np.zeros(count)
        half = 0.27
        values: Array = np.nan_to_num(self._values)
        low: Array = np.where(values < 0, values, zero)
        high: Array = np.where(values > 0, values, zero)
        return Bars(low, high, middle - half, middle + half, self._look.series[0])

    def _paint_words(self, painter: QPainter, plot: Plot, values: list[str], room: float) -> None:
        look = self._look
        rise = QFontMetricsF(self._font).capHeight() / 2
        for at, (name, words) in enumerate(zip(self._names, values, strict=True)):
            base = round(plot.box.top() + (at + 0.5) * self._row + rise)
            self._text(painter, self._area.left(), base, elided(name, self._font, room), False)
            value = float(np.nan_to_num(self._values[at]))
            x = plot.x(max(0.0, value)) + look.unit_px * 0.35
            self._text(painter, x, base, words, True)

    def _text(self, painter: QPainter, x: float, base: float, text: str, bold: bool) -> None:
        painter.setFont(self._bold if bold else self._font)
        painter.setPen(self._look.color("text"))
        painter.drawText(QPointF(round(x), base), text)

    def _words(self, value: float) -> str:
        return with_unit(format_number(value, compact=abs(value) >= 10_000), self._unit)


class StandingBars:
    """Several figures for each category, side by side or stacked."""

    def __init__(
        self, figures: Figures, settings: ChartSettings, look: Theme, area: QRectF
    ) -> None:
        self._look = look
        self._settings = settings
        self._frame = Frame(look)
        self._unit = figures.unit if settings.unit is None else settings.unit
        self._is_stacked = settings.type == "stacked"
        self._colors = [look.series[at % len(look.series)] for at in range(len(figures.names))]
        words = max(advance(name, self._frame.font) for name in figures.categories)
        slot = min(SLOT_MOST_UNITS, max(SLOT_UNITS, words / look.unit_px + 0.6))
        fitting = max(1, int(area.width() / (slot * look.unit_px)))
        self._categories = figures.categories[:fitting]
        more = len(figures.categories) - len(self._categories) + figures.left_out
        self._lines = tuple(line[:fitting] for line in figures.values)
        tops = stacked(self._lines) if self._is_stacked else self._lines
        names = [Name(n, "", c) for n, c in zip(figures.names, self._colors, strict=True)]
        self._legend = Legend(names if settings.legend else [], look, area.width(), more)
        self._tops = tops
        finite = np.concatenate([line[np.isfinite(line)] for line in tops])
        ends = [*(float(v) for v in finite)] or [0.0]
        if settings.target is not None:
            ends.append(settings.target)
        most = max(2, int(area.height() / (look.unit_px * 4.2)))
        self._axis = value_axis(min(ends), max(ends), most, from_zero=True)
        self._area = area
        box = area.adjusted(
            self._frame.left_margin(self._axis, self._unit),
            self._legend.height + round(look.unit_px * 0.5),
            0,
            -self._frame.label_height,
        )
        self._plot = Plot(
            QRectF(box.toRect()), 0, len(self._categories), self._axis.low, self._axis.high
        )

    def paint(self, painter: QPainter, plotter: Plotter) -> None:
        plot = self._plot
        self._frame.paint_grid(painter, plot, self._axis, self._unit)
        ranges = (plot.x_low, plot.x_high), (plot.y_low, plot.y_high)
        plotter.draw(painter, plot.box, *ranges, self._bars())
        self._paint_names(painter)
        target = self._settings.target
        if target is not None:
            words = with_unit(format_number(target, compact=abs(target) >= 10_000), self._unit)
            label = f"{self._settings.target_label} {words}"
            self._frame.paint_target(painter, plot, target, label)
        self._legend.paint(painter, self._area)

    def _bars(self) -> list[Curve | Bars]:
        places = np.arange(len(self._categories), dtype=float)
        marks: list[Curve | Bars] = []
        if self._is_stacked:
            below: Array = np.zeros(len(places))
            for tops, color in zip(self._tops, self._colors, strict=True):
                marks.append(Bars(places + 0.18, places + 0.82, below, tops, color))
                below = tops
            return marks
        wide = 0.76 / len(self._lines)
        for at, (values, color) in enumerate(zip(self._lines, self._colors, strict=True)):
            left = places + 0.12 + at * wide
            marks.append(Bars(left, left + wide * 0.92, np.zeros(len(places)), values, color))
        return marks

    def _paint_names(self, painter: QPainter) -> None:
        slot = self._plot.box.width() / len(self._categories)
        look = self._look
        top = self._plot.box.bottom() + look.unit_px * 0.4
        for at, name in enumerate(self._categories):
            room = slot - look.unit_px * 0.3
            Paragraph(
                elided(name, self._frame.font, room),
                self._frame.font,
                room,
                look.color("text_muted"),
                align=Align.CENTER,
                max_lines=1,
                leading=1.2,
            ).paint(painter, self._plot.box.left() + at * slot + look.unit_px * 0.15, top)
