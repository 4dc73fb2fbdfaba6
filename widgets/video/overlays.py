"""What the video view paints itself: captions over a picture, a wave where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath

from wall.views.captions import CaptionPicture
from wall.views.theme import Theme

CAPTION_SHARE = 0.34
"""Captions stay within this share of the tile's height."""
LEAST_PX, SIZE_OF_TILE = 12.0, 1 / 16
PLATE_ALPHA = 190
CALM_LEVEL = 0.02
"""Silence is a thin line, not nothing."""


def paint_caption(painter: QPainter, rect: QRectF, text: str, theme: Theme) -> None:
    """White on dark, in the lower part, centred: of too many lines the last ones, which are new."""
    font = theme.font_px(max(LEAST_PX, rect.height() * SIZE_OF_TILE))
    metrics = QFontMetricsF(font)
    room = rect.adjusted(rect.width() * 0.05, 0, -rect.width() * 0.05, -rect.height() * 0.05)
    flags = (
        int(Qt.AlignmentFlag.AlignHCenter)
        | int(Qt.AlignmentFlag.AlignBottom)
        | int(Qt.TextFlag.TextWordWrap)
    )
    area = metrics.boundingRect(room, flags, text)
    most = max(1, int(rect.height() * CAPTION_SHARE / metrics.lineSpacing()))
    height = min(area.height(), most * metrics.lineSpacing())
    pad = metrics.height() * 0.3
    left = rect.center().x() - area.width() / 2
    plate = QRectF(left, room.bottom() - height, area.width(), height)
    painter.save()
    painter.setFont(font)
    ground = QColor(0, 0, 0, PLATE_ALPHA)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(plate.adjusted(-pad, -pad / 2, pad, pad / 2), pad / 2, pad / 2)
    painter.setClipRect(plate.adjusted(-pad, 0, pad, pad / 2))
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(plate, flags, text)
    painter.restore()


def paint_caption_picture(painter: QPainter, rect: QRectF, caption: CaptionPicture) -> None:
    """Where the sender puts it."""
    x, y, w, h = caption.rect
    image = QImage(caption.pixels, w, h, w * 4, QImage.Format.Format_ARGB32)
    across, down = rect.width() / caption.of_px[0], rect.height() / caption.of_px[1]
    place = QRectF(rect.x() + x * across, rect.y() + y * down, w * across, h * down)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(place, image)
    painter.restore()


def paint_wave(
    painter: QPainter, rect: QRectF, levels: Sequence[float], title: str, theme: Theme
) -> None:
    """A calm picture for what is only heard: its title, and how loud the last moments were."""
    painter.fillRect(rect, theme.color("surface"))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = rect.top() + rect.height() * 0.55
    tallest = rect.height() * 0.22
    count = max(2, len(levels))
    step = rect.width() * 0.8 / (count - 1)
    left = rect.left() + rect.width() * 0.1
    upper = [QPointF(left + step * i, middle - tallest * _shown(levels, i)) for i in range(count)]
    lower = [QPointF(point.x(), 2 * middle - point.y()) for point in reversed(upper)]
    path = QPainterPath(upper[0])
    for point in [*upper[1:], *lower]:
        path.lineTo(point)
    path.closeSubpath()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    painter.drawPath(path)
    font = theme.font_px(max(LEAST_PX, min(rect.height() / 9, rect.width() / 16)))
    painter.setFont(font)
    painter.setPen(theme.color("text"))
    room = QRectF(left, rect.top() + rect.height() * 0.08, rect.width() * 0.8, rect.height() * 0.22)
    words = QFontMetricsF(font).elidedText(title, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.restore()


def _shown(levels: Sequence[float], index: int) -> float:
    level = levels[index] if index < len(levels) else 0.0
    return max(CALM_LEVEL, min(1.0, level))
