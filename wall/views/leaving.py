"""What a view showed a moment ago, as it goes from over what the view shows now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from wall.views.pacing import SLOW_S, in_steps
from wall.views.painting import draw_picture, eased, new_picture
from wall.views.running import Running
from wall.views.services import ClockService


class Leaving:
    """For views that paint their parts in every frame. Nothing runs between changes.

    `moved` is called when a frame looks different.
    """

    def __init__(self, clock: ClockService, moved: Callable[[], None], seconds: float) -> None:
        self._clock = clock
        self._moved = moved
        self._seconds = seconds
        self._picture: QImage | None = None
        self._corner = QPoint()
        self._share = 1.0
        self._running = Running()

    @property
    def is_moving(self) -> bool:
        return "fade" in self._running

    def begin(
        self, area: QRectF, ground: QColor, paint: Callable[[QPainter, QRectF], None]
    ) -> None:
        """Keep what `paint` paints now, in the view's pixels; it goes from the next frame on."""
        self.rest()
        box = area.toAlignedRect()
        picture = new_picture(box.size(), ground)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-box.topLeft())
        paint(painter, QRectF(box))
        painter.end()
        self._picture, self._corner, self._share = picture, box.topLeft(), 0.0
        step = in_steps(self._step, self._seconds, SLOW_S)
        self._running.start("fade", self._clock.animate(step))

    def rest(self) -> None:
        self._running.stop_all()
        self._picture, self._share = None, 1.0

    def paint(self, painter: QPainter) -> None:
        if self._picture is None:
            return
        opacity = painter.opacity()
        painter.setOpacity(opacity * (1.0 - eased(self._share)))
        draw_picture(painter, self._corner.x(), self._corner.y(), self._picture)
        painter.setOpacity(opacity)

    def _step(self, elapsed_s: float) -> None:
        self._share = min(1.0, elapsed_s / self._seconds)
        if self._share >= 1.0:
            self.rest()
        self._moved()
