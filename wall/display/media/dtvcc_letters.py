"""The letters of digital closed captions (CEA-708): which codes of which set are which."""

from __future__ import annotations

from collections.abc import Mapping

UNKNOWN = "_"
"""The standard's own for what a decoder does not know."""
_NOTE = 0x7F
_EXTENDED: Mapping[int, str] = {
    **dict.fromkeys((0x20, 0x21), " "),
    0x25: "…",
    **dict(zip((0x2A, 0x2C, 0x30), "ŠŒ█", strict=True)),
    **dict(zip(range(0x31, 0x36), "‘’“”•", strict=True)),
    **dict(zip((0x39, 0x3A, 0x3C, 0x3D, 0x3F), "™šœ℠Ÿ", strict=True)),
    **dict(zip(range(0x76, 0x80), "⅛⅜⅝⅞│┐└─┘┌", strict=True)),
}


def plain_letter(code: int) -> str:
    """Of the sets G0 and G1: those of ASCII and Latin-1, but for one."""
    return "♪" if code == _NOTE else chr(code)


def extended_letter(code: int) -> str:
    """Of the sets G2 and G3, behind an escape."""
    if code == 0xA0:
        return "[CC]"
    return _EXTENDED.get(code, UNKNOWN)


def wide_letter(code: int) -> str:
    """Of 16 bits, in Unicode."""
    letter = chr(code)
    return letter if letter.isprintable() else UNKNOWN
