"""Streams without a picture: how loud they are, as frames that the view paints calmly.

The decoder here is one of its own: what is heard is decoded elsewhere, at another time.
"""

from __future__ import annotations

import math
from collections import deque
from typing import cast

import av
import numpy as np
from av import AudioFrame, VideoFrame
from numpy.typing import NDArray

from wall.display.media.medium import Media, VideoPacket
from wall.display.media.opening import LEVELS_PER_S
from wall.display.media.pacing import LivePace
from wall.display.media.states import MediaError
from wall.display.media.tracks import DAMAGED_IN_A_ROW, FrameStream, TimedFrame

STEPS_PER_S = LEVELS_PER_S
SHOWN_STEPS = 45
# From silence to full scale.
RANGE_DB = 54.0


class LevelStream(FrameStream):
    """As a FrameStream; its frames have levels instead of pictures."""

    def __init__(self, media: Media, pace: LivePace | None = None) -> None:
        super().__init__(media, pace)
        assert media.voice is not None
        told = media.voice.codec_context
        self._decoder = cast("av.AudioCodecContext", av.CodecContext.create(told.name, "r"))
        self._decoder.extradata = told.extradata
        self._decoder.sample_rate = told.sample_rate
        self._decoder.layout = told.layout
        self._nothing = VideoFrame(16, 16, "yuv420p")
        self._history: deque[float] = deque([0.0] * SHOWN_STEPS, SHOWN_STEPS)
        self._ready: deque[TimedFrame] = deque()
        self._loudest = 0.0
        self._step_s: float | None = None

    def feed(self, packet: VideoPacket | None) -> None:
        """Decode one packet of sound; None for the end."""
        try:
            for frame in self._decoder.decode(packet):
                self._heard(frame)
            self._row = 0
        except av.EOFError:
            return
        except (av.FFmpegError, ValueError) as damage:
            self.damaged += 1
            self._row += 1
            if self._row > DAMAGED_IN_A_ROW:
                raise MediaError(
                    self.media.facts.address, "has sound that cannot be decoded", final=True
                ) from damage

    def _heard(self, frame: AudioFrame) -> None:
        base = float(self.media.stream.time_base or 0)
        at_s = frame.pts * base - self.media.start_s if frame.pts is not None else self._last_s
        at_s = at_s or 0.0
        heard = samples_of(frame)
        length_s = frame.samples / (frame.sample_rate or 48_000)
        self._last_s = at_s + length_s
        # Some formats bring half a second in one piece.
        pieces = np.array_split(heard, max(1, round(length_s * STEPS_PER_S)))
        for number, piece in enumerate(pieces):
            self._step(at_s + number * length_s / len(pieces), loudness(piece))

    def _step(self, at_s: float, loud: float) -> None:
        self._loudest = max(self._loudest, loud)
        if self._step_s is None or not 0 <= at_s - self._step_s < 1.0:
            self._step_s = at_s - 1 / STEPS_PER_S
        if at_s - self._step_s < 1 / STEPS_PER_S - 1e-6:
            return
        self._step_s += 1 / STEPS_PER_S
        self._history.append(self._loudest)
        self._loudest = 0.0
        levels = tuple(self._history)
        self._ready.append(
            TimedFrame(self._nothing, at_s, 1 / STEPS_PER_S, 1.0, self._seam, self._pace, levels)
        )
        self._seam = False

    def waiting(self) -> bool:
        return bool(self._ready)

    def take(self) -> TimedFrame | None:
        while self._ready:
            timed = self._ready.popleft()
            if self._skip_until_s is None or timed.position_s >= self._skip_until_s:
                return self._taken(timed)
        return None

    def restart(self, *, skip_until_s: float | None, seam: bool) -> None:
        super().restart(skip_until_s=skip_until_s, seam=seam)
        self._ready.clear()
        self._step_s = None
        self._decoder.flush_buffers()


def stream_of(media: Media, pace: LivePace | None = None) -> FrameStream:
    """What decodes a medium: pictures, or how loud it is."""
    return LevelStream(media, pace) if media.facts.sound_only else FrameStream(media, pace)


def samples_of(frame: AudioFrame) -> NDArray[np.float32]:
    """All channels one behind the other, from -1 to 1."""
    samples: NDArray[np.generic] = frame.to_ndarray()
    heard = samples.astype(np.float32).ravel(order="F")
    if samples.dtype.kind == "i":
        heard /= float(1 << (8 * samples.dtype.itemsize - 1))
    elif samples.dtype.kind == "u":
        heard = heard / 127.5 - 1.0
    return heard


def loudness(heard: NDArray[np.float32]) -> float:
    """0 to 1 over the range that is heard in a room."""
    if heard.size == 0:
        return 0.0
    power = float(np.mean(np.square(heard)))
    if power <= 0:
        return 0.0
    return min(1.0, max(0.0, 1.0 + 10 * math.log10(power) / RANGE_DB))
