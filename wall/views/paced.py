"""PacedView: figures in a head that glide, over a course that fades, both in steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QImage

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset
from wall.model.tiles import Tile
from wall.views.fading import Fading
from wall.views.gliding import Gliding
from wall.views.pacing import SLOW_S, Pace
from wall.views.panes import PanedView
from wall.views.services import Services


class PacedView(PanedView):
    """Subclasses override `read` and `head_box`, and in `lay_out` say what is seen: figures by
    `_gliding.go_to`, the course by `turn_to` or `show_no_course`. While it is seen, no more is
    repainted than differs."""

    pace_s: ClassVar[float] = 3.0
    """New data is shown no more often."""

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._fading = Fading(services.clock, self.mark_dirty)
        self._gliding = Gliding(services.clock, self._glide, every_s=SLOW_S)
        self._pace = Pace(services.clock, self.pace_s, self._take)
        self._is_seen = False
        self._fades = False

    # -- what subclasses override ------------------------------------------------------------

    def read(self) -> None:
        """Take over `dataset`."""

    @property
    def head_box(self) -> QRectF:
        """Where figures stand, in the view's pixels."""
        return QRectF()

    # -- what they use -----------------------------------------------------------------------

    @property
    def is_moving(self) -> bool:
        return self._fading.is_moving or self._gliding.is_moving

    def turn_to(self, image: QImage, at: QPoint, parts: Sequence[QRectF] | None) -> None:
        """The course from now on, as `Fading.turn_to`."""
        self._fades = self._fading.turn_to(image, at, parts)

    def show_no_course(self) -> None:
        self._fades = False
        self._fading.cut()

    # -- life --------------------------------------------------------------------------------

    def received(self, before: Dataset | None) -> None:
        if not self.has_content():
            self._pace.stop()
        self._pace.ask()

    def configured(self) -> None:
        self.read()
        self._fading.cut()

    def resized(self) -> None:
        super().resized()
        self._fading.cut()

    def show_view(self) -> None:
        self._is_seen = True
        self._pace.show()
        self._fading.show()
        self._gliding.show()

    def hide_view(self) -> None:
        self._is_seen = False
        self._pace.hide()
        self._fading.hide()
        self._gliding.hide()

    def close_view(self) -> None:
        self._pace.stop()
        self.hide_view()
        super().close_view()

    def _take(self) -> None:
        self.read()
        if not (self._is_seen and self._is_laid_out) or self._note is not None:
            self.relay()
            return
        head = self.head_box
        self._is_laid_out = self._fades = False
        self.ensure_laid_out()
        if not self._fades:
            self.mark_dirty()
        elif not (head := head.united(self.head_box)).isEmpty():
            self.mark_dirty(head)

    def _glide(self) -> None:
        if not self.head_box.isEmpty():
            self.mark_dirty(self.head_box)
