"""The view of the kind `volume`."""

from __future__ import annotations

from typing import ClassVar, cast

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from wall.kinds.kind import TileSettings
from wall.model.tiles import Tile
from wall.views.paced import PacedView
from wall.views.painting import new_picture
from wall.views.services import Services
from widgets.volume.drawing import VolumePlot
from widgets.volume.head import Head
from widgets.volume.reading import Latest, volume_of, without_usual
from widgets.volume.settings import VolumeSettings

COUNT = "count"


class VolumeView(PacedView):
    """A picture of the course, drawn when data is new, and the latest posts as a number."""

    empty: ClassVar[str] = "No posts yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._volume = volume_of(None)
        self._latest = Latest(0.0, 3600.0)
        self._plot: VolumePlot | None = None
        self._head: Head | None = None

    @property
    def volume_settings(self) -> VolumeSettings:
        return cast(VolumeSettings, self.settings)

    @property
    def latest(self) -> Latest:
        return self._latest

    @property
    def plot(self) -> VolumePlot | None:
        """What is drawn over time; None where there is no room for it."""
        return self._plot

    @property
    def head_box(self) -> QRectF:
        return self._head.box if self._head is not None else QRectF()

    def has_content(self) -> bool:
        return not self._volume.is_empty

    def read(self) -> None:
        volume = volume_of(self.dataset)
        self._volume = volume if self.volume_settings.usual else without_usual(volume)

    # -- layout --------------------------------------------------------------------------

    def lay_out(self) -> None:
        settings = self.volume_settings
        now = self.services.clock.now()
        self._latest = self._volume.latest(settings.latest_s, now)
        panes = self.panes
        rest = QRectF(self.content.toRect())
        self._head = None
        if settings.number:
            self._head = Head(self._latest, self._volume.unit, settings, self.look, rest, panes[0])
            rest = self._head.rest
        self._gliding.go_to({COUNT: self._latest.count})
        if rest.isEmpty():
            self._plot = None
            self.show_no_course()
            return
        corner = rest.topLeft().toPoint()
        box = QRectF(QPointF(0, 0), rest.size())
        placed = [pane.translated(-QPointF(corner)).intersected(box) for pane in panes]
        placed = [pane for pane in placed if not pane.isEmpty()] or [box]
        old, self._plot = (
            self._plot,
            VolumePlot(self._volume, settings, self.look, box, placed, now),
        )
        part = self._plot.changed_from(old) if old is not None else None
        image = self._fading.image
        if part is None or image.size() != box.size().toSize():
            part, image = None, new_picture(box.size().toSize(), self.look.color("surface"))
        painter = QPainter(image)
        if part is not None:
            # A large picture takes long: what is the same is taken from the last one.
            painter.setClipRect(part.toAlignedRect())
            painter.fillRect(part, self.look.color("surface"))
        self._plot.paint(painter, part)
        painter.end()
        self.turn_to(image, corner, None if part is None else [part])

    # -- painting ------------------------------------------------------------------------

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        if self._plot is not None:
            self._fading.paint(painter)
        if self._head is not None:
            self._head.paint(painter, self._gliding.value(COUNT, self._latest.count))
