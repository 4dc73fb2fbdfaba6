"""Words as pictures, and how much room they need: no more than their ink."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from wall.views.contrast import TEXT, seen_on
from wall.views.painting import mixed, new_picture
from wall.views.theme import Theme
from wall.views.typesetting import is_right_to_left
from widgets.word_cloud.terms import Term

MEASURED_PX = 100
"""At this size words are measured once; all others are in proportion."""
NUMBER = 0.36
"""Of a number beside its word."""
AIR_ACROSS, AIR_DOWN = 0.22, 0.13
"""Around each word, of its type size; never less than LEAST_AIR of a base unit."""
LEAST_AIR = 0.3
SHADES = 16
"""From steady to the strongest rise."""


class Lettering:
    """Measures and draws words in one look."""

    def __init__(self, look: Theme) -> None:
        self._look = look
        self._ink = lru_cache(4096)(self._measured)

    def room(self, term: Term, px: int) -> tuple[float, float]:
        """Width and height with the air around it, in pixels."""
        ink, number = self._ink(term.text, self._number(term, px))
        scale = px / MEASURED_PX
        air = self._look.unit_px * LEAST_AIR
        return (
            (ink.width() + number) * scale + max(air, AIR_ACROSS * px),
            ink.height() * scale + max(air, AIR_DOWN * px),
        )

    def looks(self, term: Term, px: int) -> Hashable:
        """Pictures of what is equal here are equal."""
        return term.text, self._number(term, px), px, self.color(term).rgb()

    def picture(self, term: Term, px: int) -> QImage:
        """Of its ink, in its colour."""
        told = self._number(term, px)
        ink, number = self._ink(term.text, told)
        scale = px / MEASURED_PX
        image = new_picture(
            QRectF(0, 0, (ink.width() + number) * scale + 4, ink.height() * scale + 4)
            .toAlignedRect()
            .size()
        )
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = 2 - ink.top() * scale
        left = 2.0
        is_reversed = is_right_to_left(term.text)
        if told:
            small = self._font(px * NUMBER, QFont.Weight.Medium)
            wide = QFontMetricsF(small).horizontalAdvance(told)
            x = left if is_reversed else image.width() - 2 - wide
            painter.setFont(small)
            painter.setPen(self._look.color("text_muted"))
            painter.drawText(QPointF(x, base), told)
        if is_reversed:
            left += number * scale
        painter.setFont(self._font(px, QFont.Weight.DemiBold))
        painter.setPen(self.color(term))
        painter.drawText(QPointF(left - ink.left() * scale, base), term.text)
        painter.end()
        return image

    def color(self, term: Term) -> QColor:
        """The accent for what rises, white for what stays, grey for what falls."""
        look = self._look
        # As many colours as can be told apart: each other one is drawn anew.
        strength = round(term.strength * SHADES) / SHADES
        if strength >= 0:
            color = mixed(look.color("text"), look.color("accent"), strength)
        else:
            grey = mixed(look.color("text_muted"), look.color("surface"), 0.3)
            color = mixed(look.color("text"), grey, -strength)
        return seen_on(color, look.color("surface"), TEXT)

    def _number(self, term: Term, px: float) -> str:
        """Where it can be read."""
        return term.number if px * NUMBER >= self._look.unit_px * 0.85 else ""

    def _measured(self, text: str, number: str) -> tuple[QRectF, float]:
        """The ink around the beginning of the base line, and what a number adds to its width."""
        metrics = QFontMetricsF(self._font(MEASURED_PX, QFont.Weight.DemiBold))
        ink = metrics.tightBoundingRect(text)
        if ink.isEmpty():
            ink = metrics.boundingRect(text)
        if not number:
            return ink, 0.0
        small = QFontMetricsF(self._font(MEASURED_PX * NUMBER, QFont.Weight.Medium))
        return ink, small.horizontalAdvance(number) + MEASURED_PX * 0.12

    def _font(self, px: float, weight: QFont.Weight) -> QFont:
        return self._look.font_px(px, weight)
