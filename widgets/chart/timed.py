"""A chart over time: lines, areas, stacked areas or bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from wall.views.numbers import format_number, with_unit
from wall.views.plots import Frame, Plot
from wall.views.scales import Axis, time_axis, value_axis
from wall.views.theme import Theme
from wall.views.thinning import Array, runs, thinned
from widgets.chart.figures import Figures, grouped, stacked
from widgets.chart.naming import EndNames, Legend, Name
from widgets.chart.plotting import STACK_ALPHA, Bars, Curve, Plotter
from widgets.chart.settings import ChartSettings

BAR_UNITS = 0.55
"""The least width of a bar with its gap, in base units."""


class TimedChart:
    """One chart over time in an area; painted once into a picture."""

    def __init__(
        self, figures: Figures, settings: ChartSettings, look: Theme, area: QRectF
    ) -> None:
        self._settings = settings
        self._look = look
        self._area = area
        self._frame = Frame(look)
        self._unit = figures.unit if settings.unit is None else settings.unit
        self._colors = [look.series[at % len(look.series)] for at in range(len(figures.names))]
        if settings.type == "bar":
            most = max(1, int(area.width() / (BAR_UNITS * look.unit_px * len(figures.names))))
            times, values = grouped(figures.times, figures.values, most)
            figures = replace(figures, times=times, values=values)
        self._figures = figures
        self._tops = stacked(figures.values) if settings.type == "stacked" else figures.values
        self._axis = self._value_axis()
        self._ends: EndNames | None = None
        self._legend: Legend | None = None
        self._name_lines()
        self._plot = self._placed()

    def paint(self, painter: QPainter, plotter: Plotter) -> None:
        plot, frame = self._plot, self._frame
        frame.paint_grid(painter, plot, self._axis, self._unit)
        frame.paint_times(painter, plot, self._times().ticks)
        x_range, y_range = (plot.x_low, plot.x_high), (plot.y_low, plot.y_high)
        plotter.draw(painter, plot.box, x_range, y_range, self._marks())
        target = self._settings.target
        if target is not None:
            words = with_unit(format_number(target, compact=abs(target) >= 10_000), self._unit)
            frame.paint_target(painter, plot, target, f"{self._settings.target_label} {words}")
        if self._settings.type in ("line", "area"):
            self._paint_dots(painter)
        if self._ends is not None:
            self._ends.paint(painter, plot.box.right() + self._dot, self._end_places(), plot.box)
        if self._legend is not None:
            self._legend.paint(painter, self._area)

    # -- measuring -----------------------------------------------------------------------

    @property
    def _dot(self) -> float:
        return max(3.0, self._look.unit_px * 0.24)

    def _value_axis(self) -> Axis:
        settings = self._settings
        values = np.concatenate([line[np.isfinite(line)] for line in self._tops])
        low, high = float(values.min()), float(values.max())
        if settings.target is not None:
            low, high = min(low, settings.target), max(high, settings.target)
        most = max(2, int(self._area.height() / (self._look.unit_px * 4.2)))
        from_zero = settings.from_zero
        if from_zero is None or settings.type in ("bar", "stacked"):
            from_zero = settings.type != "line"
        return value_axis(low, high, most, from_zero=from_zero)

    def _name_lines(self) -> None:
        if not self._settings.legend:
            return
        names = [
            Name(name, self._latest(values), color)
            for name, values, color in zip(
                self._figures.names, self._figures.values, self._colors, strict=True
            )
        ]
        area, unit = self._area, self._look.unit_px
        if self._settings.type != "bar" and area.width() > unit * 30:
            ends = EndNames(names, self._look, area.width() * 0.24)
            if ends.fits(area.height() - self._frame.label_height - unit):
                self._ends = ends
                return
        if len(names) > 1 and area.height() > unit * 7:
            bare = [replace(name, value="") for name in names]
            self._legend = Legend(bare, self._look, area.width(), self._figures.left_out)

    def _latest(self, values: Array) -> str:
        finite = values[np.isfinite(values)]
        if not len(finite):
            return format_number(None)
        value = float(finite[-1])
        return with_unit(format_number(value, compact=abs(value) >= 10_000), self._unit)

    def _placed(self) -> Plot:
        frame, area, unit = self._frame, self._area, self._look.unit_px
        box = area.adjusted(
            frame.left_margin(self._axis, self._unit),
            round(unit * 0.5) + (self._legend.height if self._legend else 0),
            -(self._ends.width + self._dot if self._ends else round(unit * 0.4)),
            -frame.label_height,
        )
        times = self._figures.times
        low, high = float(times[0]), float(times[-1])
        if self._settings.type == "bar":
            half = (high - low) / max(1, len(times) - 1) / 2 or 1800.0
            low, high = low - half, high + half
        elif high <= low:
            low, high = low - 1800.0, high + 1800.0
        return Plot(QRectF(box.toRect()), low, high, self._axis.low, self._axis.high)

    def _times(self) -> Axis:
        most = max(2, int(self._plot.box.width() / (self._look.unit_px * 6.5)))
        zone: tzinfo | None = ZoneInfo(self._settings.zone) if self._settings.zone else None
        return time_axis(self._plot.x_low, self._plot.x_high, most, zone)

    def _end_places(self) -> list[float]:
        places = []
        below: Array | None = None
        for tops in self._tops:
            finite = tops[np.isfinite(tops)]
            value = float(finite[-1]) if len(finite) else self._axis.low
            if self._settings.type == "stacked":
                floor = float(below[-1]) if below is not None else 0.0
                value, below = (value + floor) / 2, tops
            places.append(self._plot.y(value))
        return places

    # -- marks ---------------------------------------------------------------------------

    def _marks(self) -> list[Curve | Bars]:
        if self._settings.type == "bar":
            return self._bars()
        if self._settings.type == "stacked":
            return self._stack()
        width = max(2.0, self._look.unit_px * 0.15)
        base = max(self._axis.low, 0.0) if self._settings.type == "area" else None
        fills: list[Curve | Bars] = []
        lines: list[Curve | Bars] = []
        for values, color in zip(reversed(self._tops), reversed(self._colors), strict=True):
            x, y = thinned(self._figures.times, values, self._buckets())
            if base is not None:
                fills.append(Curve(x, y, color, 0.0, base))
            lines.append(Curve(x, y, color, width))
        # No area tints a line.
        return fills + lines

    def _stack(self) -> list[Curve | Bars]:
        marks: list[Curve | Bars] = []
        times = self._figures.times
        keep = _evenly(len(times), 2 * self._buckets())
        below: Array = np.zeros(len(times))
        for tops, color in zip(self._tops, self._colors, strict=True):
            marks.append(
                Curve(times[keep], tops[keep], color, 0.0, below[keep], fill_alpha=STACK_ALPHA)
            )
            below = tops
        return marks

    def _bars(self) -> list[Curve | Bars]:
        times, lines = self._figures.times, self._tops
        slot = (self._plot.x_high - self._plot.x_low) / max(1, len(times))
        wide = slot * 0.78 / len(lines)
        marks: list[Curve | Bars] = []
        for at, (values, color) in enumerate(zip(lines, self._colors, strict=True)):
            left = times - slot * 0.39 + at * wide
            marks.append(Bars(left, left + wide * 0.94, np.zeros(len(times)), values, color))
        return marks

    def _buckets(self) -> int:
        return max(8, int(self._plot.box.width() / 4))

    def _paint_dots(self, painter: QPainter) -> None:
        """The latest value of each line, and values that stand alone between gaps."""
        painter.setPen(Qt.PenStyle.NoPen)
        for values, color in zip(self._tops, self._colors, strict=True):
            found = runs(values)
            alone = [run.start for run in found if run.stop - run.start == 1]
            for at in {*alone, *([found[-1].stop - 1] if found else [])}:
                center = QPointF(
                    self._plot.x(float(self._figures.times[at])), self._plot.y(float(values[at]))
                )
                self._paint_dot(painter, center, color)

    def _paint_dot(self, painter: QPainter, center: QPointF, color: QColor) -> None:
        painter.setBrush(self._look.color("surface"))
        painter.drawEllipse(center, self._dot * 1.45, self._dot * 1.45)
        painter.setBrush(color)
        painter.drawEllipse(center, self._dot, self._dot)


def _evenly(length: int, most: int) -> Sequence[int]:
    if length <= most:
        return range(length)
    return [int(at) for at in np.unique(np.linspace(0, length - 1, most).astype(int))]
