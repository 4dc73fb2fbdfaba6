"""The view of the kind `table`."""

from __future__ import annotations

from math import ceil
from typing import ClassVar, cast

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset, Table
from wall.model.tiles import Tile
from wall.views.painting import draw_picture, mixed, new_picture
from wall.views.plate import DataView
from wall.views.running import Running
from wall.views.services import Services
from wall.views.typesetting import advance, elided, is_right_to_left
from widgets.table.cells import Grid, grid_of
from widgets.table.settings import TableSettings
from widgets.table.widths import column_widths

ROW_UNITS, ROW_MOST_UNITS = 2.15, 3.2


class TableView(DataView):
    """Keeps the shown page as a picture."""

    empty: ClassVar[str] = "No rows yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._picture = QImage()
        self._page = 0
        self._pages = 1
        self._is_seen = False
        self._running = Running()

    @property
    def table_settings(self) -> TableSettings:
        return cast(TableSettings, self.settings)

    def has_content(self) -> bool:
        return (
            isinstance(self.dataset, Table)
            and bool(self.dataset.columns)
            and bool(self.dataset.rows)
        )

    def configured(self) -> None:
        self._page = 0

    def received(self, before: Dataset | None) -> None:
        super().received(before)
        self.relay()

    def show_view(self) -> None:
        self._is_seen = True
        self._turn_pages()

    def hide_view(self) -> None:
        self._is_seen = False
        self._running.stop_all()

    def close_view(self) -> None:
        self._running.stop_all()
        super().close_view()

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        area = self.content.toAlignedRect()
        draw_picture(painter, area.left(), area.top(), self._picture)

    def lay_out(self) -> None:
        look = self.look
        grid = grid_of(cast(Table, self.dataset), self.table_settings)
        self._picture = new_picture(self.content.toAlignedRect().size(), look.color("surface"))
        area = QRectF(self._picture.rect())
        head = round(look.unit_px * 1.75)
        most = max(1, int((area.height() - head) / (ROW_UNITS * look.unit_px)))
        count = len(grid.rows)
        room = most
        if count > most:
            room = max(1, int((area.height() - head * 1.9) / (ROW_UNITS * look.unit_px)))
        self._pages = ceil(count / room)
        if self.table_settings.more == "count":
            self._pages = 1
        self._page %= self._pages
        first = self._page * room
        shown = range(first, min(first + room, count))
        foot = head * 0.9 if count > most else 0.0
        tall = (area.height() - head - foot) / (room if count > most else len(shown))
        row_px = int(min(ROW_MOST_UNITS * look.unit_px, tall))
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page = _Page(painter, grid, look.unit_px, self)
        page.paint(area, head, row_px, list(shown))
        if count > len(shown):
            words = f"+{count - len(shown)} more"
            if self._pages > 1:
                words = f"{first + 1}–{shown[-1] + 1} of {count}"
            page.paint_foot(area, words)
        painter.end()
        self._turn_pages()

    def _turn_pages(self) -> None:
        if not self._is_seen or self._pages < 2:
            self._running.stop("page")
        elif "page" not in self._running:
            wait = self.services.clock.after(self.table_settings.page_s, self._next_page)
            self._running.start("page", wait)

    def _next_page(self) -> None:
        self._running.stop("page")
        self._page += 1
        self.relay()
        self._turn_pages()


class _Page:
    """Paints rows of a grid."""

    def __init__(self, painter: QPainter, grid: Grid, unit: float, view: TableView) -> None:
        self._painter = painter
        self._grid = grid
        self._unit = unit
        self._look = view.look
        self._head_font = view.look.font("caption", QFont.Weight.Medium)
        self._body = view.look.font("body")
        self._first = view.look.font("body", QFont.Weight.DemiBold)
        self._pad = unit * 0.5

    def paint(self, area: QRectF, head: int, row_px: int, rows: list[int]) -> None:
        look = self._look
        widths = self._widths(area.width(), rows)
        lefts = [
            area.left() + self._pad + sum(widths[:at]) + self._gap * at for at in range(len(widths))
        ]
        heads = [self._head(at) for at in range(len(widths))]
        base = self._base(area.top(), head, self._head_font)
        for at, words in enumerate(heads):
            muted = look.color("text_muted")
            self._cell(words, self._head_font, muted, lefts[at], base, widths[at], at)
        line = max(1, round(self._unit * 0.06))
        y = area.top() + head
        self._painter.fillRect(
            QRectF(area.left(), y - line, area.width(), line), look.color("line")
        )
        zebra = mixed(look.color("surface"), look.color("surface_raised"), 0.75)
        for place, row in enumerate(rows):
            box = QRectF(area.left(), y + place * row_px, area.width(), row_px)
            if place % 2:
                self._painter.fillRect(box, zebra)
            mark = self._grid.marks[row]
            color = look.color("text")
            if mark is not None:
                color = look.color(mark)
                ground = mixed(look.color("surface"), color, 0.13)
                self._painter.fillRect(box, ground)
                edge = QRectF(box.left(), box.top(), max(3.0, self._unit * 0.18), row_px)
                self._painter.fillRect(edge, color)
            for at, words in enumerate(self._grid.rows[row]):
                font = self._first if at == 0 else self._body
                ink = color if at == 0 or self._is_main(at) else look.color("text")
                base = self._base(box.top(), row_px, font)
                self._cell(words, font, ink, lefts[at], base, widths[at], at)

    def paint_foot(self, area: QRectF, words: str) -> None:
        metrics = QFontMetricsF(self._head_font)
        self._text(
            words,
            self._head_font,
            self._look.color("text_muted"),
            area.right() - self._pad - advance(words, self._head_font),
            area.bottom() - metrics.descent() * 0.5,
        )

    @property
    def _gap(self) -> float:
        return self._unit * 1.1

    def _is_main(self, at: int) -> bool:
        """Whether the mark's colour reaches it: the first figure of a row."""
        return at > 0 and self._grid.numeric[at] and not any(self._grid.numeric[1:at])

    def _head(self, at: int) -> str:
        unit = self._grid.units[at]
        return f"{self._grid.heads[at]} ({unit})" if unit else self._grid.heads[at]

    def _widths(self, room: float, rows: list[int]) -> list[float]:
        natural = []
        for at in range(len(self._grid.heads)):
            font = self._first if at == 0 else self._body
            cells = [advance(self._grid.rows[row][at], font) for row in rows]
            natural.append(max([advance(self._head(at), self._head_font), *cells]) + 2)
        least = self._unit * 4
        return column_widths(natural, self._grid.numeric, room - 2 * self._pad, self._gap, least)

    def _cell(
        self,
        words: str,
        font: QFont,
        color: QColor,
        left: float,
        base: float,
        width: float,
        at: int,
    ) -> None:
        shown = elided(words, font, width)
        if self._grid.numeric[at] or is_right_to_left(words):
            left += width - advance(shown, font)
        self._text(shown, font, color, left, base)

    def _text(self, words: str, font: QFont, color: QColor, x: float, base: float) -> None:
        self._painter.setFont(font)
        self._painter.setPen(color)
        self._painter.drawText(QPointF(round(x), round(base)), words)

    @staticmethod
    def _base(top: float, tall: float, font: QFont) -> float:
        return top + (tall + QFontMetricsF(font).capHeight()) / 2
