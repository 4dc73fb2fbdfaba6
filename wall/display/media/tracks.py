"""One item that plays: from an address to frames in order.

A `FileTrack` is opened on a thread of its own, which ends once the first frame is decoded; then a
worker reads and decodes it. What comes over the network is a `wall.display.media.feeding.FedTrack`.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

import av
from av import VideoFrame

from wall.display.media import hardware
from wall.display.media.medium import Media, VideoPacket
from wall.display.media.pacing import LivePace
from wall.display.media.scaling import frame_form
from wall.display.media.states import LiveFacts, MediaError, MediaFacts
from wall.errors import AddressRefused
from wall.priorities import give_way
from wall.views.captions import CaptionShown

log = logging.getLogger(__name__)

# Below the Qt thread, or its 60 Hz tick goes from 18 ms to 48 ms at p95 when decoders fill the
# cores.
NICENESS = 5
# How many packets or unwanted frames one call may work through before other streams get a turn.
BURST = 12
# So many of late frames are left out in one go where decoding all is too much anyway.
SPARING_BURST = 2
DAMAGED_IN_A_ROW = 300
# Each damaged packet counts four, each good one takes one back.
HURT, HOPELESS = 3, 40
# So many packets in a row, after pictures, without another one: they are of another codec.
FRUITLESS = 60
# Pictures whose stamps go back: after so many, the order of sending counts.
BACKWARDS = 4
# So long a damaged live picture is not shown; a camera that sends no other is.
HIDDEN_S = 1.5

Trouble = MediaError | AddressRefused


class Signal(Enum):
    """What a track answers when it has no frame."""

    AGAIN = "again"
    EMPTY = "empty"
    END = "end"


@dataclass(frozen=True, slots=True)
class TimedFrame:
    """A frame and when it belongs.

    `position_s` counts from the start of its item. `seam` marks the first frame of a new run,
    which follows the last one directly whatever their positions say.
    """

    frame: VideoFrame
    position_s: float
    duration_s: float
    pixel_aspect: float
    seam: bool
    pace: LivePace | None = None
    """The clock of the live stream that it belongs to."""
    levels: tuple[float, ...] | None = None
    """Instead of a picture: how loud the last moments were."""
    caption: CaptionShown = ""
    """What is said meanwhile."""


class Track(Protocol):
    """An item of a playlist. `retire` may come from any thread, the rest from one worker."""

    @property
    def facts(self) -> MediaFacts | None: ...
    @property
    def medium(self) -> object: ...
    @property
    def trouble(self) -> str: ...
    @property
    def damaged(self) -> int: ...
    @property
    def live(self) -> LiveFacts: ...
    def next_frame(self) -> TimedFrame | Signal: ...
    def rewind(self) -> None: ...
    def seek(self, position_s: float) -> None: ...
    def reopen(self) -> None: ...
    def retire(self) -> None: ...
    def close(self) -> None: ...


def lower_priority() -> None:
    """Give way to the Qt thread: only for the calling thread and the ones it starts."""
    give_way(NICENESS)


class FrameStream:
    """Packets in, frames with positions out: the decoder of one open media."""

    def __init__(self, media: Media, pace: LivePace | None = None) -> None:
        self.media = media
        self._pace = pace
        self.facts = media.facts
        self.damaged = 0
        self._size_px = (0, 0)
        self.frames = 0
        self._row = 0
        self._harm = 0
        self._fruitless = 0
        self._good_s: float | None = None
        self._backwards = 0
        self._decoded: deque[VideoFrame] = deque()
        self._skip_until_s: float | None = None
        self._skipped: TimedFrame | None = None
        self._seam = True
        self._is_sparing = False
        self._last_s: float | None = None

    def feed(self, packet: VideoPacket | None) -> None:
        """Decode one packet; None for the end, which brings out what the decoder still holds."""
        try:
            self._spare()
            decoded = self.media.stream.codec_context.decode(packet)
            self._decoded.extend(decoded)
            self._fruitless = 0 if decoded or self._is_sparing else self._fruitless + 1
            self._row = 0
            self._harm = max(0, self._harm - 1)
        except av.EOFError:
            return
        except (av.FFmpegError, ValueError) as damage:
            self.damaged += 1
            self._row += 1
            self._harm += 4
            if self.is_hopeless and self.facts.hardware:
                hardware.give_up(self.facts.hardware, str(damage))
            if self._row > DAMAGED_IN_A_ROW:
                raise MediaError(
                    self.media.facts.address,
                    "is damaged, nothing in it can be decoded; copy or convert it again",
                    final=True,
                ) from damage

    def _spare(self) -> None:
        room = self.media.gate.room
        if room is not None and room.is_sparing != self._is_sparing:
            self._is_sparing = room.is_sparing
            self.media.stream.codec_context.skip_frame = "NONREF" if room.is_sparing else "DEFAULT"

    @property
    def is_hopeless(self) -> bool:
        """More is damaged than not: it may be something else now than when it was opened."""
        return self._harm > HOPELESS or (self.frames > 0 and self._fruitless > FRUITLESS)

    def _hides(self, frame: VideoFrame, position_s: float) -> bool:
        """Whether a live frame is better not shown: the one before stays for a moment."""
        if self._pace is None:
            return False
        if frame.is_corrupt or self._harm > HURT:
            last_s = self._good_s
            return last_s is not None and 0 <= position_s - last_s < HIDDEN_S
        self._good_s = position_s
        return False

    def waiting(self) -> bool:
        """Whether frames are decoded but not taken."""
        return bool(self._decoded)

    def take(self) -> TimedFrame | None:
        """The next wanted frame, None when more packets are needed."""
        while self._decoded:
            frame = self._decoded.popleft()
            position_s, duration_s = self._placed(frame)
            caption = self.media.said(frame, position_s)
            if self._hides(frame, position_s):
                continue
            if (frame.width, frame.height) != self._size_px:
                # Only a frame tells how it is to be turned; and a stream may change its size.
                self._size_px = (frame.width, frame.height)
                shown_px = frame_form(frame, self.media.pixel_aspect).shown_px
                self.facts = replace(self.facts, picture_px=shown_px)
            skip = self._skip_until_s
            timed = TimedFrame(
                frame,
                position_s,
                duration_s,
                self.media.pixel_aspect,
                self._seam,
                self._pace,
                caption=caption,
            )
            if skip is not None and position_s + duration_s / 2 < skip:
                self._skipped = timed
                continue
            return self._taken(timed)
        return None

    def take_last(self) -> TimedFrame | None:
        """At the end: the last frame, where a position behind it was asked for."""
        return self._taken(self._skipped) if self._skipped is not None else None

    def _taken(self, timed: TimedFrame) -> TimedFrame:
        self._skip_until_s = self._skipped = None
        self._seam = False
        self.frames += 1
        return timed

    def restart(self, *, skip_until_s: float | None, seam: bool) -> None:
        """Forget decoded frames after the container was moved."""
        self._decoded.clear()
        self.media.forget_said()
        self._skip_until_s = skip_until_s
        self._skipped = None
        self._seam = seam
        self._last_s = None

    def _placed(self, frame: VideoFrame) -> tuple[float, float]:
        fps = self.media.facts.fps
        # PyAV gives the frames that a decoder held back until the end no time base.
        time_base = float(frame.time_base or self.media.stream.time_base or 0)
        duration_s = (frame.duration or 0) * time_base
        if not 0 < duration_s < 60:
            duration_s = 1 / fps
        stamp = frame.dts if self._backwards > BACKWARDS and frame.dts is not None else frame.pts
        if stamp is not None and time_base:
            position_s = stamp * time_base - self.media.start_s
            if self._last_s is not None and position_s < self._last_s and self._pace is not None:
                # Some cameras count pictures as they send them, not as they are shown.
                self._backwards += 1
        else:
            position_s = 0.0 if self._last_s is None else self._last_s + duration_s
        self._last_s = position_s
        return position_s, duration_s
