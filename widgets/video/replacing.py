"""What is shown while a source is away: another address, until the source's next frame."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from wall.model.tiles import Tile
from wall.views.services import Frame, Playback, VideoService, VideoState


class StandIn:
    """Plays the replacement from `show` to `hide`. Qt thread."""

    def __init__(self, video: VideoService, changed: Callable[[], None]) -> None:
        self._video = video
        self._changed = changed
        self._playback: Playback | None = None
        self._has_picture = False

    @property
    def is_shown(self) -> bool:
        """Whether there is a picture of it."""
        return self._has_picture

    def show(self, tile: Tile, address: str, size_px: QSize, fit: str) -> None:
        """Begin, unless it has begun."""
        if self._playback is not None:
            return
        self._playback = self._video.open(
            tile,
            (address,),
            size_px,
            loop=True,
            fit=fit,
            on_frame=self._frame,
            on_state=self._state,
        )

    def hide(self) -> None:
        playback, self._playback = self._playback, None
        self._has_picture = False
        if playback is not None:
            playback.close()

    def resize(self, size_px: QSize) -> None:
        if self._playback is not None:
            self._playback.resize(size_px)

    def run(self, *, idle: bool) -> None:
        """Nobody sees it, or somebody does again."""
        if self._playback is None:
            return
        if idle:
            self._playback.pause()
        else:
            self._playback.resume()

    def image(self) -> QImage | None:
        return self._playback.image() if self._playback is not None else None

    def frame(self) -> Frame | None:
        return self._playback.frame() if self._playback is not None else None

    def _frame(self) -> None:
        self._has_picture = True
        self._changed()

    def _state(self, state: VideoState) -> None:
        """What becomes of a replacement is nobody's concern: the tile tells of its source."""
