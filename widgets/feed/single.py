"""One post at a time, large, each fading into the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from wall.views.painting import draw_picture, eased
from wall.views.posts.films import FilmKey, Films, paint_film
from wall.views.running import Running
from wall.views.services import ClockService
from widgets.feed.deck import Deck

FADE_S = 0.7


class SingleStage:
    """Shows the newest posts in turn; one that has just come is next."""

    def __init__(
        self,
        deck: Deck,
        clock: ClockService,
        area: QRectF,
        every_s: float,
        latest: int,
        mark: Callable[[], None],
        films: Films | None,
    ) -> None:
        """Without `films` none plays."""
        self._deck = deck
        self._clock = clock
        self._area = area
        self._every = every_s
        self._latest = latest
        self._mark = mark
        self._films = films
        self._ids: list[str] = []
        self._fresh: list[str] = []
        self._shown: str | None = None
        self._before: str | None = None
        self._share = 1.0
        self._is_seen = False
        self._running = Running()

    @property
    def shown(self) -> str | None:
        return self._shown

    def show_posts(self, ids: Sequence[str], *, moving: bool) -> None:
        taking_turns = list(ids[: self._latest])
        known = set(self._ids)
        if known:
            self._fresh = [i for i in taking_turns if i not in known or i in self._fresh]
        self._ids = taking_turns
        if self._before is not None and self._before not in ids:
            self._before = None
        if self._shown not in ids:
            self._shown = taking_turns[0] if taking_turns else None
            self._before = None
            self._running.stop("fade")
        self._keep()
        self._schedule()
        self._mark()

    def place_again(self) -> None:
        self._mark()

    def go_on(self) -> None:
        self._is_seen = True
        self._schedule()

    def pause(self) -> None:
        self._is_seen = False
        self._running.stop_all()
        self._share, self._before = 1.0, None

    def end(self) -> None:
        self._running.stop_all()

    def paint(self, painter: QPainter) -> None:
        if self._before is not None:
            self._paint_card(painter, self._before, 1.0 - eased(self._share))
        if self._shown is not None:
            self._paint_card(painter, self._shown, eased(self._share))

    def _paint_card(self, painter: QPainter, post_id: str, opacity: float) -> None:
        image = self._deck.image(post_id)
        before = painter.opacity()
        painter.setOpacity(before * opacity)
        y = self._top(post_id)
        draw_picture(painter, self._area.left(), y, image)
        found = self._deck.film(post_id)
        if found is not None and self._films is not None:
            film, box, composer = found
            if (frame := self._films.frame(film)) is not None:
                box = box.translated(self._area.left(), y)
                paint_film(painter, box, frame, composer.radius, composer.ground)
        painter.setOpacity(before)

    def film_moved(self, key: FilmKey) -> QRectF | None:
        """Where a new frame is seen."""
        for post_id in (self._shown, self._before):
            found = self._deck.film(post_id) if post_id is not None else None
            if post_id is not None and found is not None and found[0] == key:
                return found[1].translated(self._area.left(), self._top(post_id))
        return None

    def _top(self, post_id: str) -> float:
        height = self._deck.image(post_id).height()
        return self._area.top() + max(0.0, (self._area.height() - height) / 2)

    def _schedule(self) -> None:
        if self._is_seen and len(self._ids) > 1 and "turn" not in self._running:
            self._running.start("turn", self._clock.after(self._every, self._turn))

    def _turn(self) -> None:
        self._running.stop("turn")
        if self._fresh:
            following = self._fresh.pop()
        elif self._shown in self._ids:
            following = self._ids[(self._ids.index(self._shown) + 1) % len(self._ids)]
        else:
            following = self._ids[0]
        if following != self._shown:
            self._before, self._shown = self._shown, following
            # Composed before the fade begins, which is to be smooth.
            self._keep()
            self._share = 0.0
            self._running.start("fade", self._clock.animate(self._step))
        self._schedule()

    def _step(self, elapsed_s: float) -> None:
        self._share = min(1.0, elapsed_s / FADE_S)
        if self._share >= 1.0:
            self._before = None
            self._running.stop("fade")
            self._keep()
        self._mark()

    def _keep(self) -> None:
        shown = [i for i in (self._shown, self._before) if i is not None]
        for post_id in shown:
            # What is composed knows its film.
            self._deck.image(post_id)
        self._deck.keep(shown, shown if self._films is not None else ())
