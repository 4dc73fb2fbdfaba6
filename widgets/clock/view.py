"""The view of the kind `clock`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

from PySide6.QtCore import QDate, QLocale, QRectF
from PySide6.QtGui import QPainter, QPen

from wall.model.tiles import HealthState
from wall.views.plate import PlateView
from wall.views.services import Subscription
from widgets.clock.dial import Dial, cells, figure_px
from widgets.clock.reading import Reading, period_s, read_clock
from widgets.clock.settings import ClockSettings


class ClockView(PlateView):
    """Shows times; it is called at whole seconds or minutes, and repaints what has changed."""

    _ticking: Subscription | None = None
    _readings: tuple[Reading, ...] = ()
    _dials: tuple[Dial, ...] = ()
    _cells: tuple[QRectF, ...] = ()
    _shape: object = None
    _began = 0.0

    @property
    def clock_settings(self) -> ClockSettings:
        return cast(ClockSettings, self.settings)

    def prepare(self) -> None:
        self._began = self.services.clock.now()
        self._start()
        self.ensure_laid_out()
        self.set_health(HealthState.OK)
        self.set_ready()

    def configured(self) -> None:
        self._start()

    def show_view(self) -> None:
        self._start()

    def hide_view(self) -> None:
        self._stop()

    def close_view(self) -> None:
        self._stop()
        super().close_view()

    def lay_out(self) -> None:
        self._readings = self._read()
        self._shape = _shape(self._readings)
        gap = self.look.unit_px * 1.2
        areas = cells(self.content, len(self._readings), gap)
        size = figure_px(areas[0], tuple(_widest(r) for r in self._readings), self.look)
        self._cells = tuple(areas)
        self._dials = tuple(
            Dial(area, reading, self.look, size)
            for area, reading in zip(areas, self._readings, strict=True)
        )

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        for dial, reading in zip(self._dials, self._readings, strict=True):
            dial.paint(painter, reading)
        if len(self._cells) > 1:
            self._paint_rules(painter)

    def _paint_rules(self, painter: QPainter) -> None:
        """A hairline between columns."""
        painter.setPen(QPen(self.look.color("line"), max(1, self.look.px("stroke"))))
        first = self._cells[0]
        for cell in self._cells:
            if cell.left() > first.left() + 1:
                x = round(cell.left() - self.look.unit_px * 0.6)
                inset = cell.height() * 0.22
                painter.drawLine(x, round(cell.top() + inset), x, round(cell.bottom() - inset))

    def _start(self) -> None:
        self._stop()
        period = period_s(self.clock_settings)
        self._ticking = self.services.clock.every(period, self._tick)
        self._tick()

    def _stop(self) -> None:
        if self._ticking is not None:
            self._ticking.end()
            self._ticking = None

    def _tick(self) -> None:
        readings = self._read()
        if readings == self._readings:
            return
        if _shape(readings) != self._shape:
            self.relay()
            return
        self._readings = readings
        self.mark_dirty(self.content)

    def _read(self) -> tuple[Reading, ...]:
        now = self.services.clock.now()
        return read_clock(self.clock_settings, now, self._began, self._name_day)

    def _name_day(self, day: date) -> str:
        locale = QLocale(self.clock_settings.language)
        form = "dddd" if len(self.clock_settings.zones) > 1 else "dddd, d MMMM"
        if self.clock_settings.mode == "countdown":
            form = "dddd, d MMMM yyyy"
        return locale.toString(QDate(day.year, day.month, day.day), form)


def _shape(readings: tuple[Reading, ...]) -> object:
    """What the type was chosen for: as long as it is the same, only digits change."""
    return tuple((r.above, r.below, _widest(r)) for r in readings)


def _widest(reading: Reading) -> Reading:
    """The reading with its widest digits: figures are tabular, so any digit will do."""

    def zeros(text: str) -> str:
        return "".join("0" if char.isdigit() else char for char in text)

    return replace(reading, figure=zeros(reading.figure), beside=zeros(reading.beside))
