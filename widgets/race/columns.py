"""Several sides as rising columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from wall.views.panes import moved_into
from wall.views.theme import Theme
from wall.views.typesetting import Align, Lettering, Paragraph, advance, largest_px
from widgets.race.picture import Moment, paint_sweep
from widgets.race.shading import Shade
from widgets.race.votes import Votes
from widgets.race.wording import Wording

WIDEST = 0.9
"""Of a column, as a share of its screen's height."""
STUB_UNITS = 0.16
"""The height of a column without votes, in base units."""


class Columns:
    """The one with most votes fills the height; a name stands below each, its figure on top."""

    def __init__(
        self,
        votes: Votes,
        wording: Wording,
        look: Theme,
        panes: Sequence[QRectF],
        *,
        took: bool,
    ) -> None:
        self._votes = votes
        self._look = look
        self._panes = list(panes)
        self._shades = [Shade(side, look) for side in votes.sides]
        self._lines: list[tuple[Paragraph, float, float]] = []
        self._top = self._head(wording, took=took)
        self._slots = _slots(panes, len(votes.sides), look.unit_px * 0.7)
        self._wide = min(slot.width() for slot in self._slots)
        self._floor = self._feet(wording)
        self._figures = self._tops(wording)
        figure = self._figures[0].font
        self._cap = round(QFontMetricsF(figure).capHeight())
        self._room = max(1.0, self._floor - self._top - self._cap - look.unit_px * 1.6)

    # -- moving --------------------------------------------------------------------------

    def ends(self) -> Mapping[str, float]:
        most = max(side.votes for side in self._votes.sides) or 1.0
        stub = self._look.unit_px * STUB_UNITS
        return {
            str(at): float(round(max(stub, self._room * side.votes / most)))
            for at, side in enumerate(self._votes.sides)
        }

    def moved(self, name: str, one: float, other: float) -> QRectF:
        slot = self._slots[int(name)]
        return QRectF(slot.left(), self._top, slot.width(), self._floor - self._top + 1)

    # -- painting ------------------------------------------------------------------------

    def paint(self, painter: QPainter, exposed: QRectF, moment: Moment) -> None:
        look = self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for at, slot in enumerate(self._slots):
            shade, tall = self._shades[at], moment.at(str(at))
            bar = QRectF(slot.left(), round(self._floor - tall), slot.width(), round(tall))
            painter.fillRect(bar, shade.field(moment.lit(at)))
            if moment.sweep < 1.0 and self._votes.leader == self._votes.sides[at]:
                foot = QPointF(bar.left(), bar.bottom())
                paint_sweep(painter, bar, foot, QPointF(bar.left(), bar.top()), moment.sweep)
            cap = min(bar.height(), max(3.0, round(look.unit_px * STUB_UNITS)))
            painter.fillRect(QRectF(bar.left(), bar.top(), bar.width(), cap), shade.bright)
            self._paint_figure(painter, at, bar)
        for line, x, y in self._lines:
            line.paint(painter, x, y)

    def _paint_figure(self, painter: QPainter, at: int, bar: QRectF) -> None:
        figure, gap = self._figures[at], round(self._look.unit_px * 0.55)
        base = self.clear_of_bezels(bar.top() - gap)
        if base - self._cap < self._top - 1:
            return  # Too low a tile for figures.
        figure.paint(painter, bar.center().x() - figure.width / 2, base)

    def clear_of_bezels(self, base: float) -> float:
        """The line for a figure: above a bezel rather than behind it."""
        top = base - self._cap
        if any(pane.top() <= top and base <= pane.bottom() for pane in self._panes):
            return base
        above = [pane.bottom() for pane in self._panes if pane.bottom() < base]
        return max(above, default=base)

    # -- words ---------------------------------------------------------------------------

    def _head(self, wording: Wording, *, took: bool) -> float:
        """Who leads, above all columns; returns where columns may begin."""
        look, votes = self._look, self._votes
        pane = self._panes[0]
        leader = votes.leader
        words = wording.common()
        if leader is not None:
            words = f"{leader.name} {wording.standing(leader, took=took)}".strip()
        if pane.height() < look.unit_px * 12:
            return pane.top()
        more = wording.left_out()
        small = look.font("caption", QFont.Weight.Medium)
        beside = advance(more, small) + look.unit_px if more else 0.0
        size = max(look.type["body"], min(look.type["headline"] * 0.8, pane.height() / 500 * 1.4))
        line = Paragraph(
            words,
            look.font_px(look.unit_px * size, QFont.Weight.DemiBold),
            pane.width() - beside,
            self._look.color("text"),
            align=Align.LEFT,
            max_lines=1,
            leading=1.35,
        )
        self._lines.append((line, pane.left(), pane.top()))
        if more:
            muted = look.color("text_muted")
            tail = Paragraph(more, small, beside, muted, align=Align.RIGHT, max_lines=1)
            shift = line.baseline - tail.baseline
            self._lines.append((tail, pane.right() - beside, pane.top() + shift))
        return pane.top() + line.height + look.unit_px * 0.3

    def _feet(self, wording: Wording) -> float:
        """Names and counts below the columns; returns the floor that columns stand on."""
        look, unit = self._look, self._look.unit_px
        bottom = max(pane.bottom() for pane in self._panes)
        tall = max(p.height() for p in self._panes if p.bottom() == bottom)

        lines = 2 if tall > unit * 18 else 1

        def fits(px: int) -> bool:
            font = look.font_px(px, QFont.Weight.DemiBold)
            names = [side.name for side in self._votes.sides]
            longest = max(advance(word, font) for name in names for word in name.split())
            return longest <= self._wide and all(
                advance(name, font) <= self._wide * (1.7 if lines == 2 else 1) for name in names
            )

        most = round(min(unit * look.type["headline"] * 0.9, tall * 0.09))
        px = largest_px(fits, round(unit * 0.95), max(round(unit * 0.95), most))
        name_font = look.font_px(px, QFont.Weight.DemiBold)
        if all(advance(side.name, name_font) <= self._wide for side in self._votes.sides):
            lines = 1
        small = look.font_px(max(unit * 0.9, px * 0.75), QFont.Weight.Medium)
        name_height, small_height = round(px * 1.2) * lines, round(small.pixelSize() * 1.4)
        counts = [wording.small(side) for side in self._votes.sides]
        if any(advance(count, small) > self._wide for count in counts):
            counts = [wording.smallest(side) for side in self._votes.sides]
        has_small = tall > unit * 14
        floor = bottom - name_height - (small_height if has_small else 0) - round(unit * 0.25)
        for at, (side, slot) in enumerate(zip(self._votes.sides, self._slots, strict=True)):
            y = floor + round(unit * 0.35)
            name = self._centred(side.name, name_font, "text", lines, 1.2)
            self._lines.append((name, slot.center().x() - name.room / 2, y))
            if has_small:
                count = self._centred(counts[at], small, "text_muted", 1, 1.3)
                left = slot.center().x() - count.room / 2
                self._lines.append((count, left, y + name_height))
        return floor

    def _centred(self, text: str, font: QFont, color: str, lines: int, leading: float) -> Paragraph:
        return Paragraph(
            text,
            font,
            self._wide + self._look.unit_px * 0.5,
            self._look.color(color),
            align=Align.CENTER,
            max_lines=lines,
            leading=leading,
        )

    def _tops(self, wording: Wording) -> list[Lettering]:
        look, unit = self._look, self._look.unit_px
        tall = self._floor - self._top

        def fits(px: int) -> bool:
            font = look.font_px(px, QFont.Weight.Bold)
            cap = QFontMetricsF(font).capHeight()
            return advance(wording.largest(), font) <= self._wide and cap <= tall * 0.2

        px = largest_px(fits, round(unit * 0.9), round(unit * look.type["figure"]))
        font, text = look.font_px(px, QFont.Weight.Bold), look.color("text")
        return [Lettering(wording.large(side), font, text) for side in self._votes.sides]


def _slots(panes: Sequence[QRectF], count: int, gap: float) -> list[QRectF]:
    """A place across for each side, at about equal distances, none across a bezel."""
    lefts = sorted({pane.left() for pane in panes})
    row = [next(pane for pane in panes if pane.left() == left) for left in lefts]
    begin, end = row[0].left(), row[-1].right()
    step = (end - begin) / count
    wide = min(step - gap, min(pane.width() for pane in row), row[0].height() * WIDEST)
    while True:
        slots = []
        for at in range(count):
            middle = begin + step * (at + 0.5)
            box = QRectF(round(middle - wide / 2), row[0].top(), int(wide), row[0].height())
            slots.append(moved_into(box, row))
        if wide < step / 3 or all(a.right() + gap <= b.left() for a, b in pairwise(slots)):
            return slots
        wide *= 0.95
