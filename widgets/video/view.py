"""The view of the kind `video`: paints the newest frame, which was decoded at its size."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from wall.kinds.kind import TileSettings
from wall.model.tiles import HealthState, Tile
from wall.views.base import TileView
from wall.views.running import Running
from wall.views.services import Frame, Playback, Services, VideoState
from widgets.video.settings import VideoSettings

REST_AFTER_S = 10.0
"""A video that was staged and is not yet on the wall stops after so long."""


class VideoView(TileView):
    """Keeps the last frame when the source stalls or fails, and says so by its health."""

    frameless = True
    fills_rect = True
    shows_frames = True
    settings: VideoSettings

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._playback: Playback | None = None
        self._coming: Playback | None = None
        """Opened anew with other settings; the one before stays until its first frame."""
        self._opened = 0
        self._fit = self.settings.fit
        """How the pictures are cut that are shown."""
        self._last_frame_at: float | None = None
        self._is_idle = False
        """Nobody sees it for a while."""
        self._running = Running()
        self.setCacheMode(self.CacheMode.NoCache)

    # -- life ------------------------------------------------------------------------------

    def prepare(self) -> None:
        self._playback = self._open()
        self._running.start("rest", self.services.clock.after(REST_AFTER_S, self.hide_view))

    def configure(self, tile: Tile, settings: TileSettings) -> None:
        """Another address is another view: the display sees to that."""
        before = self.settings
        super().configure(tile, settings)
        if self._playback is None:
            return
        if (self.settings.fit, self.settings.loop) != (before.fit, before.loop):
            self._drop_coming()
            self._coming = self._open()
            return
        if self.settings.position_s is not None and self.settings.position_s != before.position_s:
            self._seek(self.settings.position_s)
        self._run()

    def resized(self) -> None:
        for playback in (self._playback, self._coming):
            if playback is not None:
                playback.resize(self._size_px())

    def show_view(self) -> None:
        self._running.stop("rest")
        self._is_idle = False
        self._run()

    def hide_view(self) -> None:
        """Nobody sees it: do not decode. It goes on from where it was."""
        self._running.stop("rest")
        self._is_idle = True
        if self.is_ready:
            self._run()

    def close_view(self) -> None:
        self._running.stop_all()
        self._drop_coming()
        if self._playback is not None:
            self._playback.close()
            self._playback = None
        super().close_view()

    # -- playing ---------------------------------------------------------------------------

    def _open(self) -> Playback:
        self._opened += 1
        playback = self.services.video.open(
            self.tile,
            self.settings.addresses,
            self._size_px(),
            loop=self.settings.loop,
            fit=self.settings.fit,
            on_frame=partial(self._frame, self._opened),
            on_state=partial(self._state, self._opened),
        )
        if self.settings.position_s:
            playback.seek(self.settings.position_s)
        if self.settings.paused:
            playback.pause()  # it shows one picture all the same
        return playback

    def _drop_coming(self) -> None:
        coming, self._coming = self._coming, None
        if coming is not None:
            coming.close()

    def _run(self) -> None:
        playback = self._coming or self._playback
        if playback is None:
            return
        if self.settings.paused or self._is_idle:
            playback.pause()
        else:
            playback.resume()

    def _seek(self, position_s: float) -> None:
        playback = self._coming or self._playback
        if playback is not None:
            playback.seek(position_s)

    def _frame(self, opened: int) -> None:
        if opened != self._opened:
            return
        if self._coming is not None:
            assert self._playback is not None
            self._playback.close()
            self._playback, self._coming = self._coming, None
            self._fit = self.settings.fit
        self._last_frame_at = self.services.clock.now()
        if self.health.state is not HealthState.OK:
            self.set_health(HealthState.OK)
        if not self.is_ready:
            self.set_ready()
            if self._is_idle:
                self._run()
        self.mark_dirty()

    def _state(self, opened: int, state: VideoState) -> None:
        if opened != self._opened:
            return
        if state.phase in ("failed", "stalled"):
            # With a picture it is stale, with the age of that; else there is nothing to show.
            health = HealthState.STALE if self.is_ready else HealthState.FAILED
            self.set_health(health, state.why, since=self._last_frame_at)
        elif self.is_ready and state.phase in ("playing", "paused", "ended"):
            self.set_health(HealthState.OK)

    # -- painting --------------------------------------------------------------------------

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        image = self._playback.image() if self._playback is not None else None
        if image is None:
            painter.fillRect(exposed, self.theme.color("surface"))
        elif image.size() == self._size_px():
            painter.drawImage(QPointF(0, 0), image)
        elif self._fit == "contain":
            painter.fillRect(exposed, self.theme.color("ground"))
            self._paint_contained(painter, image)
        else:
            # Until it is decoded at the new size.
            painter.drawImage(self.rect, image, self._cropped(image))

    def newest_frame(self) -> Frame | None:
        frame = self._playback.frame() if self._playback is not None else None
        if frame is None or QSize(frame.width, frame.height) != self._size_px():
            return None
        return frame

    def _paint_contained(self, painter: QPainter, image: QImage) -> None:
        room = self._size_px()
        size = image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        if abs(size.width() - image.width()) <= 1 and abs(size.height() - image.height()) <= 1:
            size = image.size()  # scaling by a pixel would only cost
        left = (room.width() - size.width()) // 2
        top = (room.height() - size.height()) // 2
        if size == image.size():
            painter.drawImage(QPointF(left, top), image)
        else:
            painter.drawImage(QRectF(left, top, size.width(), size.height()), image)

    def _cropped(self, image: QImage) -> QRectF:
        """The part of a picture of another size that fills the tile without distorting."""
        whole = QRectF(image.rect())
        if self._fit == "fill":
            return whole
        size = self.size.scaled(whole.size(), Qt.AspectRatioMode.KeepAspectRatio)
        part = QRectF(QPointF(), size)
        part.moveCenter(whole.center())
        return part

    def _size_px(self) -> QSize:
        return QSize(max(2, round(self.size.width())), max(2, round(self.size.height())))
