"""Where a milestone's figure, bar and words stand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from wall.views.painting import mixed
from wall.views.theme import Theme
from wall.views.typesetting import Align, Lettering, Paragraph, advance, largest_px
from widgets.milestone.digits import Cell, Digits, cells_of
from widgets.milestone.marks import Way
from widgets.milestone.wording import Wording

SMALLEST_PX = 8
UNIT_SIZE = 0.4
"""Of a unit, beside its figure."""


class Face:
    """Set for one value on its way; what moves is told when it is painted."""

    def __init__(
        self, value: float, way: Way, wording: Wording, look: Theme, panes: Sequence[QRectF]
    ) -> None:
        self._look = look
        self._wording = wording
        tops = sorted({pane.top() for pane in panes})
        upper = [pane for pane in panes if pane.top() == tops[0]]
        lower = [pane for pane in panes if pane.top() == tops[-1]]
        tall = min(pane.height() for pane in lower)
        unit = look.unit_px
        roomy = tall * (0.085 if upper == lower else 0.12)
        self._small = min(unit * look.type["headline"] * 1.2, max(unit * look.type["body"], roomy))
        self._bar_px = max(4.0, round(self._small * 0.5))
        line = round(self._small * 1.35)
        foot = self._bar_px + round(self._small * 0.55) + line
        has_foot = tall > unit * 7
        gap = round(max(unit, tall * 0.07))
        room = upper[0].height() * 0.8
        if upper == lower and has_foot:
            room = (tall - foot - gap) * 0.92
        self.digits = self._figure(value, upper, room)
        cap = self._cap
        if upper == lower:
            total = cap + (gap + foot if has_foot else 0)
            base = upper[0].top() + (upper[0].height() - total) / 2 + cap
            y = base + gap
        else:
            base = upper[0].center().y() + cap / 2
            y = lower[0].center().y() - foot / 2
        self.digits.move_to(base)
        self._unit_at = base
        self.bar = QRectF()
        self._lines: list[tuple[Paragraph, float, float]] = []
        if has_foot:
            left, right = lower[0].left(), lower[-1].right()
            self.bar = QRectF(left, round(y), right - left, self._bar_px)
            self._set_words(value, way, lower, self.bar.bottom() + round(self._small * 0.55))

    @property
    def has_bar(self) -> bool:
        return not self.bar.isEmpty()

    def paint_figure(self, painter: QPainter, color: QColor, share: float) -> None:
        self.digits.paint(painter, color, share)
        if self._unit is not None and self.digits.cells:
            last = self.digits.cells[-1]
            self._unit.paint(painter, last.x + last.width + self._unit_gap, self._unit_at)

    def paint_bar(self, painter: QPainter, filled_px: float) -> None:
        look, radius = self._look, self._bar_px / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(look.color("surface"), look.color("line"), 0.9))
        painter.drawRoundedRect(self.bar, radius, radius)
        if filled_px >= 1:
            filled = QRectF(self.bar)
            filled.setWidth(max(self._bar_px, min(filled_px, self.bar.width())))
            painter.setBrush(look.color("accent"))
            painter.drawRoundedRect(filled, radius, radius)

    def paint_words(self, painter: QPainter) -> None:
        for line, x, y in self._lines:
            line.paint(painter, x, y)

    # -- setting -------------------------------------------------------------------------

    def _figure(self, value: float, panes: Sequence[QRectF], room: float) -> Digits:
        look, wording = self._look, self._wording
        least, most = round(look.unit_px), round(look.unit_px * look.type["figure"] * 4)
        # Where all does not fit, the unit goes first, then the figure is rounded.
        wishes = (
            (wording.figure(value), wording.unit),
            (wording.figure(value), ""),
            (wording.rounded(value), ""),
        )
        fitting = (w for w in wishes if self._cells(*w, least, panes, room) is not None)
        text, unit = next(fitting, wishes[-1])
        px = largest_px(
            lambda px: self._cells(text, unit, px, panes, room) is not None, SMALLEST_PX, most
        )
        font = look.font_px(px, QFont.Weight.Bold)
        self._cap = round(QFontMetricsF(font).capHeight())
        self._unit: Lettering | None = None
        self._unit_gap = round(px * (0.05 if unit == "%" else 0.1))
        if unit:
            unit_font = look.font_px(px * UNIT_SIZE, QFont.Weight.Medium)
            self._unit = Lettering(unit, unit_font, look.color("text_muted"))
        cells = self._cells(text, unit, px, panes, room) or []
        return Digits(cells, font, look.color("surface"))

    def _cells(
        self, text: str, unit: str, px: int, panes: Sequence[QRectF], room: float
    ) -> list[Cell] | None:
        """Places of the characters in one size of type; None where they do not fit."""
        font = self._look.font_px(px, QFont.Weight.Bold)
        if QFontMetricsF(font).capHeight() > room:
            return None
        spare = 0.0
        if unit:
            unit_font = self._look.font_px(px * UNIT_SIZE, QFont.Weight.Medium)
            spare = advance(unit, unit_font) + px * 0.14
        return cells_of(text, font, [pane.adjusted(0, 0, -spare, 0) for pane in panes])

    def _set_words(self, value: float, way: Way, panes: Sequence[QRectF], y: float) -> None:
        wording, look = self._wording, self._look
        bold = look.font_px(self._small, QFont.Weight.DemiBold)
        is_there = way.is_over or value >= way.end
        words = wording.reached(way.end) if is_there else wording.left(value, way.end)
        first, last = panes[0], panes[-1]
        mark = wording.mark(way.end)
        room = (
            last.width() if len(panes) > 1 else first.width() - advance(words, bold) - self._small
        )
        has_mark = not is_there and advance(mark, bold) <= room
        color = look.color("accent" if is_there else "text")
        left = Paragraph(
            words, bold, first.width(), color, align=Align.LEFT, max_lines=1, leading=1.35
        )
        self._lines.append((left, first.left(), y))
        if has_mark:
            muted = look.color("text_muted")
            right = Paragraph(
                mark, bold, last.width(), muted, align=Align.RIGHT, max_lines=1, leading=1.35
            )
            self._lines.append((right, last.left(), y))
