"""Driving: who works which tile from a desk, from begin to end. Kept in memory alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from wall.control.driving import (
    INPUTS_AT_ONCE,
    INPUTS_PER_S,
    Driven,
    only_moves,
    reaches_clipboard,
    together,
)
from wall.control.rights import check_somewhere
from wall.controller.operations import Operations
from wall.controller.presence import Visitor
from wall.errors import CommandRefused, RequestFailed, WallError
from wall.link.messages import DrivenTile, DriveTile, ShowDrives
from wall.protocol.binary import Part, PartKind
from wall.protocol.codes import Status
from wall.protocol.content import Event
from wall.protocol.drive_requests import (
    IDLE_S,
    DriveBegin,
    DriveEnd,
    DriveInput,
    DriveRequest,
    Input,
)
from wall.protocol.limits import RateLimit
from wall.protocol.previews import Preview, encode_previews
from wall.protocol.together import Drive, DriveEnded, DrivesTold

MOVES_EVERY_S = 1 / 60
"""The mouse alone is passed on so often; what comes in between is put together."""
RESTED = "nothing was done for a minute"


@dataclass(eq=False)
class _Held:
    """One person's drive."""

    visitor: Visitor
    drive: Drive
    request: DriveBegin
    pictured: Callable[[], None]
    rate: RateLimit
    picture: Preview | None = None
    """The newest that was not taken yet."""
    waiting: tuple[Input, ...] = ()
    """Moves that wait for their time."""
    may_copy: bool = False
    """Whether the tile has a clipboard of its own."""
    moved_at: float = 0.0
    timers: dict[str, asyncio.TimerHandle] = field(default_factory=dict)

    def after(self, name: str, seconds: float, call: Callable[[], None]) -> None:
        self.stop(name)
        self.timers[name] = asyncio.get_running_loop().call_later(seconds, call)

    def stop(self, *names: str) -> None:
        for name in names or tuple(self.timers):
            timer = self.timers.pop(name, None)
            if timer is not None:
                timer.cancel()


class Driving:
    """Everybody who drives. On the loop; ended with `close`."""

    def __init__(
        self,
        operations: Operations,
        tell: Callable[[Event], bool | None],
        *,
        idle_s: float = IDLE_S,
    ) -> None:
        self._operations = operations
        self._tell = tell
        self._idle_s = idle_s
        self._held: dict[str, _Held] = {}
        """By the visitor's id: nobody drives two tiles."""
        self._stop_listening = operations.listen(self._hear)
        operations.local_drives.on_changed(self._told_local)

    def close(self) -> None:
        """Idempotent."""
        for held in tuple(self._held.values()):
            self._end(held)
        if self._stop_listening is not _nothing:
            self._operations.local_drives.forget(self._told_local)
        self._stop_listening()
        self._stop_listening = _nothing

    def answer(
        self, visitor: Visitor, request: DriveRequest, pictured: Callable[[], None]
    ) -> Drive | None:
        """Raises CommandRefused, NotAllowed, RequestFailed.

        `pictured` is called when there is a picture for the driver to take.
        """
        check_somewhere(visitor.actor, request.needs)
        match request:
            case DriveBegin():
                return self._begin(visitor, request, pictured)
            case DriveInput(inputs=inputs):
                self._input(visitor, inputs)
            case DriveEnd():
                self.leave(visitor)
        return None

    def leave(self, visitor: Visitor) -> None:
        """Idempotent."""
        held = self._held.get(visitor.id)
        if held is not None:
            self._end(held)

    def take_picture(self, visitor: Visitor) -> list[bytes]:
        """A message of the channel with the newest picture of the driven tile, if it is new."""
        held = self._held.get(visitor.id)
        if held is None or held.picture is None:
            return []
        picture, held.picture = held.picture, None
        return [Part(PartKind.PREVIEWS, 0, 0, encode_previews([picture])).encode()]

    def event(self) -> Event:
        """All of them, as told to everybody."""
        local = self._operations.local_drives.all()
        told = DrivesTold(drives=(*(held.drive for held in self._held.values()), *local))
        return Event(type="drives.changed", told=told)

    # -- one drive -------------------------------------------------------------------------

    def _begin(self, visitor: Visitor, request: DriveBegin, pictured: Callable[[], None]) -> Drive:
        wall = self._operations.scene(request.wall).wall
        tile = self._operations.check_drive(
            visitor.actor, wall, request.tile, override=request.override
        )
        self._operations.local_drives.check(wall, tile.id)
        for other in self._held.values():
            if other.visitor.id != visitor.id and _is_of(other, wall, tile.id):
                raise Driven(other.drive)
        self.leave(visitor)
        drive = Drive(
            id=visitor.id, name=visitor.actor.name, wall=wall, tile=tile.id, since=time.time()
        )
        rate = RateLimit(INPUTS_PER_S, INPUTS_AT_ONCE, time.monotonic())
        held = self._held[visitor.id] = _Held(visitor, drive, request, pictured, rate)
        held.may_copy = self._operations.has_own_clipboard(tile.kind)
        if request.picture_width:
            self._operations.previews.show_driven(
                wall, tile.id, lambda picture: self._pictured(held, picture)
            )
        self._rest_later(held)
        self._changed(wall)
        return drive

    def _end(self, held: _Held, why: str = "") -> None:
        """With a reason: not because the driver wanted it."""
        if self._held.pop(held.visitor.id, None) is None:
            return
        held.stop()
        drive = held.drive
        self._operations.previews.hide_driven(drive.wall, drive.tile)
        self._changed(drive.wall)
        if why:
            told = DriveEnded(id=drive.id, wall=drive.wall, tile=drive.tile, why=why)
            self._tell(Event(type="drive.ended", wall=drive.wall, told=told, to=drive.name))

    def _input(self, visitor: Visitor, inputs: tuple[Input, ...]) -> None:
        held = self._held.get(visitor.id)
        if held is None:
            raise CommandRefused("no tile is driven from here; begin with drive.begin")
        inputs = together(one for one in inputs if held.may_copy or not reaches_clipboard(one))
        now = time.monotonic()
        if not all(held.rate.admits(now) for _ in inputs):
            raise RequestFailed(
                Status.RATE_LIMITED, f"more than {INPUTS_PER_S:g} inputs a second; slow down"
            )
        self._rest_later(held)
        held.waiting = together((*held.waiting, *inputs))
        wait_s = held.moved_at + MOVES_EVERY_S - now
        if wait_s <= 0 or not only_moves(held.waiting):
            self._pass_on(held)
        elif "moves" not in held.timers:
            held.after("moves", wait_s, lambda: self._pass_on(held))

    def _pass_on(self, held: _Held) -> None:
        held.stop("moves")
        inputs, held.waiting = held.waiting, ()
        if inputs:
            held.moved_at = time.monotonic()
            drive = held.drive
            self._operations.drive(DriveTile(wall=drive.wall, tile=drive.tile, inputs=inputs))

    def _rest_later(self, held: _Held) -> None:
        held.after("idle", self._idle_s, lambda: self._end(held, RESTED))

    def _pictured(self, held: _Held, picture: Preview) -> None:
        held.picture = picture
        held.pictured()

    # -- what happens elsewhere --------------------------------------------------------------

    def _told_local(self) -> None:
        self._tell(self.event())

    def _hear(self, event: Event) -> None:
        """The tile may be gone, or on screens that somebody else has claimed."""
        if event.type != "scene.changed":
            return
        for held in tuple(self._held.values()):
            drive = held.drive
            if drive.wall != event.wall:
                continue
            try:
                self._operations.check_drive(
                    held.visitor.actor, drive.wall, drive.tile, override=held.request.override
                )
            except WallError as refused:
                self._end(held, str(refused))

    def _changed(self, wall: str) -> None:
        drives = tuple(
            DrivenTile(
                tile=held.drive.tile,
                driver=held.drive.name,
                picture_width=held.request.picture_width,
            )
            for held in self._held.values()
            if held.drive.wall == wall
        )
        self._operations.drive(ShowDrives(wall=wall, drives=drives))
        self._tell(self.event())


def _is_of(held: _Held, wall: str, tile: str) -> bool:
    return (held.drive.wall, held.drive.tile) == (wall, tile)


def _nothing() -> None:
    """Nobody listens any more."""
