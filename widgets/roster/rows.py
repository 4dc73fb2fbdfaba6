"""One person of a roster, set once."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from wall.model.posts import Author
from wall.views.painting import mixed
from wall.views.posts.wording import initials
from wall.views.theme import Theme
from wall.views.typesetting import Align, Lettering, Paragraph, Span, advance
from widgets.roster.shifts import Shift

NARROW = 24.0
"""Below this width, in units of the row, times stand below names that need the line."""
TIME = "00:00"


class OnDuty:
    """Name and role, until when, and how much of the shift is over."""

    def __init__(
        self,
        shift: Shift,
        box: QRectF,
        look: Theme,
        scale: float,
        until: str,
        time: str,
        now: float,
    ) -> None:
        self.shift = shift
        self.box = box
        self._look = look
        u = self._u = look.unit_px * scale
        self._done = shift.done(now)
        self._disc = min(u * 3.0, box.height() * 0.86)
        left = box.left() + self._disc + u * 0.9
        room = whole = max(u, box.right() - left)
        bold = look.font_px(u * 1.5, QFont.Weight.DemiBold)
        beside = _until(until, time, look, u, room * 0.5)
        is_narrow = room < u * NARROW and advance(shift.name, bold) + beside.width + u > room
        self._until: Paragraph | None = None
        role = shift.role
        if is_narrow:
            role = " · ".join(part for part in (until, shift.role) if part)
        else:
            self._until = beside
            room -= beside.width + u
        self._left = left
        self._name = _line(shift.name, bold, look.color("text"), room, 1.22)
        small = look.font_px(u * 1.08, QFont.Weight.Medium)
        self._role = _line(role, small, look.color("text_muted"), whole, 1.3)
        bar = max(4, round(u * 0.3))
        gap = u * 0.5
        words = self._name.height + (self._role.height if role else 0)
        has_bar = self._done is not None and words + gap + bar <= box.height() - u * 0.2
        tall = words + (gap + bar if has_bar else 0)
        self._top = round(box.top() + max(0.0, (box.height() - tall) / 2))
        self._bar = QRectF(
            left, round(self._top + words + gap), box.right() - left, bar if has_bar else 0
        )
        self._words_px = words
        self._tall = tall
        letters = initials(Author(name=shift.name))
        font = look.font_px(self._disc * 0.38, QFont.Weight.DemiBold)
        self._initials = Lettering(letters, font, look.color("accent"))

    def paint(self, painter: QPainter) -> None:
        look, disc = self._look, self._disc
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(look.color("surface"), look.color("accent"), 0.2))
        box = QRectF(
            self.box.left(), round(self._top + (self._tall - disc) / 2), round(disc), round(disc)
        )
        painter.drawEllipse(box)
        cap = QFontMetricsF(self._initials.font).capHeight()
        middle = box.center()
        self._initials.paint(painter, middle.x() - self._initials.width / 2, middle.y() + cap / 2)
        self._name.paint(painter, self._left, self._top)
        self._role.paint(painter, self._left, self._top + self._name.height)
        if self._until is not None:
            shift = self._name.baseline - self._until.baseline
            x = self.box.right() - self._until.width
            self._until.paint(painter, x, self._top + shift)
        if self._bar.height() and self._done is not None:
            self._paint_bar(painter, self._done)

    def _paint_bar(self, painter: QPainter, done: float) -> None:
        look, bar = self._look, self._bar
        round_px = bar.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(look.color("surface"), look.color("line"), 0.9))
        painter.drawRoundedRect(bar, round_px, round_px)
        filled = QRectF(bar)
        filled.setWidth(max(bar.height(), bar.width() * done))
        painter.setBrush(look.color("accent"))
        painter.drawRoundedRect(filled, round_px, round_px)


def wanted_units(shift: Shift, until: str, look: Theme) -> float:
    """The width at which nothing of a row is cut, in its own units."""
    unit = look.unit_px
    name = advance(shift.name, look.font_px(unit * 1.5, QFont.Weight.DemiBold))
    time = advance(until, look.font_px(unit * 1.15, QFont.Weight.DemiBold))
    role = advance(shift.role, look.font_px(unit * 1.08, QFont.Weight.Medium))
    return 5.6 + max(name + time, role) / unit


class Coming:
    """The time first, then who it is, and in how long."""

    def __init__(
        self, shift: Shift, box: QRectF, look: Theme, scale: float, time: str, when: str
    ) -> None:
        self.shift = shift
        u = look.unit_px * scale
        bold = look.font_px(u * 1.35, QFont.Weight.Bold)
        self._time = Lettering(time, bold, look.color("text"))
        muted = look.color("text_muted")
        small = look.font_px(u, QFont.Weight.Medium)
        self._left = box.left() + advance(TIME, bold) + u * 0.9
        room = whole = max(u, box.right() - self._left)
        self._when: Paragraph | None = None
        second = shift.role
        if room >= u * 15:
            self._when = _line(when, small, muted, room * 0.5, 1.3, Align.RIGHT)
            room -= self._when.width + u
        else:
            second = " · ".join(part for part in (when, shift.role) if part)
        name = look.font_px(u * 1.3, QFont.Weight.DemiBold)
        self._name = _line(shift.name, name, look.color("text"), room, 1.22)
        self._second = _line(second, small, muted, whole, 1.3)
        tall = self._name.height + (self._second.height if second else 0)
        self._top = round(box.top() + max(0.0, (box.height() - tall) / 2))
        self.box = box

    def paint(self, painter: QPainter) -> None:
        base = self._top + self._name.baseline
        self._time.paint(painter, self.box.left(), base)
        self._name.paint(painter, self._left, self._top)
        self._second.paint(painter, self._left, self._top + self._name.height)
        if self._when is not None:
            shift = self._name.baseline - self._when.baseline
            x = self.box.right() - self._when.room
            self._when.paint(painter, x, self._top + shift)


def _until(until: str, time: str, look: Theme, u: float, room: float) -> Paragraph:
    """The time in it stands out; what is said without a time does as a whole."""
    font = look.font_px(u * 1.15, QFont.Weight.Medium)
    at = until.find(time) if time else -1
    strong = look.color("text" if at >= 0 else "accent")
    at, length = (at, len(time)) if at >= 0 else (0, len(until))
    return _line(
        until,
        font,
        look.color("text_muted"),
        min(room, advance(until, font) * 1.1 + u * 0.2),
        1.3,
        spans=[Span(at, length, strong, QFont.Weight.DemiBold)],
    )


def _line(
    text: str,
    font: QFont,
    color: QColor,
    room: float,
    leading: float,
    align: Align = Align.LEFT,
    spans: list[Span] | None = None,
) -> Paragraph:
    return Paragraph(
        text,
        font,
        max(1.0, room),
        color,
        align=align,
        max_lines=1,
        leading=leading,
        spans=spans or (),
    )
