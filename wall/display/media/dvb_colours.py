"""Colours of DVB subtitles (EN 300 743): PyAV hands out pictures without their palettes."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Palette = npt.NDArray[np.uint8]
"""256 × 4: B, G, R and alpha of each number."""
_PAGE, _REGION, _COLOURS = 0x10, 0x11, 0x12


def _standard() -> Palette:
    """Of a table that was not sent: eight colours, then the same half as bright."""
    numbers = np.arange(256)
    bits = np.stack([numbers >> 2 & 1, numbers >> 1 & 1, numbers & 1], axis=1)
    bright = np.where(numbers < 8, 255, 127)[:, None]
    alpha = np.where(numbers == 0, 0, 255)[:, None]
    return np.concatenate([bits * bright, alpha], axis=1).astype(np.uint8)


class DvbColours:
    """Follows the packets of one stream. Not thread-safe."""

    def __init__(self) -> None:
        self._tables: dict[int, Palette] = {}
        self._table_of: dict[int, int] = {}
        self._region_at: dict[tuple[int, int], int] = {}

    def follow(self, packet: bytes) -> None:
        """Its segments; what is damaged is left out."""
        for kind, data in _segments(packet):
            if kind == _PAGE:
                regions = [data[n : n + 6] for n in range(2, len(data) - 5, 6)]
                self._region_at = {struct.unpack(">HH", one[2:6]): one[0] for one in regions}
            elif kind == _REGION and len(data) >= 8:
                self._table_of[data[0]] = data[7]
            elif kind == _COLOURS and len(data) >= 2:
                self._tables[data[0]] = _table(data[2:])

    def at(self, x: int, y: int) -> Palette:
        """Of the region whose picture stands there."""
        region = self._region_at.get((x, y), -1)
        return self._tables.get(self._table_of.get(region, -1), _standard())


def _segments(packet: bytes) -> Iterator[tuple[int, bytes]]:
    place = packet.find(0x0F, 0, 3)  # with or without the two bytes before them
    while place >= 0 and place + 6 <= len(packet) and packet[place] == 0x0F:
        kind, _, length = struct.unpack(">BHH", packet[place + 1 : place + 6])
        yield kind, packet[place + 6 : place + 6 + length]
        place += 6 + length


def _table(entries: bytes) -> Palette:
    table = _standard()
    place = 0
    while place + 4 <= len(entries):
        number, is_full = entries[place], entries[place + 1] & 1
        if is_full:
            y, cr, cb, t = entries[place + 2 : place + 6].ljust(4, b"\xff")
            place += 6
        else:
            word = int.from_bytes(entries[place + 2 : place + 4], "big")
            y, cr, cb, t = word >> 8 & 0xFC, word >> 2 & 0xF0, word << 2 & 0xF0, (word & 3) * 85
            place += 4
        table[number] = _colour(y, cr, cb, 0 if y == 0 else 255 - t)
    return table


def _colour(y: int, cr: int, cb: int, alpha: int) -> tuple[int, int, int, int]:
    """Of video levels (ITU-R BT.601)."""
    light, red, blue = 1.164 * (y - 16), cr - 128, cb - 128
    b, g, r = light + 2.017 * blue, light - 0.813 * red - 0.392 * blue, light + 1.596 * red
    return _byte(b), _byte(g), _byte(r), alpha


def _byte(value: float) -> int:
    return max(0, min(255, round(value)))
