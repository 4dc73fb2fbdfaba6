"""How each post looks in each place: composed once, again when it, its age or a picture changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from wall.model.posts import Post
from wall.views.ages import format_age
from wall.views.numbers import format_number
from wall.views.painting import draw_picture, new_picture, rounded
from wall.views.posts.cards import CardComposer
from wall.views.posts.films import FilmKey, Films
from wall.views.posts.pictures import Key, Pictures
from wall.views.posts.style import CardPictures, CardStyle
from wall.views.services import ClockService
from wall.views.theme import Theme
from wall.views.typesetting import advance
from widgets.top_posts.badge import paint_badge
from widgets.top_posts.frames import Frame
from widgets.top_posts.ranking import Ranked
from widgets.top_posts.rows import Row, RowPictures
from widgets.top_posts.settings import TopPostsSettings

SCALES = (4.2, 3.6, 3.1, 2.7, 2.3, 2.0, 1.75, 1.5, 1.3, 1.15, 1.0)
"""Of the words of a post; its author's name grows less."""
ROOMY_UNITS = 15.0
"""From this height on a place holds a card rather than a row."""
BESIDE = 1.7
"""A card so much wider than high has its picture beside the words."""
LABELS = {
    "en": {
        "engagement": "reactions",
        "reach": "reach",
        "likes": "likes",
        "shares": "shares",
        "replies": "replies",
    },
    "fr": {
        "engagement": "réactions",
        "reach": "portée",
        "likes": "j’aime",
        "shares": "partages",
        "replies": "réponses",
    },
}


@dataclass(frozen=True)
class Shown:
    """What stands inside a frame, and loads."""

    keys: tuple[Key, ...] = ()
    film: FilmKey | None = None
    film_box: QRectF = field(default_factory=QRectF)
    """In the frame; empty where it shows a picture alone."""
    radius: int = 0


@dataclass(frozen=True)
class Face:
    """One post in one frame."""

    ranked: Ranked
    age: str
    image: QImage
    shown: Shown


class Faces:
    """Pictures of posts in frames."""

    def __init__(
        self,
        look: Theme,
        settings: TopPostsSettings,
        pictures: Pictures,
        films: Films,
        clock: ClockService,
    ) -> None:
        self._look = look
        raised = {**look.colors, "surface": look.color("surface_raised")}
        self._raised = replace(look, colors=raised)
        """Cards stand on plates."""
        self._settings = settings
        self._pictures = pictures
        self._films = films
        self._clock = clock
        self._composers: dict[tuple[int, int, int], CardComposer] = {}
        self._faces: dict[tuple[str, Frame], Face] = {}

    def face(self, one: Ranked, frame: Frame) -> Face:
        face = self._faces.get((one.post.id, frame))
        if face is None or face.ranked != one:
            face = self._faces[one.post.id, frame] = self._composed(one, frame)
        return face

    def keep(self, shown: Iterable[tuple[str, Frame]]) -> None:
        """Forget all others."""
        wanted = set(shown)
        self._faces = {key: face for key, face in self._faces.items() if key in wanted}
        self._pictures.keep(key for face in self._faces.values() for key in face.shown.keys)

    def forget(self, there: Mapping[str, Ranked]) -> None:
        """Nothing is kept of posts that are no longer there."""
        self._faces = {key: face for key, face in self._faces.items() if key[0] in there}

    def is_new(self, one: Ranked, frame: Frame) -> bool:
        """Whether it looks different from what was composed."""
        face = self._faces.get((one.post.id, frame))
        return face is None or face.ranked != one

    def picture_changed(self, key: Key) -> list[Frame]:
        """Where somebody looks different now."""
        return self._again([at for at, face in self._faces.items() if key in face.shown.keys])

    def film_changed(self, key: FilmKey) -> list[Frame]:
        """Where there is its first picture now, or none to be had."""
        return self._again([at for at, face in self._faces.items() if face.shown.film == key])

    def refresh_age(self) -> Frame | None:
        """Of one whose age is told wrongly by now; None: of nobody."""
        faces = self._faces.items()
        old = next((at for at, face in faces if face.age != self._age(face.ranked.post)), None)
        return self._again([old])[0] if old is not None else None

    def _again(self, those: list[tuple[str, Frame]]) -> list[Frame]:
        for at in those:
            self._faces[at] = self._composed(self._faces[at].ranked, at[1])
        return [frame for _, frame in those]

    # -- composing -----------------------------------------------------------------------

    def _composed(self, one: Ranked, frame: Frame) -> Face:
        look, post = self._look, one.post
        _, _, wide, tall = frame.rect
        pad = min(round(look.unit_px * 0.9), tall // 6)
        image = new_picture(QSize(wide, tall), look.color("surface"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("surface_raised"))
        radius = look.px("radius")
        painter.drawRoundedRect(QRectF(0, 0, wide, tall), radius, radius)
        inside = QRectF(pad, pad, wide - 2 * pad, tall - 2 * pad)
        if tall > look.unit_px * ROOMY_UNITS or frame.is_large:
            shown = self._paint_card(painter, one, frame, inside)
        else:
            row = Row(one, frame.rank, self._raised, inside, media=self._settings.media)
            row.paint(painter, self._age(post), self._of_rows())
            film = row.film if row.film is not None and self._has_film(row.film) else None
            shown = Shown(tuple(key for key in (row.avatar, row.media) if key), film)
        painter.end()
        return Face(one, self._age(post), image, shown)

    def _of_rows(self) -> RowPictures:
        return RowPictures(self._pictures.get, self._has, self._films.still, self._has_film)

    def _paint_card(self, painter: QPainter, one: Ranked, frame: Frame, inside: QRectF) -> Shown:
        look, post = self._look, one.post
        room = self._head(painter, one, frame, inside)
        size = room.toRect().size()
        if size.width() < look.unit_px * 5 or size.height() < look.unit_px * 2:
            return Shown()
        composer = self._for(post, size)
        avatar, media = composer.avatar_key(post), composer.media_key(post, size.height())
        film, box = self._film(composer, post, size.height())
        picture = self._pictures.get(media) if media else None
        if picture is None and film is not None and (still := self._films.still(film)) is not None:
            picture = rounded(still, composer.radius)
        pictures = CardPictures(
            avatar=self._pictures.get(avatar) if avatar else None,
            media=picture,
            has_media=self._has(media) or film is not None,
        )
        card = composer.compose(post, self._age(post), pictures, size.height())
        draw_picture(painter, room.left(), room.top(), card)
        keys = tuple(key for key in (avatar, media) if key)
        box = box.translated(room.topLeft()) if frame.is_large else QRectF()
        return Shown(keys, film, box, composer.radius)

    def _film(self, composer: CardComposer, post: Post, tall: int) -> tuple[FilmKey | None, QRectF]:
        """None as well where it cannot be had."""
        address = composer.film_of(post)
        if not address or self._films.has_failed(address):
            return None, QRectF()
        box = composer.media_box(post, tall)
        return (address, round(box.width()), round(box.height())), box

    def _head(self, painter: QPainter, one: Ranked, frame: Frame, inside: QRectF) -> QRectF:
        """Paint rank and figure above the post; returns what is left."""
        look, unit = self._look, self._look.unit_px
        label = LABELS[self._settings.language][self._settings.by]
        px = min(unit * look.type["headline"] * 1.35, max(unit * 1.4, inside.height() * 0.12))
        bold = look.font_px(px, QFont.Weight.Bold)
        cap = QFontMetricsF(bold).capHeight()
        base, x = inside.top() + cap, inside.left()
        amount = format_number(one.amount, compact=True)
        x += paint_badge(painter, str(frame.rank), look, px, x, base)
        x += self._text(painter, amount, bold, "text", x, base) + px * 0.25
        words = look.font_px(max(unit, px * 0.42), QFont.Weight.Medium)
        if x + advance(label, words) <= inside.right():
            self._text(painter, label, words, "text_muted", x, base)
        return inside.adjusted(0, round(cap + max(unit * 0.8, px * 0.42)), 0, 0)

    def _for(self, post: Post, size: QSize) -> CardComposer:
        """The one with the largest words that fit."""
        low, high = 0, len(SCALES) - 1
        # The first that fits: each step costs shaping all words.
        while low < high:
            middle = (low + high) // 2
            card = self._card(size, SCALES[middle])
            film = card.film_of(post)
            has_film = bool(film) and not self._films.has_failed(film)
            has_media = self._has(card.media_key(post)) or has_film
            if card.height(post, has_media=has_media) <= size.height():
                high = middle
            else:
                low = middle + 1
        return self._card(size, SCALES[low])

    def _card(self, size: QSize, scale: float) -> CardComposer:
        width, height = size.width(), size.height()
        key = (width, height, round(scale * 100))
        found = self._composers.get(key)
        if found is None:
            settings = self._settings
            plain = 1.0 + (scale - 1.0) * 0.3
            is_beside = width > height * BESIDE
            style = CardStyle(
                replace(self._raised, unit_px=self._look.unit_px * plain),
                width,
                12,
                settings.media,
                counts=True,
                plate=False,
                beside=is_beside,
                beside_height=min(round(height * 0.9), round(width * 0.42 * 0.6)),
                country="name",
                language=settings.language,
                centered=True,
                words=scale / plain,
            )
            found = self._composers[key] = CardComposer(style)
        return found

    def _has(self, key: Key | None) -> bool:
        return key is not None and not self._pictures.has_failed_of(key[0])

    def _has_film(self, key: FilmKey) -> bool:
        return not self._films.has_failed(key[0])

    def _age(self, post: Post) -> str:
        return format_age(self._clock.now() - post.at.timestamp())

    def _text(
        self, painter: QPainter, text: str, font: QFont, color: str, x: float, base: float
    ) -> float:
        """Paints a text on its line; returns its width."""
        painter.setFont(font)
        painter.setPen(self._look.color(color))
        painter.drawText(round(x), round(base), text)
        return advance(text, font)
