"""Colours of the pictures of text of discs: PGS of Blu-ray, VobSub of DVD.

The layout of PGS is described in US patent application 2009/0185789, that of VobSub by the DVD
Forum's book on video.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

import numpy as np

from wall.display.media.picture_colours import BT601, BT709, TELEVISION_PX, Palette, colour_of

_COMPOSITION, _PALETTE = 0x16, 0x14
_EPOCH_BEGINS = 0x80
# From so many lines on the colours are those of high definition.
_HIGH_LINES = 576
_ENTRY_BYTES = 5

_COLOURS = re.compile(rb"^palette:[ \t]*((?:[0-9a-fA-F]{6}[ ,\t]*){16})", re.MULTILINE)
_SIZE = re.compile(rb"^size:[ \t]*([0-9]{2,4})x([0-9]{2,4})", re.MULTILINE)
_LENGTHS = {0: 0, 1: 0, 2: 0, 3: 2, 4: 2, 5: 6, 6: 4}
"""Bytes behind a command of DVD."""
_MAPPED, _ALPHA, _CHANGES, _END = 3, 4, 7, 0xFF
# White in black, where nobody says which.
_USUAL = (0x000000, 0xFFFFFF, 0x000000, 0x808080, *[0xFFFFFF] * 12)


class BlurayColours:
    """PGS."""

    def __init__(self) -> None:
        self._of_px = TELEVISION_PX
        self._tables: dict[int, Palette] = {}
        self._current = 0

    @property
    def of_px(self) -> tuple[int, int]:
        return self._of_px

    def follow(self, packet: bytes) -> None:
        for kind, data in _segments(packet):
            if kind == _COMPOSITION and len(data) >= 11:
                width, height = struct.unpack(">HH", data[:4])
                self._of_px = width or self._of_px[0], height or self._of_px[1]
                if data[7] & _EPOCH_BEGINS:
                    self._tables.clear()
                self._current = data[9]
            elif kind == _PALETTE and len(data) >= 2:
                self._change(self._tables.setdefault(data[0], _clear()), data[2:])

    def _change(self, table: Palette, entries: bytes) -> None:
        matrix = BT709 if self._of_px[1] > _HIGH_LINES else BT601
        for place in range(0, len(entries) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            number, y, cr, cb, alpha = entries[place : place + _ENTRY_BYTES]
            table[number] = colour_of(y, cr, cb, alpha, matrix)

    def at(self, x: int, y: int) -> Palette:
        """The same everywhere."""
        del x, y
        return self._tables.get(self._current, _clear())


class DvdColours:
    """VobSub: four colours a picture, out of sixteen."""

    def __init__(self, about: bytes) -> None:
        """`about` is what the container says of the whole track."""
        size, colours = _SIZE.search(about), _COLOURS.search(about)
        self.of_px = (int(size[1]), int(size[2])) if size is not None else TELEVISION_PX
        told = re.findall(rb"[0-9a-fA-F]{6}", colours[1]) if colours is not None else ()
        self._all = [int(one, 16) for one in told] or list(_USUAL)
        self._four = (0, 1, 2, 3)
        self._alpha = (0, 15, 15, 15)

    def follow(self, packet: bytes) -> None:
        for command, data in _commands(packet):
            if command in (_MAPPED, _ALPHA):
                four = (data[1] & 15, data[1] >> 4, data[0] & 15, data[0] >> 4)
                if command == _MAPPED:
                    self._four = four
                elif any(four):
                    # At the end it may fade out: what is decoded is how it was before.
                    self._alpha = four

    def at(self, x: int, y: int) -> Palette:
        """The same everywhere."""
        del x, y
        table = _clear()
        for number, (which, alpha) in enumerate(zip(self._four, self._alpha, strict=True)):
            red, green, blue = self._all[which].to_bytes(3, "big")
            table[number] = blue, green, red, alpha * 17
        return table


def _clear() -> Palette:
    return np.zeros((256, 4), np.uint8)


def _segments(packet: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 3 <= len(packet):
        kind, length = struct.unpack_from(">BH", packet, place)
        yield kind, packet[place + 3 : place + 3 + length]
        place += 3 + length


def _commands(packet: bytes) -> Iterator[tuple[int, bytes]]:
    """Of all its moments in their order; they only lead on."""
    if len(packet) < 4:
        return
    begin = int.from_bytes(packet[2:4], "big")
    while begin + 4 <= len(packet):
        following = int.from_bytes(packet[begin + 2 : begin + 4], "big")
        place = begin + 4
        while place < len(packet) and packet[place] != _END:
            command = packet[place]
            place += 1
            length = _LENGTHS.get(command)
            if command == _CHANGES:
                length = int.from_bytes(packet[place : place + 2], "big")
            if length is None or place + length > len(packet):
                return
            yield command, packet[place : place + length]
            # What is empty must lead on, too.
            place += length
        if following <= begin:
            return
        begin = following
