"""Cards in columns: new ones come in from above, and all below make room, in whole pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

from wall.views.painting import draw_picture, eased, new_picture
from wall.views.running import Running
from wall.views.services import ClockService
from widgets.feed.arranging import Columns, arrange, tops
from widgets.feed.deck import Deck

MOVE_S = 0.8
REST_S = 1.2
"""Between two moves, so that what has come can be read."""


@dataclass(frozen=True)
class _Way:
    """One card's way, in pixels below the top of its column."""

    column: int
    begin: int
    end: int

    def at(self, share: float) -> int:
        return round(self.begin + (self.end - self.begin) * share)


class ColumnStage:
    """Shows the cards of a deck in an area."""

    def __init__(
        self,
        deck: Deck,
        clock: ClockService,
        area: QRectF,
        count: int,
        gap: int,
        surface: QColor,
        mark: Callable[[QRectF], None],
    ) -> None:
        self._deck = deck
        self._clock = clock
        self._area = area
        self._count = count
        self._gap = gap
        self._mark = mark
        self._columns: Columns = ()
        self._ways: dict[str, _Way] = {}
        self._share = 1.0
        self._next: Sequence[str] | None = None
        self._running = Running()
        width = self.column_width(area, count, gap)
        self._fade = _fading(QSizeF(width, min(gap * 4, area.height())), surface)

    @staticmethod
    def column_width(area: QRectF, count: int, gap: int) -> int:
        return int((area.width() - gap * (count - 1)) / count)

    @property
    def columns(self) -> Columns:
        return self._columns

    @property
    def is_moving(self) -> bool:
        return "move" in self._running

    def show_posts(self, ids: Sequence[str], *, moving: bool) -> None:
        """Newest first. While cards move or rest, the newest ids wait; what was taken away is gone
        at once."""
        if not self._ways.keys() <= set(ids):
            self._running.stop_all()
            self._settle()
            self._mark(self._area)
            moving = False
        if self.is_moving or "rest" in self._running:
            self._next = ids
            return
        self._next = None
        before, old = self._columns, self._ends()
        room = int(self._area.height())
        self._columns = arrange(before, ids, self._count, self._deck.height, room, self._gap)
        self._ways = self._ways_from(before, old, set(ids))
        self._share = 1.0
        if moving and any(before) and any(w.begin != w.end for w in self._ways.values()):
            self._share = 0.0
            self._running.start("move", self._clock.animate(self._step))
        else:
            self._settle()
        if self.is_moving:
            self._mark_moving()
        elif self._ends() != old or self._columns != before:
            self._mark(self._area)

    def place_again(self) -> None:
        """Cards may have other heights now: stand them where they belong, without a move."""
        if not self.is_moving:
            self._settle()
        self._mark(self._area)

    def go_on(self) -> None:
        """Nothing to start: it moves when something new comes."""

    def pause(self) -> None:
        self._running.stop_all()
        ids, self._next = self._next, None
        if ids is not None:
            self.show_posts(ids, moving=False)
        self._settle()

    def end(self) -> None:
        self._running.stop_all()

    def paint(self, painter: QPainter) -> None:
        area = self._area
        wide = self.column_width(area, self._count, self._gap) + self._gap
        share = eased(self._share)
        painter.save()
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        overflowing: set[int] = set()
        for post_id, way in self._ways.items():
            image, y = self._deck.image(post_id), way.at(share)
            if y < area.height() and y + image.height() > 0:
                draw_picture(painter, area.left() + way.column * wide, area.top() + y, image)
                if y + image.height() > area.height() + 1:
                    overflowing.add(way.column)
        for column in overflowing:
            left, top = area.left() + column * wide, area.bottom() - self._fade.height()
            draw_picture(painter, left, top, self._fade)
        painter.restore()

    def _ends(self) -> dict[str, int]:
        return {post_id: way.end for post_id, way in self._ways.items()}

    def _ways_from(self, before: Columns, old: dict[str, int], there: set[str]) -> dict[str, _Way]:
        ways: dict[str, _Way] = {}
        for at, column in enumerate(self._columns):
            ends = tops(column, self._deck.height, self._gap)
            known = [post_id for post_id in column if post_id in old]
            lead = column.index(known[0]) if known else 0
            shift = ends[column[lead]] if column else 0
            for place, post_id in enumerate(column):
                came = ends[post_id] - shift if place < lead else int(self._area.height())
                if not known:
                    came = ends[post_id]
                ways[post_id] = _Way(at, old.get(post_id, came), ends[post_id])
            for post_id in before[at] if at < len(before) else ():
                if post_id not in ways and post_id in there and post_id in old:
                    ways[post_id] = _Way(at, old[post_id], old[post_id] + max(shift, self._gap))
        return ways

    def _step(self, elapsed_s: float) -> None:
        self._share = min(1.0, elapsed_s / MOVE_S)
        self._mark_moving()
        if self._share >= 1.0:
            self._running.stop("move")
            self._running.start("rest", self._clock.after(REST_S, self._rested))
            self._settle()

    def _mark_moving(self) -> None:
        """Columns in which nothing came stand still."""
        width = self.column_width(self._area, self._count, self._gap)
        for at in {way.column for way in self._ways.values() if way.begin != way.end}:
            left = self._area.left() + at * (width + self._gap)
            self._mark(QRectF(left, self._area.top(), width, self._area.height()))

    def _rested(self) -> None:
        self._running.stop("rest")
        ids, self._next = self._next, None
        if ids is not None:
            self.show_posts(ids, moving=True)

    def _settle(self) -> None:
        """Every card at the end of its way; what has slid out is forgotten."""
        self._share = 1.0
        self._ways = {
            post_id: _Way(at, y, y)
            for at, column in enumerate(self._columns)
            for post_id, y in tops(column, self._deck.height, self._gap).items()
        }
        self._deck.keep(self._ways)


def _fading(size: QSizeF, surface: QColor) -> QImage:
    """The lower edge of a column, where cards go out of sight."""
    image = new_picture(size.toSize())
    clear = QColor(surface)
    clear.setAlpha(0)
    shade = QLinearGradient(QPointF(0, 0), QPointF(0, image.height()))
    shade.setColorAt(0, clear)
    shade.setColorAt(1, surface)
    painter = QPainter(image)
    painter.fillRect(image.rect(), shade)
    painter.end()
    return image
