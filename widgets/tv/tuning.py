"""Tuning: the channel that is seen, and the one that is coming; no black between them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize

from wall.model.datasets import TvChannel
from wall.model.tiles import Tile
from wall.views.services import Playback, Services, VideoState
from wall.views.streams import StreamWishes
from widgets.tv.settings import TvSettings


class Tuner:
    """At most two playbacks. Qt thread; ended with `close`."""

    def __init__(
        self,
        services: Services,
        on_frame: Callable[[], None],
        on_state: Callable[[TvChannel, VideoState], None],
    ) -> None:
        self._services = services
        self._on_frame = on_frame
        self._on_state = on_state
        self._opened = 0
        self._coming: Playback | None = None
        self._coming_channel: TvChannel | None = None
        self._is_resting = False
        self.seen: Playback | None = None
        self.channel: TvChannel | None = None
        """What is seen."""

    @property
    def wanted(self) -> TvChannel | None:
        """What is seen, or will be."""
        return self._coming_channel or self.channel

    def tune(self, tile: Tile, channel: TvChannel, settings: TvSettings, size: QSize) -> None:
        """The one that is seen stays until the first picture of this one."""
        self._drop_coming()
        self._opened += 1
        # The line-up is the site's own, whoever chose the channel.
        asking = tile.model_copy(update={"trusted": channel.trusted})
        self._coming_channel = channel
        self._coming = self._services.video.open(
            asking,
            (channel.address,),
            size,
            loop=True,
            fit=settings.fit,
            on_frame=partial(self._frame, self._opened),
            on_state=partial(self._state, self._opened, channel),
            wishes=StreamWishes(latency_ms=settings.latency_ms, captions=settings.captions),
        )
        if self._is_resting:
            self._coming.pause()

    def resize(self, size: QSize) -> None:
        for playback in (self.seen, self._coming):
            if playback is not None:
                playback.resize(size)

    def rest(self) -> None:
        self._is_resting = True
        for playback in (self.seen, self._coming):
            if playback is not None:
                playback.pause()

    def resume(self) -> None:
        self._is_resting = False
        for playback in (self.seen, self._coming):
            if playback is not None:
                playback.resume()

    def close(self) -> None:
        self._opened += 1
        self._drop_coming()
        seen, self.seen = self.seen, None
        if seen is not None:
            seen.close()

    def _drop_coming(self) -> None:
        coming, self._coming, self._coming_channel = self._coming, None, None
        if coming is not None:
            coming.close()

    def _frame(self, opened: int) -> None:
        if opened != self._opened:
            # The one that is seen goes on while another is coming.
            if self.seen is not None and self._coming is not None:
                self._on_frame()
            return
        if self._coming is not None:
            before, self.seen = self.seen, self._coming
            self.channel = self._coming_channel
            self._coming, self._coming_channel = None, None
            if before is not None:
                before.close()
        self._on_frame()

    def _state(self, opened: int, channel: TvChannel, state: VideoState) -> None:
        if opened == self._opened:
            self._on_state(channel, state)
