"""The view of the kind `sentiment`."""

from __future__ import annotations

from typing import ClassVar, cast
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from wall.kinds.kind import TileSettings
from wall.model.tiles import Tile
from wall.views.paced import PacedView
from wall.views.painting import new_picture
from wall.views.services import Services
from widgets.sentiment.drawing import MoodPlot
from widgets.sentiment.moods import MOODS, Tally, Told, moods_of, told_of
from widgets.sentiment.settings import SentimentSettings
from widgets.sentiment.shares import Shares

LOW_UNITS, NARROW_UNITS = 15, 20
"""Tiles smaller than that, in base units, have no course."""


class SentimentView(PacedView):
    """Three shares over a bar, and the course of moods below."""

    empty: ClassVar[str] = "No posts yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._moods = moods_of(None)
        self._told = Told(Tally(), ())
        self._shares: Shares | None = None
        self._plot: MoodPlot | None = None

    @property
    def sentiment_settings(self) -> SentimentSettings:
        return cast(SentimentSettings, self.settings)

    @property
    def told(self) -> Told:
        return self._told

    @property
    def plot(self) -> MoodPlot | None:
        """The course; None where there is no room for it."""
        return self._plot

    @property
    def head_box(self) -> QRectF:
        return self._shares.box if self._shares is not None else QRectF()

    def has_content(self) -> bool:
        return not self._moods.is_empty

    def read(self) -> None:
        self._moods = moods_of(self.dataset)

    # -- layout --------------------------------------------------------------------------

    def lay_out(self) -> None:
        settings, look = self.sentiment_settings, self.look
        zone = ZoneInfo(settings.zone) if settings.zone else None
        now = self.services.clock.now()
        self._told = told_of(self._moods, settings.of, now, zone, settings.language)
        panes = self.panes
        area = QRectF(self.content.toRect())
        unit = look.unit_px
        has_course = settings.course and area.height() > unit * LOW_UNITS
        has_course = has_course and area.width() > unit * NARROW_UNITS
        head = area.intersected(panes[0])
        if has_course:
            head.setHeight(
                min(head.height(), max(unit * 6.5, min(unit * 9.5, head.height() * 0.36)))
            )
        self._shares = Shares(self._told, settings.language, look, head, alone=not has_course)
        self._gliding.go_to({mood: self._told.tally.share(mood) for mood in MOODS})
        if not has_course:
            self._plot = None
            self.show_no_course()
            return
        rest = area.adjusted(0, round(self._shares.box.bottom() - area.top() + unit), 0, 0)
        corner = rest.topLeft().toPoint()
        box = QRectF(QPointF(0, 0), rest.size())
        placed = [pane.translated(-QPointF(corner)).intersected(box) for pane in panes]
        placed = [pane for pane in placed if not pane.isEmpty()] or [box]
        old, self._plot = self._plot, MoodPlot(self._moods, settings, look, box, placed)
        image = new_picture(box.size().toSize(), look.color("surface"))
        painter = QPainter(image)
        self._plot.paint(painter)
        painter.end()
        part = self._plot.changed_from(old) if old is not None else None
        self.turn_to(image, corner, None if part is None else [part])

    # -- painting ------------------------------------------------------------------------

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        if self._plot is not None:
            self._fading.paint(painter)
        if self._shares is not None:
            self._shares.paint(painter, {mood: self._gliding.value(mood) for mood in MOODS})
