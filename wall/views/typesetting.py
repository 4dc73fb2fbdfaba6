"""Text shaped once and painted often: paragraphs on an even line grid, in both directions."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from math import ceil

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

NO_LIMIT = 10_000
ELLIPSIS = "…"
PICTURE_PX = 56
"""From this size on lettering is kept as a picture."""


class Align(Enum):
    """Where lines stand. START is where the language begins: right for Arabic."""

    START = "start"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Span:
    """A part of a text in a colour or weight of its own; in characters of a Python string."""

    start: int
    length: int
    color: QColor
    weight: QFont.Weight | None = None


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is written from right to left."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def largest_px(fits: Callable[[int], bool], low: int, high: int) -> int:
    """The largest size from low to high that fits; low when none does."""
    if low >= high or fits(high):
        return max(low, high)
    while high - low > 1:
        middle = (low + high) // 2
        if fits(middle):
            low = middle
        else:
            high = middle
    return low


def advance(text: str, font: QFont) -> float:
    """Width of a text on one line, in pixels."""
    return QFontMetricsF(font).horizontalAdvance(text)


def elided(text: str, font: QFont, width: float) -> str:
    """The text, shortened with an ellipsis to the width."""
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


class Lettering:
    """One line of large type kept as a picture: Qt fills glyphs beyond 64 pixels as paths on
    each painting, which costs milliseconds. Small type paints directly."""

    def __init__(self, text: str, font: QFont, color: QColor) -> None:
        self.text = text
        self.font = font
        self.color = color
        self.width = advance(text, font)
        self.bearing = QFontMetricsF(font).leftBearing(text[0]) if text else 0.0
        """Air between its left edge and the ink of its first letter, in pixels."""
        self._image: QImage | None = None
        self._offset = QPointF()
        if font.pixelSize() >= PICTURE_PX and text.strip():
            self._draw()

    def paint(self, painter: QPainter, x: float, baseline: float) -> None:
        origin = QPointF(round(x), round(baseline))
        if self._image is not None:
            painter.drawImage(origin + self._offset, self._image)
            return
        painter.setFont(self.font)
        painter.setPen(self.color)
        painter.drawText(origin, self.text)

    def _draw(self) -> None:
        bounds = QFontMetricsF(self.font).boundingRect(self.text).toAlignedRect()
        bounds.adjust(-2, -2, 2, 2)
        image = QImage(bounds.size(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font)
        painter.setPen(self.color)
        painter.drawText(QPointF(-bounds.topLeft()), self.text)
        painter.end()
        self._image = image
        self._offset = QPointF(bounds.topLeft())


class Paragraph:
    """Shaped text of one font: lines of equal height, whatever emoji stand in them.

    It paints in whole pixels from its top left corner. `height` and `width` are in pixels;
    `width` is that of its longest line, `room` what it was given.
    """

    def __init__(
        self,
        text: str,
        font: QFont,
        width: float,
        color: QColor,
        *,
        align: Align = Align.START,
        max_lines: int = NO_LIMIT,
        leading: float = 1.35,
        spans: Sequence[Span] = (),
    ) -> None:
        metrics = QFontMetricsF(font)
        self.text = text
        self.right_to_left = is_right_to_left(text)
        self.color = color
        self.line_height = max(1, round(font.pixelSize() * leading))
        self._align = self._resolved(align)
        self.room = max(1.0, width)
        self._rise = (self.line_height + metrics.ascent() - metrics.descent()) / 2
        self._font_px = font.pixelSize()
        self._picture: QImage | None = None
        self._picture_at = QPointF()
        self.is_cut = False
        self._layout, self._starts = self._shaped(text, font, spans)
        if self._layout.lineCount() > max_lines:
            self.is_cut = True
            cut = self._cut(text, font, max(1, max_lines))
            self._layout, self._starts = self._shaped(cut, font, spans)
        self.lines = min(self._layout.lineCount(), max(1, max_lines))
        self.width = max(
            (self._layout.lineAt(i).naturalTextWidth() for i in range(self.lines)), default=0.0
        )
        self._place()

    @property
    def height(self) -> int:
        return self.lines * self.line_height

    @property
    def baseline(self) -> float:
        """Of the first line, below the top."""
        return self._rise

    @property
    def last_baseline(self) -> float:
        return self._rise + (self.lines - 1) * self.line_height

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        origin = QPointF(round(x), round(y))
        if self._font_px < PICTURE_PX:
            self._paint_lines(painter, origin)
            return
        if self._picture is None:
            self._picture = self._pictured()
        painter.drawImage(origin + self._picture_at, self._picture)

    def _paint_lines(self, painter: QPainter, origin: QPointF) -> None:
        painter.setPen(self.color)
        for i in range(self.lines):
            self._layout.lineAt(i).draw(painter, origin)

    def _pictured(self) -> QImage:
        # Space around the lines, for marks that reach out of them.
        spare = self.line_height
        left = min(self._layout.lineAt(i).x() for i in range(self.lines))
        self._picture_at = QPointF(round(left) - spare, -spare)
        size = QSize(ceil(self.width) + 2 * spare, self.height + 2 * spare)
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self._paint_lines(painter, -self._picture_at)
        painter.end()
        return image

    def _resolved(self, align: Align) -> Align:
        if align is Align.START:
            return Align.RIGHT if self.right_to_left else Align.LEFT
        return align

    def _shaped(
        self, text: str, font: QFont, spans: Sequence[Span]
    ) -> tuple[QTextLayout, list[int]]:
        layout = QTextLayout(text.replace("\n", "\u2028"), font)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        direction = Qt.LayoutDirection
        option.setTextDirection(
            direction.RightToLeft if self.right_to_left else direction.LeftToRight
        )
        layout.setTextOption(option)
        layout.setFormats(_formats(text, font, spans))
        layout.setCacheEnabled(True)
        starts = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.room)
            starts.append(line.textStart())
        layout.endLayout()
        return layout, starts

    def _cut(self, text: str, font: QFont, lines: int) -> str:
        # Positions of Qt count UTF-16 units: emoji are two.
        units = text.replace("\n", "\u2028").encode("utf-16-le", "surrogatepass")
        start = self._starts[lines - 1] * 2
        kept = units[:start].decode("utf-16-le", "replace")
        rest = units[start:].decode("utf-16-le", "replace")
        last = rest.split("\u2028", 1)[0].rstrip()
        shortened = elided(rest.replace("\u2028", " "), font, self.room - 1)
        if "\u2028" in rest and len(last) < len(shortened):
            shortened = elided(last + " " + ELLIPSIS, font, self.room - 1)
        return kept + shortened

    def _place(self) -> None:
        for i in range(self.lines):
            line = self._layout.lineAt(i)
            spare = self.room - line.naturalTextWidth()
            shift = {Align.LEFT: 0.0, Align.CENTER: spare / 2, Align.RIGHT: spare}[self._align]
            top = i * self.line_height + self._rise - line.ascent()
            line.setPosition(QPointF(round(shift), top))


def _formats(text: str, font: QFont, spans: Sequence[Span]) -> list[QTextLayout.FormatRange]:
    ranges = []
    for span in spans:
        if span.start >= len(text):
            continue
        found = QTextLayout.FormatRange()
        found.start = _units(text[: span.start])
        found.length = _units(text[span.start : span.start + span.length])
        style = QTextCharFormat()
        style.setForeground(span.color)
        if span.weight is not None:
            style.setFont(font)
            style.setFontWeight(span.weight)
        found.format = style
        ranges.append(found)
    return ranges


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
