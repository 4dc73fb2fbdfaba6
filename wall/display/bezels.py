"""What lies between the pictures: drawn over previews and snapshots of a whole wall."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from wall.model.screens import Wall

FRAME = QColor("#000000")
EDGE = QColor("#3a3f45")


def paint_bezels(painter: QPainter, wall: Wall, line_px: float) -> None:
    """Cover the canvas outside all screens, and draw each screen's edge `line_px` wide."""
    between = QPainterPath()
    between.addRect(QRectF(*wall.canvas))
    for screen in wall.screens:
        hole = QPainterPath()
        hole.addRect(QRectF(*screen.rect))
        between = between.subtracted(hole)
    painter.fillPath(between, FRAME)
    painter.setPen(QPen(EDGE, line_px))
    half = line_px / 2
    for screen in wall.screens:
        painter.drawRect(QRectF(*screen.rect).adjusted(half, half, -half, -half))
