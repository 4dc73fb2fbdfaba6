"""Files that were read before libav asks: their first bytes, or all of them.

All of them where a film's index stands at its end and its server gives no parts of a file.
"""

from __future__ import annotations

import os
import tempfile
from typing import BinaryIO, Protocol

# A film of two minutes at 16 Mbit/s; it lies on the disk while it plays.
MOST_STORED_BYTES = 256 * 2**20
PIECE_BYTES = 256 * 1024
TOO_LARGE = (
    "the film's index stands at its end, and the server gives no parts of a file: save it with its"
    " index at the start (`ffmpeg -i film.mp4 -c copy -movflags +faststart new.mp4`), or use a web"
    " server that answers range requests"
)
# What may stand before the index of an MP4 or QuickTime file.
_BEFORE = frozenset({b"ftyp", b"free", b"skip", b"wide", b"pnot", b"uuid"})


class Readable(Protocol):
    """What PyAV needs of a file."""

    def read(self, size: int) -> bytes: ...
    def close(self) -> None: ...


def index_comes_last(head: bytes) -> bool:
    """Whether an MP4 or QuickTime file begins with its pictures (ISO/IEC 14496-12, 4.2)."""
    at = 0
    while at + 8 <= len(head):
        size, kind = int.from_bytes(head[at : at + 4], "big"), head[at + 4 : at + 8]
        if kind == b"mdat":
            return True
        if kind not in _BEFORE or size < 8:
            return False
        at += size
    return False


def stored(file: Readable, length: int | None) -> BinaryIO | None:
    """All of it in a file without a name; None where it is too large. Blocks; OSError: the disk."""
    if (length or 0) > MOST_STORED_BYTES:
        return None
    kept = tempfile.TemporaryFile(prefix="videowall-film-")  # noqa: SIM115 - its reader closes it
    try:
        left = MOST_STORED_BYTES
        while piece := file.read(PIECE_BYTES):
            left -= len(piece)
            if left < 0:
                kept.close()
                return None
            kept.write(piece)
        kept.seek(0, os.SEEK_SET)
    except OSError:
        kept.close()
        raise
    return kept


class Beginning:
    """A file whose first bytes were read already."""

    def __init__(self, head: bytes, file: Readable) -> None:
        self._head = head
        self._file = file
        self._at = 0
        """Within the head; behind it the file itself is asked."""

    @property
    def closed(self) -> bool:
        return bool(getattr(self._file, "closed", False))

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return bool(getattr(self._file, "seekable", lambda: False)())

    def read(self, size: int) -> bytes:
        if self._at < len(self._head):
            piece = self._head[self._at : self._at + size]
            self._at += len(piece)
            return piece
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """As LibavFile's."""
        if whence == os.SEEK_CUR:
            offset, whence = offset + self.tell(), os.SEEK_SET
        place = int(self._file.seek(offset, whence))  # type: ignore[attr-defined]
        if place >= 0:
            self._head = b""
        return place

    def tell(self) -> int:
        if self._at < len(self._head):
            return self._at
        return int(self._file.tell())  # type: ignore[attr-defined]

    def close(self) -> None:
        self._file.close()
