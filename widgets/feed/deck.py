"""The cards of the posts that are seen, composed once and again when age or pictures change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QImage

from wall.model.posts import Post
from wall.views.ages import format_age
from wall.views.posts.cards import CardComposer
from wall.views.posts.pictures import Key, Pictures
from wall.views.posts.style import CardPictures
from wall.views.services import ClockService


@dataclass(frozen=True)
class _Card:
    post: Post
    age: str
    composer: CardComposer
    image: QImage


class Deck:
    """Cards by the id of their post. `changed` is called when one looks different."""

    def __init__(
        self,
        clock: ClockService,
        pictures: Pictures,
        composers: Sequence[CardComposer],
        room: int,
        changed: Callable[[], None],
    ) -> None:
        """Of several composers, largest type first, each card takes the first whose card is no
        higher than `room` pixels."""
        self._clock = clock
        self._composers = composers
        self._room = room
        self._changed = changed
        self._posts: dict[str, Post] = {}
        self._cards: dict[str, _Card] = {}
        self._pictures = pictures

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

    def keep(self, ids: Iterable[str]) -> None:
        """Forget all other cards and their pictures."""
        wanted = set(ids)
        self._cards = {i: card for i, card in self._cards.items() if i in wanted}
        keys = [self._keys(card.composer, card.post) for card in self._cards.values()]
        self._pictures.keep(key for pair in keys for key in pair if key is not None)

    def refresh_ages(self) -> None:
        old = [i for i, card in self._cards.items() if card.age != self._age(card.post)]
        for post_id in old:
            self._cards[post_id] = self._composed(self._cards[post_id].post)
        if old:
            self._changed()

    def _composed(self, post: Post) -> _Card:
        composer = next((c for c in self._composers if self._fits(c, post)), self._composers[-1])
        avatar_key, media_key = self._keys(composer, post)
        pictures = CardPictures(
            avatar=self._pictures.get(avatar_key) if avatar_key else None,
            media=self._pictures.get(media_key) if media_key else None,
            has_media=self._has_media(media_key),
        )
        age = self._age(post)
        return _Card(post, age, composer, composer.compose(post, age, pictures))

    def _fits(self, composer: CardComposer, post: Post) -> bool:
        if len(self._composers) == 1:
            return True
        has_media = self._has_media(composer.media_key(post))
        return composer.height(post, has_media=has_media) <= self._room

    def _has_media(self, key: Key | None) -> bool:
        return key is not None and not self._pictures.has_failed(key)

    def _keys(self, composer: CardComposer, post: Post) -> tuple[Key | None, Key | None]:
        return composer.avatar_key(post), composer.media_key(post)

    def _age(self, post: Post) -> str:
        return format_age(self._clock.now() - post.at.timestamp())

    def picture_changed(self, key: Key) -> None:
        """A picture has come or cannot be had."""
        touched = [i for i, c in self._cards.items() if key in self._keys(c.composer, c.post)]
        for post_id in touched:
            self._cards[post_id] = self._composed(self._cards[post_id].post)
        if touched:
            self._changed()
