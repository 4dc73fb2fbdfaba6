"""The view of the kind `alert`."""

from __future__ import annotations

import math
from typing import ClassVar, cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from wall.kinds.kind import TileSettings
from wall.model.tiles import HealthState, Tile
from wall.views.base import TileView
from wall.views.painting import eased, fitted
from wall.views.running import Running
from wall.views.services import Services
from widgets.alert.band import Band
from widgets.alert.settings import AlertSettings

SLIDE_S = 0.6
BREATH_S = 2.5
"""Of an alarm's sign: 0.4 Hz, far below the 3 Hz at which light may harm."""
BREATH_STEPS_HZ = 12
FAINTEST = 0.4


class AlertView(TileView):
    """Slides in calmly; an alarm's sign breathes, nothing flashes."""

    frameless: ClassVar[bool] = True
    paints_title: ClassVar[bool] = True

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._band: Band | None = None
        self._shift = 1.0
        """What of its height it still has to rise."""
        self._running = Running()
        self._is_announced = False

    @property
    def alert_settings(self) -> AlertSettings:
        return cast(AlertSettings, self.settings)

    @property
    def band(self) -> Band:
        if self._band is None:
            look = fitted(self.theme, self.size, self.services.pixels_per_mm)
            self._band = Band(self.alert_settings, self.size, look)
        return self._band

    def prepare(self) -> None:
        assert self.band is not None
        self.set_health(HealthState.OK)
        self.set_ready()

    def configure(self, tile: Tile, settings: TileSettings) -> None:
        super().configure(tile, settings)
        self._band = None
        self._breathe()

    def resized(self) -> None:
        self._band = None

    def show_view(self) -> None:
        if not self._is_announced:
            self._is_announced = True
            said = self.alert_settings
            self.services.sound.announce(self.tile, said.level, said.announce, said.text)
        if self._shift > 0:
            self._running.start("slide", self.services.clock.animate(self._rise))
        self._breathe()

    def hide_view(self) -> None:
        self._running.stop_all()

    def close_view(self) -> None:
        self._running.stop_all()
        super().close_view()

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        painter.save()
        painter.translate(0, round(self._shift * self.size.height()))
        self.band.paint(painter, self._sign_opacity())
        painter.restore()

    def _rise(self, elapsed_s: float) -> None:
        self._shift = 1.0 - eased(elapsed_s / SLIDE_S)
        if elapsed_s >= SLIDE_S:
            self._shift = 0.0
            self._running.stop("slide")
        self.mark_dirty()

    def _breathe(self) -> None:
        if self.alert_settings.level != "alarm":
            self._running.stop("breath")
        elif "breath" not in self._running:
            breath = self.services.clock.every(1 / BREATH_STEPS_HZ, self._mark_sign)
            self._running.start("breath", breath)

    def _mark_sign(self) -> None:
        self.mark_dirty(self.band.sign_box.adjusted(-2, -2, 2, 2))

    def _sign_opacity(self) -> float:
        if self.alert_settings.level != "alarm":
            return 1.0
        phase = self.services.clock.now() % BREATH_S / BREATH_S
        return FAINTEST + (1 - FAINTEST) * (0.5 + 0.5 * math.cos(2 * math.pi * phase))
