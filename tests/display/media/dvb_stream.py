"""Pictures of text as a broadcaster makes them (EN 300 743)."""

from __future__ import annotations

import struct

PAGE = 1
SIDE = 16
"""Of the square that stands for a text."""


def _segment(kind: int, data: bytes) -> bytes:
    return struct.pack(">BBHH", 0x0F, kind, PAGE, len(data)) + data


def display_of(width: int, height: int, window: tuple[int, int] | None = None) -> bytes:
    """What places are told for, and where the part of it begins that they count from."""
    size = struct.pack(">BHH", 8 if window else 0, width - 1, height - 1)
    if window is None:
        return _segment(0x14, size)
    left, top = window
    return _segment(0x14, size + struct.pack(">4H", left, width - 1, top, height - 1))


def square(x: int, y: int, display: bytes = b"") -> bytes:
    """One page with an opaque white square at a place of 720 x 576, or of another display."""
    pixels = b"\x11" + b"\x11" * (SIDE // 2) + b"\x00" + b"\xf0"
    field = pixels * (SIDE // 2)
    return b"".join(
        (
            b"\x20\x00" + display,
            _segment(0x10, struct.pack(">BBBBHH", 30, 0x0B, 1, 0xFF, x, y)),
            _segment(
                0x11,
                struct.pack(">BBHHBBBB", 1, 0x07, SIDE, SIDE, 0x4B, 1, 0, 0x03)
                + struct.pack(">HHH", 1, 0, 0xF000),
            ),
            _segment(0x12, bytes((1, 0x0F, 1, 0x5F, 235, 128, 128, 0))),
            _segment(0x13, struct.pack(">HBHH", 1, 0x01, len(field), len(field)) + field * 2),
            _segment(0x80, b""),
            b"\xff",
        )
    )


def nothing() -> bytes:
    """A page without a region: what was shown ends."""
    page = _segment(0x10, struct.pack(">BB", 30, 0x1B))
    return b"\x20\x00" + page + _segment(0x80, b"") + b"\xff"


def told(language: str) -> bytes:
    """The descriptor."""
    return bytes((0x59, 8)) + language.encode() + struct.pack(">BHH", 0x10, PAGE, PAGE)
