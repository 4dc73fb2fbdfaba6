"""Figures of a card: how many times the usual, and the moods."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from wall.model.datasets import TopicCard
from wall.views.icons import paint_trend
from wall.views.numbers import format_number
from wall.views.painting import mixed
from wall.views.theme import Theme
from wall.views.typesetting import Align, Lettering, Paragraph, Span, advance, largest_px
from widgets.topic.levels import Moods
from widgets.topic.wording import Words, times_words


class Volume:
    """`6.2× the usual`, and below it posts an hour beside the usual ones."""

    def __init__(self, box: QRectF, look: Theme, card: TopicCard, words: Words) -> None:
        unit = look.unit_px
        self._box = box
        times = times_words(card)
        hourly = format_number(round(card.hourly), 0, compact=card.hourly >= 100_000)
        figure, beside = (times, words["times"]) if times else (hourly, words["hourly"])
        small_px = max(unit, min(unit * 1.9, box.height() * 0.15))
        self._small = look.font_px(small_px, QFont.Weight.Medium)
        below = ""
        spans: list[Span] = []
        if times and card.usual_hourly is not None:
            usual = format_number(round(card.usual_hourly, 1 if card.usual_hourly < 10 else 0))
            below = f"{words['rate'].format(many=hourly)}, {words['usual'].format(many=usual)}"
            if (wide := advance(below, self._small)) > box.width() * 0.97:
                small_px = max(unit, small_px * box.width() * 0.97 / wide)
                self._small = look.font_px(small_px, QFont.Weight.Medium)
            spans = [Span(0, len(hourly), look.color("text"), QFont.Weight.DemiBold)]
        below_px = small_px * 1.5 if below else 0.0
        room = box.height() - below_px

        def fits(px: int) -> bool:
            font = look.font_px(px, QFont.Weight.Bold)
            words_font = look.font_px(max(unit, px * 0.34), QFont.Weight.Medium)
            wide = advance(figure, font) + px * 0.16 + advance(beside, words_font)
            return wide <= box.width() and QFontMetricsF(font).capHeight() <= room * 0.86

        px = largest_px(fits, round(unit * 1.5), round(unit * 15))
        bold = look.font_px(px, QFont.Weight.Bold)
        medium = look.font_px(max(unit, px * 0.34), QFont.Weight.Medium)
        self._figure = Lettering(figure, bold, look.color("text"))
        self._beside = Lettering(beside, medium, look.color("text_muted"))
        self._gap = px * 0.16
        cap = QFontMetricsF(bold).capHeight()
        gap = min(small_px * 0.55, max(0.0, room - cap) * 0.5)
        tall = cap + gap + below_px
        self._base = round(box.top() + (box.height() - tall) / 2 + cap)
        self._below: Paragraph | None = None
        if below:
            self._below = Paragraph(
                below,
                self._small,
                box.width(),
                look.color("text_muted"),
                align=Align.LEFT,
                max_lines=1,
                leading=1.5,
                spans=spans,
            )
        self._below_y = self._base + gap

    def paint(self, painter: QPainter) -> None:
        x = self._box.left() - self._figure.bearing
        self._figure.paint(painter, x, self._base)
        x += self._figure.width + self._gap
        if x + self._beside.width <= self._box.right() + 2:
            self._beside.paint(painter, x, self._base)
        if self._below is not None:
            self._below.paint(painter, self._box.left(), self._below_y)


class MoodBar:
    """Negative, neutral and positive as one bar; the ends are named, with their arrows."""

    def __init__(self, box: QRectF, look: Theme, moods: Moods | None, words: Words) -> None:
        self._look = look
        self._moods = moods
        unit = look.unit_px
        px = max(unit, min(unit * 2.0, box.height() * 0.4))
        self._bold = look.font_px(px, QFont.Weight.Bold)
        self._medium = look.font_px(max(unit, px * 0.72), QFont.Weight.Medium)
        cap = QFontMetricsF(self._bold).capHeight()
        bar = max(6, round(min(box.height() * 0.26, unit * 1.2)))
        gap = px * 0.5
        tall = cap + gap + bar
        self._base = round(box.top() + max(0.0, (box.height() - tall) / 2) + cap)
        self._bar = QRectF(box.left(), round(self._base + gap), box.width(), bar)
        self._side = round(cap * 0.8)
        if moods is None:
            self._left = Lettering(words["no_moods"], self._medium, look.color("text_muted"))
            return
        text, muted = look.color("text"), look.color("text_muted")
        self._left = Lettering(_percent(moods.negative), self._bold, text)
        self._left_word = Lettering(words["negative"], self._medium, muted)
        self._right = Lettering(_percent(moods.positive), self._bold, text)
        self._right_word = Lettering(words["positive"], self._medium, muted)

    def paint(self, painter: QPainter) -> None:
        look, bar, base = self._look, self._bar, self._base
        if self._moods is None:
            self._left.paint(painter, bar.left(), base)
        else:
            self._paint_ends(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        neutral = mixed(look.color("surface"), look.color("line"), 0.95)
        if self._moods is None:
            painter.setBrush(neutral)
            painter.drawRoundedRect(bar, 2, 2)
            return
        gap = max(2.0, look.unit_px * 0.12)
        x = bar.left()
        whole = bar.width()
        parts = (
            (self._moods.negative, look.color("negative")),
            (self._moods.neutral, neutral),
            (self._moods.positive, look.color("positive")),
        )
        for share, color in parts:
            wide = whole * share
            if wide >= 1:
                painter.setBrush(color)
                painter.drawRoundedRect(
                    QRectF(x, bar.top(), max(1.0, wide - gap), bar.height()), 2, 2
                )
            x += wide

    def _paint_ends(self, painter: QPainter) -> None:
        look, bar, base, side = self._look, self._bar, self._base, self._side
        gap = side * 0.4
        x = bar.left()
        sign = QRectF(round(x), base - side, side, side)
        paint_trend(painter, sign, False, look.color("negative"))
        x += side + gap
        self._left.paint(painter, x, base)
        x += self._left.width + gap
        self._left_word.paint(painter, x, base)
        end = x + self._left_word.width
        x = bar.right() - self._right_word.width
        if x - self._right.width - side - gap * 3 < end:
            return
        self._right_word.paint(painter, x, base)
        x -= self._right.width + gap
        self._right.paint(painter, x, base)
        x -= side + gap
        paint_trend(
            painter, QRectF(round(x), base - side, side, side), True, look.color("positive")
        )


def _percent(share: float) -> str:
    return "<1%" if 0 < share < 0.01 else f"{format_number(share * 100, 0)}%"
