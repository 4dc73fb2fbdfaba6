"""Closed captions of North American television (CEA-608), which travel inside of the pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import cast

import av
from av.sidedata.sidedata import SideData
from av.subtitles.codeccontext import SubtitleCodecContext

from wall.display.media.captioning import MOST_LETTERS, plain, same_language

CHANNEL = re.compile(r"cc([1-4])", re.IGNORECASE)
"""CC1 and CC2 share the first field of a picture, CC3 and CC4 the second."""
# Decoders of television forget what was not erased for so long.
LONGEST_S = 16.0
# What is typed letter by letter is shown in steps of so long.
STEP_S = 0.2
MILLISECONDS = 1000


class ClosedCaptions:
    """One channel of one stream. Not thread-safe."""

    def __init__(self, channel: int) -> None:
        self._field = (channel - 1) // 2
        self._second = (channel - 1) % 2
        self.restart()

    def restart(self) -> None:
        """What follows is from elsewhere in the film."""
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
        self._newest = self._shown = ""
        self._newest_s = self._shown_s = 0.0

    def read(self, frame: av.VideoFrame, at_s: float) -> str:
        """Take what a picture carries, in the order of showing. What is said with it."""
        carried = _carried(frame)
        if carried:
            self.decode(carried, at_s)
        if self._newest and not 0 <= at_s - self._newest_s < LONGEST_S:
            self._newest = ""
        if self._newest != self._shown and not 0 <= at_s - self._shown_s < STEP_S:
            self._shown, self._shown_s = self._newest, at_s
        return self._shown

    def decode(self, pairs: bytes, at_s: float) -> None:
        """What one picture carries, in triples of a kind and a pair."""
        ours = self._filtered(pairs)
        if not ours:
            return
        packet = av.Packet(ours)
        packet.pts, packet.time_base = max(0, round(at_s * MILLISECONDS)), Fraction(1, MILLISECONDS)
        try:
            found = self._decoder.decode2(packet)
        except (av.FFmpegError, ValueError):
            return
        if found is not None:
            lines = [plain(getattr(one, "dialogue", b"")) for one in found]
            text = "\n".join(" ".join(line.split()) for line in "\n".join(lines).splitlines())
            self._newest, self._newest_s = text.strip()[:MOST_LETTERS], at_s

    def _filtered(self, pairs: bytes) -> bytes:
        """Without the other channel of the field: libav's decoder takes both for one."""
        kept = bytearray()
        for place in range(0, len(pairs) - 2, 3):
            kind, first = pairs[place] & 3, pairs[place + 1] & 0x7F
            if kind != self._field or not pairs[place] & 4:
                continue
            if 0x10 <= first < 0x20:
                self._is_ours = (first >> 3 & 1) == self._second
            elif 0 < first < 0x10:
                # Facts about the programme, in the second field, until the next control code.
                self._is_ours = False
            if self._is_ours:
                kept += pairs[place : place + 3]
        return bytes(kept)


def _carried(frame: av.VideoFrame) -> bytes:
    try:
        return bytes(cast("Mapping[str, SideData]", frame.side_data)["A53_CC"])
    except (KeyError, ValueError):
        # PyAV refuses all that is beside a picture where it does not know one sort of it.
        return b""


def channel_of(wanted: str, told: Mapping[str, str], spoken: str) -> int | None:
    """Which channel is meant by a wish; None: none.

    `told` are languages and the channels they are in, `spoken` is the language of the sound,
    which the first channel follows.
    """
    named = CHANNEL.fullmatch(wanted)
    if named is None:
        said = (channel for language, channel in told.items() if same_language(wanted, language))
        named = CHANNEL.fullmatch(next(said, ""))
    if named is not None:
        return int(named[1])
    return 1 if wanted == "on" or same_language(wanted, spoken) else None
