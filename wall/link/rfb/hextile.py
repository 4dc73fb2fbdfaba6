"""Hextile (RFC 6143, section 7.7.4): tiles of 16 × 16 with rectangles of one colour in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wall.link.rfb.wire import RfbError, Wire

TILE = 16
_RAW, _GROUND, _COLOUR, _ANY, _COLOURED = 1, 2, 4, 8, 16
_OPAQUE = 0xFF000000


def read_hextile(wire: Wire, into: NDArray[np.uint32]) -> None:
    """Raises RfbError."""
    height, width = into.shape
    ground = colour = _OPAQUE
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            tile = into[top : top + TILE, left : left + TILE]
            said = wire.read(1)[0]
            if said & _RAW:
                found = np.frombuffer(wire.read(4 * tile.size), "<u4").reshape(tile.shape)
                np.bitwise_or(found, np.uint32(_OPAQUE), out=tile)
                continue
            if said & _GROUND:
                ground = _pixel(wire.read(4))
            if said & _COLOUR:
                colour = _pixel(wire.read(4))
            tile[:] = ground
            if said & _ANY:
                _rectangles(wire, tile, colour, coloured=bool(said & _COLOURED))


def _rectangles(wire: Wire, tile: NDArray[np.uint32], colour: int, *, coloured: bool) -> None:
    count = wire.read(1)[0]
    size = 6 if coloured else 2
    data = wire.read(count * size)
    for at in range(0, len(data), size):
        if coloured:
            colour = _pixel(data[at : at + 4])
        place, extent = data[at + size - 2], data[at + size - 1]
        x, y = place >> 4, place & 15
        right, bottom = x + (extent >> 4) + 1, y + (extent & 15) + 1
        if right > tile.shape[1] or bottom > tile.shape[0]:
            raise RfbError("it paints beside a part of its screen")
        tile[y:bottom, x:right] = colour


def _pixel(data: bytes) -> int:
    return int.from_bytes(data, "little") | _OPAQUE
