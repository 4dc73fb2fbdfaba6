"""The rank of a post on a plate of its own, so that it is no digit of the figure beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from wall.views.theme import Theme
from wall.views.typesetting import Align, Paragraph, advance

SMALLER, TALL, ROUND = 0.74, 1.22, 0.2
"""Its digits by those of the figure, its plate by the figure's height, its corners by itself."""


def badge_width(text: str, look: Theme, figure_px: float) -> float:
    """In pixels, with the space after it."""
    font, cap = _font(look, figure_px), _cap(look, figure_px)
    return max(cap * TALL, advance(text, font) + cap * 0.6) + cap * 0.5


def paint_badge(
    painter: QPainter, text: str, look: Theme, figure_px: float, x: float, base: float
) -> float:
    """Beside a figure that stands on `base`; returns how far the figure is to the right."""
    font, cap = _font(look, figure_px), _cap(look, figure_px)
    wide = badge_width(text, look, figure_px)
    side = cap * TALL
    plate = QRectF(x, base - cap / 2 - side / 2, wide - cap * 0.5, side)
    is_first = text == "1"
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("accent" if is_first else "line"))
    painter.drawRoundedRect(plate, side * ROUND, side * ROUND)
    color = look.color("ground" if is_first else "text")
    line = Paragraph(text, font, plate.width(), color, align=Align.CENTER, max_lines=1)
    middle = plate.center().y() + QFontMetricsF(font).capHeight() / 2
    line.paint(painter, plate.left(), middle - line.baseline)
    return wide


def _font(look: Theme, figure_px: float) -> QFont:
    return look.font_px(round(figure_px * SMALLER), QFont.Weight.Bold)


def _cap(look: Theme, figure_px: float) -> float:
    return QFontMetricsF(look.font_px(figure_px, QFont.Weight.Bold)).capHeight()
