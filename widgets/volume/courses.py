"""Courses as lines. Each segment by itself: as one wide path that goes up and down a thousand
times a course takes Qt seconds, segment by segment with flat ends a tenth of one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from wall.views.theme import Theme
from wall.views.thinning import Array

CALM = 6
"""Lengths of a course, in its own widths, up to which ends are round and dashes are seen."""

Course = tuple[Array, Array]
"""Places in pixels, from left to right."""


def draw_course(painter: QPainter, course: Course, color: QColor, width: float) -> None:
    if len(course[0]) < 2:
        return
    pen = QPen(color, width)
    is_calm = _way(course)[-1] <= CALM * (np.ptp(course[0]) + 1)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if is_calm else Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    for line in _segments(course):
        painter.drawLine(line)


def draw_dashes(
    painter: QPainter, course: Course, color: QColor, width: float, dash: float
) -> None:
    """Dashes of equal length along the course."""
    if len(course[0]) < 2:
        return
    way = _way(course)
    if way[-1] > CALM * (np.ptp(course[0]) + 1):
        draw_course(painter, course, color, width)
        return
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    begins = np.arange(0.0, float(way[-1]), 2 * dash)
    ends = np.minimum(begins + dash, way[-1])
    places = (np.interp(at, way, line).tolist() for at in (begins, ends) for line in course)
    for x1, y1, x2, y2 in zip(*places, strict=True):
        painter.drawLine(QLineF(x1, y1, x2, y2))


def paint_dot(painter: QPainter, at: QPointF, color: QColor, look: Theme) -> None:
    radius = max(4.0, look.unit_px * 0.3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("surface"))
    painter.drawEllipse(at, radius * 1.45, radius * 1.45)
    painter.setBrush(color)
    painter.drawEllipse(at, radius, radius)


def within(course: Course, left: float, right: float) -> Course:
    """The part of a course between two places."""
    x, y = course
    inside = (x > left) & (x < right)
    ends = [at for at in (left, right) if x[0] <= at <= x[-1]]
    across = np.sort(np.concatenate([x[inside], ends]))
    return across, np.interp(across, x, y)


def _segments(course: Course) -> Iterator[QLineF]:
    points = zip(course[0].tolist(), course[1].tolist(), strict=True)
    return (QLineF(*one, *other) for one, other in pairwise(points))


def _way(course: Course) -> Array:
    steps = np.hypot(np.diff(course[0]), np.diff(course[1]))
    way: Array = np.concatenate([[0.0], np.cumsum(steps)])
    return way
