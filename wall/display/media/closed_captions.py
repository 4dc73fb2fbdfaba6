"""Closed captions of North American television, which travel inside of the pictures.

Those of analogue television (CEA-608: channels `cc1` to `cc4`) and of digital television (CEA-708:
`service1` to `service63`). A sender may have both, and often says the same in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, cast

import av
from av.sidedata.sidedata import SideData

from wall.display.media.carried_captions import CarriedCaptions
from wall.display.media.dtvcc import DigitalService
from wall.display.media.languages import same_language
from wall.display.media.line21 import Line21Channel
from wall.display.media.plain_texts import MOST_LETTERS

CHANNEL = re.compile(r"cc([1-4])", re.IGNORECASE)
SERVICE = re.compile(r"service([1-9]|[1-5][0-9]|6[0-3])", re.IGNORECASE)
FIRST = ("cc1", "service1")
"""Of the language that is spoken."""
# Decoders of television forget what was not erased for so long.
LONGEST_S = 16.0
# What is typed letter by letter is shown in steps of so long.
STEP_S = 0.2
# Who said something within so long goes first.
LEADS_S = 60.0


class _Speaker(Protocol):
    def restart(self) -> None: ...
    def decode(self, triples: bytes, at_s: float) -> str | None: ...


class _Track:
    """One of those that may be shown, and what it says."""

    def __init__(self, speaker: _Speaker) -> None:
        self._speaker = speaker
        self._newest, self._newest_s = "", 0.0
        self._spoke_s: float | None = None

    def restart(self) -> None:
        self._speaker.restart()
        self._newest, self._spoke_s = "", None

    def read(self, triples: bytes, at_s: float) -> str:
        """What it says now."""
        told = self._speaker.decode(triples, at_s)
        if told is not None:
            self._newest, self._newest_s = told[-MOST_LETTERS:], at_s
            if told:
                self._spoke_s = at_s
        if self._newest and not 0 <= at_s - self._newest_s < LONGEST_S:
            self._newest = ""
        return self._newest

    def leads(self, at_s: float) -> bool:
        return self._spoke_s is not None and 0 <= at_s - self._spoke_s < LEADS_S


class ClosedCaptions:
    """Those of one stream: of several tracks the first that speaks.

    One thread asks for what is said; `carried` is told of packets by any.
    """

    def __init__(self, *tracks: str, codec: str = "") -> None:
        """By their names, at least one; `codec` is the picture's, by libav's name."""
        self.carried = CarriedCaptions(codec)
        self._tracks = [_Track(_speaker(name)) for name in tracks]
        self._shown, self._shown_s = "", 0.0

    def restart(self) -> None:
        """What follows is from elsewhere in the film."""
        for track in self._tracks:
            track.restart()
        self._shown, self._shown_s = "", 0.0

    def read(self, frame: av.VideoFrame, at_s: float) -> str:
        """Take what pictures carried up to this one, in the order of showing. What is said."""
        if not self.carried.is_told:
            return self.follow(_carried(frame), at_s)
        for one in self.carried.until(at_s):
            self.follow(one.triples, one.at_s)
        return self.follow(b"", at_s)

    def follow(self, triples: bytes, at_s: float) -> str:
        """Take what one picture carries, in triples of a kind and two bytes. What is said."""
        said = [track.read(triples, at_s) for track in self._tracks]
        leading = (place for place, track in enumerate(self._tracks) if track.leads(at_s))
        newest = said[next(leading, 0)]
        if newest != self._shown and not 0 <= at_s - self._shown_s < STEP_S:
            self._shown, self._shown_s = newest, at_s
        return self._shown


def _speaker(name: str) -> _Speaker:
    channel, service = CHANNEL.fullmatch(name), SERVICE.fullmatch(name)
    if channel is not None:
        return Line21Channel(int(channel[1]))
    if service is not None:
        return DigitalService(int(service[1]))
    raise ValueError(f"{name!r} is no track of closed captions")


def _carried(frame: av.VideoFrame) -> bytes:
    try:
        return bytes(cast("Mapping[str, SideData]", frame.side_data)["A53_CC"])
    except (KeyError, ValueError):
        # PyAV refuses all that is beside a picture where it does not know one sort of it.
        return b""


def tracks_of(wanted: str, told: Iterable[tuple[str, str]], spoken: str) -> Sequence[str]:
    """Which tracks are meant by a wish, the first choice first; none: none.

    `told` are languages and the tracks they are in, `spoken` is the language of the sound, which
    the first ones follow.
    """
    if _is_track(wanted):
        return (wanted,)
    meant = [track for language, track in told if same_language(wanted, language)]
    known = sorted(filter(_is_track, meant), key=lambda name: SERVICE.fullmatch(name) is not None)
    if known:
        return known
    return FIRST if wanted == "on" or same_language(wanted, spoken) else ()


def _is_track(name: str) -> bool:
    return bool(CHANNEL.fullmatch(name) or SERVICE.fullmatch(name))
