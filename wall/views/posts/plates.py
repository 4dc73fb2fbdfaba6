"""The plate that a card stands on: a stripe in the colour of its network, at the reading side."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen


def paint_plate(
    painter: QPainter, box: QRectF, ground: QColor, color: QColor, stripe: float, radius: float
) -> None:
    """A negative stripe stands at the right."""
    painter.setPen(Qt.PenStyle.NoPen)
    # The stripe shows as the edge of a plate of its colour below the card's own; elsewhere that
    # one would shine through at the corners.
    side = QRectF(box.left(), box.top(), abs(stripe) + 1, box.height())
    if stripe < 0:
        side.moveRight(box.right())
    painter.save()
    painter.setClipRect(side)
    painter.setBrush(color)
    painter.drawRoundedRect(box, radius, radius)
    painter.restore()
    painter.setBrush(ground)
    plate = box.adjusted(max(0.0, stripe), 0, min(0.0, stripe), 0)
    painter.drawRoundedRect(plate, radius, radius)
    flat = QRectF(plate)
    if stripe < 0:
        flat.setLeft(plate.right() - radius)
    else:
        flat.setRight(plate.left() + radius)
    painter.drawRect(flat)


def paint_mark(painter: QPainter, box: QRectF, color: QColor, stroke: float, radius: float) -> None:
    """A frame around what is highlighted."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, stroke))
    half = stroke / 2
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), radius, radius)
