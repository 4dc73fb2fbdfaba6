"""The picture of how much is said over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from itertools import zip_longest
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QLinearGradient,
    QPainter,
)

from wall.views.filling import fill_between
from wall.views.painting import mixed, new_picture
from wall.views.panes import moved_into
from wall.views.plots import Frame, Plot
from wall.views.scales import Axis, time_axis, value_axis
from wall.views.theme import Theme
from wall.views.thinning import Array, runs, thinned
from wall.views.typesetting import Align, Paragraph, advance
from widgets.volume.courses import Course, draw_course, draw_dashes, paint_dot, within
from widgets.volume.marks import Mark, Marks, Values
from widgets.volume.reading import Volume, first_change
from widgets.volume.settings import VolumeSettings
from widgets.volume.wording import usual_name

HEADROOM = 1.14
"""Above the highest value, where spikes have words."""
BAND_ALPHA = 0.2


class VolumePlot:
    """One picture of one volume; the places it used are kept for telling what changed."""

    def __init__(
        self,
        volume: Volume,
        settings: VolumeSettings,
        look: Theme,
        area: QRectF,
        panes: Sequence[QRectF],
        now: float,
    ) -> None:
        self._volume, self._settings, self._look, self._area = volume, settings, look, area
        self._panes = panes
        self._zone: tzinfo | None = ZoneInfo(settings.zone) if settings.zone else None
        self._ends, self._counts = volume.ends(now), volume.sliding(now)
        self._usual, self._low, self._high = (
            volume.lasting(line, now) for line in (volume.usual, volume.low, volume.high)
        )
        self._spikes = volume.spikes(settings.spikes, now)
        self._frame = Frame(look, panes)
        self._quiet = look.color("text_muted")
        self._font = look.font("caption", QFont.Weight.Medium)
        self._is_low = area.height() < look.unit_px * 7 or area.width() < look.unit_px * 18
        self.axis = self._value_axis()
        self.plot = self._placed()
        values = Values(volume.starts, self._ends, self._counts, self._usual, volume.grain_s)
        self._marks = Marks(
            values, self._spikes, self.plot, settings, look, area, panes, is_low=self._is_low
        )

    @property
    def marks(self) -> Sequence[Mark]:
        """Spikes with their words."""
        return self._marks.spikes

    def events(self) -> list[tuple[float, str]]:
        """Moments that lie in the time shown, with their words."""
        return self._marks.events()

    def changed_from(self, old: VolumePlot) -> QRectF | None:
        """The part of the picture that differs from an older one: most often only its end. None:
        all of it."""
        if old.axis != self.axis or old.plot != self.plot:
            return None
        first = first_change(old._volume, self._volume)
        if first == 0:
            return None
        last = len(self._ends) - 1
        place = max(0, min(last, last if first is None else first) - 1)
        left = self.plot.x(float(self._ends[place])) - self._look.unit_px
        for one, other in zip_longest(old.marks, self.marks):
            if one is None or other is None or one.box != other.box or one.text != other.text:
                left = min(left, *(mark.box.left() for mark in (one, other) if mark is not None))
        return QRectF(left, 0.0, self._area.right() - left, self._area.height())

    def paint(self, painter: QPainter, part: QRectF | None = None) -> None:
        """All of it, or no more than is needed for a part to which the painter is clipped."""
        frame, plot = self._frame, self.plot
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._volume.knows_usual:
            self._paint_band(painter, part)
        if not self._is_low:
            frame.paint_grid(painter, plot, self.axis, "")
        frame.paint_times(painter, plot, self._times().ticks)
        self._paint_spans(painter)
        if self._settings.style == "bars":
            self._paint_bars(painter)
        else:
            self._paint_area(painter, part)
        if self._volume.knows_usual:
            self._paint_usual(painter)
        self._marks.paint(painter)

    # -- measuring -----------------------------------------------------------------------

    def _value_axis(self) -> Axis:
        lines = (self._counts, self._usual, self._high)
        finite = [line[np.isfinite(line)] for line in lines]
        high = max((float(line.max()) for line in finite if len(line)), default=1.0)
        if self._spikes:
            high *= HEADROOM
        most = max(2, int(self._area.height() / (self._look.unit_px * 5.5)))
        return value_axis(0.0, max(high, 3.0), most, from_zero=True)

    def _placed(self) -> Plot:
        unit, area, frame = self._look.unit_px, self._area, self._frame
        left = 0 if self._is_low else frame.left_margin(self.axis, "")
        right = unit * 0.6
        if self._volume.knows_usual and not self._is_low:
            right = advance(usual_name(self._settings.language), self._font) + unit * 0.8
        top = frame.label_height * 0.5 if not self._is_low else 2
        box = area.adjusted(left, top, -right, -frame.label_height)
        starts = self._volume.starts
        low, high = float(starts[0]), float(starts[-1]) + self._volume.grain_s
        return Plot(QRectF(box.toRect()), low, high, self.axis.low, self.axis.high)

    def _times(self) -> Axis:
        most = max(2, int(self.plot.box.width() / (self._look.unit_px * 7)))
        return time_axis(
            self.plot.x_low, self.plot.x_high, most, self._zone, self._settings.language
        )

    # -- marks ---------------------------------------------------------------------------

    def _runs(self, values: Array, part: QRectF | None = None) -> list[Course]:
        """Places in pixels of each run without gaps; a bucket's value stands where it ends."""
        plot = self.plot
        times, values = thinned(self._ends, values, max(8, int(plot.box.width() / 6)))
        x = plot.box.left() + (times - plot.x_low) / (plot.x_high - plot.x_low) * plot.box.width()
        y = plot.box.bottom() - values / plot.y_high * plot.box.height()
        found = []
        for run in runs(values):
            across, down = x[run], y[run]
            if run.start == 0:
                across = np.concatenate([[plot.box.left()], across])
                down = np.concatenate([down[:1], down])
            found.append((across, down))
        if part is None:
            return found
        near = [within(course, part.left() - 1, part.right() + 1) for course in found]
        return [course for course in near if len(course[0]) > 1]

    def _paint_area(self, painter: QPainter, part: QRectF | None) -> None:
        look, box = self._look, self.plot.box
        accent = look.color("accent")
        area = (self._area if part is None else part).toAlignedRect()
        below = new_picture(area.size())
        filling = QPainter(below)
        filling.translate(-area.left(), 0)
        tall = round(self._area.height())
        for x, y in self._runs(self._counts, part):
            fill_between(filling, tall, x, y, np.full(len(x), box.bottom()), accent)
        shade = QLinearGradient(box.topLeft(), box.bottomLeft())
        for at, alpha in ((0.0, 0.5), (1.0, 0.06)):
            shade.setColorAt(at, QColor.fromRgbF(0, 0, 0, alpha))
        filling.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        filling.fillRect(area, shade)
        filling.end()
        painter.drawImage(area.left(), 0, below)
        width = max(2.5, look.unit_px * 0.16)
        courses = self._runs(self._counts)
        for course in courses if part is None else self._runs(self._counts, part):
            draw_course(painter, course, accent, width)
            # What stood out is drawn once more, in the colour of what needs an eye.
            for span in self._spans():
                stood = within(course, span.left(), span.right())
                draw_course(painter, stood, look.color("warning"), width)
        if courses and np.isfinite(self._counts[-1]):
            x, y = courses[-1]
            paint_dot(painter, QPointF(float(x[-1]), float(y[-1])), look.color("text"), look)

    def _paint_bars(self, painter: QPainter) -> None:
        look, plot, volume = self._look, self.plot, self._volume
        slot = plot.box.width() / max(1, len(volume.starts))
        gap = max(1.0, min(slot * 0.25, look.unit_px * 0.2))
        painter.setPen(Qt.PenStyle.NoPen)
        accent, warning = look.color("accent"), look.color("warning")
        for at, (start, count) in enumerate(zip(volume.starts, volume.count, strict=True)):
            if not np.isfinite(count) or count <= 0:
                continue
            left = plot.x(float(start))
            right = min(plot.x(float(start) + volume.grain_s), plot.box.right())
            bar = QRectF(left, plot.y(float(count)), max(1.0, right - left - gap), 0.0)
            bar.setBottom(plot.box.bottom())
            color = warning if volume.is_spike[at] else accent
            if at == len(volume.starts) - 1:
                # It is not over yet.
                color = mixed(color, look.color("surface"), 0.4)
            painter.fillRect(bar, color)

    def _paint_band(self, painter: QPainter, part: QRectF | None) -> None:
        color = QColor(self._look.color("text_muted"))
        color.setAlphaF(BAND_ALPHA)
        for (x, low), (_, high) in zip(
            self._runs(self._low, part), self._runs(self._high, part), strict=False
        ):
            if len(low) == len(high):
                fill_between(painter, round(self._area.height()), x, high, low, color)

    def _paint_usual(self, painter: QPainter) -> None:
        look, box = self._look, self.plot.box
        for course in self._runs(self._usual):
            thin = max(1.5, look.unit_px * 0.08)
            draw_dashes(painter, course, self._quiet, thin, look.unit_px * 0.35)
        finite = self._usual[np.isfinite(self._usual)]
        if self._is_low or not len(finite):
            return
        words = Paragraph(
            usual_name(self._settings.language),
            self._font,
            self._area.width(),
            look.color("text_muted"),
            align=Align.LEFT,
            max_lines=1,
        )
        y = self.plot.y(float(finite[-1])) - words.height / 2
        y = min(max(y, box.top()), box.bottom() - words.height)
        at = moved_into(
            QRectF(box.right() + look.unit_px * 0.5, y, words.width, words.height), self._panes
        )
        words.paint(painter, at.left(), at.top())

    def _paint_spans(self, painter: QPainter) -> None:
        tint = QColor(self._look.color("warning"))
        tint.setAlphaF(0.1)
        for span in self._spans():
            painter.fillRect(span, tint)

    def _spans(self) -> list[QRectF]:
        """Where alarms stood, from top to bottom."""
        box, found = self.plot.box, list[QRectF]()
        stood = np.where(self._volume.is_spike > 0, 1.0, np.nan)
        for run in runs(stood):
            left = self.plot.x(float(self._volume.starts[run.start]))
            right = self.plot.x(float(self._ends[run.stop - 1]))
            found.append(QRectF(left, box.top(), max(2.0, right - left), box.height()))
        return found
