"""A picture that turns into the next one in one calm movement, which ends."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from wall.views.painting import draw_picture, eased
from wall.views.running import Running
from wall.views.services import ClockService

FADE_S = 0.9
STEP_S = 0.04
"""A light that changes slowly is as smooth at 25 steps a second, and costs half of 60."""


class Fading:
    """The picture of a view that is painted once for each change. Nothing runs between changes.

    `moved` is called with the part that looks different in this frame, in the view's pixels.
    """

    def __init__(
        self, clock: ClockService, moved: Callable[[QRectF], None], seconds: float = FADE_S
    ) -> None:
        self._clock = clock
        self._moved = moved
        self._seconds = seconds
        self._image = QImage()
        self._old: QImage | None = None
        self._at = QPoint()
        self._part = QRect()
        self._share = 1.0
        self._stepped_s = 0.0
        self._is_seen = False
        self._running = Running()

    @property
    def is_moving(self) -> bool:
        return "fade" in self._running

    @property
    def image(self) -> QImage:
        """A copy of the newest picture, to be painted on; null where there is none."""
        return QImage(self._image)

    @property
    def part(self) -> QRect:
        """What changes, in the picture's pixels; empty at rest."""
        return self._part if self.is_moving else QRect()

    def turn_to(self, image: QImage, at: QPoint, part: QRectF | None = None) -> None:
        """From now on `image`, with its corner at `at` of the view; `part` of it is different,
        else all. While one movement lasts, what comes joins it."""
        whole = image.rect()
        changed = whole if part is None else part.toAlignedRect().intersected(whole)
        fits = image.size() == self._image.size() and at == self._at
        if self.is_moving and fits:
            self._image, self._part = image, self._part.united(changed)
            return
        old, self._image, self._at = self._image, image, at
        self.rest()
        if not (self._is_seen and fits) or changed.isEmpty():
            return
        self._old, self._part, self._share, self._stepped_s = old, changed, 0.0, 0.0
        self._running.start("fade", self._clock.animate(self._step))

    def cut(self) -> None:
        """The next picture comes without a movement."""
        self.rest()
        self._image = QImage()

    def rest(self) -> None:
        self._running.stop_all()
        self._old, self._share, self._part = None, 1.0, QRect()

    def show(self) -> None:
        self._is_seen = True

    def hide(self) -> None:
        self._is_seen = False
        self.rest()

    def paint(self, painter: QPainter) -> None:
        draw_picture(painter, self._at.x(), self._at.y(), self._image)
        if self._old is None:
            return
        opacity = painter.opacity()
        # The old one goes, over the new one: what is the same in both stays as it is.
        painter.setOpacity(opacity * (1.0 - eased(self._share)))
        painter.drawImage(self._at + self._part.topLeft(), self._old, self._part)
        painter.setOpacity(opacity)

    def _step(self, elapsed_s: float) -> None:
        if elapsed_s < min(self._stepped_s + STEP_S, self._seconds):
            return
        self._stepped_s = elapsed_s
        self._share = min(1.0, elapsed_s / self._seconds)
        part = QRectF(self._part.translated(self._at))
        if self._share >= 1.0:
            self.rest()
        self._moved(part)
