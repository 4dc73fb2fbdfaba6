"""Encoding a desktop with x264, so that each picture leaves at once."""

from __future__ import annotations

from fractions import Fraction

import av
from av.video.frame import PictureType
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from wall.protocol.share_words import Limit

_MICROSECONDS = Fraction(1, 1_000_000)
_BT709 = 1
_LIMITED = 1
STILL_WIDTH = 320


def fitted(size: tuple[int, int], limit: Limit) -> tuple[int, int]:
    """The size inside the limit, of the same shape and even."""
    width, height = size
    scale = min(1.0, limit.w / width, limit.h / height)
    return max(2, int(width * scale) & ~1), max(2, int(height * scale) & ~1)


class Encoder:
    """For pictures of one size. One thread."""

    def __init__(self, size: tuple[int, int], bitrate: int, fps: int) -> None:
        self.size = size
        self.bitrate = bitrate
        self._reformatter = VideoReformatter()
        context = av.CodecContext.create("libx264", "w")
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.time_base = _MICROSECONDS
        context.framerate = Fraction(max(1, fps), 1)
        context.gop_size = 1_000_000  # key pictures come when they are asked for
        context.max_b_frames = 0
        context.colorspace = _BT709
        context.color_range = _LIMITED
        context.thread_count = 2
        context.thread_type = "SLICE"
        context.options = {
            "preset": "superfast",
            "tune": "zerolatency",
            "crf": "23",
            "maxrate": str(bitrate),
            "bufsize": str(max(bitrate // 4, 200_000)),
            "forced-idr": "1",
            "x264-params": "scenecut=0:keyint=infinite",
        }
        self._context = context

    def suits(self, size: tuple[int, int], bitrate: int) -> bool:
        """x264 takes no other rate while it runs, and another encoder costs a key picture: small
        changes wait."""
        return self.size == size and 0.75 * self.bitrate < bitrate < 1.5 * self.bitrate

    def encode(self, frame: av.VideoFrame, at_us: int, *, key: bool) -> list[tuple[bytes, bool]]:
        """The chunks of a picture, and whether each is key. Mostly one."""
        ready = self._reformatter.reformat(
            frame,
            *self.size,
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation="BILINEAR",
        )
        ready.pts = at_us
        ready.time_base = _MICROSECONDS
        ready.pict_type = PictureType.I if key else PictureType.NONE
        return [(bytes(packet), packet.is_keyframe) for packet in self._context.encode(ready)]


def still(frame: av.VideoFrame) -> tuple[bytes, int, int]:
    """A small JPEG of a picture, and its size."""
    width = STILL_WIDTH
    height = max(2, round(width * frame.height / frame.width) & ~1)
    context = av.CodecContext.create("mjpeg", "w")
    context.width, context.height = width, height
    context.pix_fmt = "yuvj420p"
    context.time_base = _MICROSECONDS
    context.options = {"qmin": "4", "qmax": "8"}
    small = frame.reformat(width, height, "yuvj420p")
    small.pts = 0
    packets = [*context.encode(small), *context.encode(None)]
    return b"".join(bytes(packet) for packet in packets), width, height
