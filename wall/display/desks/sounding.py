"""The sound of a shared desk: Opus, decoded while somebody hears it, on a line of its own."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.resampler import AudioResampler
from av.error import FFmpegError
from numpy.typing import NDArray

from wall.views.sound import Ear

log = logging.getLogger(__name__)

RATE = 48_000
AHEAD_S = 0.08
"""So long before it is due a chunk should be here: what a network holds up is heard all the same,
and lips still match."""
LATE_S = 0.02
JUDGED_S = 5.0
STEP_S = 0.002
JUMP_S = 1.0
"""A publisher's clock that leaps by so much begins a new line."""


@dataclass
class SoundLine:
    """When the publisher's times are due here. Pure; seconds of monotonic clocks."""

    origin_s: float | None = None
    _least_s: float = float("inf")
    _judged_at: float = 0.0

    def place(self, at_s: float, now: float) -> float:
        """A chunk of that time came now: where second 0 of its line is."""
        margin = float("inf") if self.origin_s is None else self.origin_s + at_s - now
        if self.origin_s is None or abs(margin) > JUMP_S:
            return self._anchor(now - at_s + AHEAD_S, now)
        if margin < LATE_S:
            return self._anchor(self.origin_s + AHEAD_S - margin, now)
        self._least_s = min(self._least_s, margin)
        if now - self._judged_at >= JUDGED_S:
            # The clocks differ, or the network was slow and is not any more: move unheard.
            step = max(-STEP_S, min(STEP_S, AHEAD_S - self._least_s))
            return self._anchor(self.origin_s + step, now)
        return self.origin_s

    def _anchor(self, origin_s: float, now: float) -> float:
        self.origin_s, self._least_s, self._judged_at = origin_s, float("inf"), now
        return origin_s


class DeskSound:
    """`hear` comes from the feed's thread, `listen` from the Qt thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ears: dict[DeskVoice, Ear] = {}
        self._line = SoundLine()
        self._decoder: AudioCodecContext | None = None
        self._resampler: AudioResampler | None = None

    def listen(self, voice: DeskVoice, ear: Ear | None) -> None:
        with self._lock:
            if ear is None:
                self._ears.pop(voice, None)
            else:
                self._ears[voice] = ear

    def hear(self, at_us: int, data: memoryview) -> None:
        """Decode a chunk, if anybody listens."""
        with self._lock:
            ears = tuple(self._ears.values())
        if not ears:
            self.close()
            return
        try:
            samples = self._decoded(data)
        except FFmpegError as error:
            log.info("the sound of a shared desk cannot be decoded: %s", error)
            self.close()
            return
        at_s = at_us / 1e6
        origin_s = self._line.place(at_s, time.monotonic())
        for ear in ears:
            ear.anchor(origin_s)
            ear.push(samples, at_s)

    def close(self) -> None:
        """Idempotent."""
        self._decoder = self._resampler = None
        self._line = SoundLine()

    def _decoded(self, data: memoryview) -> NDArray[np.float32]:
        if self._decoder is None or self._resampler is None:
            decoder = av.CodecContext.create("opus", "r")
            assert isinstance(decoder, AudioCodecContext)
            decoder.sample_rate = RATE
            decoder.layout = "stereo"
            self._decoder = decoder
            self._resampler = AudioResampler("flt", "stereo", RATE)
        packet = av.Packet(len(data))
        packet.update(bytes(data))
        parts = [
            ready.to_ndarray().reshape(-1, 2)
            for frame in self._decoder.decode(packet)
            for ready in self._resampler.resample(frame)
        ]
        if not parts:
            return np.zeros((0, 2), np.float32)
        return np.concatenate(parts).astype(np.float32, copy=False)


class DeskVoice:
    """What one tile brings to the sound of its wall. Compared by identity."""

    def __init__(self, sound: DeskSound) -> None:
        self._sound = sound

    @property
    def source(self) -> object:
        return self._sound

    def listen(self, ear: Ear | None) -> None:
        self._sound.listen(self, ear)
