"""How each post looks in each place: composed once, again when it, its age or a picture changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage

from wall.model.posts import Post
from wall.views.ages import format_age
from wall.views.painting import rounded
from wall.views.posts.cards import CardComposer
from wall.views.posts.codes import code_picture
from wall.views.posts.films import FilmKey, Films
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


CARD_WORDS = (1.7, 1.5, 1.35, 1.2, 1.1, 1.0)
"""Of the words of a card without a picture that has more room than it needs."""
BESIDE = ((0, 0.0), (70, 0.6), (160, 0.5), (10_000, 0.42))
"""Letters of a large post, and the share of its width that a picture beside them takes then."""
BESIDE_UNITS = 36
"""Narrower ones have their pictures below."""
FILM_SHARE, FILM_SHAPE = 0.6, 0.64
"""Films beside words: of the width, and their height by their width."""


@dataclass(frozen=True)
class Face:
    """One post in one frame."""

    post: Post
    age: str
    image: QImage
    keys: tuple[Key, ...]
    film: FilmKey | None
    film_box: QRectF
    """In the image."""
    radius: int
    ground: QColor
    code: QImage | None = None
    """What a phone reads, above all else."""
    code_at: QPointF = field(default_factory=QPointF)


class Faces:
    """Pictures of posts in frames."""

    def __init__(
        self,
        look: Theme,
        settings: SocialWallSettings,
        pictures: Pictures,
        films: Films,
        clock: ClockService,
    ) -> None:
        self._look = look
        self._settings = settings
        self._pictures = pictures
        self._films = films
        self._clock = clock
        self._composers: dict[tuple[int, float], CardComposer] = {}
        self._large: dict[tuple[object, ...], CardComposer] = {}
        self._faces: dict[tuple[str, Frame], Face] = {}
        self._heights: dict[tuple[str, int], tuple[Post, bool, int]] = {}

    def face(self, post: Post, frame: Frame) -> Face:
        face = self._faces.get((post.id, frame))
        if face is None or face.post != post:
            face = self._composed(post, frame)
            self._faces[post.id, frame] = face
        return face

    def height(self, post: Post, width: int) -> int:
        """Of a card that has the room it needs."""
        composer = self._card(width)
        has_media = self._has_media(composer, post)
        known = self._heights.get((post.id, width))
        # Asked of each post that waits, whenever a place is free: shaping words takes long.
        if known is None or known[:2] != (post, has_media):
            known = (post, has_media, composer.height(post, has_media=has_media))
            self._heights[post.id, width] = known
        return known[2]

    def is_new(self, post: Post, frame: Frame) -> bool:
        """Whether it looks different from what was composed."""
        face = self._faces.get((post.id, frame))
        return face is None or face.post != post

    def keep(self, shown: Iterable[tuple[str, Frame]]) -> None:
        """Forget all others."""
        wanted = set(shown)
        self._faces = {key: face for key, face in self._faces.items() if key in wanted}
        self._pictures.keep(key for face in self._faces.values() for key in face.keys)

    def forget(self, there: Mapping[str, Post]) -> None:
        """Nothing is kept of posts that are no longer there."""
        self._faces = {key: face for key, face in self._faces.items() if key[0] in there}
        self._heights = {key: known for key, known in self._heights.items() if key[0] in there}

    def picture_changed(self, key: Key) -> list[Frame]:
        """Where somebody looks different now."""
        return self._again([at for at, face in self._faces.items() if key in face.keys])

    def film_changed(self, key: FilmKey) -> list[Frame]:
        """Where a card has its first picture now, or does without one."""
        return self._again([at for at, face in self._faces.items() if face.film == key])

    def refresh_age(self) -> Frame | None:
        """Of one whose age is told wrongly by now; None: of nobody."""
        faces = self._faces.items()
        old = next((at for at, face in faces if face.age != self._age(face.post)), None)
        return self._again([old])[0] if old is not None else None

    def _again(self, those: list[tuple[str, Frame]]) -> list[Frame]:
        for at in those:
            self._faces[at] = self._composed(self._faces[at].post, at[1])
        return [frame for _, frame in those]

    # -- composing -----------------------------------------------------------------------

    def _composed(self, post: Post, frame: Frame) -> Face:
        code = self._code(post, frame)
        composer = self._for(post, frame, 0 if code is None else code.width())
        tall = frame.rect.height
        avatar, media = composer.avatar_key(post), composer.media_key(post, tall)
        film, box = self._film(composer, post, tall)
        picture = self._pictures.get(media) if media else None
        if picture is None and film is not None:
            still = self._films.still(film)
            picture = rounded(still, composer.radius) if still is not None else None
        pictures = CardPictures(
            avatar=self._pictures.get(avatar) if avatar else None,
            media=picture,
            has_media=self._has_media(composer, post),
        )
        age = self._age(post)
        image = composer.compose(post, age, pictures, tall)
        keys = tuple(key for key in (avatar, media) if key)
        at = QPointF()
        if code is not None:
            media_box = composer.media_box(post, tall) if pictures.has_media else None
            at = self._code_place(code, frame, media_box, beside=composer.style.beside)
        return Face(post, age, image, keys, film, box, composer.radius, composer.ground, code, at)

    def _film(self, composer: CardComposer, post: Post, tall: int) -> tuple[FilmKey | None, QRectF]:
        address = composer.film_of(post)
        if not address or self._films.has_failed(address):
            return None, QRectF()
        box = composer.media_box(post, tall)
        return (address, round(box.width()), round(box.height())), box

    def _has_media(self, composer: CardComposer, post: Post) -> bool:
        key, film = composer.media_key(post), composer.film_of(post)
        has_picture = key is not None and not self._pictures.has_failed_of(key[0])
        return has_picture or bool(film and not self._films.has_failed(film))

    def _code_place(
        self, code: QImage, frame: Frame, media: QRectF | None, *, beside: bool
    ) -> QPointF:
        """At the lower right of the card or of its picture; left of a picture that stands
        there."""
        inset = self._look.px("margin")
        corner = QPointF(frame.rect.width, frame.rect.height)
        if media is not None and not beside:
            inset, corner = inset // 2, media.bottomRight()
        elif media is not None and media.center().x() > corner.x() / 2:
            corner.setX(media.left())
        return corner - QPointF(code.width() + inset, code.height() + inset)

    def _code(self, post: Post, frame: Frame) -> QImage | None:
        if not (self._settings.qr and frame.is_large):
            return None
        side = min(frame.rect.width, frame.rect.height) * 0.24
        return code_picture(post.url, side)

    def _for(self, post: Post, frame: Frame, code_px: int) -> CardComposer:
        if not frame.is_large:
            return self._roomy_card(post, frame)
        whole = frame.rect.height
        low, high = 0, len(LARGE_SCALES) - 1
        # The first that fits: each step costs shaping all words.
        while low < high:
            middle = (low + high) // 2
            found = self._spotlight(post, frame, LARGE_SCALES[middle], has_code=bool(code_px))
            has_media = self._has_media(found, post)
            beside = found.style.beside and has_media
            needed = found.words_height if beside else found.height
            # Where a picture stands below the words the code stands on that.
            spare = 0 if has_media and not beside else round(code_px * 1.35)
            if needed(post, has_media=has_media) <= whole - spare:
                high = middle
            else:
                low = middle + 1
        return self._spotlight(post, frame, LARGE_SCALES[low], has_code=bool(code_px))

    def _roomy_card(self, post: Post, frame: Frame) -> CardComposer:
        """Words take the room that a card has beyond its need; where there is a picture, that
        does."""
        plain = self._card(frame.rect.width)
        if self._has_media(plain, post):
            return plain
        for words in CARD_WORDS:
            found = self._card(frame.rect.width, words)
            if found.height(post, has_media=False) <= frame.rect.height:
                return found
        return plain

    def _card(self, width: int, words: float = 1.0) -> CardComposer:
        found = self._composers.get((width, words))
        if found is None:
            look = replace(self._look, unit_px=self._look.unit_px * CARD_SCALE)
            settings = self._settings
            style = CardStyle(
                look, width, 9, settings.media, settings.counts, country="flag", words=words
            )
            found = self._composers[width, words] = CardComposer(style)
        return found

    def _spotlight(self, post: Post, frame: Frame, scale: float, *, has_code: bool) -> CardComposer:
        width, height = frame.rect.size
        letters = len(post.text or post.title)
        share = next(share for most, share in BESIDE if letters <= most)
        is_wide = width > height * 1.25 and width > self._look.unit_px * BESIDE_UNITS
        share = share if is_wide else 0.0
        is_film = share > 0 and any(media.type == "video" for media in post.media)
        share = max(share, FILM_SHARE) if is_film else share
        # A code beside a picture stands where counts would.
        counts = self._settings.counts and not (has_code and share > 0 and post.media)
        key = (width, height, round(scale * 100), share, is_film, counts)
        found = self._large.get(key)
        if found is None:
            settings = self._settings
            plain = 1.0 + (scale - 1.0) * 0.35
            style = CardStyle(
                replace(self._look, unit_px=self._look.unit_px * plain),
                width,
                12,
                settings.media,
                counts,
                beside=share > 0,
                beside_share=share,
                country="name",
                language=settings.language,
                centered=True,
                words=scale / plain,
            )
            # As far from the edge above and below as at the side.
            plain_card = CardComposer(style)
            tall = height - 2 * plain_card.pad
            if is_film:
                tall = min(tall, round(plain_card.media_size().width() * FILM_SHAPE))
            found = CardComposer(replace(style, beside_height=tall))
            self._large[key] = found
        return found

    def _age(self, post: Post) -> str:
        return format_age(self._clock.now() - post.at.timestamp())
