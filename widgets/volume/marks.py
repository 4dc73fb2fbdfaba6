"""Words on the plot: what stood out, and moments that people know by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QPen

from wall.views.panes import moved_into
from wall.views.plots import Plot
from wall.views.scales import moment_name
from wall.views.theme import Theme
from wall.views.thinning import Array
from wall.views.typesetting import Align, Paragraph, Span
from widgets.volume.courses import paint_dot
from widgets.volume.reading import Spike
from widgets.volume.settings import VolumeSettings
from widgets.volume.wording import spike_words

DAY_S = 86_400.0


@dataclass(frozen=True)
class Values:
    """What marks are told of: arrays of one length."""

    starts: Array
    ends: Array
    counts: Array
    usual: Array
    grain_s: float


@dataclass(frozen=True)
class Mark:
    """Words over a place in the plot."""

    words: Paragraph
    text: str
    box: QRectF
    foot: QPointF


class Marks:
    """Set for one plot; without any words where the plot is small."""

    def __init__(
        self,
        values: Values,
        spikes: Sequence[Spike],
        plot: Plot,
        settings: VolumeSettings,
        look: Theme,
        area: QRectF,
        panes: Sequence[QRectF],
        *,
        is_low: bool,
    ) -> None:
        self._values, self._plot, self._settings, self._look = values, plot, settings, look
        self._ends, self._counts, self._usual = values.ends, values.counts, values.usual
        self._area, self._panes, self._is_low = area, panes, is_low
        self._zone: tzinfo | None = ZoneInfo(settings.zone) if settings.zone else None
        self._font = look.font("caption", QFont.Weight.Medium)
        self._quiet = look.color("text_muted")
        self.spikes = [] if is_low else self._chosen(spikes)

    def paint(self, painter: QPainter) -> None:
        self._paint_events(painter)
        for mark in self.spikes:
            self._paint_mark(painter, mark)

    def _chosen(self, spikes: Sequence[Spike]) -> list[Mark]:
        """Spikes with their words, the largest first to choose its place."""
        found: list[Mark] = []
        for spike in sorted(spikes, key=lambda s: -self._counts[s.peak]):
            mark = self._mark_of(spike, [mark.box for mark in found])
            if mark is not None:
                found.append(mark)
        return found

    def _mark_of(self, spike: Spike, taken: Sequence[QRectF]) -> Mark | None:
        look, plot = self._look, self._plot
        count = float(self._counts[spike.peak])
        if not np.isfinite(count):
            return None
        usual = float(self._usual[spike.peak])
        told = spike_words(count, usual if np.isfinite(usual) else None, self._settings.language)
        clock = self._moment(spike.peak)
        text = f"{clock}  {told}"
        words = Paragraph(
            text,
            look.font_px(look.unit_px * 1.15, QFont.Weight.Bold),
            self._area.width(),
            look.color("warning"),
            align=Align.LEFT,
            max_lines=1,
            leading=1.3,
            spans=[Span(0, len(clock), look.color("text"), QFont.Weight.Medium)],
        )
        foot = QPointF(plot.x(float(self._ends[spike.peak])), plot.y(count))
        gap = look.unit_px * 0.55
        wide, tall = words.width + 2, words.height
        above = self._highest(foot.x() - wide / 2, foot.x() + wide / 2) - gap - tall
        for left, top in (
            (foot.x() - wide / 2, above),
            (foot.x() - gap - wide, foot.y() - tall / 2),
            (foot.x() + gap, foot.y() - tall / 2),
            (foot.x() - gap - wide, above),
        ):
            box = QRectF(left, top, wide, tall)
            kept = moved_into(box, [p.intersected(self._inside()) for p in self._panes])
            is_near = abs(kept.y() - top) < tall and abs(kept.x() - left) < wide * 0.6
            covers = kept.adjusted(-gap / 3, 0, gap / 3, 0).contains(foot)
            if is_near and not covers and not any(kept.intersects(other) for other in taken):
                return Mark(words, text, kept, foot)
        return None

    def _highest(self, left: float, right: float) -> float:
        """How far up the course goes between two places, in pixels from the top."""
        plot = self._plot
        low = plot.x_low + (left - plot.box.left()) / plot.box.width() * (plot.x_high - plot.x_low)
        high = low + (right - left) / plot.box.width() * (plot.x_high - plot.x_low)
        there = self._counts[(self._ends >= low) & (self._ends <= high)]
        there = there[np.isfinite(there)]
        return plot.y(float(there.max())) if len(there) else plot.box.bottom()

    def _inside(self) -> QRectF:
        return self._area.adjusted(self._plot.box.left() - self._area.left(), 0, 0, 0)

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        look = self._look
        if mark.box.bottom() < mark.foot.y() - look.unit_px:
            painter.setPen(QPen(look.color("warning"), max(1.5, look.unit_px * 0.06)))
            painter.drawLine(mark.foot, QPointF(mark.foot.x(), mark.box.bottom()))
        paint_dot(painter, mark.foot, look.color("warning"), look)
        mark.words.paint(painter, mark.box.left(), mark.box.top())

    def _paint_events(self, painter: QPainter) -> None:
        look, box = self._look, self._plot.box
        taken = [mark.box for mark in self.spikes]
        for moment, label in self.events():
            x = round(self._plot.x(moment))
            self._paint_event_line(painter, x)
            if self._is_low:
                continue
            words = Paragraph(
                label, self._font, box.width() * 0.4, look.color("text"), max_lines=1, leading=1.3
            )
            side = look.unit_px * 0.35
            for left in (x + side, x - side - words.width):
                at = QRectF(left, box.top(), words.width + 2, words.height)
                kept = moved_into(at, self._panes)
                if abs(kept.x() - left) > 2 or any(kept.intersects(other) for other in taken):
                    continue
                taken.append(kept)
                words.paint(painter, kept.left(), kept.top())
                break

    def _paint_event_line(self, painter: QPainter, x: int) -> None:
        """From top to bottom, but not through words that stand there already."""
        box = self._plot.box
        wide = max(1, round(self._look.unit_px * 0.06))
        crossed = [mark.box for mark in self.spikes if mark.box.left() <= x <= mark.box.right()]
        top = box.top()
        for words in sorted(crossed, key=QRectF.top):
            painter.fillRect(QRectF(x, top, wide, max(0.0, words.top() - top)), self._quiet)
            top = max(top, words.bottom())
        painter.fillRect(QRectF(x, top, wide, max(0.0, box.bottom() - top)), self._quiet)

    def events(self) -> list[tuple[float, str]]:
        """Moments that lie in the time shown, with their words."""
        found: list[tuple[float, str]] = []
        low, high = self._plot.x_low, self._plot.x_high
        for event in self._settings.events:
            if isinstance(event.at, datetime):
                moments = [event.at.timestamp()]
            else:
                hour, minute = (int(part) for part in event.at.split(":"))
                days = range(int((high - low) / DAY_S) + 2)
                first = self._local(low).replace(hour=hour, minute=minute, second=0, microsecond=0)
                moments = [first.timestamp() + day * DAY_S for day in days]
            found += [(moment, event.label) for moment in moments if low < moment <= high]
        return found

    def _moment(self, place: int) -> str:
        """When a value came about; whole days are told by their own date."""
        grain = self._values.grain_s
        times = self._values.starts if grain >= DAY_S else self._ends
        span = self._plot.x_high - self._plot.x_low
        return moment_name(float(times[place]), span, grain, self._zone, self._settings.language)

    def _local(self, moment: float) -> datetime:
        return datetime.fromtimestamp(moment, UTC).astimezone(self._zone)
