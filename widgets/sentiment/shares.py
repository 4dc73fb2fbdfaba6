"""The three shares: large numbers with their words, over one bar that is all posts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath

from wall.views.icons import paint_trend
from wall.views.theme import Theme
from wall.views.typesetting import Align, Lettering, Paragraph, advance, largest_px
from widgets.sentiment.colors import mood_color, word_color
from widgets.sentiment.moods import MOODS, NAMES, Language, Mood, Tally, Told

LARGE_UNITS = 4.4


class Shares:
    """Set for one layout; the shares themselves may glide while it is painted."""

    def __init__(
        self, told: Told, language: Language, look: Theme, area: QRectF, *, alone: bool
    ) -> None:
        self._look = look
        unit = look.unit_px
        roomy = area.height() > unit * 6
        font = look.font_px(unit * (1.25 if area.width() > unit * 40 else 1.0), QFont.Weight.Medium)
        lines = [" · ".join(told.caption[:many]) for many in range(len(told.caption), 0, -1)]
        fitting = next((line for line in lines if advance(line, font) <= area.width()), lines[-1])
        self._caption = Paragraph(
            fitting,
            font,
            area.width(),
            look.color("text_muted"),
            align=Align.LEFT,
            max_lines=1,
            leading=1.4,
        )
        above = self._caption.height + round(unit * 0.5) if roomy else 0
        self._has_caption = roomy
        bar = max(unit * 0.5, min(unit * (2.6 if alone else 1.3), area.height() * 0.14))
        room = area.height() - above - bar - unit * 0.9
        self._column = (area.width() - 2 * unit) / 3
        low, high = round(unit), round(unit * (LARGE_UNITS if not alone else LARGE_UNITS * 1.6))

        def fits(px: int) -> bool:
            wide, tall = self._measured(px, language)
            return wide <= self._column and tall <= room

        self._px = largest_px(fits, low, high)
        self._small_px = self._small(self._px)
        self._font = look.font_px(self._px, QFont.Weight.Bold)
        self._cap = round(QFontMetricsF(self._font).capHeight())
        small = look.font_px(self._small_px, QFont.Weight.Medium)
        self._has_words = room >= self._measured(self._px, language)[1]
        self._names = {
            mood: Lettering(NAMES[language][mood], small, word_color(mood, look)) for mood in MOODS
        }
        self._numbers: dict[Mood, Lettering] = {}
        words = round(self._small_px * 1.35) if self._has_words else 0
        tall = above + self._cap + words + round(unit * 0.5) + round(bar)
        top = area.top() + (max(0.0, (area.height() - tall) / 2) if alone else 0.0)
        self.box = QRectF(area.left(), round(top), area.width(), tall)
        self._base = self.box.top() + above + self._cap
        self._words_base = self._base + round(self._small_px * 1.1)
        self._bar = QRectF(area.left(), self.box.bottom() - round(bar), area.width(), round(bar))

    def paint(self, painter: QPainter, shares: Mapping[Mood, float]) -> None:
        """Shares add up to 1."""
        if self._has_caption:
            self._caption.paint(painter, self.box.left(), self.box.top())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        parts = self._parts(shares)
        self._paint_bar(painter, parts)
        percents = Tally(*(shares[mood] for mood in MOODS)).percents()
        for mood, part in parts.items():
            number = self._number(mood, f"{percents[mood]}%")
            name = self._names[mood]
            arrow = round(self._small_px * 0.62) if mood != "neutral" else 0
            named = name.width + arrow * 1.5
            wide = max(number.width, named)
            left = self._left(mood, part, wide)
            is_right = mood == "negative"
            number.paint(painter, left + (wide - number.width if is_right else 0), self._base)
            if not self._has_words:
                continue
            x = left + (wide - named if is_right else 0)
            if arrow:
                box = QRectF(round(x), self._words_base - arrow, arrow, arrow)
                paint_trend(painter, box, mood == "positive", word_color(mood, self._look))
            name.paint(painter, x + arrow * 1.5, self._words_base)

    # -- measuring -----------------------------------------------------------------------

    def _small(self, px: float) -> float:
        return max(self._look.unit_px, min(self._look.unit_px * 2, px * 0.4))

    def _measured(self, px: int, language: Language) -> tuple[float, float]:
        font = self._look.font_px(px, QFont.Weight.Bold)
        small = self._look.font_px(self._small(px), QFont.Weight.Medium)
        names = max(advance(NAMES[language][mood], small) for mood in MOODS)
        wide = max(advance("100%", font), names + small.pixelSize())
        return wide, QFontMetricsF(font).capHeight() + small.pixelSize() * 1.35

    def _left(self, mood: Mood, part: QRectF, wide: float) -> float:
        """Positive at the left, negative at the right, neutral over its part between them."""
        if mood == "positive":
            return self.box.left()
        if mood == "negative":
            return self.box.right() - wide
        gap = self._look.unit_px
        low = self.box.left() + self._column + gap * 0.5
        high = self.box.right() - self._column - gap * 0.5 - wide
        return min(max(part.center().x() - wide / 2, low), max(low, high))

    def _number(self, mood: Mood, text: str) -> Lettering:
        found = self._numbers.get(mood)
        if found is None or found.text != text:
            found = Lettering(text, self._font, word_color(mood, self._look))
            self._numbers[mood] = found
        return found

    # -- the bar -------------------------------------------------------------------------

    def _parts(self, shares: Mapping[Mood, float]) -> dict[Mood, QRectF]:
        parts: dict[Mood, QRectF] = {}
        left = self._bar.left()
        for mood in MOODS:
            wide = self._bar.width() * shares[mood]
            parts[mood] = QRectF(left, self._bar.top(), wide, self._bar.height())
            left += wide
        return parts

    def _paint_bar(self, painter: QPainter, parts: Mapping[Mood, QRectF]) -> None:
        look = self._look
        radius = self._bar.height() * 0.25
        gap = max(2.0, look.unit_px * 0.12)
        painter.save()
        whole = QPainterPath()
        whole.addRoundedRect(self._bar, radius, radius)
        painter.setClipPath(whole)
        painter.setPen(Qt.PenStyle.NoPen)
        for mood, part in parts.items():
            is_last = mood == MOODS[-1]
            painter.fillRect(
                part.adjusted(0, 0, 0 if is_last else -min(gap, part.width()), 0),
                mood_color(mood, look),
            )
        painter.restore()
