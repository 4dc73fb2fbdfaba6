"""The view of the kind `leaderboard`."""

from __future__ import annotations

from collections.abc import Hashable
from math import ceil
from typing import ClassVar, cast

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset
from wall.model.geometry import Rect
from wall.model.tiles import Tile
from wall.views.gliding import Gliding
from wall.views.painting import draw_picture
from wall.views.panes import PanedView
from wall.views.running import Running
from wall.views.services import Services
from wall.views.typesetting import Align, Paragraph, advance
from widgets.leaderboard.faces import Faces
from widgets.leaderboard.places import Places, Wish, places
from widgets.leaderboard.settings import LeaderboardSettings
from widgets.leaderboard.standing import Standing, standings_of

MOVE_S = 1.2
MOST_UNITS = 3.4
"""The largest type of a row, in base units."""
NAMES_SHARE, NAMES_MOST = 0.9, 12.0
"""Type is as large as this share of the names allows; none asks for more type sizes than that."""
OF = {"en": "{first}–{last} of {all}", "fr": "{first}–{last} sur {all}"}


class LeaderboardView(PanedView):
    """Rows in places that stay; who stands there moves."""

    empty: ClassVar[str] = "Nobody yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._rows: tuple[Standing, ...] = ()
        self._shown: tuple[Standing, ...] = ()
        self._places = Places()
        self._faces: Faces | None = None
        self._foot: Paragraph | None = None
        self._page = self._pages = 0
        self._moves = self._is_seen = False
        self._moving = QRectF()
        self._foot_at = QPointF()
        self._gliding = Gliding(services.clock, self._step, MOVE_S)
        self._coming = Gliding(services.clock, self._step, MOVE_S)
        self._running = Running()

    @property
    def board_settings(self) -> LeaderboardSettings:
        return cast(LeaderboardSettings, self.settings)

    @property
    def shown(self) -> tuple[Standing, ...]:
        """The rows of this page, the first one first."""
        return self._shown

    @property
    def places(self) -> tuple[Rect, ...]:
        return self._places.rows

    @property
    def is_moving(self) -> bool:
        return self._gliding.is_moving or self._coming.is_moving

    def place(self, key: str) -> QRectF:
        """Where a row is now."""
        at = next(at for at, row in enumerate(self._shown) if row.key == key)
        return self._box(key, self._places.rows[at])

    def _box(self, key: str, place: Rect) -> QRectF:
        x, _, width, height = place
        y = self._gliding.value(("y", key, x), place.y)
        return QRectF(x, y, width, height)

    def has_content(self) -> bool:
        return bool(self._rows)

    # -- life ----------------------------------------------------------------------------

    def received(self, before: Dataset | None) -> None:
        known = self._rows
        self._read()
        if known and self._rows == known:
            return
        self._moves = self._is_seen and bool(known)
        super().received(before)

    def configured(self) -> None:
        self._read()
        self._page = 0
        self._moves = False

    def resized(self) -> None:
        super().resized()
        self._moves = False

    def show_view(self) -> None:
        self._is_seen = True
        self._gliding.show()
        self._coming.show()
        self._turn_pages()

    def hide_view(self) -> None:
        self._is_seen = False
        self._gliding.hide()
        self._coming.hide()
        self._running.stop_all()

    def close_view(self) -> None:
        self._gliding.hide()
        self._coming.hide()
        self._running.stop_all()
        super().close_view()

    def _read(self) -> None:
        settings = self.board_settings
        self._rows = standings_of(self.dataset, settings.best, settings.rows)

    # -- places --------------------------------------------------------------------------

    def lay_out(self) -> None:
        look, count = self.look, len(self._rows)
        small = look.font("caption", QFont.Weight.Medium)
        foot = round(small.pixelSize() * 1.5)
        found = self._places_for(count, 0)
        if len(found.rows) < count:
            found = self._places_for(count, foot)
            self._pages = ceil(count / len(found.rows))
            # Pages of about equal length, so that the last one does not stand nearly empty.
            found = self._places_for(ceil(count / self._pages), foot)
        else:
            self._pages = 1
        self._page %= self._pages
        first = self._page * len(found.rows)
        shown = self._rows[first : first + len(found.rows)]
        self._places, self._shown = found, shown
        width = min(place.width for place in found.rows)
        self._faces = Faces(look, self.board_settings, shown, found, width)
        self._foot = None
        if self._pages > 1:
            words = OF[self.board_settings.language].format(
                first=first + 1, last=first + len(shown), all=count
            )
            room = self.main_pane.width()
            muted = look.color("text_muted")
            self._foot = Paragraph(words, small, room, muted, align=Align.RIGHT, max_lines=1)
            self._foot_at = self.panes[-1].bottomRight() - QPointF(room, self._foot.height)
        for row, place in zip(shown, found.rows, strict=False):
            # Composed before the movement, which is to be smooth.
            self._faces.image(row, QSize(place.width, place.height))
        self._move(self._ends())
        self._turn_pages()

    def _places_for(self, count: int, foot: int) -> Places:
        panes = self.pane_rects
        lowest = max(pane.bottom for pane in panes)
        panes = [
            Rect(p.x, p.y, p.width, p.height - (foot if p.bottom == lowest else 0)) for p in panes
        ]
        look = self.look
        unit = look.unit_px
        gap = max(2, round(unit * 0.22))
        wish = Wish(unit * look.type["caption"], unit * MOST_UNITS, self._name_ems())
        return places(panes, count, gap, wish)

    def _name_ems(self) -> float:
        """The width that most names keep within."""
        font = self.look.font_px(40, QFont.Weight.DemiBold)
        wide = sorted(advance(row.name, font) / 40 for row in self._rows)
        return min(NAMES_MOST, wide[int((len(wide) - 1) * NAMES_SHARE)])

    def _ends(self) -> dict[Hashable, float]:
        best = max((abs(row.value) for row in self._rows), default=0.0) or 1.0
        ends: dict[Hashable, float] = {}
        for row, place in zip(self._shown, self._places.rows, strict=False):
            # In another column it comes in anew: nobody flies across the tile.
            ends["y", row.key, place.x] = float(place.y)
            # Whole pixels: what nobody would see move does not.
            ends["bar", row.key] = float(round(place.width * max(0.0, row.value) / best))
        return ends

    # -- motion --------------------------------------------------------------------------

    def _move(self, ends: dict[Hashable, float]) -> None:
        """To new places from where they are; who is new comes in softly."""
        moved = self._moving if self.is_moving else QRectF()
        for row, place in zip(self._shown, self._places.rows, strict=False):
            names: list[Hashable] = [("y", row.key, place.x), ("bar", row.key)]
            now = [self._gliding.value(name, -1.0) for name in names]
            if now != [ends[name] for name in names]:
                end = QRectF(*place)
                moved = moved.united(end)
                if now[0] >= 0:
                    moved = moved.united(end.translated(0, now[0] - end.y()))
        self._moving = QRectF(moved.toAlignedRect())
        self._gliding.go_to(ends)
        self._coming.go_to(self._seen_ends(), new_from=0.0)
        if not self._moves:
            self._gliding.rest()
            self._coming.rest()
        self._moves = False

    def _seen_ends(self) -> dict[Hashable, float]:
        pairs = zip(self._shown, self._places.rows, strict=False)
        return {(row.key, place.x): 1.0 for row, place in pairs}

    def _step(self) -> None:
        self.mark_dirty(self._moving)

    def _turn_pages(self) -> None:
        if not self._is_seen or self._pages < 2:
            self._running.stop("page")
        elif "page" not in self._running:
            wait = self.services.clock.after(self.board_settings.page_s, self._next_page)
            self._running.start("page", wait)

    def _next_page(self) -> None:
        self._running.stop("page")
        self._page += 1
        self._moves = True
        self.relay()
        self._turn_pages()

    # -- painting ------------------------------------------------------------------------

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        if self._faces is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Who climbs passes in front of who falls.
        for row, place in reversed(list(zip(self._shown, self._places.rows, strict=False))):
            box = self._box(row.key, place)
            if not exposed.intersects(box):
                continue
            before = painter.opacity()
            painter.setOpacity(before * self._coming.value((row.key, place.x), 1.0))
            bar = self._gliding.value(("bar", row.key)) / place.width
            self._faces.paint_bar(painter, box, bar, row.rank)
            size = QSize(place.width, place.height)
            draw_picture(painter, box.x(), box.y(), self._faces.image(row, size))
            painter.setOpacity(before)
        if self._foot is not None:
            self._foot.paint(painter, self._foot_at.x(), self._foot_at.y())
