"""How rows look: words on one grid for all rows of a page, composed when one of them changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from wall.views.countries import country_name, flag
from wall.views.icons import paint_trend
from wall.views.numbers import format_change, format_number, with_unit
from wall.views.painting import mixed, new_picture
from wall.views.theme import Theme
from wall.views.typesetting import Align, Paragraph, advance
from widgets.leaderboard.places import TWO_LINES, Places
from widgets.leaderboard.settings import LeaderboardSettings
from widgets.leaderboard.standing import Standing

NEW = {"en": "new", "fr": "nouveau"}


@dataclass(frozen=True)
class _Grid:
    """Widths of what stands beside the names, in pixels; 0 is not shown."""

    rank: int
    mark: int
    flag: int
    change: int
    value: int


class Faces:
    """Pictures of the rows of one page, words alone: what lies behind them is painted apart."""

    def __init__(
        self,
        look: Theme,
        settings: LeaderboardSettings,
        rows: Sequence[Standing],
        places: Places,
        width: int,
    ) -> None:
        self._look = look
        self._settings = settings
        type_px = self._size = places.type_px
        self._is_double = places.style is TWO_LINES
        self._bold = look.font_px(type_px, QFont.Weight.Bold)
        self._name = look.font_px(type_px, QFont.Weight.DemiBold)
        self._tight = look.font_px(type_px * 0.8, QFont.Weight.DemiBold)
        self._small = look.font_px(type_px * 0.66, QFont.Weight.Medium)
        self._pad = round(type_px * 0.5)
        self._grid = self._measured(rows, width)
        self._faces: dict[str, tuple[Standing, QSize, QImage]] = {}

    def image(self, row: Standing, size: QSize) -> QImage:
        known = self._faces.get(row.key)
        if known is None or known[0] != row or known[1] != size:
            known = self._faces[row.key] = row, size, self._composed(row, size)
        return known[2]

    def paint_bar(self, painter: QPainter, box: QRectF, share: float, rank: int) -> None:
        """The plate of a row, filled for its share of the best value."""
        look = self._look
        radius = min(look.px("radius"), box.height() / 4)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = mixed(look.color("surface"), look.color("surface_raised"), 0.8)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, radius, radius)
        filled = QRectF(box)
        filled.setWidth(box.width() * min(1.0, max(0.0, share)))
        if filled.width() > 2 * radius:
            painter.setBrush(mixed(ground, look.color("accent"), 0.32 if rank == 1 else 0.17))
            painter.drawRoundedRect(filled, radius, radius)

    # -- measuring ------------------------------------------------------------------------

    def _measured(self, rows: Sequence[Standing], width: int) -> _Grid:
        size, settings = self._size, self._settings
        rank = max(advance(str(row.rank), self._bold) for row in rows)
        value = max(advance(self.value_words(row), self._bold) for row in rows)
        moved = settings.change and any(row.climbed for row in rows)
        change = max(advance(self.change_words(row), self._small) for row in rows)
        if not settings.change:
            change = 0.0
        flagged = settings.country == "flag" and any(flag(row.country) for row in rows)
        grid = _Grid(
            rank=round(rank),
            mark=round(size * 0.9) if moved else 0,
            flag=round(size * 1.5) if flagged else 0,
            change=0 if self._is_double else round(change),
            value=round(max(value, change) if self._is_double else value),
        )
        if self._room(grid, width) < size * 6 and grid.change:
            grid = _Grid(grid.rank, grid.mark, grid.flag, 0, grid.value)
        if self._room(grid, width) < size * 4.5:
            grid = _Grid(grid.rank, 0, grid.flag, 0, grid.value)
        return grid

    def _room(self, grid: _Grid, width: int) -> float:
        """What the name has."""
        gaps = self._size * (1.6 + (0.7 if grid.change else 0.0))
        beside = grid.rank + grid.mark + grid.flag + grid.change + grid.value
        return width - 2 * self._pad - beside - gaps

    def value_words(self, row: Standing) -> str:
        many = format_number(row.value, compact=abs(row.value) >= 10_000)
        return with_unit(many, self._settings.unit)

    def change_words(self, row: Standing) -> str:
        if row.is_new:
            return NEW[self._settings.language]
        if row.before is not None and row.before == row.value:
            return "="
        return format_change(row.value, row.before, self._settings.unit)

    def _good(self, up: bool) -> QColor:
        return self._look.color("positive" if up else "negative")

    # -- composing ------------------------------------------------------------------------

    def _composed(self, row: Standing, size: QSize) -> QImage:
        look, grid, em = self._look, self._grid, self._size
        image = new_picture(size)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap = QFontMetricsF(self._bold).capHeight()
        base = round((size.height() + cap) / 2)
        upper = lower = base
        if self._is_double:
            low = QFontMetricsF(self._small).capHeight()
            upper = round((size.height() - low - em * 0.5 + cap) / 2)
            lower = round(upper + em * 0.5 + low)
        x = float(self._pad)
        rank = str(row.rank)
        color = look.color("text" if row.rank == 1 else "text_muted")
        left = x + grid.rank - advance(rank, self._bold)
        self._text(painter, rank, self._bold, color, left, base)
        x += grid.rank + round(em * 0.32)
        if grid.mark:
            if row.climbed:
                side = em * 0.42
                box = QRectF(round(x), round(base - cap / 2 - side / 2), side, side)
                paint_trend(painter, box, row.climbed > 0, self._good(row.climbed > 0))
            x += grid.mark
        if grid.flag:
            sign = flag(row.country)
            if sign:
                font = look.font_px(em * 0.98)
                self._text(painter, sign, font, look.color("text"), x, base - em * 0.04)
            x += grid.flag
        lines = (upper, lower)
        self._paint_name(painter, row, round(x + em * 0.1), self._room(grid, size.width()), lines)
        self._paint_value(painter, row, size.width() - self._pad, lines)
        painter.end()
        return image

    def _paint_name(
        self, painter: QPainter, row: Standing, x: float, room: float, lines: tuple[float, float]
    ) -> None:
        upper, lower = lines
        place, small = self._place_words(row), self._size * 0.6
        name = row.name
        if name.upper() == row.country:
            name = country_name(name, self._settings.language)
        words = self._line(name, self._name, "text", room)
        if words.is_cut:
            words = self._line(name, self._tight, "text", room)
        if not place:
            upper = (upper + lower) / 2
        words.paint(painter, x, upper - words.baseline)
        beside = 0.0 if self._is_double else words.width + small
        if place and room - beside > self._size * 2.5:
            where = self._line(place, self._small, "text_muted", room - beside)
            if self._is_double or not where.is_cut:
                where.paint(painter, x + beside, lower - where.baseline)

    def _paint_value(
        self, painter: QPainter, row: Standing, right: float, lines: tuple[float, float]
    ) -> None:
        upper, lower = lines
        change = self.change_words(row)
        has_change = self._settings.change and (self._is_double or self._grid.change > 0)
        words = self.value_words(row)
        if not (change and has_change):
            upper = (upper + lower) / 2
        left = right - advance(words, self._bold)
        self._text(painter, words, self._bold, self._look.color("text"), left, upper)
        if has_change:
            left = right - advance(change, self._small)
            left -= 0 if self._is_double else self._grid.value + self._size * 0.7
            self._text(painter, change, self._small, self._change_color(row), left, lower)

    def _place_words(self, row: Standing) -> str:
        """The country's name, where it does not stand there already."""
        settings = self._settings
        wanted = settings.country == "name" or (settings.country == "flag" and self._is_double)
        if not wanted or not row.country or row.name.upper() == row.country:
            return ""
        place = country_name(row.country, settings.language)
        return "" if place.lower() in row.name.lower() else place

    def _line(self, text: str, font: QFont, color: str, room: float) -> Paragraph:
        return Paragraph(
            text, font, room, self._look.color(color), align=Align.LEFT, max_lines=1, leading=1.3
        )

    def _change_color(self, row: Standing) -> QColor:
        if row.before is None or row.value == row.before:
            return self._look.color("text_muted")
        return self._good((row.value > row.before) == (self._settings.best == "most"))

    @staticmethod
    def _text(
        painter: QPainter, text: str, font: QFont, color: QColor, x: float, base: float
    ) -> None:
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(round(x), round(base), text)
