"""Decoding what a desk share sends: one decoder for each epoch, every picture, in order."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, replace

import av
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext

from wall.display.media.scaling import FrameForm, frame_form
from wall.protocol.share_wire import ChunkHeader, Codec

log = logging.getLogger(__name__)

_DECODERS = {Codec.H264: "h264", Codec.VP8: "vp8", Codec.VP9: "vp9", Codec.AV1: "libdav1d"}
_MATRICES = {1: 1, 5: 5, 6: 5, 9: 9}
"""ITU-T H.273 → what libswscale calls it."""
_UNTOLD = 2
LARGEST_PX = 8192 * 4320


@dataclass(frozen=True)
class Picture:
    """A decoded picture and how its colours are meant."""

    frame: av.VideoFrame
    form: FrameForm


class DeskDecoder:
    """Used by one thread."""

    def __init__(self) -> None:
        self._decoder: VideoCodecContext | None = None
        self._stream: tuple[int, Codec] | None = None

    def decode(self, chunk: ChunkHeader, data: memoryview) -> Picture | None:
        """The newest picture of a chunk, if there is one. Raises ValueError for what is none."""
        decoder = self._for(chunk)
        packet = av.Packet(len(data))
        packet.update(bytes(data))
        try:
            frames = decoder.decode(packet)
        except FFmpegError as error:
            self.close()
            raise ValueError(str(error)) from error
        if not frames:
            return None
        frame = frames[-1]
        if frame.width * frame.height > LARGEST_PX:
            self.close()
            raise ValueError(f"{frame.width} x {frame.height} pixels are too many")
        return Picture(frame, _form(frame, chunk))

    def close(self) -> None:
        """Idempotent."""
        decoder, self._decoder = self._decoder, None
        self._stream = None
        if decoder is not None:
            # A decoder that is dropped with something inside can hang the process (PyAV 18.1).
            with suppress(FFmpegError):
                decoder.flush_buffers()

    def _for(self, chunk: ChunkHeader) -> VideoCodecContext:
        stream = (chunk.epoch, chunk.codec)
        if self._decoder is not None and stream == self._stream:
            return self._decoder
        self.close()
        decoder = av.CodecContext.create(_DECODERS[chunk.codec], "r")
        assert isinstance(decoder, VideoCodecContext)
        # Threads of frames hold pictures back, and hang when they are dropped at work.
        decoder.thread_type = "SLICE"
        decoder.thread_count = 1
        decoder.options = {"flags": "low_delay"} if chunk.codec is not Codec.AV1 else {}
        self._decoder, self._stream = decoder, stream
        return decoder


def _form(frame: av.VideoFrame, chunk: ChunkHeader) -> FrameForm:
    """VP8 has no tag for its colours: what the publisher says counts where the stream is mute."""
    form = frame_form(frame, 1.0)
    if int(frame.colorspace) != _UNTOLD or chunk.matrix not in _MATRICES:
        return form
    return replace(form, colours=_MATRICES[chunk.matrix], full_range=chunk.full_range)
