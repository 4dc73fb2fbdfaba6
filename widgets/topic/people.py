"""Who is heard most, and what is said: rows of voices, and cards of posts."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from wall.model.datasets import Voice
from wall.model.posts import Post
from wall.views.ages import format_age
from wall.views.icons import paint_level
from wall.views.numbers import format_number
from wall.views.painting import draw_picture, mixed
from wall.views.posts.cards import CardComposer
from wall.views.posts.pictures import Key, Pictures
from wall.views.posts.style import CardPictures, CardStyle
from wall.views.posts.wording import initials, network_name
from wall.views.theme import Theme
from wall.views.typesetting import (
    Align,
    Lettering,
    Paragraph,
    Span,
    advance,
    is_right_to_left,
    largest_px,
)
from widgets.topic.wording import Words

CAPTION_UNITS = 1.9
VOICE_UNITS, ROOMY_UNITS = 2.95, 5.2
CARD_UNITS, LEADING = 13.0, 1.32
"""Higher statements are cards with their author."""
CARD_SCALES = (2.4, 2.1, 1.85, 1.6, 1.4, 1.2, 1.0)
"""Of the words of a statement, where it has room."""


class Caption:
    """What a part is, small above it; `below` is what it leaves."""

    def __init__(self, text: str, box: QRectF, look: Theme) -> None:
        unit = look.unit_px
        font = look.font_px(
            unit * (1.2 if box.height() > unit * 16 else 1.0), QFont.Weight.DemiBold
        )
        self._line = Paragraph(
            text, font, box.width(), look.color("text_muted"), align=Align.LEFT, max_lines=1
        )
        self._box = box
        tall = self._line.height + unit * 0.45
        self.below = box.adjusted(0, tall, 0, 0)

    def paint(self, painter: QPainter) -> None:
        self._line.paint(painter, self._box.left(), self._box.top())


class Voices:
    """As many as fit, those first who reach most."""

    def __init__(
        self,
        box: QRectF,
        look: Theme,
        voices: tuple[Voice, ...],
        pictures: Pictures,
        words: Words,
    ) -> None:
        self._caption = Caption(words["voices"], box, look)
        area = self._caption.below
        unit = look.unit_px
        fitting = max(1, int(area.height() / (unit * VOICE_UNITS)))
        shown = voices[:fitting]
        self._rows: list[_VoiceRow] = []
        self._none: Lettering | None = None
        if not shown:
            font = look.font("body", QFont.Weight.Medium)
            self._none = Lettering(words["no_voices"], font, look.color("text_muted"))
            self._none_at = area.left(), area.top() + font.pixelSize()
            return
        tall = min(unit * ROOMY_UNITS, area.height() / len(shown))
        for at, voice in enumerate(shown):
            row = QRectF(area.left(), area.top() + at * tall, area.width(), tall)
            self._rows.append(_VoiceRow(row, look, voice, pictures, words))

    @property
    def keys(self) -> list[Key]:
        return [row.key for row in self._rows if row.key is not None]

    def paint(self, painter: QPainter) -> None:
        self._caption.paint(painter)
        for row in self._rows:
            row.paint(painter)
        if self._none is not None:
            self._none.paint(painter, *self._none_at)


class _VoiceRow:
    def __init__(
        self, box: QRectF, look: Theme, voice: Voice, pictures: Pictures, words: Words
    ) -> None:
        self._look = look
        self._voice = voice
        scale = max(1.0, min(1.8, box.height() / (look.unit_px * VOICE_UNITS)))
        u = look.unit_px * scale
        side = round(min(u * 2.2, box.height() * 0.86))
        self._disc = QRectF(box.left(), round(box.top() + (box.height() - side) / 2), side, side)
        avatar = voice.author.avatar
        self.key: Key | None = (avatar, side, side, side // 2) if avatar else None
        self._picture = pictures.get(self.key) if self.key is not None else None
        left = self._disc.right() + u * 0.6
        room = max(1.0, box.right() - left)
        posts = words["one_post" if voice.posts == 1 else "posts"].format(
            many=format_number(voice.posts, 0)
        )
        figure = posts
        if voice.reach:
            figure = words["reach"].format(many=format_number(voice.reach, compact=True))
        medium = look.font_px(u, QFont.Weight.Medium)
        wide = advance(figure, medium)
        self._figure: Lettering | None = None
        name = look.font_px(u * 1.2, QFont.Weight.DemiBold)
        needed = advance(voice.author.name, name) + wide + u
        if wide < room * 0.3 or needed <= room:
            self._figure = Lettering(figure, medium, look.color("text"))
            room -= wide + u * 0.6
        ink, muted = look.color("text"), look.color("text_muted")
        # Dots and tails of Arabic reach below the lines of Latin.
        deep = is_right_to_left(voice.author.name)
        self._name = _line(voice.author.name, name, ink, room, leading=1.6 if deep else 1.3)
        network = network_name(voice.network) if voice.network else ""
        parts = [network, posts if figure != posts else "", voice.author.handle]
        spans = [Span(0, len(network), look.network(voice.network), QFont.Weight.DemiBold)]
        second = " · ".join(part for part in parts if part)
        self._second = _line(second, look.font_px(u * 0.92), muted, room, spans)
        tall = self._name.height + self._second.height
        self._two = tall <= box.height() + 2
        top = box.top() + (box.height() - (tall if self._two else self._name.height)) / 2
        self._top, self._left, self._right = round(top), left, box.right()

    def paint(self, painter: QPainter) -> None:
        look, disc = self._look, self._disc
        if self._picture is not None:
            draw_picture(painter, disc.left(), disc.top(), self._picture)
        else:
            color = look.network(self._voice.network)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mixed(look.color("surface"), color, 0.22))
            painter.drawEllipse(disc)
            painter.setFont(look.font_px(disc.width() * 0.38, QFont.Weight.DemiBold))
            painter.setPen(color)
            letters = initials(self._voice.author)
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, letters)
        self._name.paint(painter, self._left, self._top)
        if self._two:
            self._second.paint(painter, self._left, self._top + self._name.height)
        if self._figure is not None:
            base = self._top + self._name.baseline
            self._figure.paint(painter, self._right - self._figure.width, base)


class Statement:
    """The newest post of the house, as large as it fits; that there is none is said too."""

    def __init__(
        self,
        box: QRectF,
        look: Theme,
        post: Post | None,
        now: float,
        pictures: Pictures,
        words: Words,
        *,
        is_missed: bool,
    ) -> None:
        self._look = look
        unit = look.unit_px
        self.keys: list[Key] = []
        self._image: QImage | None = None
        self._text: Paragraph | None = None
        self._none: Lettering | None = None
        self._sign: QRectF | None = None
        caption = words["statement"]
        is_low = box.height() < unit * CARD_UNITS
        if post is not None and is_low:
            age = format_age(now - post.at.timestamp())
            caption = " · ".join((caption, post.author.name, age))
        self._caption = Caption(caption, box, look)
        area = self._caption.below
        self._at = area.topLeft()
        if post is None:
            self._say_none(area, words, is_missed=is_missed)
        elif is_low:
            self._say(post, area)
        else:
            self._image, self.keys = _statement(post, area, look, now, pictures)

    def paint(self, painter: QPainter) -> None:
        self._caption.paint(painter)
        look, x = self._look, self._at.x()
        if self._image is not None:
            draw_picture(painter, x, self._at.y(), self._image)
        if self._text is not None:
            painter.fillRect(self._stripe, look.color("accent"))
            indent = 0 if self._text.right_to_left else self._stripe.width() * 3.5
            self._text.paint(painter, x + indent, self._at.y())
        if self._sign is not None:
            ground = look.color("surface")
            paint_level(painter, self._sign, "warning", look.color("warning"), ground)
            x += self._sign.width() * 1.4
        if self._none is not None:
            self._none.paint(painter, x, self._base)

    def _say(self, post: Post, area: QRectF) -> None:
        """Its words alone, as large as they fit."""
        look, unit = self._look, self._look.unit_px
        wide = max(3, round(unit * 0.2))
        words = " ".join((post.text or post.title).split())
        room = area.width() - wide * 3.5

        def lines(px: int) -> int:
            return max(1, int(area.height() / (px * LEADING)))

        def fits(px: int) -> bool:
            font = look.font_px(px)
            text = Paragraph(words, font, room, look.color("text"), leading=LEADING)
            return text.lines <= lines(px)

        px = largest_px(fits, round(unit * 1.1), round(unit * 2))
        self._text = Paragraph(
            words,
            look.font_px(px),
            room,
            look.color("text"),
            max_lines=lines(px),
            leading=LEADING,
        )
        self._stripe = QRectF(
            area.left(), area.top() + px * 0.15, wide, self._text.height - px * 0.3
        )
        if self._text.right_to_left:
            self._stripe.moveRight(area.right())

    def _say_none(self, area: QRectF, words: Words, *, is_missed: bool) -> None:
        look, unit = self._look, self._look.unit_px
        text = words["no_statement"]

        def fits(px: int) -> bool:
            wide = advance(text, look.font_px(px, QFont.Weight.DemiBold))
            return wide + (px * 1.6 if is_missed else 0) <= area.width()

        most = min(unit * 2.4, max(unit, area.height() * 0.3))
        font = look.font_px(largest_px(fits, round(unit * 0.9), round(most)), QFont.Weight.DemiBold)
        self._none = Lettering(text, font, look.color("text" if is_missed else "text_muted"))
        cap = QFontMetricsF(font).capHeight()
        self._base = area.top() + min(area.height() / 2, unit * 3) + cap / 2
        if is_missed:
            side = round(cap * 1.5)
            self._sign = QRectF(area.left(), round(self._base - cap / 2 - side / 2), side, side)


def _statement(
    post: Post, area: QRectF, look: Theme, now: float, pictures: Pictures
) -> tuple[QImage, list[Key]]:
    wide, tall = int(area.width()), int(area.height())
    composer = CardComposer(CardStyle(look, wide, 12, media=False, counts=False))
    for scale in CARD_SCALES:
        plain = 1.0 + (scale - 1.0) * 0.4
        own = replace(look, unit_px=look.unit_px * plain)
        style = CardStyle(own, wide, 12, media=False, counts=False, words=scale / plain)
        composer = CardComposer(style)
        if composer.height(post, has_media=False) <= tall:
            break
    high = min(tall, composer.height(post, has_media=False))
    return _composed(composer, post, high, now, pictures, has_media=False)


class Newest:
    """The newest posts below each other, whole."""

    def __init__(
        self,
        box: QRectF,
        look: Theme,
        posts: tuple[Post, ...],
        now: float,
        pictures: Pictures,
        words: Words,
        *,
        is_captioned: bool,
    ) -> None:
        self._caption = Caption(words["newest"], box, look)
        self._is_captioned = is_captioned
        area = self._caption.below
        gap = look.px("gap")
        self.keys: list[Key] = []
        self.shown = 0
        self._cards: list[tuple[float, float, QImage]] = []
        roomy = area.width() > look.unit_px * 56
        columns = 2 if roomy and len(posts) > 1 else 1
        wide = int((area.width() - gap * (columns - 1)) / columns)
        composer = CardComposer(CardStyle(look, wide, 6, country="flag"))
        free = [area.top()] * columns
        for post in posts:
            media = composer.media_key(post)
            has_media = media is not None and not pictures.has_failed(media)
            tall = composer.height(post, has_media=has_media)
            at = free.index(min(free))
            room = area.bottom() + 1 - free[at]
            if tall > room and not self.shown and room > look.unit_px * 6:
                # Even the newest is higher than the tile: it is cut.
                tall = int(room)
            if tall > room:
                break
            image, keys = _composed(composer, post, tall, now, pictures, has_media=has_media)
            self.keys += keys
            self._cards.append((area.left() + at * (wide + gap), free[at], image))
            free[at] += tall + gap
            self.shown += 1

    def paint(self, painter: QPainter) -> None:
        if self._is_captioned:
            self._caption.paint(painter)
        for x, y, image in self._cards:
            draw_picture(painter, x, y, image)


def _composed(
    composer: CardComposer,
    post: Post,
    tall: int,
    now: float,
    pictures: Pictures,
    *,
    has_media: bool,
) -> tuple[QImage, list[Key]]:
    avatar = composer.avatar_key(post)
    media = composer.media_key(post, tall) if has_media else None
    shown = CardPictures(
        avatar=pictures.get(avatar) if avatar else None,
        media=pictures.get(media) if media else None,
        has_media=has_media,
    )
    age = format_age(now - post.at.timestamp())
    image = composer.compose(post, age, shown, tall)
    return image, [key for key in (avatar, media) if key]


def _line(
    text: str,
    font: QFont,
    color: QColor,
    room: float,
    spans: list[Span] | None = None,
    leading: float = 1.25,
) -> Paragraph:
    return Paragraph(
        text,
        font,
        max(1.0, room),
        color,
        align=Align.LEFT,
        max_lines=1,
        leading=leading,
        spans=spans or (),
    )
