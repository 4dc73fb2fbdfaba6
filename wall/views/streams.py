"""How a view wants an address played: what a video tile's settings say of live sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class StreamWishes:
    """Tiles of one wall with the same address and equal wishes share a decoder."""

    latency_ms: int | None = None
    """How far a live picture stays behind, so that late packets are in time; None: as needed."""
    transport: Literal["auto", "tcp", "udp"] = "auto"
    """How RTSP brings its packets."""
    hardware: bool = True
    """Whether a graphics card may decode, where there is one."""
    captions: str = "off"
    """off, on, a language, or a page of teletext."""
    stands_still: bool = False
    """Whether a live picture that never changes is as it should be."""
    group: str = ""
    """Those of one group start on the same frame and stay together."""
    lasts_s: tuple[float, ...] = ()
    """Of each address in its order: how long it stays if it is a picture; 0: a moment."""
    user: str = ""
    secret: str = ""
    """The name of the secret that is the user's password."""
    foreign: bool = False
    """Whoever wrote the address is nobody here: films in the formats of networks alone."""
