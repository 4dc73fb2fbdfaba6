"""How an address is to be played: what a tile's settings say, as the engine needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Transport(StrEnum):
    """How RTSP brings its packets."""

    AUTO = "auto"
    TCP = "tcp"
    UDP = "udp"


@dataclass(frozen=True, slots=True)
class Credentials:
    """For a server that asks who it is. Never in an address that is shown, compared or logged."""

    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(slots=True)
class Room:
    """What a source is given: renditions are chosen by the size, in its largest tile."""

    size_px: tuple[int, int]
    is_sparing: bool = False
    """Frames that no other needs are not worth decoding now."""

    def hold(self, size_px: tuple[int, int]) -> None:
        """One more tile, or a new size of one."""
        self.size_px = max(self.size_px[0], size_px[0]), max(self.size_px[1], size_px[1])


@dataclass(frozen=True, slots=True)
class Wishes:
    """Equal ones can share a decoder."""

    latency_ms: int | None = None
    """How far a live picture stays behind, so that late packets are in time; None: as needed."""
    transport: Transport = Transport.AUTO
    hardware: bool = True
    """Whether a graphics card may decode, where there is one."""
    captions: str = "off"
    """off, on, or the language that is preferred."""
    stands_still: bool = False
    """Whether a live picture that never changes is as it should be."""
    group: str = ""
    """Playbacks of one group start on the same frame and stay together."""
    lasts_s: tuple[float, ...] = ()
    """Of each item in its order: how long it stays if it is a still picture; 0: one frame."""
    credentials: Credentials = Credentials()
    foreign: bool = False
    """Films in the formats that networks use, and nothing rarer: rare parsers are the weak ones."""
