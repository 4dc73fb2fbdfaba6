"""The strip of a channel: logo, number, name, what is on and what comes."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath

from wall.model.datasets import Programme, TvChannel
from wall.views.theme import Theme

HEIGHT_SHARE = 0.19
"""Of the tile's height."""
LEFT_TO_RIGHT = "\u200e"
LOWEST, HIGHEST = 54.0, 220.0
"""Canvas pixels."""


class Strip:
    """Painted over the lower part of a picture."""

    def __init__(self, theme: Theme, channel: TvChannel, logo: QImage | None) -> None:
        self._theme = theme
        self._channel = channel
        self._logo = logo

    def area(self, tile: QRectF) -> QRectF:
        high = min(HIGHEST, max(LOWEST, tile.height() * HEIGHT_SHARE), tile.height())
        return QRectF(tile.left(), tile.bottom() - high, tile.width(), high)

    def paint(self, painter: QPainter, tile: QRectF, now: float) -> None:
        area = self.area(tile)
        theme = self._theme
        ground = QColor(theme.color("ground"))
        ground.setAlpha(222)
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, ground)
        pad = area.height() * 0.16
        left = self._paint_logo(painter, area, pad)
        inner = QRectF(left, area.top() + pad, area.right() - pad - left, area.height() - 2 * pad)
        if inner.width() > area.height() * 0.6:
            self._paint_words(painter, inner, now)
        painter.restore()

    def _paint_logo(self, painter: QPainter, area: QRectF, pad: float) -> float:
        """Where the words begin."""
        side = area.height() - 2 * pad
        box = QRectF(area.left() + pad, area.top() + pad, side * 1.35, side)
        if area.width() < side * 4:
            return area.left() + pad
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        plate = QPainterPath()
        plate.addRoundedRect(box, side * 0.12, side * 0.12)
        if self._logo is None:
            painter.fillPath(plate, self._theme.color("surface"))
            painter.setPen(self._theme.color("text_muted"))
            painter.setFont(self._theme.font_px(side * 0.42, QFont.Weight.DemiBold))
            number = self._channel.number
            letters = str(number) if number is not None else self._channel.name[:2]
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letters)
        else:
            # Logos are drawn for paper as often as for screens.
            painter.fillPath(plate, QColor("#f4f5f7"))
            room = box.adjusted(side * 0.1, side * 0.1, -side * 0.1, -side * 0.1)
            size = self._logo.size().scaled(
                room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
            )
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(room.center())
            painter.drawImage(place, self._logo)
        return box.right() + pad

    def _paint_words(self, painter: QPainter, inner: QRectF, now: float) -> None:
        theme, channel = self._theme, self._channel
        on = channel.now
        first = theme.font_px(inner.height() * 0.34, QFont.Weight.DemiBold)
        low = theme.font_px(inner.height() * 0.25, QFont.Weight.Medium)
        name = channel.name
        if channel.number is not None and self._logo is not None:
            name = f"{LEFT_TO_RIGHT}{channel.number}  {_apart(name)}"
        top = inner.top() if on or channel.next else inner.center().y() - inner.height() * 0.25
        line = QFontMetricsF(first).height()
        head = QRectF(inner.left(), top, inner.width(), line)
        used = _write(painter, head, name, first, theme.color("text"))
        if on is None and channel.next is None:
            return
        rest = head.adjusted(used + inner.height() * 0.25, 0, 0, 0)
        if on is not None and rest.width() > line * 3:
            _write(painter, rest, on.title, first, theme.color("accent"))
        below = QRectF(inner.left(), head.bottom(), inner.width(), inner.bottom() - head.bottom())
        if on is not None:
            bar = QRectF(below.left(), below.top() + below.height() * 0.12, below.width(), 0)
            bar.setHeight(max(3.0, inner.height() * 0.05))
            painter.fillRect(bar, theme.color("surface"))
            share = (now - on.start) / max(1.0, on.stop - on.start)
            bar.setWidth(bar.width() * min(1.0, max(0.0, share)))
            painter.fillRect(bar, theme.color("accent"))
        high = QFontMetricsF(low).height()
        last = QRectF(below.left(), below.bottom() - high, below.width(), high)
        words = "  ·  ".join(part for part in (_until(on), _following(channel.next)) if part)
        _write(painter, last, words, low, theme.color("text_muted"))


def _write(painter: QPainter, area: QRectF, text: str, font: QFont, color: QColor) -> float:
    """One line, cut where there is no room; how wide it is."""
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
    return float(metrics.horizontalAdvance(shown))


def _until(on: Programme | None) -> str:
    return f"{LEFT_TO_RIGHT}{_clock(on.start)} – {_clock(on.stop)}" if on is not None else ""


def _following(programme: Programme | None) -> str:
    return f"{_clock(programme.start)}  {_apart(programme.title)}" if programme is not None else ""


def _apart(title: str) -> str:
    """A title in other letters leaves the order of what stands beside it alone."""
    return f"\u2068{title}\u2069"


def _clock(at: float) -> str:
    """In the wall's own zone, as its people read it."""
    return f"{datetime.fromtimestamp(at):%H:%M}"
