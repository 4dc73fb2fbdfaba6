"""Unpacking answers piece by piece, as servers pack them: gzip in one or several parts, `deflate`
with and without its header. Pure. RFC 1952 section 2.2, RFC 9110 section 8.4.1.2."""

from __future__ import annotations

import zlib

_GZIP = b"\x1f"


class Inflating:
    """One answer. `more` raises zlib.error."""

    def __init__(self, coding: str) -> None:
        """`gzip`, `x-gzip` or `deflate`."""
        self._parts = coding != "deflate"
        self._open = self._new()
        self._head = b""
        """Of a `deflate` that has given nothing yet."""
        self.overfull = False
        """Whether there is more than was asked for."""

    @property
    def ended(self) -> bool:
        return self._open.eof

    def more(self, piece: bytes, room: int) -> bytes:
        """At most `room` bytes, 1 or more, of what this piece holds."""
        found = bytearray()
        while piece:
            if self._open.eof:
                if not (self._parts and piece.startswith(_GZIP)):
                    break  # some servers fill up with zeros
                self._open = self._new()
            if len(found) >= room:
                self.overfull = True
                break
            found += self._inflated(piece, room - len(found))
            if self._open.unconsumed_tail:
                self.overfull = True
                break
            piece = self._open.unused_data if self._open.eof else b""
        return bytes(found)

    def _inflated(self, piece: bytes, room: int) -> bytes:
        if self._parts:
            return self._open.decompress(piece, room)
        try:
            found = self._open.decompress(piece, room)
        except zlib.error:
            if len(self._head) > 1:
                raise
            self._open = zlib.decompressobj(-zlib.MAX_WBITS)
            piece, self._head = self._head + piece, b"  "
            return self._open.decompress(piece, room)
        self._head = (self._head + piece)[:2]
        return found

    def _new(self) -> zlib._Decompress:
        return zlib.decompressobj(zlib.MAX_WBITS | 16) if self._parts else zlib.decompressobj()
