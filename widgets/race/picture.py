"""What both ways to draw a race have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from wall.views.painting import eased

SWEEP_ALPHA = 0.22


@dataclass(frozen=True)
class Moment:
    """One frame: where things are on their way."""

    at: Callable[[str], float]
    """Of the names that `ends` gave, in pixels."""
    lit: Callable[[int], float]
    """Of each side: 0 is dim, 1 is lit."""
    sweep: float = 1.0
    """How far the light that greets a new leader has come; 1 is gone."""


class Picture(Protocol):
    """A race drawn for one state of votes; what moves is told for each frame."""

    def ends(self) -> Mapping[str, float]:
        """Where things belong, in pixels."""

    def moved(self, name: str, one: float, other: float) -> QRectF:
        """What looks different when something goes from one place to the other."""

    def paint(self, painter: QPainter, exposed: QRectF, moment: Moment) -> None: ...


def paint_sweep(painter: QPainter, field: QRectF, begin: QPointF, end: QPointF, far: float) -> None:
    """A soft light that goes once over a field from `begin` to `end`; nothing flashes."""
    way = end - begin
    length = (way.x() ** 2 + way.y() ** 2) ** 0.5
    if far >= 1.0 or length < 1.0:
        return
    wide = 0.3
    middle = begin + way * (eased(far) * (1 + wide) - wide / 2)
    half = way * (wide / 2)
    light = QLinearGradient(middle - half, middle + half)
    clear, strong = QColor(255, 255, 255, 0), QColor(255, 255, 255)
    strong.setAlphaF(SWEEP_ALPHA * 4 * far * (1 - far))
    light.setColorAt(0, clear)
    light.setColorAt(0.5, strong)
    light.setColorAt(1, clear)
    band = QRectF(middle - half, middle + half).normalized()
    if way.x():
        band.setTop(field.top())
        band.setBottom(field.bottom())
    else:
        band.setLeft(field.left())
        band.setRight(field.right())
    painter.fillRect(band.intersected(field), light)
