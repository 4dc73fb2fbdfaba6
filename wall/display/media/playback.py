"""What a tile holds of its video: the picture to paint, and the buttons."""

from __future__ import annotations

from collections.abc import Callable

from wall.display.media.output import VideoOutput
from wall.display.media.slots import Slot
from wall.display.media.source import MediaSource
from wall.display.media.states import PlaybackState
from wall.views.sound import Ear


class Playback:
    """One tile's video. Made by `VideoPool.open`; no method ever waits for a disk or a server.

    Playbacks of the same addresses share a decoder for as long as they do the same; the one that
    pauses or seeks gets a decoder of its own.
    """

    def __init__(
        self,
        source: MediaSource,
        output: VideoOutput,
        split: Callable[[Playback, MediaSource, float, bool], MediaSource],
    ) -> None:
        self._source = source
        self._output = output
        self._split = split
        self._closed = False
        self._ear: Ear | None = None

    @property
    def source(self) -> object:
        """Who decodes it: playbacks of one source sound together."""
        return self._source

    def listen(self, ear: Ear | None) -> None:
        """Bring its sound there from now on; None: decode none."""
        if self._closed or ear is self._ear:
            return
        if self._ear is not None:
            self._source.sound.leave(self._ear)
        self._ear = ear
        if ear is not None:
            self._source.sound.listen(ear)

    def _move_to(self, source: MediaSource) -> None:
        before, self._source = self._source, source
        if self._ear is not None:
            before.sound.leave(self._ear)
            source.sound.listen(self._ear)

    @property
    def state(self) -> PlaybackState:
        """What it does now."""
        return self._source.state

    @property
    def output(self) -> VideoOutput:
        """Where its pictures go; for the pool."""
        return self._output

    def front(self) -> Slot | None:
        """The newest picture, unchanged until the next call; None before the first one.

        For one reader, on one thread. With fit `contain` it is smaller than asked: centre it.
        """
        return self._output.front()

    def levels(self) -> tuple[float, ...]:
        """Of a source without a picture: the loudness of the last moments, oldest first."""
        return self._output.levels

    def resize(self, size_px: tuple[int, int]) -> None:
        """Scale to another size from now on; `front` keeps the old picture until a new one is."""
        if size_px != self._output.size_px:
            self._output.size_px = size_px
            self._source.poke()

    def pause(self) -> None:
        """Hold the picture."""
        self._hold(paused=True)

    def resume(self) -> None:
        """Go on from where it was paused."""
        self._hold(paused=False)

    def _hold(self, *, paused: bool) -> None:
        if self._closed or self._source.paused == paused:
            return
        if self._source.outputs > 1:
            position_s = self._source.state.position_s
            self._move_to(self._split(self, self._source, position_s, paused))
        else:
            self._source.hold(paused=paused)

    def seek(self, position_s: float) -> None:
        """Go to a position of the current item, in seconds, to the frame."""
        if self._closed:
            return
        if self._source.outputs > 1:
            self._move_to(self._split(self, self._source, position_s, self._source.paused))
        else:
            self._source.seek(position_s)

    def close(self) -> None:
        """End it. A callback that is under way on a worker may still arrive, no later one.

        The slot that `front` returned last stays valid for as long as it is kept.
        """
        if not self._closed:
            self.listen(None)
            self._closed = True
            self._source.detach(self._output)
