"""The view of the kind `feed`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset, Posts
from wall.model.tiles import Tile
from wall.views.plate import DataView
from wall.views.posts.cards import CardComposer
from wall.views.posts.films import FilmKey, Films
from wall.views.posts.pictures import Key, Pictures
from wall.views.posts.style import CardStyle
from wall.views.running import Running
from wall.views.services import Services
from widgets.feed.columns import ColumnStage
from widgets.feed.deck import Deck
from widgets.feed.settings import FeedSettings
from widgets.feed.single import SingleStage

COLUMN_UNITS = 23
"""What a column of text wants, in base units."""
WIDE_UNITS = 40
"""From this width on a single card has its media beside its words."""
FILM_SHARE, FILM_SHAPE = 0.56, 0.62
"""Films beside words: of the width, and their height by their width."""
SINGLE_SCALES = (2.4, 2.1, 1.8, 1.55, 1.3, 1.1, 0.95)
AGES_S = 60.0


class FeedView(DataView):
    """Shows posts as cards."""

    empty: ClassVar[str] = "No posts yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._deck: Deck | None = None
        self._stage: ColumnStage | SingleStage | None = None
        self._is_seen = False
        self._running = Running()
        # They outlive the deck: a new size must not blank what is there already.
        self._pictures = Pictures(services, tile, self._picture_changed)
        self._films = Films(services, tile, self._film_moved, self._film_changed)

    @property
    def feed_settings(self) -> FeedSettings:
        return cast(FeedSettings, self.settings)

    @property
    def films(self) -> Films:
        return self._films

    @property
    def posts(self) -> Posts:
        return cast(Posts, self.dataset)

    def has_content(self) -> bool:
        return isinstance(self.dataset, Posts) and bool(self.dataset.posts)

    def received(self, before: Dataset | None) -> None:
        if self._stage is None or self._deck is None or not self.has_content():
            self._end_stage()
            self._films.want((), ())
            super().received(before)
            return
        if self._deck.set_posts(self.posts.posts):
            self._mark_content()
        self._stage.show_posts([p.id for p in self.posts.posts], moving=self._is_seen)

    def show_view(self) -> None:
        self._is_seen = True
        self._films.show()
        self._running.start("ages", self.services.clock.every(AGES_S, self._refresh_ages))
        self._refresh_ages()
        if self._stage is not None:
            self._stage.go_on()

    def hide_view(self) -> None:
        self._is_seen = False
        self._running.stop_all()
        if self._stage is not None:
            self._stage.pause()
        self._films.rest()

    def close_view(self) -> None:
        self._running.stop_all()
        self._end_stage()
        self._pictures.end()
        self._films.end()
        super().close_view()

    def lay_out(self) -> None:
        self._end_stage()
        if self.feed_settings.mode == "one":
            self._deck, self._stage = self._single()
        else:
            self._deck, self._stage = self._columns()
        self._deck.set_posts(self.posts.posts)
        self._stage.show_posts([p.id for p in self.posts.posts], moving=False)
        if self._is_seen:
            self._stage.go_on()

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        if self._stage is not None:
            self._stage.paint(painter)

    def _columns(self) -> tuple[Deck, ColumnStage]:
        settings, look, area = self.feed_settings, self.look, self.content
        gap = look.px("gap")
        count = 1
        if settings.mode == "grid":
            fitting = int((area.width() + gap) // (COLUMN_UNITS * look.unit_px + gap))
            count = settings.columns or max(1, fitting)
        width = ColumnStage.column_width(area, count, gap)
        style = CardStyle(
            look,
            width,
            settings.max_lines,
            settings.media,
            settings.counts,
            beside=width > WIDE_UNITS * look.unit_px,
        )
        deck = self._new_deck([CardComposer(style)])
        surface = look.color("surface")
        clock = self.services.clock
        stage = ColumnStage(deck, clock, area, count, gap, surface, self.mark_dirty)
        return deck, stage

    def _single(self) -> tuple[Deck, SingleStage]:
        settings, area = self.feed_settings, self.content
        beside = area.width() > area.height() * 1.15
        composers, for_films = [], []
        for scale in SINGLE_SCALES:
            look = replace(self.look, unit_px=self.look.unit_px * scale)
            style = CardStyle(
                look,
                int(area.width()),
                settings.max_lines,
                settings.media,
                settings.counts,
                plate=False,
                beside=beside,
                beside_height=round(area.height() * 0.94) if beside else 0,
            )
            composers.append(CardComposer(style))
            if beside:
                tall = min(style.beside_height, round(style.width * FILM_SHARE * FILM_SHAPE))
                film = replace(style, beside_share=FILM_SHARE, beside_height=tall)
                for_films.append(CardComposer(film))
        deck = self._new_deck(composers, for_films)
        clock = self.services.clock
        every, latest = settings.every_s, settings.latest
        films = self._films if settings.films else None
        return deck, SingleStage(deck, clock, area, every, latest, self._mark_content, films)

    def _new_deck(
        self, composers: list[CardComposer], for_films: Sequence[CardComposer] = ()
    ) -> Deck:
        room = int(self.content.height())
        clock = self.services.clock
        return Deck(
            clock, self._pictures, self._films, composers, room, self._cards_changed, for_films
        )

    def _picture_changed(self, key: Key) -> None:
        if self._deck is not None:
            self._deck.picture_changed(key)

    def _film_changed(self, key: FilmKey) -> None:
        if self._deck is not None:
            self._deck.film_changed(key)

    def _film_moved(self, key: FilmKey) -> None:
        """A new frame: nothing else is painted."""
        if isinstance(self._stage, SingleStage) and (box := self._stage.film_moved(key)):
            self.mark_dirty(box)

    def _cards_changed(self) -> None:
        if self._stage is not None:
            self._stage.place_again()

    def _refresh_ages(self) -> None:
        if self._deck is not None:
            self._deck.refresh_ages()

    def _mark_content(self) -> None:
        self.mark_dirty(self.content)

    def _end_stage(self) -> None:
        if self._stage is not None:
            self._stage.end()
        self._stage, self._deck = None, None
