"""A post composed into a picture: author, words, media and counts on one grid, in the
direction of its language."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from wall.kinds.addresses import pinned
from wall.model.posts import Post
from wall.views.countries import country_name, flag
from wall.views.icons import (
    paint_heart,
    paint_pin,
    paint_play,
    paint_reply,
    paint_share,
    paint_star,
)
from wall.views.numbers import format_number
from wall.views.painting import mixed, new_picture
from wall.views.posts.pictures import Key
from wall.views.posts.plates import paint_mark, paint_plate
from wall.views.posts.style import CardPictures, CardStyle
from wall.views.posts.wording import byline, initials, network_name, words_of
from wall.views.typesetting import Align, Paragraph, Span, advance, is_right_to_left

FILM_SHAPE = 0.75
"""Films are not cut narrower than this: height by width."""


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

    def media_key(self, post: Post, tall: int | None = None) -> Key | None:
        picture = next((media for media in post.media if media.type == "image"), None)
        if picture is None or not self.style.media:
            return None
        size = self.media_size()
        if tall is not None and not self.style.beside:
            size = _Card(self, post, "", CardPictures(has_media=True), tall).media_size
        # Where somebody looked at it: that picture, whatever stands there later.
        address = pinned(picture.url, picture.sha256)
        return address, size.width(), size.height(), self._radius

    def film_of(self, post: Post) -> str:
        """The address of its film; empty where there is none, or nothing of the kind is shown."""
        films = [media for media in post.media if media.type == "video" and self.style.media]
        # Where somebody saw stills of it: that film, whatever stands there later.
        return pinned(films[0].url, films[0].sha256) if films else ""

    def media_box(self, post: Post, tall: int | None = None) -> QRectF:
        """Where its picture or film stands in the card that `compose` gives."""
        return _Card(self, post, "", CardPictures(has_media=True), tall).media_box()

    @property
    def pad(self) -> int:
        """Between its edge and what stands in it, in pixels."""
        return self._pad

    @property
    def radius(self) -> int:
        """Of its corners and those of pictures, in pixels."""
        return self._radius

    @property
    def ground(self) -> QColor:
        return self._ground

    def media_size(self) -> QSize:
        if self.style.beside:
            width = round(self._inner * self.style.beside_share)
            return QSize(width, self.style.beside_height or round(width * 0.62))
        return QSize(self._inner, round(min(self._inner * 9 / 16, self.style.look.unit_px * 13)))

    # -- composing ------------------------------------------------------------------------

    def height(self, post: Post, *, has_media: bool) -> int:
        """Of the card that `compose` would give, without painting it."""
        return _Card(self, post, "", CardPictures(has_media=has_media)).height()

    def words_height(self, post: Post, *, has_media: bool) -> int:
        """As `height`, for media of no height."""
        return _Card(self, post, "", CardPictures(has_media=has_media)).words_height()

    def compose(
        self, post: Post, age: str, pictures: CardPictures, tall: int | None = None
    ) -> QImage:
        """The card at the style's width and the height that it needs, or at a given one: then
        pictures take what is left over, and words are cut where there is too little."""
        return _Card(self, post, age, pictures, tall).image()


class _Card:
    """One composition: places from the reading side, then paints."""

    def __init__(
        self,
        composer: CardComposer,
        post: Post,
        age: str,
        pictures: CardPictures,
        tall: int | None = None,
    ) -> None:
        self._c = composer
        self._look = composer.style.look
        self._post = post
        self._pictures = pictures
        self._mirrored = is_right_to_left(post.title or post.text or post.author.name)
        self._start = Align.RIGHT if self._mirrored else Align.LEFT
        media = composer.media_size() if pictures.has_media else QSize()
        self._media = media
        self._tall: int | None = None
        is_beside = composer.style.beside and not media.isEmpty()
        beside = media.width() + composer._gap * 2 if is_beside else 0
        self._room = composer._inner - beside
        self._age = self._line(age, composer._small, self._look.color("text_muted"), 1e4)
        self._mark_px = round(composer._small.pixelSize() * 1.5) if self._marks else 0
        self._header()
        self._counts = self._count_parts() if composer.style.counts else []
        lines = composer.style.max_lines
        self._words(lines)
        self._spare = 0
        if tall is not None:
            self._fill(tall, lines)

    @property
    def _marks(self) -> bool:
        return self._post.pinned or self._post.highlighted

    @property
    def _is_film(self) -> bool:
        return any(media.type == "video" for media in self._post.media)

    @property
    def media_size(self) -> QSize:
        return self._media

    def _fill(self, tall: int, lines: int) -> None:
        """Take exactly so many pixels."""
        while self.height() > tall and lines > 1:
            lines -= 1
            self._words(lines)
        least = round(self._look.unit_px * 4)
        if self.height() > tall and not self._c.style.beside and self._media.height() > least:
            over = self.height() - tall
            self._media.setHeight(max(least, self._media.height() - over))
        if self.height() > tall:
            self._counts = []
        spare = max(0, tall - self.height())
        if not self._media.isEmpty() and not self._c.style.beside:
            most = round(self._media.width() * (FILM_SHAPE if self._is_film else 1.15))
            taken = min(spare, max(0, most - self._media.height()))
            self._media.setHeight(self._media.height() + taken)
            spare -= taken
        self._spare = spare
        self._tall = tall

    def image(self) -> QImage:
        c, style = self._c, self._c.style
        height = self._tall if self._tall is not None else self.height()
        image = new_picture(QSize(style.width, height), self._look.color("surface"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if style.plate:
            self._paint_plate(painter, height)
        if not self._media.isEmpty():
            self._paint_media(painter, self.media_box())
        y = self._paint_header(painter, float(c._pad))
        y += self._spare // 2 if style.centered else 0
        for paragraph in self._paragraphs:
            y += c._gap
            paragraph.paint(painter, self._x(0, self._room), y)
            y += paragraph.height
        if self._counts:
            # At the foot, where the counts of neighbours stand on one line.
            low = height - c._pad - self._age.line_height
            self._paint_counts(painter, low)
        painter.end()
        return image

    def media_box(self) -> QRectF:
        c, size = self._c, self._media
        if c.style.beside:
            height = self._tall if self._tall is not None else self.height()
            x, y = c._inner - size.width(), (height - size.height()) / 2
        else:
            x, y = 0, c._pad + self._header_height + c._gap
            y += self._spare // 2 if c.style.centered else 0
            y += sum(c._gap + paragraph.height for paragraph in self._paragraphs)
        return QRectF(round(self._x(x, size.width())), round(y), size.width(), size.height())

    # -- measuring ------------------------------------------------------------------------

    def height(self) -> int:
        c, tall = self._c, self.words_height()
        if c.style.beside:
            return max(tall, self._media.height() + 2 * c._pad)
        return tall if self._media.isEmpty() else tall + c._gap + self._media.height()

    def words_height(self) -> int:
        c = self._c
        tall = self._header_height + sum(p.height + c._gap for p in self._paragraphs)
        if self._counts:
            tall += c._gap + self._age.line_height
        return tall + 2 * c._pad

    def _header(self) -> None:
        c, look, author = self._c, self._look, self._post.author
        room = self._room - c._avatar_px - c._gap
        self._name = self._line(
            author.name,
            c._name_font,
            look.color("text"),
            room - self._age.width - self._mark_px - c._gap,
        )
        network = network_name(self._post.network)
        text = " · ".join(part for part in (network, self._place(), byline(self._post)) if part)
        spans = [
            Span(0, len(network), look.network(self._post.network), QFont.Weight.DemiBold),
        ]
        self._byline = self._line(text, c._small, look.color("text_muted"), room, spans)
        self._header_height = max(c._avatar_px, self._name.height + self._byline.height)

    def _place(self) -> str:
        code, style = self._post.country, self._c.style
        if not code or not style.country:
            return ""
        if style.country == "flag":
            return flag(code)
        return f"{flag(code)}\u00a0{country_name(code, style.language)}".strip("\u00a0")

    def _words(self, lines: int) -> None:
        look, post = self._look, self._post
        self._paragraphs: list[Paragraph] = []
        text = words_of(post.text)
        body = look.type["body"] * look.unit_px * self._c.style.words
        if post.title and not text.text.startswith(post.title):
            title = Paragraph(
                " ".join(post.title.split()),
                look.font_px(body, QFont.Weight.DemiBold),
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
                    look.font_px(body * 0.82 if muted else body),
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
        box = QRectF(0, 0, c.style.width, height)
        stripe = -c._stripe if self._mirrored else c._stripe
        color = self._look.network(self._post.network)
        paint_plate(painter, box, c._ground, color, stripe, c._radius)
        if self._post.highlighted:
            stroke = max(3.0, round(c._stripe * 0.7))
            paint_mark(painter, box, self._look.color("accent"), stroke, c._radius)

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
        if self._marks:
            side = round(c._small.pixelSize() * 0.95)
            x_mark = self._x(end - self._mark_px, side)
            y_mark = round(top + self._name.baseline - side * 0.86)
            sign = paint_pin if self._post.pinned else paint_star
            sign(painter, QRectF(round(x_mark), y_mark, side, side), self._look.color("accent"))
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

    def _paint_media(self, painter: QPainter, box: QRectF) -> None:
        c = self._c
        if self._pictures.media is not None:
            painter.drawImage(box.topLeft(), self._pictures.media)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mixed(c._ground, self._look.color("line"), 0.5))
            painter.drawRoundedRect(box, c._radius, c._radius)
        if self._is_film:
            side = round(min(box.width(), box.height()) * 0.3)
            middle = box.center()
            sign = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            paint_play(painter, sign, self._look.color("text"), c._ground)

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
