"""The view of the kind `tv`: a channel of the line-up, with its strip."""

from __future__ import annotations

import base64
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from wall.errors import did_you_mean
from wall.kinds.kind import TileSettings
from wall.model.datasets import Channels, Dataset, TvChannel
from wall.model.line_ups import find_channel
from wall.model.tiles import Health, HealthState, Tile
from wall.views.base import TileView
from wall.views.running import Running
from wall.views.services import Frame, Playback, Services, VideoState
from widgets.tv.settings import TvSettings
from widgets.tv.strip import Strip
from widgets.tv.tuning import Tuner

BRIEF_S = 8.0
LOGO_PX = QSize(400, 240)
STEP_S = 20.0
"""The bar of what is on grows so often."""
_DATA_URL = "data:image/png;base64,"


class TvView(TileView):
    """The last picture stays while a channel is away, and until the next one is there."""

    frameless = True
    fills_rect = True
    shows_frames = True
    settings: TvSettings

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._tuner = Tuner(services, self._frame, self._state)
        self._running = Running()
        self._last_frame_at: float | None = None
        self._strip: Strip | None = None
        self._strip_of: TvChannel | None = None
        self._logo: QImage | None = None
        self._logo_of = ""
        self._is_shown = False
        self._voice: Playback | None = None
        self.setCacheMode(self.CacheMode.NoCache)

    # -- life ------------------------------------------------------------------------------

    def prepare(self) -> None:
        self._choose()

    def configure(self, tile: Tile, settings: TileSettings) -> None:
        before = self.settings
        super().configure(tile, settings)
        ways = {"fit", "captions", "latency_ms"}
        anew = self.settings.model_dump(include=ways) != before.model_dump(include=ways)
        self._choose(anew=anew)
        if self.settings.strip != before.strip:
            self._show_strip()

    def received(self, before: Dataset | None) -> None:
        self._choose()

    def source_health(self, health: Health) -> None:
        """The list may be old; the channel plays on."""
        if self.dataset is None:
            super().source_health(health)

    def resized(self) -> None:
        self._tuner.resize(self._size_px())

    def show_view(self) -> None:
        self._is_shown = True
        self._tuner.resume()
        self._be_heard()
        if self._tuner.channel is not None:
            self._show_strip()

    def hide_view(self) -> None:
        self._is_shown = False
        self._be_heard()
        if self.is_ready:
            self._tuner.rest()

    def close_view(self) -> None:
        self._running.stop_all()
        self._is_shown = False
        self._be_heard()
        self._tuner.close()
        super().close_view()

    # -- choosing --------------------------------------------------------------------------

    def _choose(self, *, anew: bool = False) -> None:
        if not isinstance(self.dataset, Channels):
            return
        channel = find_channel(self.dataset.channels, self.settings.channel)
        if channel is None:
            name = self.settings.channel
            near = did_you_mean(name, [one.name for one in self.dataset.channels])
            self._trouble(f"there is no channel '{name}' in the line-up{near}")
            return
        wanted = self._tuner.wanted
        is_same = wanted is not None and _place(wanted) == _place(channel)
        if is_same and not anew:
            self._told_anew(channel)
            return
        self._tuner.tune(self.tile, channel, self.settings, self._size_px())

    def _told_anew(self, channel: TvChannel) -> None:
        """The same channel with another programme."""
        seen = self._tuner.channel
        if seen is not None and _place(seen) == _place(channel) and channel != seen:
            self._tuner.channel = channel
            if self._strip is not None:
                self._make_strip(channel)

    def _frame(self) -> None:
        self._last_frame_at = self.services.clock.now()
        if self.health.state is not HealthState.OK and self._tuner.wanted is self._tuner.channel:
            self.set_health(HealthState.OK)
        channel = self._tuner.channel
        if channel is not None and channel is not self._strip_of:
            self._strip_of = channel
            self._be_heard()
            self._show_strip()
        self.set_ready()
        self.mark_dirty()

    def _state(self, channel: TvChannel, state: VideoState) -> None:
        if state.phase in ("failed", "stalled", "frozen"):
            # Its address may hold what nobody should read on a wall.
            why = state.why.replace(channel.address, channel.name)
            self._trouble(why if channel.name in why else f"{channel.name}: {why}")
        elif self.is_ready and state.phase in ("playing", "paused"):
            self.set_health(HealthState.OK)

    def _trouble(self, why: str) -> None:
        health = HealthState.STALE if self.is_ready else HealthState.FAILED
        self.set_health(health, why, since=self._last_frame_at)

    def _be_heard(self) -> None:
        voice = self._tuner.seen if self._is_shown else None
        if self._voice is not None and self._voice is not voice:
            self.services.sound.detach(self._voice)
        self._voice = voice
        if voice is not None:
            self.services.sound.attach(self.tile, voice)

    # -- the strip -------------------------------------------------------------------------

    def _show_strip(self) -> None:
        self._running.stop("brief", "steps")
        channel = self._tuner.channel
        if self.settings.strip == "off" or channel is None:
            self._drop_strip()
            return
        self._make_strip(channel)
        clock = self.services.clock
        if self.settings.strip == "brief":
            self._running.start("brief", clock.after(BRIEF_S, self._drop_strip))
        else:
            self._running.start("steps", clock.every(STEP_S, self.mark_dirty))

    def _make_strip(self, channel: TvChannel) -> None:
        if channel.logo != self._logo_of:
            self._logo_of = channel.logo
            self._logo = _small(channel.icon)
            self._fetch_logo(channel)
        elif self._logo is None:
            self._logo = _small(channel.icon)
        self._strip = Strip(self.theme, channel, self._logo)
        self.mark_dirty()

    def _drop_strip(self) -> None:
        self._running.stop("brief", "steps")
        if self._strip is not None:
            self._strip = None
            self.mark_dirty()

    def _fetch_logo(self, channel: TvChannel) -> None:
        """The small one stands in until the good one is there."""
        self._running.stop("logo", "picture")
        if not channel.logo:
            return
        asking = self.tile.model_copy(update={"trusted": channel.trusted})

        def found(path: Path) -> None:
            self._running.start(
                "picture", self.services.images.load(path, LOGO_PX, drawn, lambda why: None)
            )

        def drawn(image: QImage) -> None:
            if self._logo_of == channel.logo and self._tuner.channel is not None:
                self._logo = image
                if self._strip is not None:
                    self._make_strip(self._tuner.channel)

        fetching = self.services.files.fetch(asking, channel.logo, found, lambda why: None)
        self._running.start("logo", fetching)

    # -- painting --------------------------------------------------------------------------

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        image = self._tuner.seen.image() if self._tuner.seen is not None else None
        if image is None or image.size() != self._size_px():
            painter.fillRect(exposed, self.theme.color("ground"))
        if image is not None:
            self._paint_picture(painter, image)
        if self._strip is not None:
            self._strip.paint(painter, self.rect, self.services.clock.now())

    def newest_frame(self) -> Frame | None:
        if self._strip is not None or self._tuner.seen is None:
            return None
        frame = self._tuner.seen.frame()
        if frame is None or QSize(frame.width, frame.height) != self._size_px():
            return None
        return frame

    def _paint_picture(self, painter: QPainter, image: QImage) -> None:
        room = self._size_px()
        size = image.size()
        fits = size.width() <= room.width() and size.height() <= room.height()
        spare = min(abs(size.width() - room.width()), abs(size.height() - room.height()))
        if not fits or spare > 1:
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (room.width() - size.width()) // 2, (room.height() - size.height()) // 2
        if size == image.size():
            painter.drawImage(QPointF(left, top), image)
        else:
            # Until it is decoded at the new size.
            painter.drawImage(QRectF(left, top, size.width(), size.height()), image)

    def _size_px(self) -> QSize:
        return QSize(max(2, round(self.size.width())), max(2, round(self.size.height())))


def _place(channel: TvChannel) -> tuple[str, str, bool]:
    return channel.id, channel.address, channel.trusted


def _small(icon: str) -> QImage | None:
    if not icon.startswith(_DATA_URL):
        return None
    image = QImage.fromData(base64.b64decode(icon[len(_DATA_URL) :]))
    return None if image.isNull() else image
