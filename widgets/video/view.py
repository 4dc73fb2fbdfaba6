"""The view of the kind `video`: paints the newest frame, which was decoded at its size."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from wall.kinds.kind import TileSettings
from wall.model.tiles import HealthState, Tile
from wall.views.base import TileView
from wall.views.captions import CaptionPicture, CaptionShown
from wall.views.running import Running
from wall.views.services import Frame, Playback, Services, VideoState
from widgets.video.overlays import paint_caption, paint_caption_picture, paint_wave
from widgets.video.replacing import StandIn
from widgets.video.settings import VideoSettings

REST_AFTER_S = 10.0
"""A video that was staged and is not yet on the wall stops after so long."""
AWAY = frozenset({"failed", "stalled"})
TROUBLE = AWAY | {"frozen"}


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
        self._phase = "opening"
        self._caption: CaptionShown = ""
        self._is_heard_only = False
        self._stand_in = StandIn(services.video, self._stand_in_changed)
        self._running = Running()
        self._is_shown = False
        self._voice: Playback | None = None
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
        if self.settings.replacement != before.replacement:
            self._stand_in.hide()
            self._replace()
        if _way(self.settings) != _way(before):
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
        self._stand_in.resize(self._size_px())

    def show_view(self) -> None:
        self._running.stop("rest")
        self._is_idle = False
        self._run()
        self._is_shown = True
        self._be_heard()

    def hide_view(self) -> None:
        """Nobody sees it: do not decode. It goes on from where it was."""
        self._is_shown = False
        self._be_heard()
        self._running.stop("rest")
        self._is_idle = True
        if self.is_ready:
            self._run()

    def close_view(self) -> None:
        self._running.stop_all()
        self._is_shown = False
        self._be_heard()
        self._stand_in.hide()
        self._drop_coming()
        if self._playback is not None:
            self._playback.close()
            self._playback = None
        super().close_view()

    def _be_heard(self) -> None:
        """The scene decides whether it is; only what is on the wall can be."""
        voice = self._playback if self._is_shown else None
        if self._voice is not None and self._voice is not voice:
            self.services.sound.detach(self._voice)
        self._voice = voice
        if voice is not None:
            self.services.sound.attach(self.tile, voice)

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
            wishes=self.settings.wishes,
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
        self._stand_in.run(idle=self._is_idle)

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
            self._be_heard()
            self._fit = self.settings.fit
        if self._phase not in AWAY:
            # Else it is the last one, at a new size.
            self._last_frame_at = self.services.clock.now()
            self._stand_in.hide()
        if self.health.state is not HealthState.OK and self._phase not in TROUBLE:
            self.set_health(HealthState.OK)
        if not self.is_ready:
            self.set_ready()
            if self._is_idle:
                self._run()
        self.mark_dirty()

    def _state(self, opened: int, state: VideoState) -> None:
        if opened != self._opened:
            return
        self._phase = state.phase
        self._is_heard_only = state.sound_only
        if state.caption != self._caption:
            self._caption = state.caption
            self.mark_dirty()
        if state.phase in TROUBLE:
            # With a picture it is stale, with the age of that; else there is nothing to show.
            health = HealthState.STALE if self.is_ready else HealthState.FAILED
            self.set_health(health, state.why, since=self._last_frame_at)
            self._replace()
        elif self.is_ready and state.phase in ("playing", "paused", "ended"):
            self.set_health(HealthState.OK)

    def _replace(self) -> None:
        replacement = self.settings.replacement
        if replacement is not None and self._phase in AWAY:
            self._stand_in.show(self.tile, replacement, self._size_px(), self.settings.fit)

    def _stand_in_changed(self) -> None:
        if not self.is_ready:
            self.set_ready()
            self.set_health(HealthState.STALE, self.health.why)
        self.mark_dirty()

    # -- painting --------------------------------------------------------------------------

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        if self._is_heard_only and not self._stand_in.is_shown:
            levels = self._playback.levels() if self._playback is not None else ()
            paint_wave(painter, self.rect, levels, self.tile.title or self.tile.id, self.theme)
            return
        self._paint_picture(painter, exposed)
        if isinstance(self._caption, CaptionPicture):
            paint_caption_picture(painter, self.rect, self._caption)
        elif self._caption:
            paint_caption(painter, self.rect, self._caption, self.theme)

    def _paint_picture(self, painter: QPainter, exposed: QRectF) -> None:
        if self._stand_in.is_shown:
            image = self._stand_in.image()
        else:
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
        if self._caption or self._is_heard_only:
            return None  # painted
        if self._stand_in.is_shown:
            frame = self._stand_in.frame()
        else:
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


def _way(settings: VideoSettings) -> tuple[object, ...]:
    """What needs another decoder when it changes."""
    return settings.fit, settings.loop, settings.wishes
