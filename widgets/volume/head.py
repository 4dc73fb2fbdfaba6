"""The latest posts as a large number, with what it is of and how it compares."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from wall.views.icons import paint_trend
from wall.views.numbers import format_number
from wall.views.theme import Theme
from wall.views.typesetting import Align, Lettering, Paragraph, advance, largest_px
from widgets.volume.reading import Latest
from widgets.volume.settings import VolumeSettings
from widgets.volume.wording import is_more, span_words, usual_words

LOW_UNITS = 12.0
"""Tiles lower than that have no room for a number above a plot."""
WIDE = 2.4
"""From this shape on a low tile has its plot beside the number."""


class Head:
    """Set for one layout; the number may run through others while it counts up."""

    def __init__(
        self,
        latest: Latest,
        unit: str,
        settings: VolumeSettings,
        look: Theme,
        area: QRectF,
        pane: QRectF,
    ) -> None:
        self._look = look
        self._digits = Lettering("", look.font("caption"), look.color("text"))
        is_low = area.height() < look.unit_px * LOW_UNITS
        is_beside = is_low and area.width() > max(area.height() * WIDE, look.unit_px * 44)
        room = QRectF(area.intersected(pane) if not is_low else area)
        if is_beside:
            room.setWidth(min(room.width() * 0.4, look.unit_px * 26))
        compared = usual_words(latest, settings.language)
        lines = [span_words(latest, unit, settings.language), *([compared] if compared else [])]
        self._is_more = is_more(latest)
        number = format_number(latest.count)
        tall = room.height() if is_low else min(look.unit_px * 4.4, room.height() * 0.2)
        for self._is_stacked in (is_low, True):
            self._set_number(number, room, tall, len(lines) if is_low else 0)
            self._set_words(lines, room)
            if not any(words.is_cut for words in self._words):
                break
        self._top = 0 if is_low else round(look.unit_px * 0.3)
        self.box = QRectF(room.topLeft(), QSizeF(room.width(), self._tall()))
        gap = look.unit_px * 0.9
        if not is_low:
            self.rest = area.adjusted(0, round(self.box.height() + gap), 0, 0)
        elif is_beside:
            self.rest = area.adjusted(round(room.width() + gap), 0, 0, 0)
            self.box.moveTop(area.top() + max(0.0, (area.height() - self.box.height()) / 2))
        else:
            self.rest = QRectF()
            self.box.moveTop(area.top() + max(0.0, (area.height() - self.box.height()) / 2))

    def paint(self, painter: QPainter, count: float) -> None:
        text = format_number(round(count))
        if text != self._digits.text:
            self._digits = Lettering(text, self._font, self._look.color("text"))
        base = self.box.top() + self._top + self._cap
        self._digits.paint(painter, self.box.left() - self._digits.bearing, base)
        x, y = self.box.left(), base + self._gap
        if not self._is_stacked:
            x += max(self._digits.width, self._wide) + self._look.unit_px * 0.9
            last = self._words[-1]
            # The last line stands on the number's own line.
            y = base - last.last_baseline - sum(w.height for w in self._words[:-1])
        for at, words in enumerate(self._words):
            left = x
            if at == 1 and self._is_more:
                side = round(self._small_px * 0.62)
                top = y + words.baseline - side
                paint_trend(
                    painter, QRectF(left, top, side, side), True, self._look.color("warning")
                )
                left += side * 1.5
            words.paint(painter, left, y)
            y += words.height

    # -- measuring -----------------------------------------------------------------------

    def _set_number(self, text: str, room: QRectF, tall: float, lines: int) -> None:
        look = self._look
        small = look.unit_px
        below = lines * small * 1.35

        def fits(px: int) -> bool:
            font = look.font_px(px, QFont.Weight.Bold)
            wide = room.width() * (1.0 if self._is_stacked else 0.55)
            return advance(text, font) <= wide and QFontMetricsF(
                font
            ).capHeight() + below + small * 0.4 <= max(tall, small)

        px = largest_px(fits, round(small), round(small * look.type["figure"]))
        self._font = look.font_px(px, QFont.Weight.Bold)
        self._cap = round(QFontMetricsF(self._font).capHeight())
        self._wide = advance(text, self._font)
        self._gap = round(look.unit_px * 0.45)

    def _set_words(self, lines: list[str], room: QRectF) -> None:
        look = self._look
        cap = QFontMetricsF(self._font).capHeight()
        most = look.unit_px * 2.0
        self._small_px = min(most, max(look.unit_px, cap * 0.42))
        wide = room.width()
        if not self._is_stacked:
            wide -= self._wide + look.unit_px * 0.9
        free = room.height() - self._cap - self._gap
        if self._is_stacked:
            lines = lines[: max(0, int(free / (look.unit_px * 1.3)))]
            self._small_px = max(look.unit_px, min(self._small_px, free / 1.3 / max(1, len(lines))))
        widest = max(
            (advance(text, look.font_px(100, QFont.Weight.DemiBold)) for text in lines), default=1.0
        )
        fitting = (wide - self._small_px) / widest * 100
        self._small_px = max(look.unit_px, min(self._small_px, fitting))
        self._words = []
        for at, text in enumerate(lines):
            is_told = at == 0
            color = "text_muted" if is_told or not self._is_more else "warning"
            weight = QFont.Weight.Medium if is_told else QFont.Weight.DemiBold
            font = look.font_px(self._small_px, weight)
            spare = self._small_px if at else 0.0
            self._words.append(
                Paragraph(
                    text,
                    font,
                    wide - spare,
                    look.color(color),
                    align=Align.LEFT,
                    max_lines=1,
                    leading=1.3,
                )
            )

    def _tall(self) -> float:
        if not self._is_stacked:
            return float(self._top + self._cap + round(self._look.unit_px * 0.4))
        return float(self._top + self._cap + self._gap + sum(words.height for words in self._words))
