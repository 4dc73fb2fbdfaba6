"""The view of the kind `table`."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset, Table
from wall.model.tiles import Tile
from wall.views.painting import draw_picture, new_picture
from wall.views.plate import DataView
from wall.views.running import Running
from wall.views.services import Services
from wall.views.theme import Theme
from widgets.table.cells import Grid, grid_of
from widgets.table.page import HEAD_UNITS, Page, natural_width
from widgets.table.settings import TableSettings

ROW_UNITS, ROW_MOST_UNITS = 2.15, 3.4
SCALES = (1.45, 1.3, 1.15)
"""Of type, where a short table has room for it."""


class TableView(DataView):
    """Keeps the shown page as a picture."""

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

    def nothing(self) -> str:
        return self.table_settings.empty

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
        grid = grid_of(cast(Table, self.dataset), self.table_settings)
        look = self._roomy_look(grid)
        self._picture = new_picture(self.content.toAlignedRect().size(), look.color("surface"))
        area = QRectF(self._picture.rect())
        head = round(look.unit_px * HEAD_UNITS)
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
        page = Page(painter, grid, look)
        page.paint(area, head, row_px, list(shown))
        if count > len(shown):
            words = f"+{count - len(shown)} more"
            if self._pages > 1:
                words = f"{first + 1}–{shown[-1] + 1} of {count}"
            page.paint_foot(area, words)
        painter.end()
        self._turn_pages()

    def _roomy_look(self, grid: Grid) -> Theme:
        """Larger type where all rows and columns have room for it."""
        area = self.content
        for scale in SCALES:
            look = replace(self.look, unit_px=self.look.unit_px * scale)
            tall = (len(grid.rows) * ROW_UNITS + HEAD_UNITS) * look.unit_px
            if tall <= area.height() and natural_width(grid, look) <= area.width():
                return look
        return self.look

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
