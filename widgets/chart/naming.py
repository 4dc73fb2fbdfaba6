"""How lines are named: at their ends where there is room, else in a row above the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from wall.views.theme import Theme
from wall.views.typesetting import Align, Paragraph, advance, elided


@dataclass(frozen=True)
class Name:
    """A line's name, its latest value as words, and its colour."""

    text: str
    value: str
    color: QColor


class EndNames:
    """Names in the right margin, each as near to the end of its line as the others allow."""

    def __init__(self, names: Sequence[Name], look: Theme, most_width: float) -> None:
        self._names = names
        self._look = look
        self._font = look.font("caption", QFont.Weight.Medium)
        self._bold = look.font("caption", QFont.Weight.DemiBold)
        self._indent = round(look.unit_px * 0.5)
        widest = max(
            (
                max(advance(name.text, self._font), advance(name.value, self._bold))
                for name in names
            ),
            default=0.0,
        )
        self.width = round(min(widest + 6, most_width) + self._indent)
        self._line = round(look.unit_px * 1.25)

    @property
    def block_height(self) -> int:
        """Of one name with its value below, and the space to the next."""
        return 2 * self._line + round(self._look.unit_px * 0.35)

    def fits(self, height: float) -> bool:
        return len(self._names) * self.block_height * 1.1 <= height

    def paint(self, painter: QPainter, x: float, ends: Sequence[float], area: QRectF) -> None:
        """Paint right of `x`; `ends` are where the lines end, in pixels from the top."""
        tall = self.block_height
        room = self.width - self._indent
        tops = spread([y - tall / 2 for y in ends], tall, area.top(), area.bottom())
        for name, top in zip(self._names, tops, strict=True):
            left = round(x + self._indent)
            bar = QRectF(left - round(self._indent * 0.55), round(top) + 3, 4, 2 * self._line - 4)
            painter.fillRect(bar, name.color)
            text, muted = self._look.color("text"), self._look.color("text_muted")
            left += 2
            Paragraph(
                name.value, self._bold, room, text, align=Align.LEFT, max_lines=1, leading=1.25
            ).paint(painter, left, top)
            words = elided(name.text, self._font, room)
            Paragraph(
                words, self._font, room, muted, align=Align.LEFT, max_lines=1, leading=1.25
            ).paint(painter, left, top + self._line)


class Legend:
    """Names in a row, with a swatch each; those that find no room are counted."""

    def __init__(self, names: Sequence[Name], look: Theme, width: float, more: int = 0) -> None:
        self._look = look
        self._font = look.font("caption", QFont.Weight.Medium)
        self._swatch = round(look.unit_px * 0.7)
        self._gap = round(look.unit_px * 1.1)
        self._line = round(look.unit_px * 1.45)
        self._rows: list[list[tuple[float, Name]]] = []
        self._more = more
        x = 0.0
        for at, name in enumerate(names):
            words = min(advance(self._words(name), self._font), width * 0.6)
            wide = self._swatch * 1.5 + words
            if not self._rows or x + wide > width:
                if len(self._rows) == 2:
                    self._more += len(names) - at
                    break
                self._rows.append([])
                x = 0.0
            self._rows[-1].append((x, name))
            x += wide + self._gap
        self._end = x
        self._width = width

    @property
    def height(self) -> int:
        return len(self._rows) * self._line + round(self._look.unit_px * 0.5) if self._rows else 0

    def paint(self, painter: QPainter, area: QRectF) -> None:
        for row, names in enumerate(self._rows):
            top = area.top() + row * self._line
            for x, name in names:
                self._paint_name(painter, area.left() + x, top, name)
        if self._more:
            top = area.top() + (len(self._rows) - 1) * self._line
            words = f"+{self._more} more"
            room = advance(words, self._font) + 2
            x = min(self._end, self._width - room)
            self._text(words, "text_muted").paint(painter, area.left() + x, top)

    def _paint_name(self, painter: QPainter, x: float, top: float, name: Name) -> None:
        side = self._swatch
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(name.color)
        box = QRectF(round(x), round(top + (self._line - side) / 2), side, side)
        painter.drawRoundedRect(box, side * 0.2, side * 0.2)
        words = elided(self._words(name), self._font, self._width * 0.6)
        self._text(words, "text").paint(painter, x + side * 1.5, top)

    def _words(self, name: Name) -> str:
        return f"{name.text}  {name.value}" if name.value else name.text

    def _text(self, words: str, color: str) -> Paragraph:
        return Paragraph(
            words,
            self._font,
            self._width,
            self._look.color(color),
            align=Align.LEFT,
            max_lines=1,
            leading=self._line / self._font.pixelSize(),
        )


def spread(wanted: Sequence[float], tall: float, low: float, high: float) -> list[float]:
    """Places for blocks of one height near the wanted ones, in their order, without overlap."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    places = [0.0] * len(wanted)
    floor = low
    for at in order:
        places[at] = max(wanted[at], floor)
        floor = places[at] + tall
    ceiling = high
    for at in reversed(order):
        places[at] = min(places[at], ceiling - tall)
        ceiling = places[at]
    return places
