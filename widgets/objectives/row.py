"""One objective: its name, what is beside what was wanted, a bar against the target mark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPolygonF

from wall.views.icons import paint_check, paint_level
from wall.views.numbers import THIN, format_number, with_unit
from wall.views.painting import mixed
from wall.views.theme import Theme
from wall.views.typesetting import Align, Lettering, Paragraph, advance
from widgets.objectives.arranging import Form
from widgets.objectives.goals import Goal, Standing
from widgets.objectives.wording import Words

COLORS = {
    Standing.REACHED: "positive",
    Standing.ON_TRACK: "accent",
    Standing.BEHIND: "warning",
    Standing.UNKNOWN: "text_muted",
}
VALUE = {Form.LINE: 1.25, Form.FULL: 1.9, Form.POSTER: 4.2}
NAME = {Form.LINE: 1.2, Form.FULL: 1.35, Form.POSTER: 1.7}
SMALL = {Form.LINE: 1.0, Form.FULL: 1.05, Form.POSTER: 1.25}
BAR = {Form.LINE: 0.42, Form.FULL: 0.7, Form.POSTER: 1.1}
"""Sizes in base units of the row."""


class Row:
    """Set once; its bar is painted at any share of the target."""

    def __init__(
        self,
        goal: Goal,
        box: QRectF,
        look: Theme,
        scale: float,
        form: Form,
        axis: float,
        words: Words,
        decimals: int | None,
    ) -> None:
        self.goal = goal
        self.box = box
        self._look = look
        self._form = form
        self._axis = axis
        self._u = look.unit_px * scale
        self._ink = look.color(COLORS[goal.standing])
        self._small = look.font_px(self._u * SMALL[form], QFont.Weight.Medium)
        self._side = round(QFontMetricsF(self._small).capHeight() * 1.22)
        self._set_value(words, decimals)
        self._set_name()
        self._set_foot(words)
        self._place()

    @property
    def bar(self) -> QRectF:
        """The groove, with the mark that stands out of it."""
        reach = self._reach
        return self._groove.adjusted(-2, -reach - 2, 2, reach + 2)

    @property
    def mark_x(self) -> float:
        return self._groove.left() + self._groove.width() / self._axis

    def paint(self, painter: QPainter, share: float) -> None:
        left, right = self.box.left(), self.box.right()
        if self._form is Form.POSTER:
            self._name.paint(painter, left, self._name_top)
            x = left - self._value.bearing
        else:
            self._name.paint(painter, left, self._base - self._name.baseline)
            right -= self._sign_room
            x = right - self._value.width - (self._of.width if self._of else 0)
        self._value.paint(painter, x, self._base)
        if self._of is not None:
            self._of.paint(painter, x + self._value.width, self._base)
        self._paint_bar(painter, share)
        if self._form is Form.LINE:
            self._sign(painter, self.box.right() - self._side, self._base)
            return
        y = self._groove.bottom() + self._u * 0.45
        base = y + self._word.baseline
        indent = self._side * 1.4 if self.goal.standing is not Standing.UNKNOWN else 0
        self._sign(painter, left, base)
        self._word.paint(painter, left + indent, y)
        if self._percent is not None:
            self._percent.paint(painter, self.box.right() - self._percent.width, y)

    # -- setting -------------------------------------------------------------------------

    @property
    def _sign_room(self) -> float:
        return self._side * 1.5 if self._form is Form.LINE else 0.0

    def _set_value(self, words: Words, decimals: int | None) -> None:
        """What is, and smaller beside it what was wanted; the unit is said once."""
        goal, look, form = self.goal, self._look, self._form
        number = format_number(goal.value, decimals)
        small = f"{THIN}{goal.unit}" if goal.unit and goal.value is not None else ""
        if goal.target is not None:
            target = with_unit(format_number(goal.target, decimals), goal.unit)
            small = f" {words['most' if goal.is_lower else 'of']} {target}"
        room = self.box.width() * (1.0 if form is Form.POSTER else 0.66) - self._sign_room
        size, share = self._u * VALUE[form], 0.46 if form is Form.POSTER else 0.6
        bold = look.font_px(size, QFont.Weight.Bold)
        medium = look.font_px(max(self._u, size * share), QFont.Weight.Medium)
        wide = advance(number, bold) + advance(small, medium)
        size = max(self._u * 1.1, size * min(1.0, room / wide * 0.985))
        bold = look.font_px(size, QFont.Weight.Bold)
        medium = look.font_px(max(self._u, size * share), QFont.Weight.Medium)
        if advance(number, bold) + advance(small, medium) > room:
            small = ""
        ink = look.color("text_muted" if goal.value is None else "text")
        self._value = Lettering(number, bold, ink)
        self._of = Lettering(small, medium, look.color("text_muted")) if small else None

    def _set_name(self) -> None:
        form, look = self._form, self._look
        room = self.box.width()
        if form is not Form.POSTER:
            of = self._of.width if self._of is not None else 0
            room = max(self._u, room - self._value.width - of - self._u - self._sign_room)
        font = look.font_px(self._u * NAME[form], QFont.Weight.DemiBold)
        if form is Form.POSTER and (wide := advance(self.goal.name, font)) > room:
            # Rather smaller than on two lines.
            least = NAME[Form.FULL] / NAME[form]
            size = font.pixelSize() * max(least, room / wide * 0.99)
            font = look.font_px(size, QFont.Weight.DemiBold)
        self._name = Paragraph(
            self.goal.name,
            font,
            room,
            look.color("text"),
            align=Align.LEFT,
            max_lines=1,
            leading=1.2,
        )

    def _set_foot(self, words: Words) -> None:
        goal, look = self.goal, self._look
        word = "no_target" if goal.value is not None and goal.target is None else None
        self._word = self._line(words[word or goal.standing.value], self._ink)
        self._percent: Paragraph | None = None
        if goal.share is None:
            return
        # 99.6 % of a target is not all of it.
        percent = goal.share * 100
        whole = int(percent) if percent < 100 else round(percent)
        text = words["share"].format(percent=format_number(whole, 0))
        found = self._line(text, look.color("text_muted"))
        if found.width + self._word.width + self._side * 3 <= self.box.width():
            self._percent = found

    def _line(self, text: str, color: QColor) -> Paragraph:
        wide = min(self.box.width(), advance(text, self._small) + self._small.pixelSize())
        return Paragraph(
            text, self._small, wide, color, align=Align.LEFT, max_lines=1, leading=1.25
        )

    def _place(self) -> None:
        u, box, form = self._u, self.box, self._form
        # Of the size that it would have with room: so rows of neighbours are aligned.
        bold = self._look.font_px(u * VALUE[form], QFont.Weight.Bold)
        cap = QFontMetricsF(bold).capHeight()
        bar = max(6, round(u * BAR[form]))
        self._reach = round(u * (0.14 if form is Form.LINE else 0.32))
        below = self._reach if form is Form.LINE else u * 0.45 + self._word.height
        gap = u * {Form.LINE: 0.5, Form.FULL: 0.68, Form.POSTER: 1.1}[form]
        above = self._name.height + u * 0.9 if form is Form.POSTER else 0.0
        tall = above + cap + gap + bar + below
        top = box.top() + max(0.0, (box.height() - tall) / 2)
        self._name_top = top
        self._base = round(top + above + cap)
        self._groove = QRectF(box.left(), round(self._base + gap), box.width(), bar)

    # -- painting ------------------------------------------------------------------------

    def _paint_bar(self, painter: QPainter, share: float) -> None:
        look, groove = self._look, self._groove
        round_px = min(groove.height() / 2, look.px("radius"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(look.color("surface"), look.color("line"), 0.8))
        painter.drawRoundedRect(groove, round_px, round_px)
        filled = QRectF(groove)
        filled.setWidth(groove.width() * min(1.0, max(0.0, share / self._axis)))
        if filled.width() >= 1:
            painter.setBrush(self._ink)
            painter.drawRoundedRect(filled, round_px, round_px)
            if share > self._axis:
                self._paint_beyond(painter)
        if self.goal.target is None:
            return
        wide = max(3, round(self._u * 0.16))
        x = round(self.mark_x - wide / 2)
        edge = max(2, round(wide * 0.5))
        mark = QRectF(x, groove.top() - self._reach, wide, groove.height() + 2 * self._reach)
        painter.fillRect(mark.adjusted(-edge, 0, edge, 0), look.color("surface"))
        painter.fillRect(mark, look.color("text"))

    def _paint_beyond(self, painter: QPainter) -> None:
        """It goes on beyond what the bar can show: two notches at its end."""
        tall = self._groove.height()
        painter.setBrush(self._look.color("surface"))
        for at in (1.5, 2.6):
            x, y = self._groove.right() - tall * at, self._groove.top()
            tip, thick = tall * 0.5, tall * 0.4
            corners = [
                (x, y),
                (x + thick, y),
                (x + thick + tip, y + tall / 2),
                (x + thick, y + tall),
                (x, y + tall),
                (x + tip, y + tall / 2),
            ]
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))

    def _sign(self, painter: QPainter, x: float, base: float) -> None:
        side, on = self._side, self._look.color("surface")
        rise = (side - QFontMetricsF(self._small).capHeight()) / 2
        box = QRectF(round(x), round(base - side + rise), side, side)
        match self.goal.standing:
            case Standing.REACHED:
                paint_check(painter, box, self._ink, on)
            case Standing.BEHIND:
                paint_level(painter, box, "warning", self._ink, on)
            case Standing.ON_TRACK:
                _paint_forward(painter, box, self._ink)
            case Standing.UNKNOWN:
                pass


def _paint_forward(painter: QPainter, box: QRectF, color: QColor) -> None:
    """It goes the right way: an arrowhead to the right."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    inset = box.width() * 0.12
    corners = [
        QPointF(box.left() + inset, box.top() + inset * 0.5),
        QPointF(box.right(), box.center().y()),
        QPointF(box.left() + inset, box.bottom() - inset * 0.5),
    ]
    painter.drawPolygon(QPolygonF(corners))
