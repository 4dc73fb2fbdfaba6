"""The view of the kind `image`: shows a picture, and goes on to the next one of a folder."""

from __future__ import annotations

from typing import ClassVar, cast

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from wall.kinds.kind import TileSettings
from wall.model.tiles import HealthState, Tile
from wall.views.base import TileView
from wall.views.painting import Note, content_of, eased, fitted
from wall.views.running import Running
from wall.views.services import Services
from widgets.image.caption import Caption
from widgets.image.choosing import Choosing
from widgets.image.settings import ImageSettings
from widgets.image.slide import Slide

SETTLE_S = 0.25
"""How long a size must last before the picture is decoded for it."""
MOVING_HZ = 12
"""A slow move needs no more: each step is less than a pixel. A step costs what scaling the
picture costs, 2 to 4 ms on a whole screen."""
WANDER_S = 24.0
"""One way of the endless move of a single picture."""


class ImageView(TileView):
    """Keeps the last good picture whatever happens to the next."""

    frameless: ClassVar[bool] = True
    paints_title: ClassVar[bool] = True

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._shown: Slide | None = None
        self._before: Slide | None = None
        """What the shown one fades in over."""
        self._waiting: Slide | None = None
        """Decoded, and shown when it is due."""
        self._is_due = False
        self._is_seen = False
        self._fade = 1.0
        self._caption: Caption | None = None
        self._captioned: str | None = None
        self._running = Running()
        self._choosing = Choosing(self)

    @property
    def image_settings(self) -> ImageSettings:
        return cast(ImageSettings, self.settings)

    @property
    def shown_address(self) -> str | None:
        return self._shown.address if self._shown else None

    # -- life --------------------------------------------------------------------------

    def prepare(self) -> None:
        self._begin()

    def configure(self, tile: Tile, settings: TileSettings) -> None:
        before = self.settings
        self.tile, self.settings = tile, settings
        if before != settings:
            self._begin()
        self.mark_dirty()

    def resized(self) -> None:
        self._captioned = None
        self._running.start("settle", self.services.clock.after(SETTLE_S, self._settle))

    def show_view(self) -> None:
        self._is_seen = True
        self._move()
        self._schedule()

    def hide_view(self) -> None:
        self._is_seen = False
        self._running.stop("due", "move")

    def close_view(self) -> None:
        self._choosing.end()
        self._running.stop_all()
        super().close_view()

    def _begin(self) -> None:
        """Start over with the settings; what is shown stays until something new is there."""
        self._running.stop_all()
        self._before, self._waiting = None, None
        self._is_due = True
        if self.image_settings.url is None and self.image_settings.folder is None:
            self._shown = None
        self._choosing.begin()
        if self._is_seen:
            self._move()

    def _settle(self) -> None:
        """The shown picture again, for the new size."""
        self._waiting = None
        self._is_due = True
        self._choosing.load_again()

    # -- what the choosing says ---------------------------------------------------------

    def loaded(self, address: str, image: QImage) -> None:
        settings = self.image_settings
        focus = QPointF(settings.focus[0] / 100, settings.focus[1] / 100)
        slide = Slide(address, image, self.size.toSize(), settings.fit, focus)
        if settings.pan_and_zoom:
            single = self._choosing.count < 2
            seconds = WANDER_S if single else settings.every_s + 2 * settings.fade_s
            slide.move(address, seconds, returns=single)
        self._waiting = slide
        if self._is_due:
            self._show_waiting()

    def tell(self, why: str, failures: int) -> None:
        """Health: failed without any picture, stale on an old one, else fine, with a remark."""
        if not why:
            self.set_health(HealthState.OK)
        elif failures < self._choosing.count:
            remark = f"{failures} of {self._choosing.count} pictures are left out: {why}"
            self.set_health(HealthState.OK, remark)
        elif self._shown is None:
            self.set_health(HealthState.FAILED, why)
            self.mark_dirty()
        elif self.health.state is not HealthState.STALE:
            self.set_health(HealthState.STALE, why, since=self.services.clock.now())

    # -- showing -----------------------------------------------------------------------

    def _show_waiting(self) -> None:
        slide, self._waiting = self._waiting, None
        if slide is None:
            return
        before, self._shown = self._shown, slide
        slide.began_s = self.services.clock.now()
        self._is_due = False
        self._before = None
        if before is not None and before.address == slide.address:
            slide.began_s = before.began_s
        elif before is not None and self._is_seen and self.image_settings.fade_s:
            self._before = before
            self._fade = 0.0
            self._running.start("fade", self.services.clock.animate(self._fade_step))
        self._choosing.tell()
        self.set_ready()
        self.mark_dirty()
        self._schedule()
        if self._is_seen:
            self._move()

    def _schedule(self) -> None:
        """The next picture is loaded at once, and shown when it is due."""
        if self._choosing.count < 2 or self._shown is None:
            return
        if self._is_seen and "due" not in self._running:
            wait = self.services.clock.after(self.image_settings.every_s, self._on_due)
            self._running.start("due", wait)
        if self._waiting is None:
            self._choosing.load_next()

    def _on_due(self) -> None:
        self._running.stop("due")
        self._is_due = True
        self._show_waiting()

    def _fade_step(self, elapsed_s: float) -> None:
        self._fade = min(1.0, elapsed_s / max(0.01, self.image_settings.fade_s))
        if self._fade >= 1.0:
            self._before = None
            self._running.stop("fade")
        self.mark_dirty()

    def _move(self) -> None:
        if self._shown is None or not self.image_settings.pan_and_zoom:
            self._running.stop("move")
        elif "move" not in self._running:
            moving = self.services.clock.every(1 / MOVING_HZ, self.mark_dirty)
            self._running.start("move", moving)

    # -- painting ----------------------------------------------------------------------

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        if self._shown is None:
            self._paint_words(painter)
            return
        now = self.services.clock.now()
        if self._before is not None:
            self._paint_slide(painter, self._before, now)
            opacity = painter.opacity()
            painter.setOpacity(opacity * eased(self._fade))
            self._paint_slide(painter, self._shown, now)
            painter.setOpacity(opacity)
        else:
            self._paint_slide(painter, self._shown, now)
        title = self.tile.title or ""
        if self._captioned != title:
            self._captioned = title
            look = fitted(self.theme, self.size, self.services.pixels_per_mm)
            self._caption = Caption(title, self.size, look) if title else None
        if self._caption is not None:
            self._caption.paint(painter)

    def _paint_slide(self, painter: QPainter, slide: Slide, now: float) -> None:
        ground = self.theme.color("ground")
        if slide.size != self.size.toSize():
            slide.paint_scaled(painter, self.size, ground)
        else:
            slide.paint(painter, now, ground)

    def _paint_words(self, painter: QPainter) -> None:
        painter.fillRect(self.rect, self.theme.color("surface"))
        look = fitted(self.theme, self.size, self.services.pixels_per_mm)
        if self.health.state is HealthState.FAILED:
            words = ("No picture", self.health.why)
        elif self.image_settings.url or self.image_settings.folder:
            words = ("Loading the picture", "")
        else:
            words = ("No picture yet", "")
        Note(content_of(look, self.size), look, *words).paint(painter)
