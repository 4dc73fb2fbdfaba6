"""How each post looks in each place: composed once, again when it, its age or a picture changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from wall.model.posts import Post
from wall.views.ages import format_age
from wall.views.posts.cards import CardComposer
from wall.views.posts.codes import code_picture
from wall.views.posts.pictures import Key, Pictures
from wall.views.posts.style import CardPictures, CardStyle
from wall.views.services import ClockService
from wall.views.theme import Theme
from widgets.social_wall.settings import SocialWallSettings
from widgets.social_wall.slots import Frame

CARD_SCALE = 1.12
"""Cards are read from farther away than lists."""
LARGE_SCALES = (4.6, 4.0, 3.5, 3.0, 2.6, 2.2, 1.9, 1.6, 1.35, 1.15, 1.0)
"""Of the words of a large post; its author's name grows less."""


@dataclass(frozen=True)
class _Face:
    post: Post
    age: str
    image: QImage
    keys: tuple[Key, ...]


class Faces:
    """Pictures of posts in frames."""

    def __init__(
        self, look: Theme, settings: SocialWallSettings, pictures: Pictures, clock: ClockService
    ) -> None:
        self._look = look
        self._settings = settings
        self._pictures = pictures
        self._clock = clock
        self._composers: dict[tuple[int, float], CardComposer] = {}
        self._large: dict[tuple[int, int, int], CardComposer] = {}
        self._faces: dict[tuple[str, Frame], _Face] = {}

    def image(self, post: Post, frame: Frame) -> QImage:
        face = self._faces.get((post.id, frame))
        if face is None or face.post != post:
            face = self._composed(post, frame)
            self._faces[post.id, frame] = face
        return face.image

    def height(self, post: Post, width: int) -> int:
        """Of a card that has the room it needs."""
        composer = self._card(width)
        return composer.height(post, has_media=self._has(composer.media_key(post)))

    def keep(self, shown: Iterable[tuple[str, Frame]]) -> None:
        """Forget all others."""
        wanted = set(shown)
        self._faces = {key: face for key, face in self._faces.items() if key in wanted}
        self._pictures.keep(key for face in self._faces.values() for key in face.keys)

    def forget(self, there: Mapping[str, Post]) -> None:
        """Nothing is kept of posts that are no longer there."""
        self._faces = {key: face for key, face in self._faces.items() if key[0] in there}

    def picture_changed(self, key: Key) -> bool:
        """Whether somebody looks different now."""
        touched = [at for at, face in self._faces.items() if key in face.keys]
        for at in touched:
            self._faces[at] = self._composed(self._faces[at].post, at[1])
        return bool(touched)

    def refresh_ages(self) -> bool:
        old = [at for at, face in self._faces.items() if face.age != self._age(face.post)]
        for at in old:
            self._faces[at] = self._composed(self._faces[at].post, at[1])
        return bool(old)

    # -- composing -----------------------------------------------------------------------

    def _composed(self, post: Post, frame: Frame) -> _Face:
        code = self._code(post, frame)
        composer = self._for(post, frame, 0 if code is None else code.width())
        tall = frame.rect.height
        avatar, media = composer.avatar_key(post), composer.media_key(post, tall)
        pictures = CardPictures(
            avatar=self._pictures.get(avatar) if avatar else None,
            media=self._pictures.get(media) if media else None,
            has_media=self._has(media),
        )
        age = self._age(post)
        image = composer.compose(post, age, pictures, tall)
        if code is not None:
            image = self._with_code(image, code)
        return _Face(post, age, image, tuple(key for key in (avatar, media) if key))

    def _with_code(self, image: QImage, code: QImage) -> QImage:
        inset = self._look.px("margin")
        painter = QPainter(image)
        at = QRectF(image.rect()).bottomRight()
        painter.drawImage(
            round(at.x()) - code.width() - inset, round(at.y()) - code.height() - inset, code
        )
        painter.end()
        return image

    def _code(self, post: Post, frame: Frame) -> QImage | None:
        if not (self._settings.qr and frame.is_large):
            return None
        side = min(frame.rect.width, frame.rect.height) * 0.24
        return code_picture(post.url, side)

    def _for(self, post: Post, frame: Frame, code_px: int) -> CardComposer:
        if not frame.is_large:
            return self._card(frame.rect.width)
        room = frame.rect.height - round(code_px * 1.35)
        found = self._spotlight(frame, LARGE_SCALES[-1])
        for scale in LARGE_SCALES:
            found = self._spotlight(frame, scale)
            has_media = self._has(found.media_key(post))
            if found.height(post, has_media=has_media) <= room:
                break
        return found

    def _card(self, width: int) -> CardComposer:
        found = self._composers.get((width, CARD_SCALE))
        if found is None:
            look = replace(self._look, unit_px=self._look.unit_px * CARD_SCALE)
            settings = self._settings
            style = CardStyle(look, width, 9, settings.media, settings.counts, country="flag")
            found = self._composers[width, CARD_SCALE] = CardComposer(style)
        return found

    def _spotlight(self, frame: Frame, scale: float) -> CardComposer:
        width, height = frame.rect.size
        key = (width, height, round(scale * 100))
        found = self._large.get(key)
        if found is None:
            settings = self._settings
            plain = 1.0 + (scale - 1.0) * 0.35
            is_beside = width > height * 1.25
            style = CardStyle(
                replace(self._look, unit_px=self._look.unit_px * plain),
                width,
                12,
                settings.media,
                settings.counts,
                beside=is_beside,
                beside_height=round(height * 0.86) if is_beside else 0,
                country="name",
                language=settings.language,
                centered=True,
                words=scale / plain,
            )
            found = self._large[key] = CardComposer(style)
        return found

    def _has(self, key: Key | None) -> bool:
        return key is not None and not self._pictures.has_failed(key)

    def _age(self, post: Post) -> str:
        return format_age(self._clock.now() - post.at.timestamp())
