"""Requests about leases, panic, and one's own steps."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from wall.model.actors import Right
from wall.model.leases import ActorName, LeaseId
from wall.model.tiles import TileId
from wall.model.values import Value
from wall.protocol.limits import MAX_BATCH
from wall.protocol.names import AreaText, WallName


class _OfWall(Value):
    wall: WallName | None = None
    """None: the site's first wall."""


class _Overriding(_OfWall):
    override: bool = False
    """Go over leases of others; needs the right `override_lease`."""


class LeaseList(_OfWall):
    """The leases of a wall. The result is a list of LeaseInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["lease.list"] = "lease.list"


class LeaseClaim(_Overriding):
    """Claim screens for a while; `all` is presenter mode. The result is a LeaseInfo."""

    needs: ClassVar[Right] = Right.LEASE
    type: Literal["lease.claim"] = "lease.claim"
    area: AreaText = "all"
    """Screens: `B2`, `A1:C2`, `all`; also with the wall: `lobby/A1`."""
    purpose: str = Field(default="", max_length=200)
    until: float | None = None
    """Seconds since the epoch; either this or `for_s`, within 24 hours."""
    for_s: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _one_end(self) -> LeaseClaim:
        if (self.until is None) == (self.for_s is None):
            raise ValueError("say when the lease ends: either `until` or `for_s`")
        return self


class LeaseRelease(_Overriding):
    """End a lease. The result is a Done."""

    needs: ClassVar[Right] = Right.LEASE
    type: Literal["lease.release"] = "lease.release"
    lease: LeaseId


class LeaseExtend(_Overriding):
    """Give one's lease another end. The result is a LeaseInfo."""

    needs: ClassVar[Right] = Right.LEASE
    type: Literal["lease.extend"] = "lease.extend"
    lease: LeaseId
    until: float | None = None
    for_s: float | None = Field(default=None, gt=0)
    """From now on."""

    @model_validator(mode="after")
    def _one_end(self) -> LeaseExtend:
        if (self.until is None) == (self.for_s is None):
            raise ValueError("say when the lease ends: either `until` or `for_s`")
        return self


class LeaseAsk(_OfWall):
    """Ask the holder for a lease: the holder's clients hear `lease.asked`.

    The result is a LeaseAskInfo: it tells whether the holder is connected.
    """

    needs: ClassVar[Right] = Right.LEASE
    type: Literal["lease.ask"] = "lease.ask"
    lease: LeaseId
    message: str = Field(default="", max_length=200)


class LeaseKeep(_OfWall):
    """Answer whoever asked for one's lease that one keeps it: they hear `lease.kept`."""

    needs: ClassVar[Right] = Right.LEASE
    type: Literal["lease.keep"] = "lease.keep"
    lease: LeaseId
    to: ActorName
    """Who asked."""
    message: str = Field(default="", max_length=200)


class LeaseHandOver(_Overriding):
    """Give one's lease to somebody else, by name. The result is a LeaseInfo."""

    needs: ClassVar[Right] = Right.LEASE
    type: Literal["lease.hand_over"] = "lease.hand_over"
    lease: LeaseId
    to: ActorName


class PanicCover(_OfWall):
    """Cover a wall with safe content, above everything else. The result is a Done."""

    needs: ClassVar[Right] = Right.PANIC
    type: Literal["panic.cover"] = "panic.cover"
    reason: str = Field(default="", max_length=200)
    """For the history."""


class PanicUncover(_OfWall):
    """Uncover a wall: everything below is there as it is now. The result is a Done."""

    needs: ClassVar[Right] = Right.PANIC
    type: Literal["panic.uncover"] = "panic.uncover"
    reason: str = Field(default="", max_length=200)


class Redo(_Overriding):
    """Do again what the caller undid last. The result is a Done."""

    needs: ClassVar[Right] = Right.TAKE
    type: Literal["redo"] = "redo"


class TileDuplicate(_Overriding):
    """Copy tiles, each beside itself. The result is a Done with the copies in `tiles`."""

    needs: ClassVar[Right] = Right.ARRANGE
    type: Literal["tile.duplicate"] = "tile.duplicate"
    ids: tuple[TileId, ...] = Field(min_length=1, max_length=MAX_BATCH)
    offset: tuple[int, int] = (40, 40)
    """Canvas pixels to the right and down."""


LeaseRequest = (
    LeaseList | LeaseClaim | LeaseRelease | LeaseExtend | LeaseAsk | LeaseKeep | LeaseHandOver
)
StepRequest = PanicCover | PanicUncover | Redo | TileDuplicate
