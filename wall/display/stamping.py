"""A strip below a snapshot that says of what and of when it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from wall.views.theme import Theme

SHARE = 1 / 34
"""Height of the strip, as a share of the picture's width."""
LOWEST, HIGHEST = 26, 120


@dataclass(frozen=True)
class Stamp:
    """What it says."""

    site: str
    of: str
    """The wall, and the screen or tile."""
    at: float
    """Seconds since the epoch."""


def stamped(image: QImage, stamp: Stamp, theme: Theme) -> QImage:
    """The picture, whole, above its strip."""
    high = min(HIGHEST, max(LOWEST, round(image.width() * SHARE)))
    whole = QImage(image.width(), image.height() + high, QImage.Format.Format_RGB32)
    whole.fill(theme.color("ground"))
    painter = QPainter(whole)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawImage(0, 0, image)
    line = max(1, round(high * 0.06))
    painter.fillRect(0, image.height(), image.width(), line, theme.color("accent"))
    pad = high * 0.5
    room = QRectF(pad, image.height() + line, image.width() - 2 * pad, high - line)
    bold = theme.font_px(high * 0.44, QFont.Weight.DemiBold)
    plain = theme.font_px(high * 0.44, QFont.Weight.Medium)
    when = datetime.fromtimestamp(stamp.at).astimezone()
    # The zone, too: a picture travels.
    time = f"{when:%Y-%m-%d  %H:%M:%S}  {_zone(when)}"
    used = _right(painter, room, time, bold, theme)
    left = room.adjusted(0, 0, -used - pad, 0)
    name = _left(painter, left, stamp.site, bold, theme, "text")
    _left(painter, left.adjusted(name + pad * 0.6, 0, 0, 0), stamp.of, plain, theme, "text_muted")
    painter.end()
    return whole


def _zone(when: datetime) -> str:
    offset = when.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}" if offset else ""


def _right(painter: QPainter, room: QRectF, text: str, font: QFont, theme: Theme) -> float:
    painter.setFont(font)
    painter.setPen(theme.color("text"))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
    return float(QFontMetricsF(font).horizontalAdvance(text))


def _left(
    painter: QPainter, room: QRectF, text: str, font: QFont, theme: Theme, color: str
) -> float:
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, room.width()))
    painter.setFont(font)
    painter.setPen(theme.color(color))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
    return float(metrics.horizontalAdvance(shown))
