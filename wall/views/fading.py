"""A picture that turns into the next one in one calm movement, which ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from wall.views.pacing import SLOW_S, in_steps
from wall.views.painting import draw_picture, eased
from wall.views.running import Running
from wall.views.services import ClockService

FADE_S = 0.9
MOST_PARTS = 24
"""More are one."""


class Fading:
    """The picture of a view that is painted once for each change. Nothing runs between changes.

    `moved` is called with each part that looks different in this frame, in the view's pixels.
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
        self._parts: list[QRect] = []
        self._share = 1.0
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
    def parts(self) -> Sequence[QRect]:
        """What changes, in the picture's pixels; nothing at rest. None lies over another."""
        return tuple(self._parts) if self.is_moving else ()

    def turn_to(self, image: QImage, at: QPoint, parts: Sequence[QRectF] | None = None) -> bool:
        """From now on `image`, with its corner at `at` of the view; only `parts` of it are
        different, None: all. While one movement lasts, what comes joins it.

        Whether `moved` tells of all that is different; else who calls repaints."""
        whole = image.rect()
        changed = [whole] if parts is None else _within(parts, whole)
        fits = image.size() == self._image.size() and at == self._at
        if self.is_moving and fits:
            self._image, self._parts = image, _apart([*self._parts, *changed])
            return True
        old, self._image, self._at = self._image, image, at
        self.rest()
        if not (self._is_seen and fits):
            return False
        if changed:
            self._old, self._parts, self._share = old, _apart(changed), 0.0
            step = in_steps(self._step, self._seconds, SLOW_S)
            self._running.start("fade", self._clock.animate(step))
        return True

    def cut(self) -> None:
        """The next picture comes without a movement."""
        self.rest()
        self._image = QImage()

    def rest(self) -> None:
        self._running.stop_all()
        self._old, self._share, self._parts = None, 1.0, []

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
        for part in self._parts:
            painter.drawImage(self._at + part.topLeft(), self._old, part)
        painter.setOpacity(opacity)

    def _step(self, elapsed_s: float) -> None:
        self._share = min(1.0, elapsed_s / self._seconds)
        parts = [QRectF(part.translated(self._at)) for part in self._parts]
        if self._share >= 1.0:
            self.rest()
        for part in parts:
            self._moved(part)


def _within(parts: Sequence[QRectF], whole: QRect) -> list[QRect]:
    inside = (part.toAlignedRect().intersected(whole) for part in parts)
    return [part for part in inside if not part.isEmpty()]


def _apart(parts: Sequence[QRect]) -> list[QRect]:
    """What is faded twice would be half as old."""
    found: list[QRect] = []
    for part in parts:
        joined = part
        while touching := next((other for other in found if other.intersects(joined)), None):
            found.remove(touching)
            joined = joined.united(touching)
        found.append(joined)
    if len(found) <= MOST_PARTS:
        return found
    all_of_them = found[0]
    for part in found:
        all_of_them = all_of_them.united(part)
    return [all_of_them]
