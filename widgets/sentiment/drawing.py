"""The picture of moods over time: bars that go both ways, or shares of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from wall.views.numbers import MINUS
from wall.views.painting import mixed
from wall.views.plots import Frame, Plot
from wall.views.scales import Axis, Tick, time_axis, value_axis
from wall.views.theme import Theme
from widgets.sentiment.colors import mood_color
from widgets.sentiment.moods import MOODS, Mood, Moods
from widgets.sentiment.settings import SentimentSettings

BAR_UNITS = 0.45
"""The least width of a bar with its gap, in base units."""
PALE = 0.5
SPARE = 1.04
"""Above the highest bar."""


class MoodPlot:
    """One picture of one course."""

    def __init__(
        self,
        moods: Moods,
        settings: SentimentSettings,
        look: Theme,
        area: QRectF,
        panes: Sequence[QRectF],
    ) -> None:
        self._settings, self._look, self._area = settings, look, area
        self._moods = moods.grouped(int(area.width() / (BAR_UNITS * look.unit_px)))
        self._frame = Frame(look, panes)
        self.axis = self._value_axis()
        self.plot = self._placed()
        self.bars = self._placed_bars()

    def paint(self, painter: QPainter) -> None:
        self._frame.paint_grid(painter, self.plot, self.axis, "")
        zone = ZoneInfo(self._settings.zone) if self._settings.zone else None
        most = max(2, int(self.plot.box.width() / (self._look.unit_px * 7)))
        times = time_axis(self.plot.x_low, self.plot.x_high, most, zone, self._settings.language)
        self._frame.paint_times(painter, self.plot, times.ticks)
        for at, column in enumerate(self.bars):
            for mood, bar in column.items():
                color = mood_color(mood, self._look)
                if at == len(self.bars) - 1:
                    # It is not over yet.
                    color = mixed(self._look.color("surface"), color, PALE)
                painter.fillRect(bar, color)

    def changed_from(self, old: MoodPlot) -> QRectF | None:
        """From the first bar that differs from an older picture's; None: all of it."""
        if old.axis != self.axis or old.plot != self.plot or len(old.bars) != len(self.bars):
            return None
        pairs = enumerate(zip(old.bars, self.bars, strict=True))
        first = next((at for at, (one, other) in pairs if one != other), None)
        if first is None:
            return QRectF()
        left = self.plot.x(float(self._moods.starts[first])) - 1
        return QRectF(left, 0.0, self._area.right() - left, self._area.height())

    # -- measuring -----------------------------------------------------------------------

    def _value_axis(self) -> Axis:
        if self._settings.style == "shares":
            return Axis(0.0, 1.0, tuple(Tick(n / 2, f"{n * 50}%") for n in range(3)))
        columns = [self._stack(*counts) for counts in np.vstack(self._moods.lines).T.tolist()]
        ends = [end for column in columns for pair in column.values() for end in pair]
        low, high = min(0.0, *ends) * SPARE, max(2.0, *ends) * SPARE
        most = max(2, int(self._area.height() / (self._look.unit_px * 5)))
        axis = value_axis(low, high, most, from_zero=True)
        ticks = (
            replace(tick, label=tick.label.removeprefix(MINUS))
            for tick in axis.ticks
            if low <= tick.at <= high
        )
        return Axis(low, high, tuple(ticks))

    def _placed(self) -> Plot:
        frame, unit = self._frame, self._look.unit_px
        left = frame.left_margin(self.axis, "")
        box = self._area.adjusted(left, round(unit * 0.5), 0, -frame.label_height)
        starts = self._moods.starts
        low, high = float(starts[0]), float(starts[-1]) + self._moods.grain_s
        return Plot(QRectF(box.toRect()), low, high, self.axis.low, self.axis.high)

    def _placed_bars(self) -> list[dict[Mood, QRectF]]:
        moods, plot = self._moods, self.plot
        slot = plot.box.width() / len(moods.starts)
        gap = max(1.0, min(slot * 0.25, self._look.unit_px * 0.2))
        found = []
        for at, counts in enumerate(np.vstack(moods.lines).T.tolist()):
            left = plot.box.left() + slot * at
            wide = max(1.0, slot - gap)
            found.append(
                {
                    mood: QRectF(left, plot.y(top), wide, max(0.0, plot.y(foot) - plot.y(top)))
                    for mood, (foot, top) in self._stack(*counts).items()
                    if top > foot
                }
            )
        return found

    def _stack(
        self, positive: float, neutral: float, negative: float
    ) -> dict[Mood, tuple[float, float]]:
        """Foot and top of each mood."""
        if self._settings.style == "shares":
            whole = positive + neutral + negative or 1.0
            above, middle = negative / whole, (negative + neutral) / whole
            foot_and_top = ((middle, 1.0 if positive else middle), (above, middle), (0.0, above))
        elif self._settings.style == "stacked":
            middle = negative + neutral
            foot_and_top = ((middle, middle + positive), (negative, middle), (0.0, negative))
        else:
            foot_and_top = ((0.0, positive), (0.0, 0.0), (-negative, 0.0))
        return dict(zip(MOODS, foot_and_top, strict=True))
