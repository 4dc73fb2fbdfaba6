"""Colours of DVB subtitles (EN 300 743): PyAV hands out pictures without their palettes."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np

from wall.display.media.picture_colours import TELEVISION_PX, Palette, colour_of

_PAGE, _REGION, _COLOURS, _DISPLAY = 0x10, 0x11, 0x12, 0x14
_HAS_WINDOW = 8


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
        self.of_px = TELEVISION_PX
        self._window = 0, 0
        """Where the part of it begins that pages are told for."""

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
            elif kind == _DISPLAY and len(data) >= 5:
                width, height = struct.unpack(">HH", data[1:5])
                self.of_px = width + 1, height + 1
                has_window = data[0] & _HAS_WINDOW and len(data) >= 13
                left, _, top, _ = struct.unpack(">4H", data[5:13]) if has_window else (0, 0, 0, 0)
                self._window = left, top

    def at(self, x: int, y: int) -> Palette:
        """Of the region whose picture stands there."""
        left, top = self._window
        region = self._region_at.get((x - left, y - top), -1)
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
        table[number] = colour_of(y, cr, cb, 0 if y == 0 else 255 - t)
    return table
