"""Chunks of desk shares on the wire: one binary message each, and the words around them.

```
offset  size  field (big-endian)
0       2     magic 0x5753
2       1     version, 1
3       1     kind: 1 video, 2 audio (Opus), 3 still (JPEG)
4       1     flags: 1 key, 2 full range
5       1     temporal layer, 0 is the base
6       1     matrix, ITU-T H.273 (0: as the bit stream says, 1: BT.709, 6: BT.601)
7       1     codec: 1 H.264 (Annex B), 2 VP8, 3 VP9, 4 AV1, 5 Opus, 6 JPEG
8       4     epoch: rises with each connection and each change of size or codec
12      4     number of the chunk in its epoch, from 0
16      8     microseconds of the publisher's own clock
24      2, 2  width, height
28      4     length of what follows
```

Bump rule: VERSION rises when the header changes; a controller refuses what it does not know.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from wall.errors import ProtocolError
from wall.protocol.codes import CloseCode

VERSION = 1
_MAGIC = 0x5753
_HEADER = struct.Struct(">HBBBBBBIIQHHI")
HEADER_BYTES = _HEADER.size
MAX_CHUNK_BYTES = 16 * 1024 * 1024
"""With its header: a key picture of 4K at its worst."""
MAX_AUDIO_BYTES = 16 * 1024
MAX_STILL_BYTES = 128 * 1024
WIDEST_PX = 8192
KEY, FULL_RANGE = 1, 2
INVALID = 1007
"""Close code: what came is not what its header says."""


class ChunkKind(IntEnum):
    VIDEO = 1
    AUDIO = 2
    STILL = 3


class Codec(IntEnum):
    H264 = 1
    VP8 = 2
    VP9 = 3
    AV1 = 4
    OPUS = 5
    JPEG = 6


_CODECS = {
    ChunkKind.VIDEO: frozenset({Codec.H264, Codec.VP8, Codec.VP9, Codec.AV1}),
    ChunkKind.AUDIO: frozenset({Codec.OPUS}),
    ChunkKind.STILL: frozenset({Codec.JPEG}),
}
_LONGEST = {
    ChunkKind.VIDEO: MAX_CHUNK_BYTES,
    ChunkKind.AUDIO: MAX_AUDIO_BYTES,
    ChunkKind.STILL: MAX_STILL_BYTES,
}
_MATRICES = frozenset({0, 1, 5, 6, 9})


@dataclass(frozen=True, slots=True)
class ChunkHeader:
    """What a relay must know of a chunk."""

    kind: ChunkKind
    codec: Codec
    epoch: int
    seq: int
    at_us: int
    width: int
    height: int
    is_key: bool = False
    full_range: bool = False
    layer: int = 0
    matrix: int = 0

    def encode(self, data: bytes) -> bytes:
        """The message with this header."""
        flags = (KEY if self.is_key else 0) | (FULL_RANGE if self.full_range else 0)
        head = _HEADER.pack(
            _MAGIC,
            VERSION,
            self.kind,
            flags,
            self.layer,
            self.matrix,
            self.codec,
            self.epoch,
            self.seq,
            self.at_us,
            self.width,
            self.height,
            len(data),
        )
        return head + data


def read_header(message: bytes) -> ChunkHeader:
    """Raises ProtocolError for what is no chunk. The payload is not looked at."""
    if len(message) < HEADER_BYTES:
        raise _wrong(f"a chunk begins with {HEADER_BYTES} bytes of header")
    (
        magic,
        version,
        kind,
        flags,
        layer,
        matrix,
        codec,
        epoch,
        seq,
        at_us,
        width,
        height,
        length,
    ) = _HEADER.unpack_from(message)
    if magic != _MAGIC:
        raise _wrong("that is no chunk of a desk share")
    if version != VERSION:
        raise _wrong(f"there is no format {version} of chunks; {VERSION} is spoken here")
    if length != len(message) - HEADER_BYTES:
        raise _wrong(f"the header says {length} bytes, {len(message) - HEADER_BYTES} came")
    if kind not in list(ChunkKind) or codec not in _CODECS[ChunkKind(kind)]:
        raise _wrong(f"there is no chunk of kind {kind} in codec {codec}")
    if len(message) > _LONGEST[ChunkKind(kind)] or not length:
        raise ProtocolError(
            CloseCode.TOO_LARGE, f"such a chunk holds 1 to {_LONGEST[ChunkKind(kind)]} bytes"
        )
    if kind == ChunkKind.VIDEO and not (0 < width <= WIDEST_PX and 0 < height <= WIDEST_PX):
        raise _wrong(f"a picture is 1 to {WIDEST_PX} pixels wide and high, not {width} x {height}")
    if matrix not in _MATRICES or flags & ~(KEY | FULL_RANGE):
        raise _wrong("the matrix or the flags are unknown")
    return ChunkHeader(
        kind=ChunkKind(kind),
        codec=Codec(codec),
        epoch=epoch,
        seq=seq,
        at_us=at_us,
        width=width,
        height=height,
        is_key=bool(flags & KEY),
        full_range=bool(flags & FULL_RANGE),
        layer=layer,
        matrix=matrix,
    )


def payload(message: bytes) -> memoryview:
    """What follows the header, not copied."""
    return memoryview(message)[HEADER_BYTES:]


def _wrong(why: str) -> ProtocolError:
    return ProtocolError(INVALID, why)
