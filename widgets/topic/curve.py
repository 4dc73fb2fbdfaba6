"""The day of a topic as a curve against its usual level."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from wall.model.datasets import TopicCard
from wall.views.theme import Theme
from wall.views.typesetting import Lettering
from widgets.topic.band import SIGNAL
from widgets.topic.levels import Level, rates
from widgets.topic.wording import Words, moment_words


class Curve:
    """Paints posts an hour until now, where it began, and what is usual."""

    def __init__(
        self,
        box: QRectF,
        look: Theme,
        card: TopicCard,
        level: Level,
        now: float,
        zone: str,
        words: Words,
    ) -> None:
        self._look = look
        unit = look.unit_px
        roomy = box.height() > unit * 14
        font = look.font_px(unit * (1.15 if roomy else 1.0), QFont.Weight.Medium)
        metrics = QFontMetricsF(font)
        muted = look.color("text_muted")
        self._color = look.color("accent" if level.is_quiet else SIGNAL[level])
        self._said: list[tuple[Lettering, float, float]] = []
        points = rates(card, now)
        self._path = QPainterPath()
        self._fill = QPainterPath()
        self._end: QPointF | None = None
        self._began: QRectF | None = None
        self._usual: tuple[QPointF, QPointF] | None = None
        top = box.top()
        if roomy:
            title = Lettering(words["curve"], font, muted)
            self._said.append((title, box.left(), top + metrics.capHeight()))
            top += metrics.capHeight() + unit * 1.2
        foot = metrics.capHeight() + unit * 0.7
        dot = unit * 0.42
        self._plot = QRectF(
            box.left(), top + dot, box.width() - dot, box.bottom() - foot - top - dot
        )
        if not points or self._plot.height() < unit:
            return
        usual = card.usual_hourly
        most = max([*(rate for _, rate in points), (usual or 0.0) * 1.25, 1.0])
        first, last = points[0][0], points[-1][0]

        def place(at: float, rate: float) -> QPointF:
            x = (at - first) / max(1.0, last - first)
            return QPointF(
                self._plot.left() + x * self._plot.width(),
                self._plot.bottom() - rate / most * self._plot.height(),
            )

        places = [place(*point) for point in points]
        self._path = _smooth(places)
        self._fill = QPainterPath(self._path)
        self._fill.lineTo(places[-1].x(), self._plot.bottom())
        self._fill.lineTo(places[0].x(), self._plot.bottom())
        self._fill.closeSubpath()
        self._end = places[-1]
        base = box.bottom() - metrics.descent() * 0.3
        begin = Lettering(moment_words(first, now, zone, words), font, muted)
        end = Lettering(words["now"], font, muted)
        self._said.append((begin, box.left(), base))
        self._said.append((end, box.right() - end.width, base))
        if card.since is not None and first < card.since < last:
            x = place(card.since, 0).x()
            thick = max(2, round(unit * 0.08))
            self._began = QRectF(round(x), self._plot.top(), thick, self._plot.height())
            time = Lettering(moment_words(card.since, now, zone, words), font, look.color("text"))
            left = min(max(x - time.width / 2, box.left()), box.right() - time.width)
            free = box.left() + begin.width + unit
            if left > free and left + time.width < box.right() - end.width - unit:
                self._said.append((time, left, base))
        if usual is not None:
            y = place(first, usual).y()
            self._usual = QPointF(self._plot.left(), y), QPointF(self._plot.right(), y)
            text = Lettering(words["usual_line"], font, muted)
            self._say_beside(text, y, places, metrics.capHeight())

    def _say_beside(self, text: Lettering, y: float, places: list[QPointF], cap: float) -> None:
        """Above or below the line, where the curve leaves room for it."""
        plot, unit = self._plot, self._look.unit_px
        gap = unit * 0.4
        step = plot.width() / 24
        for base in (y - gap, y + gap + cap):
            if base - cap < plot.top() - gap or base > plot.bottom():
                continue
            x = plot.left()
            while x + text.width < plot.right():
                near = [p.y() for p in places if x - unit <= p.x() <= x + text.width + unit]
                if not any(base - cap - gap < at < base + gap for at in near):
                    self._said.append((text, x, base))
                    return
                x += step

    def paint(self, painter: QPainter) -> None:
        look, plot = self._look, self._plot
        thin = max(1, round(look.unit_px * 0.06))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = QColor(self._color)
        fill.setAlphaF(0.2)
        painter.fillPath(self._fill, fill)
        painter.fillRect(QRectF(plot.left(), plot.bottom(), plot.width(), thin), look.color("line"))
        if self._usual is not None:
            pen = QPen(look.color("text_muted"), max(2.0, look.unit_px * 0.08))
            pen.setDashPattern([5, 4])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(*self._usual)
        if self._began is not None:
            painter.fillRect(self._began, look.color("text"))
        pen = QPen(self._color, max(2.5, look.unit_px * 0.14))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)
        if self._end is not None:
            radius = look.unit_px * 0.36
            painter.setPen(QPen(look.color("surface"), max(2.0, look.unit_px * 0.1)))
            painter.setBrush(self._color)
            painter.drawEllipse(self._end, radius, radius)
        for lettering, x, base in self._said:
            lettering.paint(painter, x, base)


def _smooth(places: list[QPointF]) -> QPainterPath:
    """Through all points, level between them: no wave that nobody measured."""
    path = QPainterPath(places[0])
    for one, other in pairwise(places):
        middle = (one.x() + other.x()) / 2
        path.cubicTo(QPointF(middle, one.y()), QPointF(middle, other.y()), other)
    return path
