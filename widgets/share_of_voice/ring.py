"""A ring whose parts are named beside them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from wall.views.numbers import format_number
from wall.views.panes import moved_into
from wall.views.theme import Theme
from wall.views.typesetting import Align, Paragraph, Span, advance
from widgets.share_of_voice.colors import colors_of
from widgets.share_of_voice.voices import Language, Voice, points_words

LEAST_SHAPE = 1.35
"""Narrower than that there is no room for names at both sides."""
LEAST_UNITS = 15
NAME_UNITS = 2.9
LEADER = 1.35
THICKNESS = 0.3
"""Of the radius."""


@dataclass(frozen=True)
class _Label:
    voice: Voice
    name: Paragraph
    share: Paragraph
    is_right: bool
    color: QColor

    @property
    def height(self) -> float:
        return self.name.height + self.share.height


def has_room(area: QRectF, look: Theme) -> bool:
    return area.width() > area.height() * LEAST_SHAPE and area.height() > look.unit_px * LEAST_UNITS


def names_that_fit(area: QRectF, look: Theme) -> int:
    """At one side: all but the leader may stand there."""
    return int(area.height() / (NAME_UNITS * look.unit_px))


class VoiceRing:
    """Set for one layout; shares and the heights of names may glide while it is painted."""

    def __init__(
        self,
        voices: Sequence[Voice],
        language: Language,
        look: Theme,
        area: QRectF,
        panes: Sequence[QRectF],
        *,
        change: bool,
    ) -> None:
        voices = [voice for voice in voices if voice.posts > 0]
        self._voices, self._look, self.area, self._panes = voices, look, area, panes
        self._radius = min(area.height() / 2, area.width() * 0.21)
        self._thick = self._radius * THICKNESS
        self._center = area.center()
        self._shifts: dict[str, float] = {}
        self._labels = self._set(language, change=change)
        self.tops = {
            **self._spread([label for label in self._labels if label.is_right]),
            **self._spread([label for label in self._labels if not label.is_right]),
        }
        cap = self._radius * 0.34
        total = sum(voice.posts for voice in voices)
        lines = (
            (format_number(round(total), compact=total >= 10_000), cap, QFont.Weight.Bold, "text"),
            ("posts", max(look.unit_px, cap * 0.42), QFont.Weight.Medium, "text_muted"),
        )
        self._middle = [
            Paragraph(
                text,
                look.font_px(px, weight),
                self._radius * 1.3,
                look.color(color),
                align=Align.CENTER,
                max_lines=1,
                leading=1.15,
            )
            for text, px, weight, color in lines
        ]
        tall = sum(line.height for line in self._middle)
        box = QRectF(0, 0, self._radius * 1.3, tall)
        box.moveCenter(self._center)
        self._middle_at = moved_into(box, panes).topLeft()

    def paint(
        self,
        painter: QPainter,
        share: Callable[[Voice], float],
        top: Callable[[Voice], float],
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        angles = self._angles(share)
        self._paint_parts(painter, angles)
        for label in self._labels:
            begin, end = angles[label.voice.key]
            self._paint_label(painter, label, (begin + end) / 2, top(label.voice))
        y = self._middle_at.y()
        for line in self._middle:
            line.paint(painter, self._middle_at.x(), y)
            y += line.height

    # -- measuring -----------------------------------------------------------------------

    def _angles(self, share: Callable[[Voice], float]) -> dict[str, tuple[float, float]]:
        """Clockwise from the top, in turns."""
        total = sum(share(voice) for voice in self._voices) or 1.0
        found, at = {}, 0.0
        for voice in self._voices:
            found[voice.key] = (at, at + share(voice) / total)
            at += share(voice) / total
        return found

    def _point(self, turn: float, radius: float) -> QPointF:
        angle = turn * math.tau
        return self._center + QPointF(math.sin(angle) * radius, -math.cos(angle) * radius)

    def _set(self, language: Language, *, change: bool) -> list[_Label]:
        look, unit = self._look, self._look.unit_px
        angles = self._angles(lambda voice: voice.share)
        room = self.area.width() / 2 - self._radius - unit * 2.4
        sides = [sum(angles[v.key]) / 2 < 0.5 for v in self._voices]
        most = max(sides.count(True), sides.count(False), 1)
        px = max(unit * 0.95, min(unit * 2.1, self.area.height() / most / 3.1))
        labels = []
        colors = colors_of(self._voices, look)
        for voice, is_right in zip(self._voices, sides, strict=True):
            align = Align.LEFT if is_right else Align.RIGHT
            # Who leads is read from farther away.
            size = px
            if voice is self._voices[0]:
                wide = advance(voice.name, look.font_px(px, QFont.Weight.Medium))
                size = px * min(LEADER, max(1.0, room / (wide + 1)))
            name = Paragraph(
                voice.name,
                look.font_px(size, QFont.Weight.Medium),
                room,
                look.color("text"),
                align=align,
                max_lines=2 if most <= 4 else 1,
                leading=1.15,
            )
            told = voice.percent
            points = voice.points if change else None
            text = told if points is None else f"{told}  {points_words(points, language)}"
            if advance(text, look.font_px(px * 0.9, QFont.Weight.Bold)) > room:
                text = told
            share = Paragraph(
                text,
                look.font_px(px * 0.9, QFont.Weight.Medium),
                room,
                look.color("text_muted"),
                align=align,
                max_lines=1,
                leading=1.25,
                spans=[Span(0, len(told), look.color("text"), QFont.Weight.Bold)],
            )
            labels.append(_Label(voice, name, share, is_right, colors[voice.key]))
        return labels

    def _spread(self, labels: Sequence[_Label]) -> dict[str, float]:
        """Tops of one side's names, each near its part, none over another."""
        angles = self._angles(lambda voice: voice.share)
        wished = []
        # From top to bottom in the order of their parts: no line crosses another.
        for label in sorted(
            labels, key=lambda found: sum(angles[found.voice.key]) * (1 if found.is_right else -1)
        ):
            middle = self._point(sum(angles[label.voice.key]) / 2, self._radius).y()
            wished.append((middle - label.height / 2, label))
        gap = self._look.unit_px * 0.3
        tops: dict[str, float] = {}
        floor = self.area.top()
        for wish, label in wished:
            tops[label.voice.key] = max(wish, floor)
            floor = tops[label.voice.key] + label.height + gap
        ceiling = self.area.bottom()
        for _, label in reversed(wished):
            top = min(tops[label.voice.key], ceiling - label.height)
            wide = max(label.name.width, label.share.width)
            left = self._edge(label) if label.is_right else self._edge(label) - wide
            box = moved_into(QRectF(left, top, wide, label.height), self._panes)
            tops[label.voice.key] = box.top()
            self._shifts[label.voice.key] = box.left() - left
            ceiling = min(top, box.top()) - gap
        return tops

    def _edge(self, label: _Label) -> float:
        """Where a name begins, or ends at the left of the ring."""
        far = self._radius + self._look.unit_px * 2.4
        return self._center.x() + (far if label.is_right else -far)

    # -- painting ------------------------------------------------------------------------

    def _paint_parts(self, painter: QPainter, angles: dict[str, tuple[float, float]]) -> None:
        middle = self._radius - self._thick / 2
        box = QRectF(0, 0, middle * 2, middle * 2)
        box.moveCenter(self._center)
        gap = 0.004 if len(self._voices) > 1 else 0.0
        for label in self._labels:
            begin, end = angles[label.voice.key]
            if end - begin <= gap:
                continue
            pen = QPen(label.color, self._thick)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            start = 90 * 16 - round((begin + gap / 2) * 5760)
            painter.drawArc(box, start, -round((end - begin - gap) * 5760))

    def _paint_label(self, painter: QPainter, label: _Label, turn: float, top: float) -> None:
        unit = self._look.unit_px
        side = 1.0 if label.is_right else -1.0
        edge = self._edge(label) + self._shifts[label.voice.key]
        cap = QFontMetricsF(self._look.font_px(unit)).capHeight()
        middle = top + label.name.baseline - cap * 0.5
        painter.setPen(QPen(label.color, max(2.0, unit * 0.1)))
        painter.drawPolyline(
            [
                self._point(turn, self._radius + unit * 0.15),
                self._point(turn, self._radius + unit * 0.7),
                QPointF(edge - side * unit * 1.1, middle),
                QPointF(edge - side * unit * 0.4, middle),
            ]
        )
        x = edge if label.is_right else edge - label.name.room
        label.name.paint(painter, x, top)
        label.share.paint(painter, x, top + label.name.height)
