"""What pictures carry of closed captions, read from packets: also of those that nobody decodes.

The bytes are those of ATSC A/53 part 4, in H.264 and HEVC as a message registered by ITU-T T.35.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_T35, _USER_DATA = b"\xb5\x00\x31GA94\x03", b"\x00\x00\x01\xb2GA94\x03"
MARKS: Mapping[str, bytes] = {
    **dict.fromkeys(("h264", "hevc"), _T35),
    **dict.fromkeys(("mpeg1video", "mpeg2video"), _USER_DATA),
}
"""What they begin with, by codec; it is found wherever it is in a packet."""
_HAS_TRIPLES, _COUNT, _HEAD = 0x40, 31, 2
# Longer by a third where zeros are guarded.
_MOST_BYTES = 2 * (_HEAD + 3 * _COUNT)
# A picture has them once, one of two fields twice.
MOST_A_PACKET = 4
# Readers are ahead by thousands of packets where a live stream comes in pieces.
MOST_WAITING = 5000
# Who skipped more begins anew.
OLDEST_S = 16.0
_NEARLY_S = 0.001


@dataclass(frozen=True, slots=True, order=True)
class Carried:
    """Triples of a kind and two bytes, and the position of their picture."""

    at_s: float
    number: int
    triples: bytes


class CarriedCaptions:
    """In the order they are sent in, out in that of showing. For any threads."""

    def __init__(self, codec: str) -> None:
        self._codec = codec
        self._lock = threading.Lock()
        self._waiting: list[Carried] = []
        self._number = 0
        self._at_s: float | None = None
        self.is_told = False
        """Whether there was anything: else a decoder may know other ways in which they come."""

    def read(self, packet: bytes | memoryview, at_s: float | None) -> None:
        """One packet of the picture; without a stamp it belongs to the one before."""
        at_s = self._at_s if at_s is None else at_s
        self._at_s = at_s
        triples = triples_of(packet, self._codec)
        if not triples or at_s is None:
            return
        with self._lock:
            self.is_told = True
            self._number += 1
            one = Carried(at_s, self._number, triples)
            if len(self._waiting) < MOST_WAITING:
                heapq.heappush(self._waiting, one)
            else:
                heapq.heappushpop(self._waiting, one)

    def until(self, position_s: float) -> Sequence[Carried]:
        """What comes with pictures up to that position, and was not told yet."""
        found = []
        with self._lock:
            while self._waiting and self._waiting[0].at_s <= position_s + _NEARLY_S:
                one = heapq.heappop(self._waiting)
                if one.at_s > position_s - OLDEST_S:
                    found.append(one)
        return found

    def forget(self) -> None:
        """Packets from elsewhere follow."""
        with self._lock:
            self._waiting.clear()
            self._at_s = None


def triples_of(packet: bytes | memoryview, codec: str) -> bytes:
    """Of one packet; empty where there are none. Time by its length."""
    mark = MARKS.get(codec)
    if mark is None:
        return b""
    data = bytes(packet)
    found = bytearray()
    place = -1
    for _ in range(MOST_A_PACKET):
        place = data.find(mark, place + 1)
        if place < 0:
            break
        begin = place + len(mark)
        piece = data[begin : begin + _MOST_BYTES]
        if mark is _T35:
            piece = piece.replace(b"\x00\x00\x03", b"\x00\x00")
        if len(piece) > _HEAD and piece[0] & _HAS_TRIPLES:
            found += piece[_HEAD : _HEAD + 3 * (piece[0] & _COUNT)]
            del found[len(found) - len(found) % 3 :]
    return bytes(found)
