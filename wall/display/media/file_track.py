"""Files of this machine as tracks: opened on a thread of their own, decoded by a worker."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import av

from wall.display.media.inputs import InputGate, Opener
from wall.display.media.levels import stream_of
from wall.display.media.medium import VideoPacket
from wall.display.media.opening import open_media
from wall.display.media.states import LiveFacts, MediaError, MediaFacts
from wall.display.media.tracks import (
    BURST,
    FrameStream,
    Signal,
    TimedFrame,
    Trouble,
    lower_priority,
)
from wall.display.media.wishes import Room, Wishes
from wall.errors import AddressRefused

log = logging.getLogger(__name__)


class FileTrack:
    """A file of this machine."""

    def __init__(
        self,
        address: str,
        opener: Opener | None,
        wishes: Wishes,
        room: Room,
        start_s: float,
        turn: threading.Semaphore,
        on_change: Callable[[], None],
    ) -> None:
        self._address = address
        self._opener = opener
        self._wishes = wishes
        self._room = room
        self._start_s = start_s
        self._turn = turn
        self._on_change = on_change
        self._lock = threading.Lock()
        self._retired = False
        self._stream: FrameStream | None = None
        self._failure: Trouble | None = None
        self._packets: Iterator[VideoPacket] = iter(())
        self._ended = False
        self._wanted_s: float | None = None
        self.thread = threading.Thread(target=self._run, name="media-opening", daemon=True)

    @property
    def facts(self) -> MediaFacts | None:
        stream = self._stream
        return stream.facts if stream else None

    @property
    def medium(self) -> object:
        return None

    @property
    def trouble(self) -> str:
        return ""

    @property
    def damaged(self) -> int:
        stream = self._stream
        return stream.damaged if stream else 0

    @property
    def live(self) -> LiveFacts:
        return LiveFacts()

    def start(self) -> None:
        """Open it, on the track's own thread."""
        self.thread.start()

    def _run(self) -> None:
        lower_priority()
        with self._turn:
            if self._retired:
                return
            try:
                stream = self._opened()
            except (MediaError, AddressRefused) as failure:
                self._fail(failure)
                return
            except Exception as fault:
                # Whatever a strange file does to libav, the tile must hear of it.
                log.exception("opening %s", self._address)
                self._fail(MediaError(self._address, f"cannot be opened ({fault})", final=True))
                return
        with self._lock:
            wanted = not self._retired
            if wanted:
                self._stream = stream
        if wanted:
            self._on_change()
        else:
            stream.media.close()

    def _fail(self, failure: Trouble) -> None:
        self._failure = failure
        self._on_change()

    def _opened(self) -> FrameStream:
        gate = InputGate(self._address, self._opener, self._wishes, self._room)
        media = open_media(self._address, gate, self._wishes)
        stream = stream_of(media)
        try:
            if self._start_s > 0:
                with suppress(av.FFmpegError, OSError):
                    media.seek(self._start_s)
                stream.restart(skip_until_s=self._start_s, seam=True)
            self._packets = media.packets()
            # The first frame, so that a playlist goes on without waiting for it.
            for _ in range(BURST):
                packet = next(self._packets, None)
                if packet is None:
                    break
                stream.feed(packet)
                if stream.waiting():
                    break
        except (av.FFmpegError, OSError) as problem:
            media.close()
            raise MediaError(
                self._address, f"cannot be read ({problem}); copy it again", final=True
            ) from problem
        except MediaError:
            media.close()
            raise
        return stream

    def next_frame(self) -> TimedFrame | Signal:
        """The next frame. Raises MediaError or AddressRefused when there will be none."""
        if self._failure is not None:
            raise self._failure
        stream = self._stream
        if stream is None:
            return Signal.EMPTY
        if self._wanted_s is not None:
            wanted_s, self._wanted_s = self._wanted_s, None
            self._move(wanted_s)
        for _ in range(BURST):
            frame = stream.take()
            if frame is not None:
                return frame
            if self._ended:
                last = stream.take_last()
                if last is not None:
                    return last
                if stream.frames == 0:
                    raise MediaError(
                        self._address,
                        "has no picture that can be decoded; copy or convert it again",
                        final=True,
                    )
                return Signal.END
            stream.feed(self._packet())
        return Signal.AGAIN

    def _packet(self) -> VideoPacket | None:
        try:
            packet = next(self._packets, None)
        except (av.FFmpegError, OSError):
            # A file cut short: what came before it is shown, and the end is here.
            packet = None
        self._ended = packet is None
        return packet

    def rewind(self) -> None:
        """Go on from the start; raises av.FFmpegError or OSError where the format cannot."""
        self._move(0.0)

    def seek(self, position_s: float) -> None:
        """Go on from a position, to the frame; errors as for `rewind`."""
        self._move(position_s)

    def reopen(self) -> None:
        """A file is there or is not."""

    def _move(self, position_s: float) -> None:
        stream = self._stream
        if stream is None:
            self._wanted_s = position_s
            return
        stream.media.seek(position_s)
        stream.restart(skip_until_s=position_s or None, seam=True)
        self._packets = stream.media.packets()
        self._ended = False

    def retire(self) -> None:
        """Nothing more is wanted."""
        with self._lock:
            self._retired = True

    def close(self) -> None:
        """Free the decoder; where the thread still opens it, that thread does."""
        self.retire()
        with self._lock:
            stream, self._stream = self._stream, None
        if stream is not None:
            self._packets = iter(())
            stream.media.close()
