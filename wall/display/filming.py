"""Films of what screens show: pictures and sound in, a growing MP4 out. One thread at a time.

The film is in fragments (ISO/IEC 14496-12, section 8.8): it can be played up to where it ends,
wherever that is.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import PictureType
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from wall.display.sound.inputs import RATE, Samples

FRAGMENT_S = 2.0
"""As much is lost where a film breaks off."""
TICKS = 90_000
BT709 = 1
OPTIONS = {
    "preset": "veryfast",
    "crf": "24",
    "profile": "high",
    # Else the encoder keeps ten pictures back: of a still wall, that is ten seconds.
    "x264-params": "rc-lookahead=0:sync-lookahead=0:mbtree=0",
}


class Film:
    """One film of a size that stays. `write` takes its bytes as they come."""

    def __init__(self, width: int, height: int, fps: float, write: Callable[[bytes], None]) -> None:
        self._sink = _Sink(write)
        self._container: OutputContainer = av.open(
            self._sink,
            "w",
            format="mp4",
            options={"movflags": "frag_keyframe+empty_moov+default_base_moof"},
        )
        stream = self._container.add_stream("libx264", rate=round(fps), options=dict(OPTIONS))
        assert isinstance(stream, VideoStream)
        self._stream = stream
        stream.width, stream.height = width, height
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, TICKS)
        # Said, or players guess by its size: ITU-T H.273, 1 is BT.709 in all three.
        context.colorspace = context.color_primaries = context.color_trc = BT709
        context.color_range = ColorRange.MPEG
        # Frames come when they come, and painting needs the other cores.
        context.thread_count = 1
        context.gop_size = 1000
        context.max_b_frames = 0
        sound = self._container.add_stream("aac", rate=RATE)
        assert isinstance(sound, AudioStream)
        self._sound = sound
        sound.layout = "stereo"
        self.heard = 0
        """Samples so far."""
        self._reformatter = VideoReformatter()
        self._fragment_at = -FRAGMENT_S
        self._last_ticks = -1
        self._closed = False

    def add(self, pixels: NDArray[np.uint8], at_s: float) -> None:
        """Rows of blue, green, red, unused; seconds since the film began."""
        ticks = round(at_s * TICKS)
        if ticks <= self._last_ticks:
            return
        self._last_ticks = ticks
        frame = av.VideoFrame.from_ndarray(pixels, "bgra")
        frame = self._reformatter.reformat(
            frame, format="yuv420p", dst_colorspace=Colorspace.ITU709, threads=1
        )
        frame.pts = ticks
        frame.time_base = Fraction(1, TICKS)
        if at_s - self._fragment_at >= FRAGMENT_S:
            self._fragment_at = at_s
            frame.pict_type = PictureType.I
        else:
            frame.pict_type = PictureType.NONE
        self._mux(frame)

    def hear(self, samples: Samples) -> None:
        """What follows what was heard before; the first sample belongs to the beginning."""
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples.T), format="fltp", layout="stereo"
        )
        frame.sample_rate = RATE
        frame.pts = self.heard
        frame.time_base = Fraction(1, RATE)
        self.heard += len(samples)
        for packet in self._sound.encode(frame):
            self._container.mux(packet)

    def close(self) -> None:
        """Idempotent."""
        if self._closed:
            return
        self._closed = True
        if self._last_ticks >= 0:
            for packet in self._sound.encode(None):
                self._container.mux(packet)
            self._mux(None)
        self._container.close()
        self._sink.flush()

    def _mux(self, frame: av.VideoFrame | None) -> None:
        for packet in self._stream.encode(frame):
            self._container.mux(packet)
        self._sink.flush()


class _Sink:
    """What libav writes into: gathers its small pieces."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._parts = bytearray()

    def write(self, data: bytes) -> int:
        self._parts += data
        return len(data)

    def flush(self) -> None:
        if self._parts:
            data, self._parts = bytes(self._parts), bytearray()
            self._write(data)
