"""The words of one side of a tug-of-war: its name, its figure, and what it leads by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from wall.views.theme import Theme
from wall.views.typesetting import Align, Lettering, Paragraph


@dataclass(frozen=True)
class Sizes:
    """Of type, the same for both sides, in pixels."""

    name: int
    large: int
    small: int


@dataclass(frozen=True)
class Words:
    name: str
    large: str
    small: str
    standing: str


class Block:
    """Set once in each ink that a part of it may stand on."""

    def __init__(
        self,
        words: Words,
        boxes: Sequence[QRectF],
        sizes: Sizes,
        look: Theme,
        align: Align,
        inks: Sequence[QColor],
    ) -> None:
        self._sizes = sizes
        self._look = look
        self._align = align
        self._sets = [self._set(words, boxes, ink) for ink in inks]
        self._box = boxes[0].united(boxes[-1])
        self._shift = 0.0

    @property
    def box(self) -> QRectF:
        """Around its words, as wide as they are."""
        wide = max(line.width for line, _, _ in self._sets[0])
        box = QRectF(self._box)
        if self._align is Align.RIGHT:
            box.setLeft(box.right() - wide)
        else:
            box.setWidth(wide)
        return box.translated(self._shift, 0)

    def move(self, across: float) -> None:
        """So many pixels from its place."""
        self._shift = across

    def paint(self, painter: QPainter, ink: int) -> None:
        for line, x, y in self._sets[ink]:
            line.paint(painter, x + self._shift, y)

    def _set(
        self, words: Words, boxes: Sequence[QRectF], ink: QColor
    ) -> list[tuple[Lettering | Paragraph, float, float]]:
        look, sizes, box = self._look, self._sizes, boxes[0]
        lines: list[tuple[Lettering | Paragraph, float, float]] = []
        bold = look.font_px(sizes.large, QFont.Weight.Bold)
        cap = round(QFontMetricsF(bold).capHeight()) if words.large else 0
        name = self._line(words.name, sizes.name, QFont.Weight.DemiBold, box.width(), ink)
        gap = round(max(sizes.name * 0.42, sizes.small * 0.6))
        below = [(words.small, QFont.Weight.Medium), (words.standing, QFont.Weight.DemiBold)]
        line = round(sizes.small * 1.4)
        upper = name.height + (gap + cap if cap else 0)
        fitting = int(max(0.0, box.height() - upper - gap) // line) if len(boxes) == 1 else 2
        below = below[-fitting:] if words.standing and fitting else below[:fitting]
        lower = gap + line * min(2, fitting) if fitting else 0
        y = box.center().y() - (upper + lower) / 2 if len(boxes) == 1 else box.bottom() - upper
        lines.append((name, box.left(), y))
        if cap:
            figure = Lettering(words.large, bold, ink)
            x = box.left() - figure.bearing
            if self._align is Align.RIGHT:
                x = box.right() - figure.width + figure.bearing / 2
            lines.append((figure, x, y + upper))
        y = boxes[1].top() if len(boxes) > 1 else y + upper + gap
        for text, weight in below:
            lines.append((self._line(text, sizes.small, weight, box.width(), ink), box.left(), y))
            y += line
        return lines

    def _line(
        self, text: str, px: int, weight: QFont.Weight, room: float, ink: QColor
    ) -> Paragraph:
        font = self._look.font_px(px, weight)
        return Paragraph(text, font, room, ink, align=self._align, max_lines=1, leading=1.3)
