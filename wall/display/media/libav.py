"""The few functions of PyAV's own libav that PyAV does not hand on, through ctypes.

PyAV ships its libraries under hashed names beside the package. The structures and signatures
here belong to the major versions in `MAJORS`; with any other, `bundled()` answers None and the
callers take their way without it.
"""

from __future__ import annotations

import ctypes
import functools
import glob
import logging
from ctypes import POINTER, byref, c_char_p, c_int, c_int64, c_ulong, c_void_p
from dataclasses import dataclass
from pathlib import Path

import av

log = logging.getLogger(__name__)

MAJORS = {"libavutil": 60, "libavformat": 62, "libswscale": 9}

AVIO_FLAG_READ = 1
AVIO_FLAG_READ_WRITE = 3
SWS_BILINEAR = 2
SWS_AREA = 0x20
ERROR_EOF = -0x20464F45


class AvioContext(ctypes.Structure):
    """AVIOContext of libavformat 62, as far as the field we read."""

    _fields_ = (
        ("av_class", c_void_p),
        ("buffer", c_void_p),
        ("buffer_size", c_int),
        ("buf_ptr", c_void_p),
        ("buf_end", c_void_p),
        ("opaque", c_void_p),
        ("read_packet", c_void_p),
        ("write_packet", c_void_p),
        ("seek", c_void_p),
        ("pos", c_int64),
        ("eof_reached", c_int),
        ("error", c_int),
        ("write_flag", c_int),
        ("max_packet_size", c_int),
        ("min_packet_size", c_int),
        ("checksum", c_ulong),
        ("checksum_ptr", c_void_p),
        ("update_checksum", c_void_p),
        ("read_pause", c_void_p),
        ("read_seek", c_void_p),
        ("seekable", c_int),
    )


InterruptFunction = ctypes.CFUNCTYPE(c_int, c_void_p)


class Interrupt(ctypes.Structure):
    """AVIOInterruptCB: a blocking call asks it whether to give up."""

    _fields_ = (("callback", InterruptFunction), ("opaque", c_void_p))


FourPointers = c_void_p * 4
FourInts = c_int * 4


@dataclass(frozen=True, slots=True)
class Libraries:
    """The loaded libraries, each call releasing the interpreter lock while it runs."""

    avutil: ctypes.CDLL
    avformat: ctypes.CDLL
    swscale: ctypes.CDLL

    def error_text(self, code: int) -> str:
        """libav's words for an error code."""
        text = ctypes.create_string_buffer(128)
        self.avutil.av_strerror(code, text, len(text))
        return text.value.decode(errors="replace")

    def pixel_format(self, name: str) -> int:
        """The number of a pixel format."""
        return int(self.avutil.av_get_pix_fmt(name.encode()))

    def chroma_shift(self, pixel_format: int) -> tuple[int, int]:
        """How often chroma is halved across and down."""
        across, down = c_int(), c_int()
        self.avutil.av_pix_fmt_get_chroma_sub_sample(pixel_format, byref(across), byref(down))
        return across.value, down.value

    def row_bytes(self, pixel_format: int, width_px: int, plane: int) -> int:
        """Bytes that so many pixels take in a row of a plane."""
        return int(self.avutil.av_image_get_linesize(pixel_format, width_px, plane))


@functools.cache
def bundled() -> Libraries | None:
    """PyAV's libraries, or None where they are others than this module knows."""
    folder = Path(av.__file__).parent.parent / "av.libs"
    loaded: dict[str, ctypes.CDLL] = {}
    for name, major in MAJORS.items():
        if av.library_versions[name][0] != major:
            log.warning("%s %s is not the one this program knows", name, av.library_versions[name])
            return None
        found = glob.glob(str(folder / f"{glob.escape(name)}-*.so*"))
        if len(found) != 1:
            log.warning("%s is not beside PyAV in %s", name, folder)
            return None
        loaded[name] = ctypes.CDLL(found[0])
    libraries = Libraries(loaded["libavutil"], loaded["libavformat"], loaded["libswscale"])
    try:
        _declare(libraries)
    except AttributeError as missing:
        log.warning("PyAV's libraries lack a function: %s", missing)
        return None
    return libraries


def _declare(libraries: Libraries) -> None:
    util, form, scale = libraries.avutil, libraries.avformat, libraries.swscale
    util.av_get_pix_fmt.argtypes = [c_char_p]
    util.av_strerror.argtypes = [c_int, c_char_p, ctypes.c_size_t]
    util.av_pix_fmt_get_chroma_sub_sample.argtypes = [c_int, POINTER(c_int), POINTER(c_int)]
    util.av_image_get_linesize.argtypes = [c_int, c_int, c_int]
    util.av_dict_set.argtypes = [POINTER(c_void_p), c_char_p, c_char_p, c_int]
    util.av_dict_free.argtypes = [POINTER(c_void_p)]
    util.av_dict_free.restype = None

    form.avio_open2.argtypes = [
        POINTER(POINTER(AvioContext)),
        c_char_p,
        c_int,
        POINTER(Interrupt),
        POINTER(c_void_p),
    ]
    form.avio_closep.argtypes = [POINTER(POINTER(AvioContext))]
    form.avio_read_partial.argtypes = [POINTER(AvioContext), c_void_p, c_int]
    form.avio_write.argtypes = [POINTER(AvioContext), c_char_p, c_int]
    form.avio_write.restype = None
    form.avio_flush.argtypes = [POINTER(AvioContext)]
    form.avio_flush.restype = None
    form.avio_seek.argtypes = [POINTER(AvioContext), c_int64, c_int]
    form.avio_seek.restype = c_int64
    form.avio_size.argtypes = [POINTER(AvioContext)]
    form.avio_size.restype = c_int64

    size_and_format = [c_int, c_int, c_int]
    scale.sws_getContext.argtypes = [
        *size_and_format,
        *size_and_format,
        c_int,
        c_void_p,
        c_void_p,
        c_void_p,
    ]
    scale.sws_getContext.restype = c_void_p
    scale.sws_freeContext.argtypes = [c_void_p]
    scale.sws_freeContext.restype = None
    scale.sws_getCoefficients.argtypes = [c_int]
    scale.sws_getCoefficients.restype = c_void_p
    scale.sws_setColorspaceDetails.argtypes = [
        c_void_p,
        c_void_p,
        c_int,
        c_void_p,
        c_int,
        c_int,
        c_int,
        c_int,
    ]
    scale.sws_scale.argtypes = [
        c_void_p,
        POINTER(c_void_p),
        POINTER(c_int),
        c_int,
        c_int,
        POINTER(c_void_p),
        POINTER(c_int),
    ]
