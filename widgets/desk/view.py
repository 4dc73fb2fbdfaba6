"""The view of kind `desk`: the picture of a shared desk, and words where there is none."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from wall.kinds.kind import TileSettings
from wall.model.tiles import HealthState, Tile
from wall.views.base import TileView
from wall.views.painting import Note, content_of, fitted
from wall.views.running import Running
from wall.views.services import DeskPhase, DeskPicture, DeskState, Frame, Services
from wall.views.sound import Voice
from widgets.desk.banner import Banner
from widgets.desk.settings import DeskSettings
from widgets.desk.wording import banner_of, note_of

READY_AFTER_S = 4.0
"""Without a picture it is shown with words then."""
_PICTURED = frozenset({DeskPhase.LIVE, DeskPhase.PAUSED, DeskPhase.STALE})


class DeskView(TileView):
    """Shows the picture without painting it while there is nothing to say about it."""

    frameless: ClassVar[bool] = True
    fills_rect: ClassVar[bool] = True
    shows_frames: ClassVar[bool] = True
    settings: DeskSettings

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._picture: DeskPicture | None = None
        self._state = DeskState(DeskPhase.BEGINNING)
        self._has_frame = False
        self._is_shown = False
        self._voice: Voice | None = None
        self._running = Running()
        self._words: tuple[str, str, QSize] | None = None
        self._note: Note | None = None
        self._banner: Banner | None = None
        self.setCacheMode(self.CacheMode.NoCache)

    # -- life ------------------------------------------------------------------------------

    def prepare(self) -> None:
        self._open()
        if self._picture is None:
            self.set_health(HealthState.OK)
            self.set_ready()
        else:
            self._running.start("ready", self.services.clock.after(READY_AFTER_S, self.set_ready))

    def configure(self, tile: Tile, settings: TileSettings) -> None:
        before = self.settings
        super().configure(tile, settings)
        if self.settings.share != before.share:
            self._close_picture()
            self._open()
            self._be_heard()

    def resized(self) -> None:
        if self._picture is not None:
            self._picture.resize(self._size_px())

    def show_view(self) -> None:
        self._is_shown = True
        self._be_heard()

    def hide_view(self) -> None:
        """Nobody sees it; who is heard goes on talking."""

    def close_view(self) -> None:
        self._running.stop_all()
        self._is_shown = False
        self._close_picture()
        super().close_view()

    @property
    def tells_trouble(self) -> bool:
        return True

    # -- what comes ------------------------------------------------------------------------

    def _open(self) -> None:
        self._state, self._has_frame = DeskState(DeskPhase.BEGINNING), False
        if self.settings.share is not None:
            self._picture = self.services.desks.open(
                self.settings.share, self._size_px(), self._frame, self._told
            )

    def _be_heard(self) -> None:
        """What is on the wall alone; how loud, the scene decides."""
        voice = self._picture.voice if self._picture is not None and self._is_shown else None
        before, self._voice = self._voice, voice
        if before is not None and before is not voice:
            self.services.sound.detach(before)
        if voice is not None:
            self.services.sound.attach(self.tile, voice)

    def _close_picture(self) -> None:
        picture, self._picture = self._picture, None
        self._be_heard()
        if picture is not None:
            picture.close()

    def _frame(self) -> None:
        self._has_frame = True
        if self._state.phase in _PICTURED:
            self._become_ready()
        self.mark_dirty()

    def _told(self, state: DeskState) -> None:
        self._state = state
        if state.phase not in _PICTURED and state.phase is not DeskPhase.BEGINNING:
            self._has_frame = False
            self._become_ready()
        self._tell_health()
        if state.phase is DeskPhase.STALE:
            self._running.start("age", self.services.clock.every(1.0, self.mark_dirty))
        else:
            self._running.stop("age")
        self.mark_dirty()

    def _become_ready(self) -> None:
        self._running.stop("ready")
        self._tell_health()
        self.set_ready()

    def _tell_health(self) -> None:
        state = self._state
        match state.phase:
            case DeskPhase.STALE | DeskPhase.AWAY:
                self.set_health(HealthState.STALE, state.why, since=state.picture_at)
            case DeskPhase.ENDED:
                self.set_health(HealthState.STALE, "the share has ended", since=state.picture_at)
            case DeskPhase.BEGINNING if not self.is_ready:
                pass
            case _:
                self.set_health(HealthState.OK)

    # -- painting --------------------------------------------------------------------------

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        image = self._image()
        if image is None:
            painter.fillRect(exposed, self.theme.color("surface"))
            self._say(*note_of(self._state, self.settings.share))
            if self._note is not None:
                self._note.paint(painter)
            return
        if image.size() == self._size_px():
            painter.drawImage(QPointF(0, 0), image)
        else:
            painter.drawImage(self.rect, image)  # until the next picture has the new size
        words = banner_of(self._state, self.services.clock.now())
        if words is not None:
            painter.fillRect(exposed, QColor(0, 0, 0, 110))
            look = fitted(self.theme, self.size, self.services.pixels_per_mm)
            if self._banner is None or self._banner.words != words or self._banner.look != look:
                self._banner = Banner(words, look)
            self._banner.paint(painter, self.rect)

    def newest_frame(self) -> Frame | None:
        if self._picture is None or not self._has_frame or self._state.phase is not DeskPhase.LIVE:
            return None
        frame = self._picture.frame()
        if frame is None or QSize(frame.width, frame.height) != self._size_px():
            return None
        return frame

    def _image(self) -> QImage | None:
        if self._picture is None or not self._has_frame or self._state.phase not in _PICTURED:
            return None
        return self._picture.image()

    def _say(self, sentence: str, detail: str) -> None:
        words = (sentence, detail, self._size_px())
        if words != self._words:
            look = fitted(self.theme, self.size, self.services.pixels_per_mm)
            self._words = words
            self._note = Note(content_of(look, self.size), look, sentence, detail)

    def _size_px(self) -> QSize:
        return QSize(max(2, round(self.size.width())), max(2, round(self.size.height())))
