"""What is said beside the chunks of a desk share: JSON text, one object each, by `type`.

A publisher says `hello` first, a viewer (a display) `view`. Both are answered with `ok`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from wall.model.values import Value

PROTO = 1
ShareId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Dimension = Annotated[int, Field(ge=0, le=8192)]


class ShareState(StrEnum):
    """What everybody sees of a share."""

    BEGINNING = "beginning"
    """Its publisher has not come yet."""
    WAITING = "waiting"
    """Somebody must allow it."""
    LIVE = "live"
    PAUSED = "paused"
    HIDDEN = "hidden"
    AWAY = "away"
    """Its publisher has lost the connection and may come back."""
    ENDED = "ended"


class Limit(Value):
    """What is worth sending. `fps` 0: nothing, nobody looks."""

    w: Dimension = 1920
    h: Dimension = 1080
    fps: int = Field(default=30, ge=0, le=60)
    bitrate: int = Field(default=6_000_000, ge=50_000, le=50_000_000)
    """Bits per second."""


# -- publisher → controller -------------------------------------------------------------------


class Hello(Value):
    """First words of a publisher."""

    type: Literal["hello"] = "hello"
    proto: int = PROTO
    ticket: str = Field(max_length=100, repr=False)
    name: str = Field(default="", max_length=100)
    """What is shared, in words: a window's title."""
    surface: Literal["monitor", "window", "browser", "unknown"] = "unknown"
    codec: str = Field(default="", max_length=40)
    w: Dimension = 0
    h: Dimension = 0
    fps: int = Field(default=30, ge=0, le=240)
    audio: bool = False


class Beat(Value):
    """Every second, from where it cannot be slowed down: the publisher lives."""

    type: Literal["hb"] = "hb"
    fps: float = Field(default=0, ge=0, le=1000)
    skipped: int = Field(default=0, ge=0)
    bitrate: int = Field(default=0, ge=0)


class SetState(Value):
    """Pause, hide, go on."""

    type: Literal["state"] = "state"
    state: Literal["live", "paused", "hidden"]


class End(Value):
    """Good-bye: the share ends."""

    type: Literal["end"] = "end"
    reason: str = Field(default="", max_length=200)


FromPublisher = Annotated[Hello | Beat | SetState | End, Field(discriminator="type")]
FROM_PUBLISHER: TypeAdapter[FromPublisher] = TypeAdapter(FromPublisher)


# -- viewer → controller ----------------------------------------------------------------------


class View(Value):
    """First words of a display that shows a share."""

    type: Literal["view"] = "view"
    proto: int = PROTO
    share: ShareId
    display: str = Field(max_length=100)
    secret: str = Field(max_length=200, repr=False)
    w: Dimension = 0
    h: Dimension = 0


class ViewSize(Value):
    """The pixels that the picture has on the screens there."""

    type: Literal["size"] = "size"
    w: Dimension
    h: Dimension


class Ack(Value):
    """All chunks up to this one are received (by the controller) or decoded (by a viewer)."""

    type: Literal["ack"] = "ack"
    epoch: int = Field(ge=0, lt=2**32)
    seq: int = Field(ge=0, lt=2**32)


class Key(Value):
    """A key picture is wanted."""

    type: Literal["key"] = "key"


FromViewer = Annotated[View | ViewSize | Ack | Key, Field(discriminator="type")]
FROM_VIEWER: TypeAdapter[FromViewer] = TypeAdapter(FromViewer)


# -- controller → publisher -------------------------------------------------------------------


class Accepted(Value):
    """The publisher is known and may send."""

    type: Literal["ok"] = "ok"
    share: ShareId
    ticket: str = Field(repr=False)
    """Good for coming back, once; the one before is good until something is sent."""
    window: int
    """Send no further picture while so many are not acknowledged."""
    epoch: int
    """Use a larger one."""
    state: ShareState
    limit: Limit


class SetLimit(Limit):
    """Send so much from now on."""

    type: Literal["limit"] = "limit"


class Stop(Value):
    """The share has ended; do not come back."""

    type: Literal["stop"] = "stop"
    reason: str


# -- controller → viewer, and publisher --------------------------------------------------------


class ShareTold(Value):
    """How the share is now."""

    type: Literal["share"] = "share"
    state: ShareState
    who: str = ""
    """The name of the person or program that shares."""
    name: str = ""
    reason: str = ""
    audio: bool = False


class Alive(Value):
    """Every second while the publisher lives."""

    type: Literal["hb"] = "hb"


ToPublisher = Annotated[
    Accepted | Ack | Key | SetLimit | Stop | ShareTold, Field(discriminator="type")
]
TO_PUBLISHER: TypeAdapter[ToPublisher] = TypeAdapter(ToPublisher)
ToViewer = Annotated[ShareTold | Alive, Field(discriminator="type")]
TO_VIEWER: TypeAdapter[ToViewer] = TypeAdapter(ToViewer)
