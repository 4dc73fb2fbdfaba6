"""Laser pointers and drawn marks above everything of a wall, for a discussion.

They come as a whole and are not kept: a display that has heard nothing for a while wipes them
off by itself, for whoever drew them may be gone with the controller.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from wall.display.canvas import Canvas
from wall.display.frame_clock import FrameClock
from wall.display.identify_overlay import ABOVE_TILES
from wall.protocol.together import MARKS_IDLE_S, Mark, Pointer
from wall.views.services import Subscription

ABOVE_MARKS = ABOVE_TILES + 2
LASER_COLOUR = "#ff3b30"
LASER_SHARE = 1 / 60
"""Radius of a laser's dot, as a share of a screen's shorter side."""
HALO = 1.9
_EDGE = 2.0


class MarkItem(QGraphicsItem):
    """One stroke."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self._path = _path(mark)
        self._pen = QPen(QColor(mark.colour), mark.width)
        self._pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self._pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        margin = mark.width / 2 + _EDGE
        self._rect = self._path.boundingRect().adjusted(-margin, -margin, margin, margin)
        self.setZValue(ABOVE_TILES + 1)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)


class LaserItem(QGraphicsItem):
    """A dot with a halo, around its own position."""

    def __init__(self, radius: float) -> None:
        super().__init__()
        self._radius = radius
        self.setZValue(ABOVE_MARKS)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        reach = self._radius * HALO + _EDGE
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        colour, halo = QColor(LASER_COLOUR), QColor(LASER_COLOUR)
        halo.setAlpha(90)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(halo)
        painter.drawEllipse(QPointF(), self._radius * HALO, self._radius * HALO)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(), self._radius, self._radius)


class MarksOverlay:
    """Of one canvas. Qt thread."""

    def __init__(self, canvas: Canvas, clock: FrameClock) -> None:
        self._canvas = canvas
        self._clock = clock
        self.marks: dict[str, MarkItem] = {}
        self.lasers: dict[str, LaserItem] = {}
        self._ending: Subscription | None = None

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """These and no others."""
        wanted = {mark.id: mark for mark in marks if mark.points}
        for mark_id, item in list(self.marks.items()):
            if wanted.get(mark_id) != item.mark:
                self._remove(self.marks.pop(mark_id))
        for mark_id, mark in wanted.items():
            if mark_id not in self.marks:
                self.marks[mark_id] = MarkItem(mark)
                self._canvas.scene.addItem(self.marks[mark_id])
        self._wait()

    def show_lasers(self, lasers: Sequence[Pointer]) -> None:
        """These and no others."""
        wanted = {laser.id: laser.at for laser in lasers if laser.at is not None}
        for laser_id in [known for known in self.lasers if known not in wanted]:
            self._remove(self.lasers.pop(laser_id))
        for laser_id, at in wanted.items():
            if laser_id not in self.lasers:
                self.lasers[laser_id] = LaserItem(self._radius())
                self._canvas.scene.addItem(self.lasers[laser_id])
            self.lasers[laser_id].setPos(*at)
        self._wait()

    def clear(self) -> None:
        if self._ending is not None:
            self._ending.end()
            self._ending = None
        for item in (*self.marks.values(), *self.lasers.values()):
            self._remove(item)
        self.marks.clear()
        self.lasers.clear()

    def _wait(self) -> None:
        if self._ending is not None:
            self._ending.end()
            self._ending = None
        if self.marks or self.lasers:
            self._ending = self._clock.after(MARKS_IDLE_S, self.clear)

    def _remove(self, item: QGraphicsItem) -> None:
        self._canvas.scene.removeItem(item)

    def _radius(self) -> float:
        screens = self._canvas.wall.screens
        return max(4.0, LASER_SHARE * min(min(s.rect.width, s.rect.height) for s in screens))


def _path(mark: Mark) -> QPainterPath:
    first, *rest = (QPointF(*point) for point in mark.points)
    path = QPainterPath(first)
    for point in rest:
        path.lineTo(point)
    if not rest:
        path.lineTo(first + QPointF(0.01, 0.0))  # a dot: a path of one point paints nothing
    return path
