"""Closed captions of analogue television (CEA-608, of line 21): one of their four channels."""

from __future__ import annotations

from fractions import Fraction

import av
from av.subtitles.codeccontext import SubtitleCodecContext

from wall.display.media.plain_texts import plain

MILLISECONDS = 1000


class Line21Channel:
    """What one channel says. Not thread-safe."""

    def __init__(self, channel: int) -> None:
        """CC1 and CC2 share the first field of a picture, CC3 and CC4 the second."""
        self._field = (channel - 1) // 2
        self._second = (channel - 1) % 2
        self.restart()

    def restart(self) -> None:
        """What follows is from elsewhere."""
        context = av.CodecContext.create("cc_dec", "r")
        assert isinstance(context, SubtitleCodecContext)
        context.options = {
            "real_time": "1",
            "real_time_latency_msec": "0",
            "data_field": "second" if self._field else "first",
            "pkt_timebase": f"1/{MILLISECONDS}",
        }
        self._decoder = context
        self._is_ours = False

    def decode(self, triples: bytes, at_s: float) -> str | None:
        """What one picture carries. What is said now; None: nothing was told."""
        ours = self._filtered(triples)
        if not ours:
            return None
        packet = av.Packet(ours)
        packet.pts, packet.time_base = max(0, round(at_s * MILLISECONDS)), Fraction(1, MILLISECONDS)
        try:
            found = self._decoder.decode2(packet)
        except (av.FFmpegError, ValueError):
            return None
        if found is None:
            return None
        lines = "\n".join(plain(getattr(one, "dialogue", b"")) for one in found).splitlines()
        return "\n".join(" ".join(line.split()) for line in lines).strip()

    def _filtered(self, triples: bytes) -> bytes:
        """Without the other channel of the field: libav's decoder takes both for one."""
        kept = bytearray()
        for place in range(0, len(triples) - 2, 3):
            kind, first = triples[place] & 3, triples[place + 1] & 0x7F
            if kind != self._field or not triples[place] & 4:
                continue
            if 0x10 <= first < 0x20:
                self._is_ours = (first >> 3 & 1) == self._second
            elif 0 < first < 0x10:
                # Facts about the programme, in the second field, until the next control code.
                self._is_ours = False
            if self._is_ours:
                kept += triples[place : place + 3]
        return bytes(kept)
