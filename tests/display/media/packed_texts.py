"""Tracks of text in fragments of MP4 (ISO/IEC 14496-12 and -30), as packagers write them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SCALE = 1000
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

Sample = tuple[float, bytes]
"""How long it lasts in seconds, and what is in it."""


def box(kind: str, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return struct.pack(">I4s", 8 + len(data), kind.encode()) + data


def _full(kind: str, *parts: bytes, flags: int = 0, version: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def head(form: str) -> bytes:
    """What all fragments begin with; `form` is wvtt or stpp."""
    about = box("vttC", b"WEBVTT") if form == "wvtt" else b"http://www.w3.org/ns/ttml\x00\x00\x00"
    entry = box(form, b"\x00" * 6, struct.pack(">H", 1), about)
    stbl = box(
        "stbl",
        _full("stsd", struct.pack(">I", 1), entry),
        _full("stts", b"\x00" * 4),
        _full("stsc", b"\x00" * 4),
        _full("stsz", b"\x00" * 8),
        _full("stco", b"\x00" * 4),
    )
    dinf = box("dinf", _full("dref", struct.pack(">I", 1), _full("url ", flags=1)))
    minf = box("minf", _full("nmhd"), dinf, stbl)
    hdlr = _full("hdlr", b"\x00" * 4, b"text" if form == "wvtt" else b"subt", b"\x00" * 12, b"\x00")
    mdhd = _full("mdhd", struct.pack(">IIIIHH", 0, 0, SCALE, 0, 0x15C7, 0))
    tkhd = _full(
        "tkhd", struct.pack(">IIIII", 0, 0, 1, 0, 0), b"\x00" * 16, _MATRIX, b"\x00" * 8, flags=7
    )
    mvhd = _full(
        "mvhd", struct.pack(">IIIIIH", 0, 0, SCALE, 0, 0x10000, 0x100), b"\x00" * 10, _MATRIX,
        b"\x00" * 24, struct.pack(">I", 2),
    )  # fmt: skip
    trex = _full("trex", struct.pack(">IIIII", 1, 1, 0, 0, 0))
    trak = box("trak", tkhd, box("mdia", mdhd, hdlr, minf))
    ftyp = box("ftyp", b"iso6\x00\x00\x00\x00iso6")
    return ftyp + box("moov", mvhd, trak, box("mvex", trex))


def fragment(number: int, begin_s: float, samples: Sequence[Sample]) -> bytes:
    """One segment; its samples follow one another from a time on the track's clock."""
    entries = b"".join(
        struct.pack(">II", round(length_s * SCALE), len(data)) for length_s, data in samples
    )

    def moof(offset: int) -> bytes:
        trun = _full("trun", struct.pack(">Ii", len(samples), offset), entries, flags=0x301)
        traf = box(
            "traf",
            _full("tfhd", struct.pack(">I", 1), flags=0x20000),
            _full("tfdt", struct.pack(">Q", round(begin_s * SCALE)), version=1),
            trun,
        )
        return box("moof", _full("mfhd", struct.pack(">I", number)), traf)

    data = b"".join(data for _, data in samples)
    return moof(len(moof(0)) + 8) + box("mdat", data)


def cue(text: str) -> bytes:
    return box("vttc", box("sttg", b"line:80%"), box("payl", text.encode()))


EMPTY = box("vtte")


def ttml(begin: str, end: str, text: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><head/><body><div>'
        f'<p begin="{begin}" end="{end}">{text}</p></div></body></tt>'
    ).encode()
