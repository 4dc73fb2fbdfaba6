"""The pixels of a server's screen, and the rectangles that change them.

RFC 6143, section 7.7. Pixels are asked for as blue, green, red, unused.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from wall.link.rfb.hextile import read_hextile
from wall.link.rfb.wire import RfbError, Wire
from wall.link.rfb.zrle import longest, read_zrle

PIXEL_FORMAT = struct.pack(">BBBBHHHBBBxxx", 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)
RAW, COPY_RECT, HEXTILE, ZRLE = 0, 1, 5, 16
DESKTOP_SIZE, LAST_RECT, EXTENDED_SIZE = -223, -224, -308
ENCODINGS = (COPY_RECT, ZRLE, HEXTILE, RAW, DESKTOP_SIZE, EXTENDED_SIZE, LAST_RECT)
"""Without the one for the cursor: a server that draws it shows the wall where it is."""
MOST_PIXELS = 4096 * 4096
MOST_SIDE = 16384
OPAQUE = np.uint32(0xFF000000)
STRIP_BYTES = 1 << 20

_RECT = struct.Struct(">HHHHi")
_PLACE = struct.Struct(">HH")
_U32 = struct.Struct(">I")


class Screen:
    """One thread's."""

    def __init__(self, width: int, height: int) -> None:
        self.pixels: NDArray[np.uint32] = np.zeros((0, 0), np.uint32)
        self._inflating = zlib.decompressobj()
        self.resize(width, height)

    @property
    def size(self) -> tuple[int, int]:
        return self.pixels.shape[1], self.pixels.shape[0]

    def resize(self, width: int, height: int) -> None:
        """Black where nothing was before. Raises RfbError for no size that a screen has."""
        if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
            raise RfbError(f"its screen is said to have {width} × {height} pixels")
        if width * height > MOST_PIXELS:
            raise RfbError(f"its screen of {width} × {height} pixels is too large")
        pixels = np.full((height, width), OPAQUE, np.uint32)
        rows, columns = min(height, self.pixels.shape[0]), min(width, self.pixels.shape[1])
        pixels[:rows, :columns] = self.pixels[:rows, :columns]
        self.pixels = pixels

    def read_rect(self, wire: Wire) -> tuple[bool, bool]:
        """One rectangle of an update: whether pixels changed, and whether it was the last one."""
        x, y, width, height, encoding = wire.unpack(_RECT)
        if encoding == LAST_RECT:
            return False, True
        if encoding == DESKTOP_SIZE:
            self.resize(width, height)
            return True, False
        if encoding == EXTENDED_SIZE:
            # x is who asked, y whether it was done: nothing changed where it was refused.
            screens = wire.read(4)[0]
            wire.skip(16 * screens)
            if y == 0 and (width, height) != self.size:
                self.resize(width, height)
                return True, False
            return False, False
        if x + width > self.size[0] or y + height > self.size[1]:
            raise RfbError("it paints beside its screen")
        if not width or not height:
            self._read_empty(wire, encoding)
            return False, False
        into = self.pixels[y : y + height, x : x + width]
        if encoding == RAW:
            _read_raw(wire, into)
        elif encoding == COPY_RECT:
            self._copy(wire, into)
        elif encoding == ZRLE:
            self._read_zrle(wire, into)
        elif encoding == HEXTILE:
            read_hextile(wire, into)
        else:
            raise RfbError(f"it uses the encoding {encoding}, which it was not asked for")
        return True, False

    def _read_empty(self, wire: Wire, encoding: int) -> None:
        if encoding == COPY_RECT:
            wire.skip(4)
        elif encoding == ZRLE:
            (length,) = wire.unpack(_U32)
            if length > longest(1, 1):
                raise RfbError("it sends pixels for nothing")
            self._inflating.decompress(wire.read(length), 1)

    def _copy(self, wire: Wire, into: NDArray[np.uint32]) -> None:
        x, y = wire.unpack(_PLACE)
        height, width = into.shape
        if x + width > self.size[0] or y + height > self.size[1]:
            raise RfbError("it copies from beside its screen")
        into[:] = self.pixels[y : y + height, x : x + width].copy()

    def _read_zrle(self, wire: Wire, into: NDArray[np.uint32]) -> None:
        (length,) = wire.unpack(_U32)
        height, width = into.shape
        most = longest(width, height)
        if length > most:
            raise RfbError("it sends more than its pixels")
        try:
            data = self._inflating.decompress(wire.read(length), most + 1)
        except zlib.error as error:
            raise RfbError("what it sends cannot be unpacked") from error
        if len(data) > most or self._inflating.unconsumed_tail:
            raise RfbError("what it sends unpacks to more than its pixels")
        read_zrle(data, into)


def _read_raw(wire: Wire, into: NDArray[np.uint32]) -> None:
    height, width = into.shape
    rows = max(1, STRIP_BYTES // (4 * width))
    for top in range(0, height, rows):
        strip = into[top : top + rows]
        found = np.frombuffer(wire.read(4 * strip.size), "<u4").reshape(strip.shape)
        np.bitwise_or(found, OPAQUE, out=strip)
