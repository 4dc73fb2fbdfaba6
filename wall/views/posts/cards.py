"""A post composed into a picture: author, words, media and counts on one grid, in the
direction of its language."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from wall.model.posts import Post
from wall.views.icons import paint_heart, paint_reply, paint_share
from wall.views.numbers import format_number
from wall.views.painting import mixed, new_picture
from wall.views.theme import Theme
from wall.views.typesetting import Align, Paragraph, Span, advance, is_right_to_left
from wall.views.posts.pictures import Key
from wall.views.posts.wording import byline, initials, network_name, words_of


@dataclass(frozen=True)
class CardStyle:
    """How the cards of a feed look; lengths in pixels."""

    look: Theme
    width: int
    max_lines: int = 8
    media: bool = True
    counts: bool = True
    plate: bool = True
    """Whether it stands on a plate of its own, or on the tile itself."""
    beside: bool = False
    """Whether media stand beside the words instead of below."""
    beside_height: int = 0
    """Height of media beside the words; 0 is that of a landscape picture."""


@dataclass(frozen=True)
class CardPictures:
    """What has been loaded for a card. A key whose picture is None is still on its way."""

    avatar: QImage | None = None
    media: QImage | None = None
    has_media: bool = False


class CardComposer:
    """Composes the cards of one style."""

    def __init__(self, style: CardStyle) -> None:
        self.style = style
        look = style.look
        unit = look.unit_px
        self._pad = round(unit * 0.8) if style.plate else 0
        self._stripe = max(3, round(unit * 0.2)) if style.plate else 0
        self._gap = round(unit * 0.5)
        self._avatar_px = round(unit * 2.5)
        self._radius = look.px("radius")
        self._inner = style.width - 2 * self._pad - self._stripe
        self._name_font = look.font_px(unit * 1.2, QFont.Weight.DemiBold)
        self._small = look.font("caption", QFont.Weight.Medium)
        self._ground = look.color("surface_raised" if style.plate else "surface")

    # -- what to load -------------------------------------------------------------------

    def avatar_key(self, post: Post) -> Key | None:
        if not post.author.avatar:
            return None
        return post.author.avatar, self._avatar_px, self._avatar_px, self._avatar_px // 2

    def media_key(self, post: Post) -> Key | None:
        picture = next((media for media in post.media if media.type == "image"), None)
        if picture is None or not self.style.media:
            return None
        size = self.media_size()
        return picture.url, size.width(), size.height(), self._radius

    def media_size(self) -> QSize:
        if self.style.beside:
            width = round(self._inner * 0.42)
            return QSize(width, self.style.beside_height or round(width * 0.62))
        return QSize(self._inner, round(min(self._inner * 9 / 16, self.style.look.unit_px * 13)))

    # -- composing ------------------------------------------------------------------------

    def height(self, post: Post, *, has_media: bool) -> int:
        """Of the card that `compose` would give, without painting it."""
        return _Card(self, post, "", CardPictures(has_media=has_media)).height()

    def compose(self, post: Post, age: str, pictures: CardPictures) -> QImage:
        """The card at the style's width and the height that it needs."""
        return _Card(self, post, age, pictures).image()


class _Card:
    """One composition: places from the reading side, then paints."""

    def __init__(
        self, composer: CardComposer, post: Post, age: str, pictures: CardPictures
    ) -> None:
        self._c = composer
        self._look = composer.style.look
        self._post = post
        self._pictures = pictures
        self._mirrored = is_right_to_left(post.title or post.text or post.author.name)
        self._start = Align.RIGHT if self._mirrored else Align.LEFT
        media = composer.media_size() if pictures.has_media else QSize()
        self._media = media
        is_beside = composer.style.beside and not media.isEmpty()
        beside = media.width() + composer._gap * 2 if is_beside else 0
        self._room = composer._inner - beside
        self._age = self._line(age, composer._small, self._look.color("text_muted"), 1e4)
        self._header()
        self._words()
        self._counts = self._count_parts() if composer.style.counts else []

    def image(self) -> QImage:
        c, style = self._c, self._c.style
        height = self.height()
        image = new_picture(QSize(style.width, height), self._look.color("surface"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if style.plate:
            self._paint_plate(painter, height)
        y = float(c._pad)
        if not self._media.isEmpty() and style.beside:
            x = c._inner - self._media.width()
            self._paint_media(painter, x, (height - self._media.height()) / 2)
        y = self._paint_header(painter, y)
        for paragraph in self._paragraphs:
            y += c._gap
            paragraph.paint(painter, self._x(0, self._room), y)
            y += paragraph.height
        if not self._media.isEmpty() and not style.beside:
            y += c._gap
            self._paint_media(painter, 0, y)
            y += self._media.height()
        if self._counts:
            self._paint_counts(painter, y + c._gap)
        painter.end()
        return image

    # -- measuring ------------------------------------------------------------------------

    def height(self) -> int:
        c = self._c
        tall = self._header_height + sum(p.height + c._gap for p in self._paragraphs)
        if not self._media.isEmpty() and not c.style.beside:
            tall += c._gap + self._media.height()
        if self._counts:
            tall += c._gap + self._age.line_height
        if c.style.beside:
            tall = max(tall, self._media.height())
        return tall + 2 * c._pad

    def _header(self) -> None:
        c, look, author = self._c, self._look, self._post.author
        room = self._room - c._avatar_px - c._gap
        self._name = self._line(
            author.name, c._name_font, look.color("text"), room - self._age.width - c._gap
        )
        network = network_name(self._post.network)
        handle = byline(self._post)
        text = f"{network} · {handle}" if handle else network
        spans = [
            Span(0, len(network), look.network(self._post.network), QFont.Weight.DemiBold),
        ]
        self._byline = self._line(text, c._small, look.color("text_muted"), room, spans)
        self._header_height = max(c._avatar_px, self._name.height + self._byline.height)

    def _words(self) -> None:
        c, look, post = self._c, self._look, self._post
        self._paragraphs: list[Paragraph] = []
        lines = c.style.max_lines
        text = words_of(post.text)
        if post.title and not text.text.startswith(post.title):
            title = Paragraph(
                " ".join(post.title.split()),
                look.font("body", QFont.Weight.DemiBold),
                self._room,
                look.color("text"),
                align=self._start,
                max_lines=lines,
                leading=1.22,
            )
            self._paragraphs.append(title)
            lines = max(0, min(lines - title.lines, 3))
        if text.text and lines:
            accent = look.color("accent")
            muted = bool(self._paragraphs)
            self._paragraphs.append(
                Paragraph(
                    text.text,
                    look.font_px(look.unit_px * 1.1) if muted else look.font("body"),
                    self._room,
                    look.color("text_muted" if muted else "text"),
                    align=self._start,
                    max_lines=lines,
                    leading=1.32,
                    spans=[Span(at, length, accent) for at, length in text.marks],
                )
            )

    def _line(
        self,
        text: str,
        font: QFont,
        color: QColor,
        room: float,
        spans: list[Span] | None = None,
    ) -> Paragraph:
        return Paragraph(
            text,
            font,
            min(room, max(1.0, advance(text, font) + font.pixelSize())),
            color,
            align=self._start,
            max_lines=1,
            leading=1.25,
            spans=spans or [],
        )

    def _count_parts(self) -> list[tuple[str, str]]:
        counts = self._post.counts
        named = (("heart", counts.likes), ("share", counts.shares), ("reply", counts.replies))
        return [(sign, format_number(many, compact=True)) for sign, many in named if many]

    # -- painting -------------------------------------------------------------------------

    def _x(self, x: float, width: float) -> float:
        """The left edge of something that begins `x` pixels from the reading side."""
        c = self._c
        if self._mirrored:
            return c.style.width - c._pad - c._stripe - x - width
        return c._pad + c._stripe + x

    def _paint_plate(self, painter: QPainter, height: int) -> None:
        c = self._c
        painter.setPen(Qt.PenStyle.NoPen)
        full = QRectF(0, 0, c.style.width, height)
        # The stripe shows as the edge of a plate of its colour below the card's own.
        painter.setBrush(self._look.network(self._post.network))
        painter.drawRoundedRect(full, c._radius, c._radius)
        painter.setBrush(c._ground)
        plate = full.adjusted(
            0 if self._mirrored else c._stripe, 0, -c._stripe if self._mirrored else 0, 0
        )
        painter.drawRoundedRect(plate, c._radius, c._radius)
        flat = QRectF(plate)
        if self._mirrored:
            flat.setLeft(plate.right() - c._radius)
        else:
            flat.setRight(plate.left() + c._radius)
        painter.drawRect(flat)

    def _paint_header(self, painter: QPainter, y: float) -> float:
        c = self._c
        self._paint_avatar(painter, y)
        x = c._avatar_px + c._gap
        top = y + (self._header_height - self._name.height - self._byline.height) / 2
        self._name.paint(painter, self._x(x, self._name.room), top)
        self._byline.paint(painter, self._x(x, self._byline.room), top + self._name.height)
        shift = self._name.baseline - self._age.baseline
        end = self._room - self._age.width
        left = self._x(end, self._age.width)
        if self._mirrored:
            # Its lines stand at the right of the room that they were given.
            left -= self._age.room - self._age.width
        self._age.paint(painter, left, top + shift)
        return y + self._header_height

    def _paint_avatar(self, painter: QPainter, y: float) -> None:
        c, look = self._c, self._look
        box = QRectF(
            round(self._x(0, c._avatar_px)),
            round(y + (self._header_height - c._avatar_px) / 2),
            c._avatar_px,
            c._avatar_px,
        )
        if self._pictures.avatar is not None:
            painter.drawImage(box.topLeft(), self._pictures.avatar)
            return
        color = look.network(self._post.network)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(c._ground, color, 0.22))
        painter.drawEllipse(box)
        painter.setFont(look.font_px(c._avatar_px * 0.38, QFont.Weight.DemiBold))
        painter.setPen(color)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initials(self._post.author))

    def _paint_media(self, painter: QPainter, x: float, y: float) -> None:
        c = self._c
        left = round(self._x(x, self._media.width()))
        if self._pictures.media is not None:
            painter.drawImage(left, round(y), self._pictures.media)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(c._ground, self._look.color("line"), 0.5))
        box = QRectF(left, round(y), self._media.width(), self._media.height())
        painter.drawRoundedRect(box, c._radius, c._radius)

    def _paint_counts(self, painter: QPainter, y: float) -> None:
        c = self._c
        muted = self._look.color("text_muted")
        side = round(c._small.pixelSize() * 0.9)
        signs = {"heart": paint_heart, "share": paint_share, "reply": paint_reply}
        x = 0.0
        for sign, many in self._counts:
            words = self._line(many, c._small, muted, self._room)
            top = y + words.baseline - side * 0.86
            signs[sign](painter, QRectF(round(self._x(x, side)), round(top), side, side), muted)
            x += side + c._gap * 0.5
            left = self._x(x, words.width)
            if self._mirrored:
                left -= words.room - words.width
            words.paint(painter, left, y)
            x += words.width + c._gap * 1.6
