"""The view of the kind `volume`."""

from __future__ import annotations

from typing import ClassVar, cast

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset
from wall.model.tiles import Tile
from wall.views.fading import Fading
from wall.views.gliding import Gliding
from wall.views.pacing import Pace
from wall.views.painting import new_picture
from wall.views.panes import PanedView
from wall.views.services import Services
from widgets.volume.drawing import VolumePlot
from widgets.volume.head import Head
from widgets.volume.reading import Latest, volume_of, without_usual
from widgets.volume.settings import VolumeSettings

COUNT = "count"
PACE_S = 2.0


class VolumeView(PanedView):
    """A picture of the course, drawn when data is new, and the latest posts as a number."""

    empty: ClassVar[str] = "No posts yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._volume = volume_of(None)
        self._latest = Latest(0.0, 3600.0)
        self._plot: VolumePlot | None = None
        self._fading = Fading(services.clock, self.mark_dirty)
        self._counting = Gliding(services.clock, self._count)
        self._head: Head | None = None
        self._pace = Pace(services.clock, PACE_S, self._take)

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
    def is_moving(self) -> bool:
        return self._fading.is_moving or self._counting.is_moving

    def has_content(self) -> bool:
        return not self._volume.is_empty

    # -- life ----------------------------------------------------------------------------

    def received(self, before: Dataset | None) -> None:
        if not self.has_content():
            self._pace.stop()
        self._pace.ask()

    def _take(self) -> None:
        self._read()
        self.relay()

    def configured(self) -> None:
        self._read()
        self._fading.cut()

    def resized(self) -> None:
        super().resized()
        self._fading.cut()

    def show_view(self) -> None:
        self._pace.show()
        self._fading.show()
        self._counting.show()

    def hide_view(self) -> None:
        self._pace.hide()
        self._fading.hide()
        self._counting.hide()

    def close_view(self) -> None:
        self._pace.stop()
        self.hide_view()
        super().close_view()

    def _read(self) -> None:
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
        self._counting.go_to({COUNT: self._latest.count})
        if rest.isEmpty():
            self._plot = None
            self._fading.cut()
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
        self._fading.turn_to(image, corner, part)

    # -- painting ------------------------------------------------------------------------

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        if self._plot is not None:
            self._fading.paint(painter)
        if self._head is not None:
            self._head.paint(painter, self._counting.value(COUNT, self._latest.count))

    def _count(self) -> None:
        if self._head is not None:
            self.mark_dirty(self._head.box)
