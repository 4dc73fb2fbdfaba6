"""A history without axes: its shape, and where it stands now."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPen, QPolygonF

from wall.model.datasets import ValuePoint
from wall.views.painting import new_picture
from wall.views.theme import Theme
from wall.views.thinning import thinned


def sparkline(
    history: Sequence[ValuePoint], size: QSizeF, color: QColor, look: Theme
) -> QImage | None:
    """The picture of a history, or None where fewer than two values are known."""
    times = np.array([point.at for point in history], dtype=float)
    values = np.array([point.value for point in history], dtype=float)
    good = np.isfinite(values)
    times, values = thinned(times[good], values[good], max(8, int(size.width() / 3)))
    if len(values) < 2 or times[-1] <= times[0]:
        return None
    dot = max(3.0, look.unit_px * 0.26)
    box = QRectF(0, dot * 1.6, size.width() - dot * 1.6, size.height() - dot * 1.6)
    low, high = float(values.min()), float(values.max())
    if high <= low:
        low, high = low - 1.0, high + 1.0
    # It never touches the ground: the lowest value is not zero.
    low -= (high - low) * 0.18
    xs = (times - times[0]) / (times[-1] - times[0]) * box.width()
    ys = box.bottom() - (values - low) / (high - low) * box.height()
    line = [QPointF(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
    image = new_picture(size.toSize())
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_area(painter, line, box, color)
    pen = QPen(color, max(2.0, look.unit_px * 0.15))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(line))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("surface"))
    painter.drawEllipse(line[-1], dot * 1.45, dot * 1.45)
    painter.setBrush(color)
    painter.drawEllipse(line[-1], dot, dot)
    painter.end()
    return image


def _paint_area(painter: QPainter, line: list[QPointF], box: QRectF, color: QColor) -> None:
    area = QPainterPath(QPointF(line[0].x(), box.bottom()))
    for point in line:
        area.lineTo(point)
    area.lineTo(line[-1].x(), box.bottom())
    shade = QLinearGradient(box.topLeft(), box.bottomLeft())
    strong, clear = QColor(color), QColor(color)
    strong.setAlpha(90)
    clear.setAlpha(0)
    shade.setColorAt(0, strong)
    shade.setColorAt(1, clear)
    painter.fillPath(area, shade)
