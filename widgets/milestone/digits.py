"""A figure whose digits roll to their new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QLinearGradient, QPainter

from wall.views.painting import eased, new_picture
from wall.views.typesetting import advance

STAGGER = 0.09
"""Each digit begins this share of the movement after its right neighbour."""
AIR = 0.12
"""Above and below a digit, as a share of its height: what is seen of the ones that come and go."""


@dataclass(frozen=True)
class Cell:
    """The place of one character."""

    char: str
    x: float
    width: float


def widths(text: str, font: QFont) -> list[tuple[str, float]]:
    """Each character with its width in pixels."""
    return [(char, advance(char, font)) for char in text]


def groups(text: str) -> list[str]:
    """Parts that stay together: groups of three digits, each with the space behind it."""
    found = [""]
    for char in text:
        found[-1] += char
        if char.isspace():
            found.append("")
    return [part for part in found if part]


def cells_of(text: str, font: QFont, panes: Sequence[QRectF]) -> list[Cell] | None:
    """Places on one line over one or several screens; no group crosses a bezel. None: no room.

    On one screen the line begins at the left; over several it stands close to the bezels between.
    """
    lines: list[list[str]] = [[]]
    room = panes[0].width()
    for group in groups(text):
        wide = advance(group.rstrip(), font)
        used = advance("".join(lines[-1]), font)
        if used + wide > room:
            if len(lines) == len(panes) or wide > panes[len(lines)].width():
                return None
            room = panes[len(lines)].width()
            lines.append([])
        lines[-1].append(group)
    cells: list[Cell] = []
    for at, line in enumerate(lines):
        words, pane = "".join(line).rstrip(), panes[at]
        spare = pane.width() - advance(words, font)
        x = pane.left()
        if len(lines) == 1:
            # The stem of a digit, not the air beside it, stands on the margin.
            x -= QFontMetricsF(font).leftBearing("0")
        elif at == 0:
            x += spare
        elif at < len(lines) - 1:
            x += spare / 2
        for char, wide in widths(words, font):
            cells.append(Cell(char, round(x), wide))
            x += wide
    return cells


class Digits:
    """The characters of one figure in one type."""

    def __init__(self, cells: Sequence[Cell], font: QFont, ground: QColor) -> None:
        self.cells = list(cells)
        self._ground = ground
        self._font = font
        self._base = 0
        self._cap = round(QFontMetricsF(font).capHeight())
        self._line = round(self._cap * (1 + 2 * AIR)) + 4
        self._wide = ceil(max((cell.width for cell in cells), default=1.0))
        self._strips: dict[int, QImage] = {}
        self._from: list[str] = [cell.char for cell in cells]
        self._rises = True

    @property
    def text(self) -> str:
        return "".join(cell.char for cell in self.cells)

    @property
    def box(self) -> QRectF:
        if not self.cells:
            return QRectF()
        left, right = self.cells[0].x, self.cells[-1].x + self.cells[-1].width
        return self._window(left, right - left)

    @property
    def moving(self) -> QRectF:
        """Around all characters that roll."""
        box = QRectF()
        for cell, begin in zip(self.cells, self._from, strict=True):
            if cell.char != begin:
                box = box.united(self._window(cell.x, cell.width))
        return box

    def move_to(self, base: float) -> None:
        """The line that they stand on."""
        self._base = round(base)

    def roll_from(self, before: Digits, *, rises: bool) -> None:
        """What was there is where this one begins; the last characters belong together."""
        old = [cell.char for cell in before.cells]
        count = len(self.cells)
        self._from = ([""] * count + old)[-count:] if count else []
        self._rises = rises
        if before._font == self._font:
            self._strips = before._strips

    def paint(self, painter: QPainter, color: QColor, share: float) -> None:
        """At a share of the movement; 1 is at rest."""
        strip = self._strip(color)
        for at, (cell, begin) in enumerate(zip(self.cells, self._from, strict=True)):
            behind = len(self.cells) - 1 - at
            late = min(0.5, behind * STAGGER)
            own = eased(min(1.0, max(0.0, (share - late) / (1 - late))))
            if cell.char == begin or own >= 1.0:
                self._paint_char(painter, strip, cell, cell.char)
            elif cell.char.isdigit() and begin.isdigit():
                self._paint_rolling(painter, strip, cell, int(begin), own)
            else:
                opacity = painter.opacity()
                painter.setOpacity(opacity * own)
                self._paint_char(painter, strip, cell, cell.char)
                painter.setOpacity(opacity)

    # -- parts ---------------------------------------------------------------------------

    def _window(self, x: float, width: float) -> QRectF:
        top = self._base - self._cap - self._cap * AIR
        return QRectF(round(x), round(top), ceil(width), self._line)

    def _paint_char(self, painter: QPainter, strip: QImage, cell: Cell, char: str) -> None:
        if char.isdigit():
            self._paint_part(painter, strip, cell, int(char) * self._line)
            return
        painter.setFont(self._font)
        painter.setPen(strip.pixelColor(0, self._line * 10))
        painter.drawText(QPointF(cell.x, self._base), char)

    def _paint_rolling(
        self, painter: QPainter, strip: QImage, cell: Cell, begin: int, share: float
    ) -> None:
        end = int(cell.char)
        steps = (end - begin) % 10 if self._rises else -((begin - end) % 10)
        at = ((begin + steps * share) % 10) * self._line
        self._paint_part(painter, strip, cell, round(at))
        self._veil(painter, cell, min(1.0, 6 * share, 6 * (1 - share)))

    def _veil(self, painter: QPainter, cell: Cell, strength: float) -> None:
        """What comes and goes fades into the plate."""
        window = self._window(cell.x, cell.width)
        air = round(self._cap * AIR * 1.6)
        clear, thick = QColor(self._ground), QColor(self._ground)
        clear.setAlpha(0)
        thick.setAlphaF(strength)
        for edge, inner in (
            (window.top(), window.top() + air),
            (window.bottom(), window.bottom() - air),
        ):
            shade = QLinearGradient(0, edge, 0, inner)
            shade.setColorAt(0, thick)
            shade.setColorAt(1, clear)
            low, high = sorted((edge, inner))
            painter.fillRect(QRectF(window.left(), low, window.width(), high - low), shade)

    def _paint_part(self, painter: QPainter, strip: QImage, cell: Cell, top: int) -> None:
        """One line of the strip, which goes on from nine with nought."""
        window = self._window(cell.x, cell.width)
        first = min(self._line, 10 * self._line - top)
        source = QRectF(0, top, window.width(), first)
        painter.drawImage(window.topLeft(), strip, source)
        if first < self._line:
            rest = QRectF(0, 0, window.width(), self._line - first)
            painter.drawImage(window.topLeft() + QPointF(0, first), strip, rest)

    def _strip(self, color: QColor) -> QImage:
        """Nought to nine, below each other; a pixel of the bare colour stands at the end."""
        strip = self._strips.get(color.rgba())
        if strip is None:
            strip = new_picture(QSize(self._wide, self._line * 10 + 1))
            painter = QPainter(strip)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._font)
            painter.setPen(color)
            rise = round(self._cap * (1 + AIR))
            for digit in range(10):
                painter.drawText(QPointF(0, digit * self._line + rise), str(digit))
            painter.fillRect(0, self._line * 10, 1, 1, color)
            painter.end()
            self._strips[color.rgba()] = strip
        return strip
