"""The view of the kind `value`."""

from __future__ import annotations

import math
from typing import ClassVar, cast

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from wall.model.datasets import Figure
from wall.views.icons import paint_trend
from wall.views.numbers import THIN, format_change, format_number, with_unit
from wall.views.painting import draw_picture, mixed
from wall.views.plate import DataView
from wall.views.typesetting import Lettering, advance, elided, largest_px
from widgets.value.settings import ValueSettings
from widgets.value.sparkline import sparkline

UNIT_SIZE = 0.45
"""Of a unit, beside its figure."""
CLOSE = frozenset({"%", "°"})


class ValueView(DataView):
    """A figure as large as its tile allows; what explains it stands below, where there is room."""

    empty: ClassVar[str] = "No value yet"

    @property
    def value_settings(self) -> ValueSettings:
        return cast(ValueSettings, self.settings)

    @property
    def figure(self) -> Figure:
        return cast(Figure, self.dataset)

    @property
    def unit_text(self) -> str:
        told = self.value_settings.unit
        return self.figure.unit if told is None else told

    def has_content(self) -> bool:
        return isinstance(self.dataset, Figure) and math.isfinite(self.dataset.value)

    def lay_out(self) -> None:
        look, area, unit = self.look, self.content, self.look.unit_px
        settings, figure = self.value_settings, self.figure
        # What explains the figure grows with the tile, as the figure does.
        most, least = look.type["headline"] * 0.75 * unit, look.type["body"] * unit
        self._small_px = min(most, max(least, area.height() * 0.058))
        self._small = look.font_px(self._small_px, QFont.Weight.Medium)
        self._line = round(self._small.pixelSize() * 1.5)
        change = ""
        if settings.trend:
            change = format_change(figure.value, figure.previous, self.unit_text)
        self._change = change if area.height() > unit * 5 else ""
        has_target = settings.target and figure.target is not None
        self._has_target = has_target and area.height() > unit * 8.5
        below = (self._line if self._change else 0) + (
            round(self._line * 1.55) if self._has_target else 0
        )
        spark = self._spark_area(area, below)
        words = QRectF(area)
        if spark is not None and spark.left() > area.left() + 1:
            words.setRight(spark.left() - unit)
        elif spark is not None:
            words.setBottom(spark.top() - unit * 0.4)
        self._set_figure(words, below)
        self._spark: QImage | None = None
        if spark is not None:
            self._spark = sparkline(figure.history, spark.size(), look.series[0], look)
            self._spark_box = spark
        self._words = words
        self._top = round(words.top() + max(0.0, (words.height() - self._tall(below)) / 2))

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        base = self._top + self._cap
        # Its stem, not the air beside it, stands on the margin.
        x = self._words.left() - self._figure.bearing
        self._figure.paint(painter, x, base)
        if self._unit is not None:
            self._unit.paint(painter, x + self._figure.width + self._unit_gap, base)
        y = float(base + round(self.look.unit_px * 0.7))
        if self._change:
            self._paint_change(painter, y)
            y += self._line
        if self._has_target:
            self._paint_target(painter, y + self._line * 0.2)
        if self._spark is not None:
            draw_picture(painter, self._spark_box.left(), self._spark_box.top(), self._spark)

    # -- layout --------------------------------------------------------------------------

    def _spark_area(self, area: QRectF, below: int) -> QRectF | None:
        if not self.value_settings.sparkline or len(self.figure.history) < 2:
            return None
        unit = self.look.unit_px
        if area.width() > area.height() * 3:
            return QRectF(area.adjusted(round(area.width() * 0.56), 0, 0, 0).toRect())
        tall = min(area.height() * 0.38, area.height() - below - unit * 4)
        if tall < unit * 2.5:
            return None
        return QRectF(area.adjusted(0, round(area.height() - tall), 0, 0).toRect())

    def _set_figure(self, words: QRectF, below: int) -> None:
        look, settings, figure = self.look, self.value_settings, self.figure
        text = format_number(figure.value, settings.decimals, compact=settings.compact)
        unit = self.unit_text
        room = words.height() * 0.94 - below - (look.unit_px * 0.7 if below else 0)

        def fits(px: int) -> bool:
            font = look.font_px(px, QFont.Weight.Bold)
            wide = advance(text, font) + self._unit_width(unit, px)
            return wide <= words.width() and QFontMetricsF(font).capHeight() <= room

        low, high = round(look.unit_px), round(look.unit_px * look.type["figure"] * 2.2)
        px = largest_px(fits, low, high)
        if not fits(px):
            text = format_number(figure.value, compact=True)
        font = look.font_px(px, QFont.Weight.Bold)
        self._cap = round(QFontMetricsF(font).capHeight())
        self._figure = Lettering(text, font, look.color("text"))
        self._unit = None
        self._unit_gap = round(px * (0.05 if unit in CLOSE else 0.14))
        if unit:
            unit_font = look.font_px(px * UNIT_SIZE, QFont.Weight.Medium)
            self._unit = Lettering(unit, unit_font, look.color("text_muted"))

    def _unit_width(self, unit: str, px: int) -> float:
        if not unit:
            return 0.0
        font = self.look.font_px(px * UNIT_SIZE, QFont.Weight.Medium)
        return advance(unit, font) + px * 0.14

    def _tall(self, below: int) -> float:
        return self._cap + (self.look.unit_px * 0.7 if below else 0) + below

    # -- painting ------------------------------------------------------------------------

    def _paint_change(self, painter: QPainter, y: float) -> None:
        figure, look = self.figure, self.look
        previous = figure.previous if figure.previous is not None else figure.value
        color = self._change_color(figure.value - previous)
        metrics = QFontMetricsF(self._small)
        base = round(y + (self._line + metrics.capHeight()) / 2)
        x = self._words.left()
        if figure.value != previous:
            side = round(metrics.capHeight() * 0.95)
            box = QRectF(round(x), base - side, side, side)
            paint_trend(painter, box, figure.value > previous, color)
            x += side * 1.5
        bold = look.font_px(self._small_px, QFont.Weight.DemiBold)
        if figure.value == previous:
            self._text(painter, x, base, "unchanged", color, self._small)
            return
        self._text(painter, x, base, self._change, color, bold)
        x += advance(self._change, bold) + look.unit_px * 0.6
        since = "from " + format_number(
            previous, self.value_settings.decimals, compact=self.value_settings.compact
        )
        room = self._words.right() - x
        if advance(since, self._small) <= room:
            self._text(painter, x, base, since, look.color("text_muted"), self._small)

    def _paint_target(self, painter: QPainter, y: float) -> None:
        figure, look, words = self.figure, self.look, self._words
        if figure.target is None:
            return
        target = format_number(
            figure.target, self.value_settings.decimals, compact=self.value_settings.compact
        )
        unit = figure.unit if self.value_settings.unit is None else self.value_settings.unit
        sentence = f"Target {with_unit(target, unit)}"
        share = figure.value / figure.target if figure.target else 0.0
        if figure.target > 0 and 0 <= share < 100:
            sentence += f"{THIN}·{THIN}{format_number(share * 100, 0)}%"
        small = look.font_px(self._small_px * 0.76, QFont.Weight.Medium)
        metrics = QFontMetricsF(small)
        bar_px = max(4, round(look.unit_px * 0.32))
        wide = min(words.width(), look.unit_px * 26)
        bar = QRectF(words.left(), round(y), wide, bar_px)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(look.color("surface"), look.color("line"), 0.9))
        painter.drawRoundedRect(bar, bar_px / 2, bar_px / 2)
        filled = QRectF(bar)
        filled.setWidth(bar.width() * min(1.0, max(0.0, share)))
        painter.setBrush(look.color("accent"))
        if filled.width() >= bar_px:
            painter.drawRoundedRect(filled, bar_px / 2, bar_px / 2)
        base = round(bar.bottom() + look.unit_px * 0.5 + metrics.capHeight())
        words_px = elided(sentence, small, words.width())
        self._text(painter, words.left(), base, words_px, look.color("text_muted"), small)

    def _change_color(self, change: float) -> QColor:
        good = self.value_settings.good
        if good == "neither" or not change:
            return self.look.color("text_muted")
        return self.look.color("positive" if (change > 0) == (good == "up") else "negative")

    @staticmethod
    def _text(
        painter: QPainter, x: float, base: float, text: str, color: QColor, font: QFont
    ) -> None:
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(round(x), round(base), text)
