"""The view of the kind `topic`."""

from __future__ import annotations

from typing import ClassVar, Protocol, cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset, TopicCard
from wall.model.tiles import Tile
from wall.views.leaving import Leaving
from wall.views.panes import PanedView
from wall.views.posts.pictures import Key, Pictures
from wall.views.running import Running
from wall.views.services import Services
from widgets.topic.arranging import Part, arranged
from widgets.topic.band import Band
from widgets.topic.curve import Curve
from widgets.topic.figures import MoodBar, Volume
from widgets.topic.levels import Level, level_of, moods_of
from widgets.topic.people import Newest, Statement, Voices
from widgets.topic.settings import TopicSettings
from widgets.topic.wording import WORDS, many_words, since_words

MINUTE_S = 60.0
FADE_S = 1.2


class Painted(Protocol):
    def paint(self, painter: QPainter) -> None: ...


class TopicView(PanedView):
    """A card of parts. A new level fades in; it never flashes."""

    empty: ClassVar[str] = "Nothing said yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._parts: list[Painted] = []
        self._places: dict[Part, list[QRectF]] = {}
        self._level = Level.UNKNOWN
        self._leaving = Leaving(services.clock, self._faded, FADE_S)
        self._is_seen = False
        self._running = Running()
        self._pictures = Pictures(services, tile, self._picture_changed)

    @property
    def topic_settings(self) -> TopicSettings:
        return cast(TopicSettings, self.settings)

    @property
    def level(self) -> Level:
        return self._level

    @property
    def places(self) -> dict[Part, list[QRectF]]:
        """Where the parts stand that have room."""
        return self._places

    @property
    def is_moving(self) -> bool:
        return self._leaving.is_moving

    def has_content(self) -> bool:
        return isinstance(self.dataset, TopicCard)

    # -- life ----------------------------------------------------------------------------

    def received(self, before: Dataset | None) -> None:
        level = self._judged()
        if level is not self._level and isinstance(before, TopicCard) and self._is_seen:
            self._begin_fade()
        self._level = level
        super().received(before)

    def configured(self) -> None:
        self._level = self._judged()

    def show_view(self) -> None:
        self._is_seen = True
        self._running.start("minutes", self.services.clock.every(MINUTE_S, self.relay))
        self.relay()

    def hide_view(self) -> None:
        self._is_seen = False
        self._leaving.rest()
        self._running.stop_all()

    def resized(self) -> None:
        super().resized()
        self._leaving.rest()

    def close_view(self) -> None:
        self._leaving.rest()
        self._running.stop_all()
        self._pictures.end()
        super().close_view()

    def _judged(self) -> Level:
        card = self.dataset
        return level_of(card, self.topic_settings) if isinstance(card, TopicCard) else Level.UNKNOWN

    # -- layout --------------------------------------------------------------------------

    def lay_out(self) -> None:
        card = cast(TopicCard, self.dataset)
        settings, look = self.topic_settings, self.look
        words = WORDS[settings.language]
        now = self.services.clock.now()
        wanted = set(Part)
        if not settings.voices:
            wanted.discard(Part.VOICES)
        if not settings.statement:
            wanted.discard(Part.STATEMENT)
        if not (settings.newest and card.newest):
            wanted.discard(Part.NEWEST)
        said = card.statement
        letters = len(said.text or said.title) if said is not None else 0
        self._places = arranged(self.panes, frozenset(wanted), look.unit_px, letters)
        self._parts = []
        keys: list[Key] = []
        voices = card.voices[: settings.voices]
        newest = card.newest[: settings.newest]
        for part, places in self._places.items():
            place = places[0]
            match part:
                case Part.BAND:
                    self._parts.append(self._band(card, place, now))
                case Part.FIGURE:
                    self._parts.append(Volume(place, look, card, words))
                case Part.MOODS:
                    self._parts.append(MoodBar(place, look, moods_of(card), words))
                case Part.CURVE:
                    zone = settings.zone
                    self._parts.append(Curve(place, look, card, self._level, now, zone, words))
                case Part.VOICES:
                    heard = Voices(place, look, voices, self._pictures, words)
                    self._parts.append(heard)
                    keys += heard.keys
                case Part.STATEMENT:
                    official = Statement(
                        place,
                        look,
                        card.statement,
                        now,
                        self._pictures,
                        words,
                        is_missed=not self._level.is_quiet,
                    )
                    self._parts.append(official)
                    keys += official.keys
                case Part.NEWEST:
                    for at, area in enumerate(places):
                        cards = Newest(
                            area, look, newest, now, self._pictures, words, is_captioned=not at
                        )
                        newest = newest[cards.shown :]
                        self._parts.append(cards)
                        keys += cards.keys
        self._pictures.keep(keys)

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        for part in self._parts:
            part.paint(painter)
        self._leaving.paint(painter)

    def _band(self, card: TopicCard, place: QRectF, now: float) -> Band:
        settings = self.topic_settings
        words = WORDS[settings.language]
        told = [many_words(card, words)]
        if card.since is not None:
            told.insert(0, since_words(card.since, now, settings.zone, words))
        word = words[self._level.value]
        return Band(place, self.look, self._level, card.title, word, " · ".join(told))

    # -- motion --------------------------------------------------------------------------

    def _picture_changed(self, key: Key) -> None:
        self.relay()

    def _begin_fade(self) -> None:
        if not self._parts or not self._is_laid_out:
            return
        self._leaving.begin(self.content, self.look.color("surface"), self.paint_body)

    def _faded(self) -> None:
        self.mark_dirty(self.content)
