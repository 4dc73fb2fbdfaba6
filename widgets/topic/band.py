"""The band of a card: what it is about, how serious, since when. It is seen first."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from wall.views.icons import paint_check, paint_level
from wall.views.theme import Theme
from wall.views.typesetting import Align, Paragraph, advance, is_right_to_left, largest_px
from widgets.topic.levels import Level

TWO_LEADING = 1.12
SIGNAL = {Level.RISING: "warning", Level.ALARM: "alarm"}


class Band:
    """A plate in the colour of the level, with a sign and a word of its own for each."""

    def __init__(
        self, box: QRectF, look: Theme, level: Level, title: str, word: str, told: str
    ) -> None:
        self._box = box
        self._look = look
        self._level = level
        unit = look.unit_px
        pad = round(min(unit * 1.2, box.height() * 0.16))
        ink = look.color("text" if level.is_quiet else "on_signal")
        mild = look.color("text_muted") if level.is_quiet else ink
        inside = box.adjusted(pad * 1.15, pad * 0.8, -pad * 1.15, -pad * 0.8)
        two = inside.height() > unit * 2.9
        side = round(min(inside.height() * 0.72, inside.width() * 0.2, unit * 5.2))
        self._sign = QRectF(inside.left(), round(inside.center().y() - side / 2), side, side)
        left = inside.left() + side + pad * 1.1
        room = inside.right() - left
        self._said: list[tuple[Paragraph, float, float]] = []
        word_px = min(inside.height() * (0.34 if two else 0.6), unit * 2.6)
        bold = look.font_px(word_px, QFont.Weight.Bold)
        wide = advance(word, bold)
        beside = wide < room * 0.3
        if beside:
            line = _line(word, bold, _word_ink(look, level), wide + word_px)
            y = inside.center().y() - line.height / 2
            self._said.append((line, inside.right() - line.width, y))
            room -= wide + word_px
        else:
            told = " · ".join(part for part in (word, told) if part)
        high = inside.height() * (0.62 if two else 0.95) / 1.2
        name = self._fitting(title, room, high)
        lines = [_line(title, name, ink, room)]
        spare = inside.height() - (unit * 1.3 if told else 0)
        wrapped = self._wrapping(title, room, spare / (2 * TWO_LEADING))
        if wrapped.pixelSize() > name.pixelSize() * 1.15 or (lines[0].is_cut and two):
            name = wrapped
            lines = [_line(title, name, ink, room, 2)]
        if two and told:
            small_px = max(unit, min(inside.height() * 0.24, name.pixelSize() * 0.56))
            small = look.font_px(small_px, QFont.Weight.DemiBold)
            if (needed := advance(told, small)) > room:
                small = look.font_px(max(unit, small_px * room / needed), QFont.Weight.DemiBold)
            # On the side where the title begins.
            below = _line(told, small, mild, min(room, advance(told, small) + small_px))
            lines.append(below)
        y = inside.center().y() - sum(line.height for line in lines) / 2
        for line in lines:
            x = left
            if is_right_to_left(title):
                x = left + room - (line.room if line.right_to_left else line.width)
            self._said.append((line, x, y))
            y += line.height

    def paint(self, painter: QPainter) -> None:
        look, level = self._look, self._level
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = look.color("surface_raised" if level.is_quiet else SIGNAL[level])
        painter.setBrush(ground)
        radius = look.px("radius")
        painter.drawRoundedRect(self._box, radius, radius)
        ink = look.color("on_signal")
        match level:
            case Level.UNKNOWN:
                paint_level(painter, self._sign, "info", look.color("text_muted"), ground)
            case Level.CALM:
                paint_check(painter, self._sign, look.color("positive"), ground)
            case Level.RISING:
                paint_level(painter, self._sign, "warning", ink, ground)
            case Level.ALARM:
                paint_level(painter, self._sign, "alarm", ink, ground)
        for paragraph, x, y in self._said:
            paragraph.paint(painter, x, y)

    def _fitting(self, title: str, room: float, high: float) -> QFont:
        look, unit = self._look, self._look.unit_px
        text = " ".join(title.split())

        def fits(px: int) -> bool:
            return advance(text, look.font_px(px, QFont.Weight.Bold)) <= room

        most = round(min(high, unit * 5.6))
        least = round(max(unit, high * 0.5))
        return look.font_px(largest_px(fits, min(least, most), most), QFont.Weight.Bold)

    def _wrapping(self, title: str, room: float, high: float) -> QFont:
        """The largest that stands on two lines."""
        look, text = self._look, " ".join(title.split())

        def fits(px: int) -> bool:
            font = look.font_px(px, QFont.Weight.Bold)
            widest = max((advance(word, font) for word in text.split()), default=0.0)
            return widest <= room and Paragraph(text, font, room, QColor()).lines <= 2

        return look.font_px(largest_px(fits, round(look.unit_px), round(high)), QFont.Weight.Bold)


def _word_ink(look: Theme, level: Level) -> QColor:
    match level:
        case Level.UNKNOWN:
            return look.color("text_muted")
        case Level.CALM:
            return look.color("positive")
        case Level.RISING | Level.ALARM:
            return look.color("on_signal")


def _line(text: str, font: QFont, color: QColor, room: float, lines: int = 1) -> Paragraph:
    return Paragraph(
        " ".join(text.split()),
        font,
        max(1.0, room),
        color,
        align=Align.START,
        max_lines=lines,
        leading=1.2 if lines == 1 else TWO_LEADING,
    )
