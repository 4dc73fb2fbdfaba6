"""Desk shares: what clients ask for. Pictures and sound go over connections of their own."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from wall.model.actors import Right
from wall.model.geometry import Rect
from wall.model.tiles import TileId
from wall.model.values import Value
from wall.protocol.names import WallName
from wall.protocol.share_words import ShareId, ShareState


class ShareStart(Value):
    """Share a desk. The result is a ShareTicket, with which pictures can be sent.

    It appears when the first of them come; where the wall's owner wants it, when somebody has
    allowed it. It ends when its publisher ends, or when its tile is closed.
    """

    needs: ClassVar[Right] = Right.PUSH
    type: Literal["share.start"] = "share.start"
    at: str = Field(default="all", max_length=200)
    """An area: `B2`, `C1:D2`, `lobby/A1`, `all`."""
    rect: Rect | None = None
    """Canvas pixels, instead of the area; `at` then names the wall alone."""
    tile: TileId | None = None
    """A tile of kind `desk` that is on the wall, instead of a new one."""
    name: str = Field(default="", max_length=100)
    """What is shared, in words."""
    override: bool = False
    """Go over leases of others; needs the right `override_lease`."""


class ShareList(Value):
    """The desks that are shared, on walls that the caller may see. A list of ShareInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["share.list"] = "share.list"
    wall: WallName | None = None


class ShareAllow(Value):
    """Let a share that waits be shown. The result is a ShareInfo."""

    needs: ClassVar[Right] = Right.MODERATE
    type: Literal["share.allow"] = "share.allow"
    share: ShareId


class ShareRefuse(Value):
    """End a share that waits to be allowed."""

    needs: ClassVar[Right] = Right.MODERATE
    type: Literal["share.refuse"] = "share.refuse"
    share: ShareId


class ShareStop(Value):
    """End a share: one's own, or one on screens that the caller may arrange."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["share.stop"] = "share.stop"
    share: ShareId


class SharePicture(Value):
    """A small picture of a share, as its publisher sends it; a JPEG in binary messages.

    For who may allow it, and for who shares. The result is a PictureInfo.
    """

    needs: ClassVar[Right] = Right.SEE
    type: Literal["share.picture"] = "share.picture"
    share: ShareId


class ShareInfo(Value):
    """A shared desk."""

    id: ShareId
    wall: str
    tile: str | None
    """None: not on the wall."""
    at: str
    """The screens, as `A1:B2`."""
    who: str
    name: str
    state: ShareState
    since: float
    """Seconds since the epoch."""
    audio: bool = False
    has_picture: bool = False
    """Whether there is a small picture of it."""


class ShareTicket(Value):
    """What a publisher needs to send its pictures to `path`, a websocket of this address."""

    share: ShareInfo
    ticket: str = Field(repr=False)
    """Good once, within a minute."""
    path: str


class SharesTold(Value):
    """All desks that are shared."""

    op: Literal["event"] = "event"
    type: Literal["shares.changed"] = "shares.changed"
    shares: tuple[ShareInfo, ...]


ShareRequest = ShareStart | ShareList | ShareAllow | ShareRefuse | ShareStop | SharePicture
