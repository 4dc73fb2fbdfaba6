"""Bars below each other: the name, the share, how it has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath

from wall.views.icons import paint_trend
from wall.views.panes import moved_into
from wall.views.theme import Theme
from wall.views.typesetting import Align, Lettering, Paragraph, advance
from widgets.share_of_voice.colors import colors_of
from widgets.share_of_voice.voices import (
    Language,
    Voice,
    percent_words,
    points_words,
    posts_words,
)

BESIDE_UNITS = 38
"""From this width on, names stand beside their bars."""
LEAST_ROWS = (1.7, 2.9)
"""The least height of rows, in base units: with names beside their bars, and above them."""
MOST_UNITS = 3.2
POINTS_UNITS = 20
"""Narrower tiles tell no change."""
ROW_UNITS = 11.0
"""Rows are not higher than that, however few there are."""


@dataclass(frozen=True)
class _Words:
    name: Paragraph
    posts: Paragraph | None
    points: Lettering | None
    is_up: bool | None
    color: QColor


def rows_that_fit(area: QRectF, look: Theme) -> int:
    least = LEAST_ROWS[0 if area.width() >= look.unit_px * BESIDE_UNITS else 1]
    return max(1, int(area.height() / (least * look.unit_px)))


class VoiceBars:
    """Set for one layout; shares and places may glide while it is painted."""

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
        self._voices, self._look, self._area, self._panes = voices, look, area, panes
        self._is_beside = area.width() >= look.unit_px * BESIDE_UNITS
        self.tops, self._row = self._placed()
        self._has_points = change and area.width() > look.unit_px * POINTS_UNITS
        self._set_type(language)
        self._colors = colors_of(voices, look)
        self._words = {voice.key: self._set(voice, language) for voice in voices}
        self._columns()
        self._numbers: dict[str, Lettering] = {}
        self._most = max(max(v.share, v.before or 0.0) for v in voices)

    def row(self, key: str, top: float) -> QRectF:
        return QRectF(self._area.left(), top, self._area.width(), self._row)

    def paint(
        self,
        painter: QPainter,
        share: Callable[[Voice], float],
        top: Callable[[Voice], float],
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Who climbs passes in front.
        for voice in reversed(self._voices):
            self._paint_row(painter, voice, share(voice), round(top(voice)))

    # -- places --------------------------------------------------------------------------

    def _placed(self) -> tuple[dict[str, float], float]:
        """Tops of rows by key, and their height: no row crosses from screen to screen."""
        bands = self._bands()
        unit = self._look.unit_px
        many = len(self._voices)
        per_band = [0] * len(bands)
        for _ in range(many):
            # The next row goes where rows are highest.
            at = max(range(len(bands)), key=lambda n: (bands[n][1] / (per_band[n] + 1), -n))
            per_band[at] += 1
        row = min(
            (tall / count for (_, tall), count in zip(bands, per_band, strict=True) if count),
            default=self._area.height(),
        )
        row = min(row, unit * ROW_UNITS)
        tops: dict[str, float] = {}
        waiting = list(self._voices)
        for (top, tall), count in zip(bands, per_band, strict=True):
            spare = (tall - row * count) * (0.5 if len(bands) > 1 else 0.3)
            for at in range(count):
                tops[waiting.pop(0).key] = round(top + spare + at * row)
        return tops, row

    def _bands(self) -> list[tuple[float, float]]:
        """Top and height of the rows of screens."""
        found: dict[int, tuple[float, float]] = {}
        for pane in self._panes:
            part = pane.intersected(self._area)
            if part.height() > self._look.unit_px * 2:
                found.setdefault(round(part.top()), (part.top(), part.height()))
        return [found[top] for top in sorted(found)] or [(self._area.top(), self._area.height())]

    def _set_type(self, language: Language) -> None:
        """As large as rows allow; smaller where names would be cut."""
        unit = self._look.unit_px
        share = 0.44 if self._is_beside else 0.34
        largest = max(unit * 0.9, min(unit * MOST_UNITS, self._row * share))
        for step in range(9):
            self._set_fonts(max(unit * 0.9, largest * (1.0 - step * 0.06)), language)
            if max(advance(v.name, self._name_font) for v in self._voices) < self._room:
                break
        else:
            # Names that are cut anyway are read from farther away.
            self._set_fonts(max(unit * 0.9, largest * 0.8), language)
        self._has_posts = self._is_beside and self._row > self._px * 1.3 + unit * 1.5
        self._small = self._look.font_px(max(unit, self._px * 0.5), QFont.Weight.Medium)

    def _set_fonts(self, px: float, language: Language) -> None:
        look = self._look
        self._px, self._points_px = px, max(look.unit_px * 0.9, px * 0.7)
        self._name_font = look.font_px(px * 0.86, QFont.Weight.Medium)
        self._number_font = look.font_px(px * 1.12, QFont.Weight.Bold)
        self._points_font = look.font_px(self._points_px, QFont.Weight.Medium)
        self._room = self._name_room(language)

    def _name_room(self, language: Language) -> float:
        if self._is_beside:
            return self._area.width() * 0.34
        # The number and the change stand at the right of the name.
        unit = self._look.unit_px
        room = self._area.width() - advance("100%", self._number_font) - unit
        if self._has_points:
            room -= advance(points_words(-88, language), self._points_font)
            room -= self._points_px + unit
        return max(room, unit * 2)

    def _set(self, voice: Voice, language: Language) -> _Words:
        look, room = self._look, self._room
        name = Paragraph(
            voice.name,
            self._name_font,
            room,
            look.color("text"),
            max_lines=2 if self._is_beside and self._row > self._px * 3.2 else 1,
            align=Align.LEFT,
            leading=1.15,
        )
        posts = None
        if self._has_posts:
            posts = Paragraph(
                posts_words(voice.posts),
                self._small,
                room,
                look.color("text_muted"),
                max_lines=1,
                align=Align.LEFT,
                leading=1.2,
            )
        points, moved = None, voice.points
        if self._has_points and moved is not None:
            text = points_words(moved, language)
            points = Lettering(text, self._points_font, look.color("text_muted"))
        is_up = moved > 0 if moved else None
        return _Words(name, posts, points, is_up, self._colors[voice.key])

    def _columns(self) -> None:
        """Where bars begin and end, and where changes stand at the right."""
        unit, area = self._look.unit_px, self._area
        words = self._words.values()
        arrow = self._points_px
        self._points_wide = max(
            (w.points.width + arrow for w in words if w.points is not None), default=0.0
        )
        self._number_wide = advance("100%", self._number_font)
        names = max(max(w.name.width, w.posts.width if w.posts is not None else 0.0) for w in words)
        left = area.left()
        if self._is_beside:
            left += round(names + unit * 1.2)
        right = area.right() - self._number_wide - unit * 0.6
        if self._is_beside and self._points_wide:
            right -= self._points_wide + unit * 0.8
        if not self._is_beside:
            right = area.right()
        self._bar_left, self._bar_right = left, max(left + unit * 2, right)

    # -- painting ------------------------------------------------------------------------

    def _paint_row(self, painter: QPainter, voice: Voice, share: float, top: int) -> None:
        words, unit = self._words[voice.key], self._look.unit_px
        number = self._number(voice.key, percent_words(share))
        cap = QFontMetricsF(self._number_font).capHeight()
        # Who was first has still more than the first one now, for a moment.
        long = (self._bar_right - self._bar_left) * min(1.0, share / (self._most or 1.0))
        if self._is_beside:
            thick = min(self._row * 0.62, self._px * 1.7)
            middle = top + self._row / 2
            bar = QRectF(self._bar_left, middle - thick / 2, max(2.0, long), thick)
            self._paint_bar(painter, bar, words.color, voice)
            tall = float(words.name.height)
            if words.posts is not None:
                tall += words.posts.height
            self._paint_words(painter, words, QPointF(self._area.left(), middle - tall / 2))
            base = middle + cap / 2
            self._paint_in_pane(painter, number, bar.right() + unit * 0.45, base)
            self._paint_points(painter, words, base)
            return
        thick = max(4.0, min(unit * 1.4, self._row * 0.22))
        tall = words.name.height + thick + unit * 0.3
        upper = top + max(0.0, (self._row - tall) / 2)
        base = upper + words.name.baseline
        self._paint_words(painter, words, QPointF(self._area.left(), upper))
        number.paint(painter, self._area.right() - number.width, base)
        self._paint_points(painter, words, base)
        foot = upper + words.name.height + unit * 0.3
        bar = QRectF(self._area.left(), foot, max(2.0, long), thick)
        self._paint_bar(painter, bar, words.color, voice)

    def _paint_words(self, painter: QPainter, words: _Words, at: QPointF) -> None:
        words.name.paint(painter, at.x(), at.y())
        if words.posts is not None:
            words.posts.paint(painter, at.x(), at.y() + words.name.height)

    def _paint_bar(self, painter: QPainter, bar: QRectF, color: QColor, voice: Voice) -> None:
        if voice.posts <= 0:
            return
        radius = min(bar.height() * 0.18, bar.width() / 2)
        path = QPainterPath()
        path.addRoundedRect(bar, radius, radius)
        painter.fillPath(path, color)

    def _paint_points(self, painter: QPainter, words: _Words, base: float) -> None:
        """How the share has changed, with an arrow; both ends of a column stand in line."""
        if words.points is None:
            return
        right = self._area.right()
        if not self._is_beside:
            right -= self._number_wide + self._look.unit_px * 0.6
        x = right - words.points.width
        side = round(self._points_px * 0.62)
        box = moved_into(
            QRectF(x - side * 1.45, base - side, words.points.width + side * 1.45, side),
            self._panes,
        )
        words.points.paint(painter, box.left() + side * 1.45, base)
        if words.is_up is not None:
            arrow = QRectF(round(box.left()), base - side, side, side)
            paint_trend(painter, arrow, words.is_up, self._look.color("text"))

    def _paint_in_pane(self, painter: QPainter, words: Lettering, x: float, base: float) -> None:
        cap = QFontMetricsF(words.font).capHeight()
        box = moved_into(QRectF(x, base - cap, words.width, cap), self._panes)
        words.paint(painter, box.left(), base)

    def _number(self, key: str, text: str) -> Lettering:
        found = self._numbers.get(key)
        if found is None or found.text != text:
            found = Lettering(text, self._number_font, self._look.color("text"))
            self._numbers[key] = found
        return found
