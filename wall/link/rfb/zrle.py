"""ZRLE (RFC 6143, section 7.7.6): tiles of 64 × 64, raw, of few colours, or as runs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wall.link.rfb.wire import RfbError

TILE = 64
_OPAQUE = 0xFF000000
_RUNS = 128
_BITS = {2: 1, 3: 2, 4: 2, **dict.fromkeys(range(5, 17), 4)}
"""Colours of a palette → bits of each pixel."""


def longest(width: int, height: int) -> int:
    """The most bytes that so many pixels can take: each a run of its own, and all palettes."""
    tiles = -(-width // TILE) * -(-height // TILE)
    return 4 * width * height + tiles * (1 + 127 * 3)


def read_zrle(data: bytes, into: NDArray[np.uint32]) -> None:
    """Raises RfbError for what is none."""
    at = 0
    height, width = into.shape
    try:
        for top in range(0, height, TILE):
            for left in range(0, width, TILE):
                at = _tile(data, at, into[top : top + TILE, left : left + TILE])
    except (IndexError, ValueError) as error:
        raise RfbError("its picture breaks off in the middle") from error


def _tile(data: bytes, at: int, tile: NDArray[np.uint32]) -> int:
    """Paints one; where the next begins."""
    kind, at = data[at], at + 1
    count = tile.size
    if kind == 0:
        tile[:] = _colours(data, at, count).reshape(tile.shape)
        return at + 3 * count
    if kind == 1:
        tile[:] = _colours(data, at, 1)[0]
        return at + 3
    if kind in _BITS:
        palette = _colours(data, at, kind)
        return _packed(data, at + 3 * kind, tile, palette, _BITS[kind])
    if kind == _RUNS:
        return _runs(data, at, tile)
    if kind > _RUNS + 1:
        colours = kind - _RUNS
        palette = _colours(data, at, colours)
        return _palette_runs(data, at + 3 * colours, tile, palette)
    raise RfbError(f"its picture has tiles of the unknown kind {kind}")


def _colours(data: bytes, at: int, count: int) -> NDArray[np.uint32]:
    triples = np.frombuffer(data, np.uint8, 3 * count, at).reshape(count, 3)
    whole = np.full((count, 4), 255, np.uint8)
    whole[:, :3] = triples
    return whole.view("<u4").reshape(count)


def _packed(
    data: bytes, at: int, tile: NDArray[np.uint32], palette: NDArray[np.uint32], bits: int
) -> int:
    height, width = int(tile.shape[0]), int(tile.shape[1])
    row_bytes: int = -(-width * bits // 8)
    packed = np.frombuffer(data, np.uint8, row_bytes * height, at).reshape(height, row_bytes)
    shifts = np.arange(8 - bits, -1, -bits, dtype=np.uint8)
    numbers = (packed[:, :, None] >> shifts) & ((1 << bits) - 1)
    tile[:] = palette[numbers.reshape(height, -1)[:, :width]]
    return at + row_bytes * height


def _runs(data: bytes, at: int, tile: NDArray[np.uint32]) -> int:
    left = tile.size
    values: list[int] = []
    lengths: list[int] = []
    while left > 0:
        values.append(int.from_bytes(data[at : at + 3], "little") | _OPAQUE)
        at += 3
        length = 1
        while (more := data[at]) == 255:
            length += 255
            at += 1
        length += more
        at += 1
        lengths.append(length)
        left -= length
    _lay(tile, np.array(values, np.uint32), lengths, left)
    return at


def _palette_runs(
    data: bytes, at: int, tile: NDArray[np.uint32], palette: NDArray[np.uint32]
) -> int:
    left = tile.size
    numbers: list[int] = []
    lengths: list[int] = []
    while left > 0:
        number, at = data[at], at + 1
        length = 1
        if number & 128:
            while (more := data[at]) == 255:
                length += 255
                at += 1
            length += more
            at += 1
        numbers.append(number & 127)
        lengths.append(length)
        left -= length
    _lay(tile, palette[numbers], lengths, left)
    return at


def _lay(
    tile: NDArray[np.uint32], values: NDArray[np.uint32], lengths: list[int], left: int
) -> None:
    if left < 0:
        raise RfbError("its picture has runs that are too long")
    tile[:] = np.repeat(values, lengths).reshape(tile.shape)
