"""A post in a few lines: its figure, who said it, what was said, and a picture beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from wall.kinds.addresses import pinned
from wall.model.posts import Post
from wall.views.countries import flag
from wall.views.icons import paint_play
from wall.views.numbers import format_number
from wall.views.painting import draw_picture, rounded
from wall.views.posts.films import FilmKey
from wall.views.posts.pictures import Key
from wall.views.posts.wording import network_name, words_of
from wall.views.theme import Theme
from wall.views.typesetting import Align, Paragraph, Span, advance, largest_px
from widgets.top_posts.badge import paint_badge
from widgets.top_posts.ranking import Ranked

THUMB_WIDE, THUMB_SHARE = 1.25, 0.27
"""A picture beside the words: its width by its height, and the most of the row's width."""


@dataclass(frozen=True)
class RowPictures:
    """What a row shows beside its words; `get` loads what is not there yet."""

    get: Callable[[Key], QImage | None]
    has: Callable[[Key], bool]
    still: Callable[[FilmKey], QImage | None]
    has_film: Callable[[FilmKey], bool]


class Row:
    """One composition, inside a box on a plate."""

    def __init__(self, one: Ranked, rank: int, look: Theme, box: QRectF, *, media: bool) -> None:
        self._one = one
        self._rank = str(rank)
        self._look = look
        self._box = box
        unit, tall = look.unit_px, box.height()
        self._figure_px = round(min(unit * 2.3, max(unit * 1.25, tall * 0.25)))
        self._side = round(self._figure_px * 1.05)
        self.avatar: Key | None = None
        if one.post.author.avatar:
            self.avatar = one.post.author.avatar, self._side, self._side, self._side // 2
        self.media: Key | None = None
        self.film: FilmKey | None = None
        if not media or box.width() <= unit * 20:
            return
        wide = round(min(tall * THUMB_WIDE, box.width() * THUMB_SHARE))
        picture = next((item for item in one.post.media if item.type == "image"), None)
        film = next((item for item in one.post.media if item.type == "video"), None)
        if picture is not None:
            # Where somebody looked at it: that picture, whatever stands there later.
            address = pinned(picture.url, picture.sha256)
            self.media = address, wide, round(tall), look.px("radius")
        if film is not None:
            self.film = pinned(film.url, film.sha256), wide, round(tall)

    def paint(self, painter: QPainter, age: str, pictures: RowPictures) -> None:
        look, box = self._look, QRectF(self._box)
        bold = look.font_px(self._figure_px, QFont.Weight.Bold)
        cap = QFontMetricsF(bold).capHeight()
        if (wide := self._paint_picture(painter, pictures)) > 0:
            box.setRight(box.right() - wide - look.unit_px * 0.8)
        base = round(box.top() + cap + self._figure_px * 0.16)
        x = box.left()
        box.setLeft(round(x + paint_badge(painter, self._rank, look, self._figure_px, x, base)))
        amount = format_number(self._one.amount, compact=True)
        self._text(painter, amount, bold, "text", box.left(), base)
        x = box.left() + advance(amount, bold) + cap * 0.75
        self._paint_author(painter, QRectF(x, base - cap, box.right() - x, cap), age, pictures)
        top = round(base + self._figure_px * 0.38)
        self._paint_words(painter, QRectF(box.left(), top, box.width(), box.bottom() - top))

    def _paint_picture(self, painter: QPainter, pictures: RowPictures) -> int:
        """At the right; how wide it is, also where it is still on its way."""
        look, box = self._look, self._box
        key, film = self.media, self.film
        has_picture = key is not None and pictures.has(key)
        has_film = film is not None and pictures.has_film(film)
        if not has_picture and not has_film:
            return 0
        wide = key[1] if key is not None else film[1] if film is not None else 0
        image = pictures.get(key) if key is not None and has_picture else None
        if image is None and film is not None and (still := pictures.still(film)) is not None:
            image = rounded(still, look.px("radius"))
        if image is not None:
            draw_picture(painter, box.right() - wide, box.top(), image)
            if has_film:
                side = round(min(wide, box.height()) * 0.36)
                middle = QRectF(box.right() - wide, box.top(), wide, box.height()).center()
                sign = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
                paint_play(painter, sign, look.color("text"), look.color("surface"))
        return wide

    def _paint_author(
        self, painter: QPainter, line: QRectF, age: str, pictures: RowPictures
    ) -> None:
        """On the line of the figure, as much as fits: avatar, name, then where and when."""
        look, post = self._look, self._one.post
        x = line.left()
        if self.avatar is not None and (image := pictures.get(self.avatar)) is not None:
            draw_picture(painter, x, line.center().y() - self._side / 2, image)
            x += self._side * 1.28
        size = max(look.unit_px, self._figure_px * 0.66)
        name_font = look.font_px(size, QFont.Weight.DemiBold)
        room = line.right() - x
        if room < size * 3:
            return
        base = line.bottom()
        name = self._line(post.author.name, name_font, "text", room)
        name.paint(painter, x, base - name.baseline)
        x += name.width + size * 0.6
        small = look.font_px(max(look.unit_px, size * 0.84), QFont.Weight.Medium)
        network = network_name(post.network)
        for text in (
            " · ".join(part for part in (network, flag(post.country), age) if part),
            " · ".join(part for part in (network, age) if part),
            age,
        ):
            if advance(text, small) <= line.right() - x:
                spans = []
                if text.startswith(network):
                    color = look.network(post.network)
                    spans = [Span(0, len(network), color, QFont.Weight.DemiBold)]
                beside = self._line(text, small, "text_muted", line.right() - x, spans)
                beside.paint(painter, x, base - beside.baseline)
                return

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        look, unit = self._look, self._look.unit_px
        words = words_of(_said(self._one.post))
        if not words.text or box.height() < unit * 1.2:
            return
        spans = [Span(at, length, look.color("accent")) for at, length in words.marks]

        def set_in(px: int) -> Paragraph:
            lines = max(1, int(box.height() / round(px * 1.28)))
            font = look.font_px(px)
            return Paragraph(
                words.text,
                font,
                box.width(),
                look.color("text"),
                max_lines=lines,
                leading=1.28,
                spans=spans,
            )

        # Rows of one tile are of about one size: what is said in few words is not shouted.
        least = round(unit * 1.05)
        roomy = min(unit * 1.8, box.height() / 1.28, box.width() / 14)
        most = max(least, round(max(unit * 1.3, roomy)))
        px = largest_px(lambda px: not set_in(px).is_cut, least, most)
        found = set_in(px)
        found.paint(painter, box.left(), box.top() + max(0.0, box.height() - found.height) * 0.4)

    # -- parts ---------------------------------------------------------------------------

    def _line(
        self, text: str, font: QFont, color: str, room: float, spans: list[Span] | None = None
    ) -> Paragraph:
        ink = self._look.color(color)
        return Paragraph(
            " ".join(text.split()),
            font,
            room,
            ink,
            align=Align.LEFT,
            max_lines=1,
            leading=1.3,
            spans=spans or [],
        )

    def _text(
        self, painter: QPainter, text: str, font: QFont, color: str, x: float, base: float
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._look.color(color))
        painter.drawText(round(x), round(base), text)


def _said(post: Post) -> str:
    """A title says it in a few words already."""
    return post.title or post.text
