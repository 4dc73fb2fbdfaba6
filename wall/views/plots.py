"""The frame of a plot: where it is, grid, axes and a target line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from wall.views.numbers import with_unit
from wall.views.panes import moved_into
from wall.views.scales import Axis, Tick
from wall.views.theme import Theme
from wall.views.typesetting import advance


@dataclass(frozen=True)
class Plot:
    """A rectangle in pixels and the ranges that it shows."""

    box: QRectF
    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: float) -> float:
        share = (value - self.x_low) / ((self.x_high - self.x_low) or 1.0)
        return self.box.left() + share * self.box.width()

    def y(self, value: float) -> float:
        share = (value - self.y_low) / ((self.y_high - self.y_low) or 1.0)
        return self.box.bottom() - share * self.box.height()


class Frame:
    """Paints what stands around the marks of a chart; its words in one of the panes each."""

    def __init__(self, look: Theme, panes: Sequence[QRectF] = ()) -> None:
        self._look = look
        self._panes = panes
        self.font = look.font("caption", QFont.Weight.Medium)
        self._metrics = QFontMetricsF(self.font)
        self._pad = round(look.unit_px * 0.5)

    @property
    def label_height(self) -> int:
        """What the labels of the lower axis need."""
        return round(self._metrics.capHeight() + self._look.unit_px * 1.0)

    def left_margin(self, axis: Axis, unit: str) -> int:
        labels = [tick.label for tick in axis.ticks[:-1]]
        labels.append(with_unit(axis.ticks[-1].label, unit))
        return round(max(advance(label, self.font) for label in labels) + self._pad)

    def paint_grid(self, painter: QPainter, plot: Plot, axis: Axis, unit: str) -> None:
        """Horizontal lines with their values at the left; the top one carries the unit."""
        look = self._look
        thin = max(1, round(look.unit_px * 0.05))
        for tick in axis.ticks:
            y = round(plot.y(tick.at))
            strong = tick.at == 0 and axis.low <= 0
            color = look.color("text_muted" if strong else "line")
            painter.fillRect(QRectF(plot.box.left(), y - thin / 2, plot.box.width(), thin), color)
            label = with_unit(tick.label, unit) if tick is axis.ticks[-1] else tick.label
            wide = advance(label, self.font)
            self._text(painter, plot.box.left() - self._pad - wide, self._middle(y), label)

    def paint_times(self, painter: QPainter, plot: Plot, ticks: tuple[Tick, ...]) -> None:
        """Labels below; one that would touch its neighbour is left out."""
        base = plot.box.bottom() + self._look.unit_px * 0.65 + self._metrics.capHeight()
        free = plot.box.left() - self._pad * 4
        for tick in ticks:
            wide = advance(tick.label, self.font)
            x = plot.x(tick.at)
            left = min(x - wide / 2, plot.box.right() - wide)
            if left < free:
                continue
            free = left + wide + self._pad * 1.5
            mark = max(1, round(self._look.unit_px * 0.05))
            foot = QRectF(round(x), plot.box.bottom(), mark, round(self._look.unit_px * 0.3))
            painter.fillRect(foot, self._look.color("text_muted" if tick.strong else "line"))
            color = "text" if tick.strong else "text_muted"
            self._text(painter, left, base, tick.label, color)

    def paint_target(self, painter: QPainter, plot: Plot, value: float, words: str) -> None:
        """A dashed line with its words above it, on a ground of their own."""
        look = self._look
        y = round(plot.y(value))
        pen = QPen(look.color("text"), max(2.0, look.unit_px * 0.08))
        pen.setDashPattern([5, 4])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(plot.box.left(), y), QPointF(plot.box.right(), y))
        wide = advance(words, self.font)
        gap = look.unit_px * 0.3
        above = y - self._metrics.capHeight() - 2 * gap > plot.box.top() - look.unit_px * 0.6
        base = y - gap if above else y + gap + self._metrics.capHeight()
        box = QRectF(
            plot.box.left() + gap / 2,
            base - self._metrics.capHeight() - gap * 0.6,
            wide + gap * 1.4,
            self._metrics.capHeight() + gap * 1.2,
        )
        ground = look.color("surface")
        painter.save()
        painter.setOpacity(0.82)
        painter.fillRect(box, ground)
        painter.restore()
        self._text(painter, box.left() + gap * 0.7, base, words, "text")

    def _middle(self, y: float) -> float:
        return round(y + self._metrics.capHeight() / 2)

    def _text(
        self, painter: QPainter, x: float, base: float, text: str, color: str = "text_muted"
    ) -> None:
        if self._panes:
            cap, wide = self._metrics.capHeight(), advance(text, self.font)
            box = moved_into(QRectF(x, base - cap, wide, cap), self._panes)
            x, base = box.left(), box.bottom()
        painter.setFont(self.font)
        painter.setPen(self._look.color(color))
        painter.drawText(QPointF(round(x), round(base)), text)
