"""Small signs as paths, so that they take the theme's colours and any size."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF


def paint_heart(painter: QPainter, box: QRectF, color: QColor) -> None:
    path = QPainterPath(_at(box, 0.5, 0.9))
    path.cubicTo(_at(box, -0.25, 0.4), _at(box, 0.2, -0.15), _at(box, 0.5, 0.24))
    path.cubicTo(_at(box, 0.8, -0.15), _at(box, 1.25, 0.4), _at(box, 0.5, 0.9))
    _stroke(painter, box, path, color)


def paint_share(painter: QPainter, box: QRectF, color: QColor) -> None:
    """Two arrows that go round: shared on."""
    path = QPainterPath(_at(box, 0.1, 0.55))
    path.lineTo(_at(box, 0.1, 0.28))
    path.lineTo(_at(box, 0.82, 0.28))
    path.moveTo(_at(box, 0.64, 0.1))
    path.lineTo(_at(box, 0.84, 0.28))
    path.lineTo(_at(box, 0.64, 0.46))
    path.moveTo(_at(box, 0.9, 0.45))
    path.lineTo(_at(box, 0.9, 0.72))
    path.lineTo(_at(box, 0.18, 0.72))
    path.moveTo(_at(box, 0.36, 0.54))
    path.lineTo(_at(box, 0.16, 0.72))
    path.lineTo(_at(box, 0.36, 0.9))
    _stroke(painter, box, path, color)


def paint_reply(painter: QPainter, box: QRectF, color: QColor) -> None:
    """A bubble of speech."""
    path = QPainterPath()
    path.addRoundedRect(
        QRectF(_at(box, 0.06, 0.12), _at(box, 0.94, 0.72)), box.width() * 0.2, box.width() * 0.2
    )
    tail = QPainterPath()
    tail.addPolygon(QPolygonF([_at(box, 0.24, 0.62), _at(box, 0.24, 0.94), _at(box, 0.56, 0.68)]))
    _stroke(painter, box, path.united(tail).simplified(), color)


def paint_star(painter: QPainter, box: QRectF, color: QColor) -> None:
    """Something was marked."""
    corners = []
    for at in range(10):
        turn, far = math.pi * at / 5, 0.5 if at % 2 == 0 else 0.21
        corners.append(_at(box, 0.5 + far * math.sin(turn), 0.53 - far * math.cos(turn)))
    _solid(painter, QPolygonF(corners), color)


def paint_pin(painter: QPainter, box: QRectF, color: QColor) -> None:
    """Something stays where it is."""
    path = QPainterPath()
    path.addPolygon(
        QPolygonF(
            [
                _at(box, 0.22, 0.06),
                _at(box, 0.78, 0.06),
                _at(box, 0.7, 0.2),
                _at(box, 0.7, 0.42),
                _at(box, 0.88, 0.62),
                _at(box, 0.12, 0.62),
                _at(box, 0.3, 0.42),
                _at(box, 0.3, 0.2),
            ]
        )
    )
    path.addRect(QRectF(_at(box, 0.45, 0.6), _at(box, 0.55, 0.98)))
    painter.fillPath(path, color)


def paint_play(painter: QPainter, box: QRectF, color: QColor, ground: QColor) -> None:
    """A film: a triangle on a disc that lets the picture through."""
    disc = QColor(ground)
    disc.setAlphaF(0.72)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(disc)
    painter.drawEllipse(box)
    painter.restore()
    _solid(
        painter, QPolygonF([_at(box, 0.38, 0.28), _at(box, 0.38, 0.72), _at(box, 0.74, 0.5)]), color
    )


def paint_level(painter: QPainter, box: QRectF, level: str, color: QColor, on: QColor) -> None:
    """The sign of an alert: a disc with an i, a triangle, an octagon; `on` is the mark in it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    top, bottom = 0.24, 0.6
    if level == "info":
        painter.drawEllipse(box)
    elif level == "warning":
        corners = [(0.5, 0.04), (1.0, 0.94), (0.0, 0.94)]
        path = QPainterPath()
        path.addPolygon(QPolygonF([_at(box, x, y) for x, y in corners]))
        path.closeSubpath()
        edge = QPen(color, box.width() * 0.1)
        edge.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(edge)
        painter.drawPath(path)
        top, bottom = 0.36, 0.64
    else:
        cut = 0.29
        corners = [(cut, 0), (1 - cut, 0), (1, cut), (1, 1 - cut)]
        corners += [(1 - cut, 1), (cut, 1), (0, 1 - cut), (0, cut)]
        painter.drawPolygon(QPolygonF([_at(box, x, y) for x, y in corners]))
    pen = QPen(on, box.width() * 0.11)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    if level == "info":
        painter.drawLine(_at(box, 0.5, 0.47), _at(box, 0.5, 0.74))
        painter.drawPoint(_at(box, 0.5, 0.27))
    else:
        painter.drawLine(_at(box, 0.5, top), _at(box, 0.5, bottom - 0.04))
        painter.drawPoint(_at(box, 0.5, bottom + 0.17))
    painter.restore()


def paint_check(painter: QPainter, box: QRectF, color: QColor, on: QColor) -> None:
    """What was wanted is so: a tick on a disc; `on` is the tick."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(box)
    pen = QPen(on, box.width() * 0.13)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(
        QPolygonF([_at(box, 0.28, 0.52), _at(box, 0.44, 0.68), _at(box, 0.73, 0.34)])
    )
    painter.restore()


def paint_trend(painter: QPainter, box: QRectF, rising: bool, color: QColor) -> None:
    """A filled arrowhead, up or down."""
    corners = [(0.5, 0.1), (1.0, 0.9), (0.0, 0.9)]
    points = [_at(box, x, y if rising else 1 - y) for x, y in corners]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF(points))
    painter.restore()


def _solid(painter: QPainter, polygon: QPolygonF, color: QColor) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(polygon)
    painter.restore()


def _at(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.left() + x * box.width(), box.top() + y * box.height())


def _stroke(painter: QPainter, box: QRectF, path: QPainterPath, color: QColor) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(color, max(1.5, box.width() * 0.1))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()
