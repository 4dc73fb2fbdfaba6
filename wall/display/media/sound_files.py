"""The sound of files of this machine: opened a second time, by the thread that decodes it.

The picture's worker reads no further than the frame that is due, and sound must be ahead of that;
with a container of its own neither waits for the other. It exists only while somebody listens.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

import av
import numpy as np
from av.container import InputContainer
from av.stream import Disposition

from wall.display.media.inputs import InputGate, Opener
from wall.display.media.schemes import local_path
from wall.display.media.sound import TOGETHER_S, Run, SourceSound
from wall.display.media.states import MediaError
from wall.display.sound.inputs import CHANNELS, RATE, Samples
from wall.errors import AddressRefused

log = logging.getLogger(__name__)

AHEAD_S = 0.6
"""How far in front of what is heard is decoded."""
START_S = 0.1
"""How far in front of the line it begins: opening and the device take their time."""
Block: TypeAlias = tuple[float, Samples]
"""Samples, and the second of the item at which they begin."""


class OpenSound:
    """An open file and its sound. One thread; close it."""

    def __init__(self, address: str, opener: Opener | None) -> None:
        path = local_path(address)
        if path is None:
            raise MediaError(address, "is not a file", final=True)
        self._address = address
        self._gate = InputGate(address, opener)
        try:
            self._container: InputContainer = av.open(
                str(path),
                options={"protocol_whitelist": self._gate.protocols},
                metadata_errors="replace",
                io_open=self._gate,
            )
        except BaseException:
            self._gate.close()
            raise
        self._stream = next(iter(self._container.streams.audio), None)
        pictures = [
            stream
            for stream in self._container.streams.video
            if not stream.disposition & Disposition.attached_pic
        ]
        timed = pictures[0] if pictures else self._stream
        time_base = float((timed.time_base if timed else None) or 0)
        self._start_s = ((timed.start_time if timed else None) or 0) * time_base
        duration = timed.duration if timed else None
        self.length_s = duration * time_base if duration else None
        """Of the picture; None where the file does not say."""
        self._resampler = SoundConverter()

    @property
    def has_sound(self) -> bool:
        # PyAV has no context where libav knows no decoder.
        return self._stream is not None and self._stream.codec_context is not None

    def blocks(self, from_s: float) -> Iterator[Block]:
        """Decode from a second of the item on to its end. What is damaged is left out."""
        assert self._stream is not None
        time_base = self._stream.time_base or Fraction(1, 1000)
        target = int((self._start_s + from_s) / float(time_base))
        self._container.seek(target, stream=self._stream, backward=True)
        self._resampler = SoundConverter()
        for packet in self._container.demux(self._stream):
            try:
                frames = self._stream.codec_context.decode(packet)
            except (av.FFmpegError, ValueError):
                continue
            for frame in frames:
                if frame.pts is None:
                    continue
                position_s = frame.pts * float(frame.time_base or time_base) - self._start_s
                samples = self._resampler.converted(frame)
                if position_s < from_s:
                    behind = round((from_s - position_s) * RATE)
                    samples, position_s = samples[behind:], from_s
                if len(samples):
                    yield position_s, samples

    def close(self) -> None:
        if self._stream is not None and self._stream.codec_context is not None:
            self._stream.codec_context.flush_buffers()
        self._container.close()
        self._gate.close()


class SoundConverter:
    """Whatever a decoder gives, as float32 stereo at 48 kHz."""

    def __init__(self) -> None:
        self._shape: tuple[object, ...] | None = None
        self._resampler: av.AudioResampler | None = None

    def converted(self, frame: av.AudioFrame) -> Samples:
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._resampler is None or shape != self._shape:
            # A stream may change its form in the middle.
            self._shape = shape
            self._resampler = av.AudioResampler(format="flt", layout="stereo", rate=RATE)
        parts: list[Samples] = [
            np.asarray(part.to_ndarray(), np.float32).reshape(-1, CHANNELS)
            for part in self._resampler.resample(frame)
        ]
        if not parts:
            return np.zeros((0, CHANNELS), np.float32)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)


class FileSound(threading.Thread):
    """Decodes the sound of a list of files in step with their picture."""

    def __init__(
        self,
        sound: SourceSound,
        addresses: Sequence[str],
        opener: Opener | None,
        *,
        loop: bool,
    ) -> None:
        super().__init__(name="media-sound", daemon=True)
        self._sound = sound
        self._addresses = addresses
        self._opener = opener
        self._loop = loop
        self._open: OpenSound | None = None
        self._opened = -1

    def retire(self) -> None:
        """`SourceSound` has forgotten it, which ends it."""

    def run(self) -> None:
        try:
            while (begun := self._sound.begin(self)) is not None:
                self._play(*begun)
        finally:
            self._close()

    def _play(self, epoch: int, run: Run, line_s: float) -> None:
        from_s = max(0.0, line_s + START_S - run.base_s)
        while True:
            following = self._round(epoch, run, from_s)
            if following is None:
                self._sound.await_other(self, epoch)
                return
            self._sound.plan(following)
            run, from_s = following, 0.0

    def _round(self, epoch: int, run: Run, from_s: float) -> Run | None:
        """One item to its end; the run that follows, None where that is for others to say."""
        sound = self._item(run.item)
        if sound is None or not sound.has_sound:
            return None
        first_s: float | None = None
        end_s = run.base_s + from_s
        try:
            for position_s, samples in sound.blocks(from_s):
                first_s = position_s if first_s is None else first_s
                at_s = run.base_s + position_s
                if sound.length_s is not None and position_s > sound.length_s + TOGETHER_S:
                    break
                if not self._sound.await_line(self, epoch, at_s - AHEAD_S):
                    return None
                self._sound.push(samples, at_s)
                end_s = at_s + len(samples) / RATE
        except (av.FFmpegError, OSError) as problem:
            # A file cut short: the picture goes on, and so does the next round.
            log.info("the sound of %s ends: %s", self._addresses[run.item], problem)
        return self._following(run, first_s, end_s, sound.length_s)

    def _following(
        self, run: Run, first_s: float | None, end_s: float, length_s: float | None
    ) -> Run | None:
        item = run.item + 1
        if item >= len(self._addresses):
            if not self._loop:
                return None
            item = 0
        if length_s is None or first_s is None:
            return None
        base_s = run.base_s + length_s
        joined_s = end_s - (first_s if first_s < TOGETHER_S else 0.0)
        return Run(item, joined_s if abs(joined_s - base_s) <= TOGETHER_S else base_s)

    def _item(self, item: int) -> OpenSound | None:
        if item != self._opened:
            self._close()
            self._opened = item
            try:
                self._open = OpenSound(self._addresses[item], self._opener)
            except (MediaError, AddressRefused, av.FFmpegError, OSError) as problem:
                # What the picture has to say of it, the tile tells.
                log.info("no sound of %s: %s", self._addresses[item], problem)
        return self._open

    def _close(self) -> None:
        sound, self._open, self._opened = self._open, None, -1
        if sound is not None:
            sound.close()
