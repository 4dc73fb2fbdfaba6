"""The view of the kind `video`: paints the newest frame, which was decoded at its size."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from wall.kinds.kind import TileSettings
from wall.model.tiles import HealthState, Tile
from wall.views.base import TileView
from wall.views.services import Playback, Services, VideoState
from widgets.video.settings import VideoSettings


class VideoView(TileView):
    """Keeps the last frame when the source stalls or fails, and says so by its health."""

    frameless = True
    fills_rect = True
    settings: VideoSettings

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._playback: Playback | None = None
        self._last_frame_at: float | None = None
        self.setCacheMode(self.CacheMode.NoCache)

    def prepare(self) -> None:
        self._playback = self.services.video.open(
            self.tile,
            self.settings.addresses,
            self._size_px(),
            loop=self.settings.loop,
            fit=self.settings.fit,
            on_frame=self._frame,
            on_state=self._state,
        )
        if self.settings.position_s:
            self._playback.seek(self.settings.position_s)
        if self.settings.paused:
            self._playback.pause()

    def configure(self, tile: Tile, settings: TileSettings) -> None:
        """Start, stop and seek. Another address is another view: the display sees to that."""
        before = self.settings
        super().configure(tile, settings)
        if self._playback is None:
            return
        if self.settings.position_s is not None and self.settings.position_s != before.position_s:
            self._playback.seek(self.settings.position_s)
        if self.settings.paused and not before.paused:
            self._playback.pause()
        elif before.paused and not self.settings.paused:
            self._playback.resume()

    def resized(self) -> None:
        if self._playback is not None:
            self._playback.resize(self._size_px())

    def show_view(self) -> None:
        if self._playback is not None and not self.settings.paused:
            self._playback.resume()

    def hide_view(self) -> None:
        """Nobody sees it: do not decode. It goes on from where it was."""
        if self._playback is not None:
            self._playback.pause()

    def close_view(self) -> None:
        if self._playback is not None:
            self._playback.close()
            self._playback = None
        super().close_view()

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        image = self._playback.image() if self._playback is not None else None
        if image is None:
            painter.fillRect(exposed, self.theme.color("surface"))
            return
        free_x = self.size.width() - image.width()
        free_y = self.size.height() - image.height()
        if image.size() == self._size_px():
            painter.drawImage(QPointF(0, 0), image)
        elif self.settings.fit == "contain" and free_x >= 0 and free_y >= 0:
            painter.fillRect(exposed, Qt.GlobalColor.black)
            painter.drawImage(QPointF(free_x // 2, free_y // 2), image)
        else:
            painter.drawImage(self.rect, image)

    def _size_px(self) -> QSize:
        return QSize(max(2, round(self.size.width())), max(2, round(self.size.height())))

    def _frame(self) -> None:
        self._last_frame_at = self.services.clock.now()
        if self.health.state is not HealthState.OK:
            self.set_health(HealthState.OK)
        self.set_ready()
        self.mark_dirty()

    def _state(self, state: VideoState) -> None:
        if state.phase == "failed":
            self._say(HealthState.FAILED, state.why)
        elif state.phase == "stalled":
            self._say(HealthState.STALE, state.why)

    def _say(self, state: HealthState, why: str) -> None:
        """With a picture kept on the wall it is stale, with the age of that picture."""
        if self.is_ready and state is HealthState.FAILED:
            self.set_health(HealthState.STALE, why, since=self._last_frame_at)
        else:
            self.set_health(state, why, since=self._last_frame_at)
