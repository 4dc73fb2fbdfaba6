"""One picture as it lies in its tile, still or slowly moving."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from wall.views.painting import draw_picture, eased, for_painting

ZOOM = 1.14
"""How much larger than its tile a moving picture is decoded."""


@dataclass(frozen=True)
class Motion:
    """From one part of the picture to another; parts are rectangles in its pixels."""

    begin: QRectF
    end: QRectF
    duration_s: float
    returns: bool
    """Whether it goes back and forth for ever, or stands still at the end."""

    def part(self, elapsed_s: float) -> QRectF:
        progress = max(0.0, elapsed_s) / self.duration_s
        if self.returns:
            progress = 1 - abs(progress % 2 - 1)
            progress = eased(progress)
        share = min(1.0, progress)
        one, other = self.begin, self.end
        return QRectF(
            one.x() + (other.x() - one.x()) * share,
            one.y() + (other.y() - one.y()) * share,
            one.width() + (other.width() - one.width()) * share,
            one.height() + (other.height() - one.height()) * share,
        )


class Slide:
    """A decoded picture, placed in a tile of one size."""

    def __init__(self, address: str, image: QImage, size: QSize, fit: str, focus: QPointF) -> None:
        self.address = address
        self.began_s: float | None = None
        self.motion: Motion | None = None
        self._size = size
        self._focus = focus
        self._image = for_painting(self._stretched(image) if fit == "fill" else image)
        inside = QRectF(QPointF(0, 0), QSizeF(size))
        drawn = QRectF(QPointF(0, 0), QSizeF(self._image.size()))
        spare_x, spare_y = size.width() - drawn.width(), size.height() - drawn.height()
        share_x, share_y = (0.5, 0.5) if fit == "contain" else (focus.x(), focus.y())
        drawn.moveTo(round(spare_x * share_x), round(spare_y * share_y))
        self._at = drawn.topLeft()
        self._bars = _around(drawn.toRect().intersected(inside.toRect()), size)

    def move(self, seed: str, duration_s: float, *, returns: bool) -> None:
        """Begin a slow move between the whole picture and a part of it."""
        whole = self._largest_part()
        near = QSizeF(whole.width() / ZOOM, whole.height() / ZOOM)
        chance = Random(seed)
        spare = whole.size() - near
        # Towards the focus, from a side that differs from picture to picture.
        x = spare.width() * (0.7 * self._focus.x() + 0.3 * chance.random())
        y = spare.height() * (0.7 * self._focus.y() + 0.3 * chance.random())
        part = QRectF(whole.topLeft() + QPointF(x, y), near)
        one, other = (whole, part) if chance.random() < 0.6 else (part, whole)
        self.motion = Motion(one, other, duration_s, returns)

    def paint(self, painter: QPainter, now_s: float, ground: QColor) -> None:
        """Paint all of the tile, bars included. The painter's opacity applies."""
        target = QRectF(QPointF(0, 0), QSizeF(self._size))
        if self._image.hasAlphaChannel():
            painter.fillRect(target, ground)
        if self.motion is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
            part = self.motion.part(now_s - (self.began_s if self.began_s is not None else now_s))
            painter.drawImage(target, self._image, part)
            return
        for bar in self._bars:
            painter.fillRect(bar, ground)
        draw_picture(painter, self._at.x(), self._at.y(), self._image)

    def paint_scaled(self, painter: QPainter, size: QSizeF, ground: QColor) -> None:
        """Paint in a tile that has another size now, until the picture for it is there."""
        painter.save()
        painter.scale(size.width() / self._size.width(), size.height() / self._size.height())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        self.paint(painter, self.began_s or 0.0, ground)
        painter.restore()

    @property
    def size(self) -> QSize:
        return self._size

    def _stretched(self, image: QImage) -> QImage:
        return image.scaled(
            self._size,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )

    def _largest_part(self) -> QRectF:
        """The largest part of the picture in the shape of the tile, around the focus."""
        picture = QSizeF(self._image.size())
        part = QSizeF(self._size).scaled(picture, Qt.AspectRatioMode.KeepAspectRatio)
        spare = picture - part
        return QRectF(
            QPointF(spare.width() * self._focus.x(), spare.height() * self._focus.y()), part
        )


def _around(inner: QRect, size: QSize) -> list[QRect]:
    """What a picture leaves free in a tile: bars at the sides, or above and below."""
    bars = [
        QRect(0, 0, size.width(), inner.top()),
        QRect(0, inner.bottom() + 1, size.width(), size.height() - inner.bottom() - 1),
        QRect(0, inner.top(), inner.left(), inner.height()),
        QRect(inner.right() + 1, inner.top(), size.width() - inner.right() - 1, inner.height()),
    ]
    return [bar for bar in bars if not bar.isEmpty()]
