"""The view of the kind `ticker`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, cast

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset, Posts
from wall.model.posts import Post
from wall.model.tiles import HealthState, Tile
from wall.views.painting import draw_picture, new_picture
from wall.views.plate import DataView
from wall.views.running import Running
from wall.views.services import Services
from wall.views.typesetting import Align, Paragraph, Span, advance, is_right_to_left
from widgets.ticker.settings import TickerSettings
from widgets.ticker.strip import Measure, Strip

Shape = tuple[str, bool]
"""A line by its key, and whether it begins with its author."""
LONGEST = 280
"""Characters of a line: more would pass for minutes."""


@dataclass(frozen=True)
class Line:
    """One line that passes: who says it, and what."""

    text: str
    author: str = ""
    network: str = ""


class TickerView(DataView):
    """Each line is a picture, and pictures move by whole pixels."""

    paints_title: ClassVar[bool] = True
    empty: ClassVar[str] = "No news yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._lines: dict[str, Line] = {}
        self._known: dict[str, Line] = {}
        """The lines, and those that still pass although they are no longer among them."""
        self._px = 0
        self._gap = 0
        self._label_width = 0
        self._words: dict[Shape, Paragraph] = {}
        self._images: dict[Shape, QImage] = {}
        self._strip: Strip | None = None
        self._offset = 0
        self._began = 0
        self._is_seen = False
        self._moves_right = False
        self._label: Paragraph | None = None
        self._running = Running()

    @property
    def ticker_settings(self) -> TickerSettings:
        return cast(TickerSettings, self.settings)

    # -- life --------------------------------------------------------------------------

    def prepare(self) -> None:
        if self.tile.source and not self.ticker_settings.items:
            super().prepare()
            return
        self.ensure_laid_out()
        self.set_health(HealthState.OK)
        self.set_ready()

    def received(self, before: Dataset | None) -> None:
        if self._strip is None or not self.has_content():
            self._strip = None
            self._running.stop_all()
            super().received(before)
            return
        # What was taken away passes no further; what newer posts push out does.
        self._strip.drop(self._strip.items_in_sight - {key for key, _ in self._all_lines()})
        self._read()
        self._strip.set_items(list(self._lines))
        self._run()

    def configured(self) -> None:
        self._strip = None

    def show_view(self) -> None:
        self._is_seen = True
        self._run()

    def hide_view(self) -> None:
        self._is_seen = False
        self._running.stop_all()
        self._began = self._offset

    def close_view(self) -> None:
        self._running.stop_all()
        super().close_view()

    def has_content(self) -> bool:
        posts = self.dataset.posts if isinstance(self.dataset, Posts) else ()
        return bool(self.ticker_settings.items or posts)

    def words(self) -> tuple[str, str] | None:
        if not self.has_content() and not self.tile.source:
            return "Nothing to tell yet", ""
        return super().words()

    # -- layout ------------------------------------------------------------------------

    @property
    def content(self) -> QRectF:
        """The whole height: a ticker is one line, its title stands before it."""
        return self.rect

    def lay_out(self) -> None:
        look, rect = self.look, self.rect
        size = rect.height() * 0.44
        low, high = look.unit_px * look.type["caption"], look.unit_px * look.type["headline"]
        self._px = round(min(high, max(min(low, rect.height() * 0.8), size)))
        self._words.clear()
        self._images.clear()
        self._label = None
        self._label_width = 0
        if self.tile.title:
            font = look.font_px(self._px * 0.92, QFont.Weight.DemiBold)
            most = rect.width() * 0.3
            pad = round(self._px * 0.6)
            self._label = Paragraph(
                " ".join(self.tile.title.split()),
                font,
                min(most, advance(self.tile.title, font) + 4),
                look.color("on_signal"),
                align=Align.CENTER,
                max_lines=1,
                leading=1.25,
            )
            self._label_width = round(self._label.room) + 2 * pad
        self._read()
        texts = " ".join(line.text for line in self._lines.values())
        direction = self.ticker_settings.direction
        right_to_left = is_right_to_left(texts) if direction == "auto" else direction == "right"
        self._moves_right = right_to_left
        self._gap = round(self._px * 0.95)
        room = int(rect.width()) - self._label_width
        self._strip = Strip(Measure(self._width_of, self._name_of), self._gap, room)
        self._strip.set_items(list(self._lines))
        self._offset = self._began = 0
        self._run()

    def _read(self) -> None:
        """The lines of settings and source, by a key that stays the same while they do."""
        self._lines = dict(self._all_lines(self.ticker_settings.latest))
        in_sight = self._strip.items_in_sight if self._strip else set()
        passing = {key: line for key, line in self._known.items() if key in in_sight}
        self._known = {**passing, **self._lines}
        self._words = {s: words for s, words in self._words.items() if s[0] in self._known}
        self._images = {s: image for s, image in self._images.items() if s[0] in self._known}

    def _all_lines(self, newest: int | None = None) -> Iterator[tuple[str, Line]]:
        """Of settings and source, each with its key."""
        lines = [Line(" ".join(text.split())) for text in self.ticker_settings.items]
        if isinstance(self.dataset, Posts):
            lines.extend(self._line(post) for post in self.dataset.posts[:newest])
        return ((f"{line.author}\n{line.text}", line) for line in lines if line.text)

    def _line(self, post: Post) -> Line:
        text = " ".join((post.title or post.text).split())
        if len(text) > LONGEST:
            text = text[:LONGEST].rsplit(" ", 1)[0] + " …"
        author = post.author.name if self.ticker_settings.author else ""
        return Line(text, author, post.network)

    # -- motion ------------------------------------------------------------------------

    def _run(self) -> None:
        """Move while it is seen and there is more than fits."""
        if self._strip is None or not self._is_seen or self._strip.fits:
            self._running.stop("move")
            self._began = self._offset
        elif "move" not in self._running:
            self._began = self._offset
            self._running.start("move", self.services.clock.animate(self._step))

    def _step(self, elapsed_s: float) -> None:
        offset = self._began + int(elapsed_s * self.ticker_settings.speed)
        if offset != self._offset:
            self._offset = offset
            self.mark_dirty(self._track)

    @property
    def _track(self) -> QRectF:
        left = 0 if self._moves_right else self._label_width
        return QRectF(left, 0, self.rect.width() - self._label_width, self.rect.height())

    # -- painting ----------------------------------------------------------------------

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        self.ensure_laid_out()
        if self._note is not None:
            self._note.paint(painter)
        else:
            self.paint_body(painter, exposed)

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        if self._strip is None:
            return
        track = self._track
        painter.save()
        painter.setClipRect(track, Qt.ClipOperation.IntersectClip)
        for piece in self._strip.at(self._offset):
            x = piece.left - self._offset
            if self._moves_right:
                x = int(track.width()) - x - piece.width
            draw_picture(painter, track.left() + x, 0, self._image((piece.item, piece.is_named)))
        painter.restore()
        if self._label is not None and exposed.intersects(self._label_box):
            painter.fillRect(self._label_box, self.look.color("accent"))
            pad = (self._label_width - self._label.room) / 2
            top = (self.rect.height() - self._label.height) / 2
            self._label.paint(painter, self._label_box.left() + pad, top)

    @property
    def _label_box(self) -> QRectF:
        left = self.rect.width() - self._label_width if self._moves_right else 0
        return QRectF(left, 0, self._label_width, self.rect.height())

    def _width_of(self, key: str, is_named: bool) -> int:
        return round(self._shaped((key, is_named)).width) + self._gap + self._dot

    def _name_of(self, key: str) -> str:
        return self._known[key].author

    @property
    def _dot(self) -> int:
        return max(3, round(self._px * 0.16))

    def _shaped(self, shape: Shape) -> Paragraph:
        words = self._words.get(shape)
        if words is None:
            key, is_named = shape
            words = self._words[shape] = self._shape(self._known[key], is_named)
        return words

    def _shape(self, line: Line, is_named: bool) -> Paragraph:
        look = self.look
        font = look.font_px(self._px, QFont.Weight.Medium)
        text, spans = line.text, []
        if is_named:
            text = f"{line.author}\u2002{line.text}"
            color = look.network(line.network)
            spans = [Span(0, len(line.author), color, QFont.Weight.DemiBold)]
        return Paragraph(
            text,
            font,
            advance(text, font) * 1.1 + self._px,
            look.color("text"),
            align=Align.LEFT,
            max_lines=1,
            leading=1.3,
            spans=spans,
        )

    def _image(self, shape: Shape) -> QImage:
        image = self._images.get(shape)
        if image is None:
            # Pictures are long: only those in sight are kept.
            in_sight = self._strip.items_in_sight if self._strip else set()
            self._images = {s: kept for s, kept in self._images.items() if s[0] in in_sight}
            image = self._images[shape] = self._drawn(shape)
        return image

    def _drawn(self, shape: Shape) -> QImage:
        look, words, dot = self.look, self._shaped(shape), self._dot
        width, tall = self._width_of(*shape), int(self.rect.height())
        image = new_picture(QSize(width, tall), look.color("surface"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = dot + self._gap if self._moves_right else 0
        words.paint(painter, left, (tall - words.height) / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent"))
        x = 0 if self._moves_right else width - dot
        painter.drawEllipse(QRectF(x, (tall - dot) / 2, dot, dot))
        painter.end()
        return image
