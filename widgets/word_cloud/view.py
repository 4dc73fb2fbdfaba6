"""The view of the kind `word-cloud`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import ClassVar, cast

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QImage, QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset
from wall.model.tiles import Tile
from wall.views.gliding import Gliding
from wall.views.pacing import Pace
from wall.views.painting import draw_picture, new_picture
from wall.views.panes import PanedView
from wall.views.services import Services
from wall.views.typesetting import Align, Paragraph
from widgets.word_cloud.arranging import NOTHING, Arrangement, Place, arranged
from widgets.word_cloud.lettering import Lettering
from widgets.word_cloud.packing import Ground
from widgets.word_cloud.settings import WordCloudSettings
from widgets.word_cloud.terms import TREND_WORDS, Term, Trend, terms_of

MOVE_S, PACE_S = 1.4, 4.0
CELL_UNITS = 0.25
LARGEST_SHARE = 0.46
"""The first word is not larger than this share of the height of a screen."""
KEY_UNITS = 14
"""Tiles lower than that do not tell what colours mean."""

TRENDS: Mapping[Trend, float] = {"rising": 9.0, "steady": 1.0, "falling": 0.1}
"""Rises in whose colours the trends are named."""


class WordCloudView(PanedView):
    """Words that keep their places; what changes glides."""

    empty: ClassVar[str] = "No words yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._terms: tuple[Term, ...] = ()
        self._arrangement = NOTHING
        self._laid_for: tuple[object, ...] = ()
        self._ground: Ground | None = None
        self._lettering: Lettering | None = None
        self._images: dict[str, tuple[Hashable, QImage]] = {}
        self._leaving: list[tuple[Place, QImage]] = []
        self._still: QImage | None = None
        self._key: list[tuple[Paragraph, float, float]] = []
        self._places = Gliding(services.clock, self._glide, MOVE_S)
        self._coming = Gliding(services.clock, self._glide, MOVE_S)
        self._moving: list[QRectF] = []
        self._pace = Pace(services.clock, PACE_S, self._take)

    @property
    def cloud_settings(self) -> WordCloudSettings:
        return cast(WordCloudSettings, self.settings)

    @property
    def arrangement(self) -> Arrangement:
        """Where words stand or are on their way to, in pixels of the content."""
        return self._arrangement

    @property
    def is_moving(self) -> bool:
        return self._places.is_moving or self._coming.is_moving

    def has_content(self) -> bool:
        return bool(self._terms)

    # -- life ----------------------------------------------------------------------------

    def received(self, before: Dataset | None) -> None:
        if not self.has_content():
            self._pace.stop()
        self._pace.ask()

    def _take(self) -> None:
        old = self._terms
        self._read()
        if self._terms != old:
            self.relay()

    def configured(self) -> None:
        self._read()
        self._laid_for = ()

    def show_view(self) -> None:
        self._pace.show()
        self._places.show()
        self._coming.show()

    def hide_view(self) -> None:
        self._pace.hide()
        self._places.hide()
        self._coming.hide()
        self._rest()

    def close_view(self) -> None:
        self._pace.stop()
        self.hide_view()
        super().close_view()

    def _read(self) -> None:
        settings = self.cloud_settings
        self._terms = terms_of(
            self.dataset, settings.most, settings.numbers, hashtags=settings.hashtags
        )

    # -- layout --------------------------------------------------------------------------

    def lay_out(self) -> None:
        look = self.look
        content = QRectF(self.content.toRect())
        area = self._set_key(content)
        origin = content.topLeft()
        parts = [pane.intersected(area).translated(-origin) for pane in self.panes]
        free = tuple(
            (part.left(), part.top(), part.right(), part.bottom())
            for part in parts
            if not part.isEmpty()
        )
        wanted = (free, content.getRect(), look)
        before = self._arrangement
        if wanted != self._laid_for or self._ground is None or self._lettering is None:
            self._laid_for = wanted
            cell = look.unit_px * CELL_UNITS
            self._ground = Ground(area.width(), area.height(), free, cell)
            self._lettering = Lettering(look)
            self._images.clear()
            self._places.go_to({})
            self._coming.go_to({})
            before = NOTHING
        tallest = max((bottom - top for _, top, _, bottom in free), default=area.height())
        largest = max(look.unit_px, tallest * LARGEST_SHARE)
        self._arrangement = arranged(
            self._terms, self._ground, self._lettering.room, (look.unit_px * 0.95, largest), before
        )
        self._leave(before)
        self._draw()
        self._go(is_first=not before.places)

    def _leave(self, before: Arrangement) -> None:
        """What is no longer there fades where it stood."""
        self._leaving = [
            (place, self._images[key][1])
            for key, place in before.places.items()
            if key not in self._arrangement.places and key in self._images
        ]

    def _draw(self) -> None:
        assert self._lettering is not None
        images: dict[str, tuple[Hashable, QImage]] = {}
        for key, place in self._arrangement.places.items():
            had, looks = self._images.get(key), self._lettering.looks(place.term, place.px)
            if had is None or had[0] != looks:
                had = (looks, self._lettering.picture(place.term, place.px))
            images[key] = had
        self._images = images
        self._still = None

    def _go(self, *, is_first: bool) -> None:
        values: dict[Hashable, float] = {}
        for key, place in self._arrangement.places.items():
            values |= {("x", key): place.box.x, ("y", key): place.box.y, ("px", key): place.px}
        there: dict[Hashable, float] = dict.fromkeys(self._arrangement.places, 1.0)
        self._places.go_to(values)
        self._coming.go_to(there, new_from=None if is_first else 0.0)
        self._moving = [*self._moving_boxes()]
        if not self.is_moving:
            self._rest()

    def _moving_boxes(self) -> Iterator[QRectF]:
        """Where pixels of words that move or go are, on all of their way, in the view's own."""
        corner = QPointF(self.content.toRect().topLeft())
        for place, image in self._leaving:
            yield _box(QPointF(place.box.x, place.box.y), image, 1.0).translated(corner)
        for key, place in self._arrangement.places.items():
            image = self._images[key][1]
            begin, end = self._placed(key, place, image), QPointF(place.box.x, place.box.y)
            there = _box(end, image, 1.0)
            if begin != there or self._coming.value(key, 1.0) < 1.0:
                yield begin.united(there).adjusted(-2, -2, 2, 2).translated(corner)

    def _set_key(self, content: QRectF) -> QRectF:
        """What colours mean, in their own colours, at the foot; returns what is left for words."""
        look, self._key = self.look, []
        trends = {term.trend for term in self._terms}
        is_known = any(term.rise is not None for term in self._terms)
        if not is_known or content.height() < look.unit_px * KEY_UNITS:
            return content
        font = look.font("caption", QFont.Weight.Medium)
        lettering = Lettering(look)
        pane = max(self.panes, key=lambda p: (round(p.bottom()), -round(p.left())))
        x = pane.left()
        tall = round(font.pixelSize() * 1.35)
        for trend, rise in TRENDS.items():
            # Its room stays free while all words are alike: they keep their places.
            if trend not in trends or len(trends) < 2:
                continue
            words = TREND_WORDS[self.cloud_settings.language][trend]
            color = lettering.color(Term("", "", 1.0, rise))
            line = Paragraph(words, font, pane.width(), color, align=Align.LEFT, max_lines=1)
            self._key.append((line, x, content.bottom() - tall))
            x += line.width + look.unit_px * 1.2
        return content.adjusted(0, 0, 0, -round(tall + look.unit_px * 0.4))

    # -- painting ------------------------------------------------------------------------

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        corner = self.content.toRect().topLeft()
        painter.translate(corner)
        if self.is_moving:
            self._paint_moving(painter, exposed.translated(-corner))
        else:
            draw_picture(painter, 0, 0, self._stilled())
        painter.translate(-corner)
        for line, x, y in self._key:
            line.paint(painter, x, y)

    def _stilled(self) -> QImage:
        """The whole cloud as one picture, made when it has come to rest."""
        if self._still is None:
            size = self.content.toRect().size()
            self._still = new_picture(size, self.look.color("surface"))
            painter = QPainter(self._still)
            for key, place in self._arrangement.places.items():
                image = self._images[key][1]
                x, y = place.box.x - image.width() / 2, place.box.y - image.height() / 2
                draw_picture(painter, x, y, image)
            painter.end()
        return self._still

    def _paint_moving(self, painter: QPainter, exposed: QRectF) -> None:
        opacity = painter.opacity()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for place, image in self._leaving:
            painter.setOpacity(opacity * max(0.0, 1.0 - 2.0 * self._coming_share()))
            painter.drawImage(_box(QPointF(place.box.x, place.box.y), image, 1.0), image)
        for key, place in self._arrangement.places.items():
            image = self._images[key][1]
            box = self._placed(key, place, image)
            if not exposed.intersects(box):
                continue
            painter.setOpacity(opacity * self._coming.value(key, 1.0))
            if box.width() == image.width():
                painter.drawImage(QPointF(round(box.left()), round(box.top())), image)
            else:
                painter.drawImage(box, image)
        painter.setOpacity(opacity)

    def _placed(self, key: str, place: Place, image: QImage) -> QRectF:
        """Where a word is now."""
        x = self._places.value(("x", key), place.box.x)
        y = self._places.value(("y", key), place.box.y)
        return _box(QPointF(x, y), image, self._places.value(("px", key), place.px) / place.px)

    def _coming_share(self) -> float:
        return min(self._places.share, self._coming.share)

    def _rest(self) -> None:
        self._leaving = []

    def _glide(self) -> None:
        for box in self._moving:
            self.mark_dirty(box)
        if not self.is_moving:
            self._rest()


def _box(center: QPointF, image: QImage, scale: float) -> QRectF:
    box = QRectF(0, 0, image.width() * scale, image.height() * scale)
    box.moveCenter(center)
    return box
