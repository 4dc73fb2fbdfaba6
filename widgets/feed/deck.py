"""The cards of the posts that are seen, composed once and again when age or pictures change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from wall.model.posts import Post
from wall.views.ages import format_age
from wall.views.painting import rounded
from wall.views.posts.cards import CardComposer
from wall.views.posts.films import FilmKey, Films
from wall.views.posts.pictures import Key, Pictures
from wall.views.posts.style import CardPictures
from wall.views.services import ClockService


@dataclass(frozen=True)
class _Card:
    post: Post
    age: str
    composer: CardComposer
    image: QImage
    film: FilmKey | None
    film_box: QRectF
    """In the image."""


class Deck:
    """Cards by the id of their post. `changed` is called when one looks different."""

    def __init__(
        self,
        clock: ClockService,
        pictures: Pictures,
        films: Films,
        composers: Sequence[CardComposer],
        room: int,
        changed: Callable[[], None],
        for_films: Sequence[CardComposer] = (),
    ) -> None:
        """Of several composers, largest type first, each card takes the first whose card is no
        higher than `room` pixels. `for_films`: those of posts with a film, where they differ."""
        self._clock = clock
        self._composers = composers
        self._for_films = for_films or composers
        self._room = room
        self._changed = changed
        self._posts: dict[str, Post] = {}
        self._cards: dict[str, _Card] = {}
        self._pictures = pictures
        self._films = films

    def set_posts(self, posts: Iterable[Post]) -> bool:
        """Whether a card that is there looks different now."""
        self._posts = {post.id: post for post in posts}
        stale = [i for i, card in self._cards.items() if self._posts.get(i) != card.post]
        for post_id in stale:
            # One that slides out is still seen although its post is gone.
            if post_id in self._posts:
                del self._cards[post_id]
        return any(post_id in self._posts for post_id in stale)

    def image(self, post_id: str) -> QImage:
        card = self._cards.get(post_id)
        if card is None:
            card = self._composed(self._posts[post_id])
            self._cards[post_id] = card
        return card.image

    def height(self, post_id: str) -> int:
        return self.image(post_id).height()

    def film(self, post_id: str) -> tuple[FilmKey, QRectF, CardComposer] | None:
        """Of a post that is seen: its film, where that stands in the card, and how the card
        looks."""
        card = self._cards.get(post_id)
        if card is None or card.film is None:
            return None
        return card.film, card.film_box, card.composer

    def keep(self, ids: Iterable[str], playing: Iterable[str] = ()) -> None:
        """Forget all other cards and their pictures. Films play of those alone, if they have
        one."""
        wanted = set(ids)
        self._cards = {i: card for i, card in self._cards.items() if i in wanted}
        keys = [self._keys(card.composer, card.post) for card in self._cards.values()]
        self._pictures.keep(key for pair in keys for key in pair if key is not None)
        films = {i: card.film for i, card in self._cards.items() if card.film is not None}
        self._films.want([films[i] for i in playing if i in films], list(films.values()))

    def refresh_ages(self) -> None:
        old = [i for i, card in self._cards.items() if card.age != self._age(card.post)]
        for post_id in old:
            self._cards[post_id] = self._composed(self._cards[post_id].post)
        if old:
            self._changed()

    def _composed(self, post: Post) -> _Card:
        has_film = self._film(self._composers[0], post) is not None
        composers = self._for_films if has_film else self._composers
        composer = next((c for c in composers if self._fits(c, post)), composers[-1])
        avatar_key, media_key = self._keys(composer, post)
        film = self._film(composer, post)
        picture = self._pictures.get(media_key) if media_key else None
        if picture is None and film is not None and (still := self._films.still(film)) is not None:
            picture = rounded(still, composer.radius)
        pictures = CardPictures(
            avatar=self._pictures.get(avatar_key) if avatar_key else None,
            media=picture,
            has_media=self._has_media(media_key) or film is not None,
        )
        age = self._age(post)
        box = composer.media_box(post) if film is not None else QRectF()
        return _Card(post, age, composer, composer.compose(post, age, pictures), film, box)

    def _film(self, composer: CardComposer, post: Post) -> FilmKey | None:
        """None as well where it cannot be had."""
        address, size = composer.film_of(post), composer.media_size()
        if not address or self._films.has_failed(address):
            return None
        return address, size.width(), size.height()

    def _fits(self, composer: CardComposer, post: Post) -> bool:
        if len(self._composers) == 1:
            return True
        film = self._film(composer, post)
        has_media = self._has_media(composer.media_key(post)) or film is not None
        return composer.height(post, has_media=has_media) <= self._room

    def _has_media(self, key: Key | None) -> bool:
        return key is not None and not self._pictures.has_failed_of(key[0])

    def _keys(self, composer: CardComposer, post: Post) -> tuple[Key | None, Key | None]:
        return composer.avatar_key(post), composer.media_key(post)

    def _age(self, post: Post) -> str:
        return format_age(self._clock.now() - post.at.timestamp())

    def picture_changed(self, key: Key) -> None:
        """A picture has come or cannot be had."""
        self._again([i for i, c in self._cards.items() if key in self._keys(c.composer, c.post)])

    def film_changed(self, key: FilmKey) -> None:
        """It has its first picture, or there is none to be had."""
        self._again([i for i, card in self._cards.items() if card.film == key])

    def _again(self, touched: Sequence[str]) -> None:
        for post_id in touched:
            self._cards[post_id] = self._composed(self._cards[post_id].post)
        if touched:
            self._changed()
