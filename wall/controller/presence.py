"""Telling who is there: at most 20 times a second, less often the more there is to tell."""

from __future__ import annotations

import asyncio
import itertools
import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from pydantic import BaseModel

from wall.control.presence import Presence, mark
from wall.control.rights import check_right, check_somewhere
from wall.controller.operations import Operations
from wall.errors import AddressError
from wall.model.actors import Actor
from wall.model.geometry import Rect
from wall.model.screens import Wall
from wall.protocol.content import Event
from wall.protocol.names import CanvasPoint
from wall.protocol.presence_requests import (
    MarksClear,
    MarksDraw,
    PointerShow,
    PresenceList,
    PresenceNames,
    PresenceRequest,
    PresenceTell,
)
from wall.protocol.together import MarksTold, PeopleTold, Person, PersonName, Pointer, PointersTold

EVERY_S = 0.05
BYTES_PER_S = 4_000_000
"""To all clients together: with many of them, pointers are told less often."""


class Visitor:
    """One conversation, as the others know it."""

    def __init__(self, number: int, actor: Actor, client: str) -> None:
        self.id = f"c{number}"
        self.actor = actor
        self.client = client
        self.since = time.time()

    def person(self, walls: Sequence[str]) -> Person:
        return Person(
            id=self.id,
            name=self.actor.name,
            client=self.client,
            since=self.since,
            walls=tuple(walls),
        )


class Gathering:
    """Everybody on the channel. On the loop; owns one task from the first visitor to `close`."""

    def __init__(
        self,
        operations: Operations,
        tell: Callable[[Event], bool | None],
        clients: Callable[[], int],
        called: Callable[[str], str],
    ) -> None:
        """`called` gives the display name of an account, or nothing."""
        self._operations = operations
        self._tell = tell
        self._clients = clients
        self._called = called
        self._presence = Presence()
        self._numbers = itertools.count(1)
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._bytes = 0
        """Of what was told last."""

    def join(self, actor: Actor, client: str) -> Visitor:
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="channel presence")
        visitor = Visitor(next(self._numbers), actor, client)
        self._presence.join(visitor.person(()))
        self._wake.set()
        return visitor

    def follows(self, visitor: Visitor, walls: Sequence[str]) -> None:
        self._presence.join(visitor.person(walls))
        self._wake.set()

    def leave(self, visitor: Visitor) -> None:
        self._presence.leave(visitor.id)
        self._wake.set()

    def called_otherwise(self) -> None:
        """Somebody has another display name."""
        self._presence.called_otherwise()
        self._wake.set()

    async def close(self) -> None:
        """Idempotent. What was drawn goes with those who drew it."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            self._flush()

    def events(self) -> tuple[Event, ...]:
        """Everything, for who has just begun to listen."""
        return (
            self._people_event(),
            self._pointers_event(),
            *(self._marks_event(wall) for wall in self._presence.walls_with_marks()),
        )

    def answer(self, visitor: Visitor, request: PresenceRequest) -> Sequence[BaseModel] | None:
        """Raises NotAllowed, AddressError, CommandRefused."""
        check_somewhere(visitor.actor, request.needs)
        if isinstance(request, PresenceList):
            return tuple(
                person.model_copy(update={"current": person.id == visitor.id})
                for person in self._people()
            )
        if isinstance(request, PresenceNames):
            names = dict.fromkeys(request.names)
            told = (PersonName(name=name, display_name=self._called(name)) for name in names)
            return tuple(person for person in told if person.display_name)
        wall = self._wall(request.wall)
        check_somewhere(visitor.actor, request.needs, wall)
        now = time.monotonic()
        match request:
            case PresenceTell(at=at, selection=selection):
                pointer = Pointer(id=visitor.id, wall=wall.name, at=at, selection=selection)
                self._presence.point(visitor.id, pointer)
            case PointerShow(at=at):
                check_right(visitor.actor, request.needs, wall, _under((at,) if at else ()))
                laser = Pointer(id=visitor.id, wall=wall.name, at=at, laser=True)
                self._presence.laser(visitor.id, laser, now)
            case MarksDraw():
                drawn = mark(
                    visitor.id,
                    visitor.actor.name,
                    request.stroke,
                    request.points,
                    request.colour,
                    request.width,
                )
                end = self._presence.end_of(visitor.id, wall.name, drawn.id)
                line = (*((end,) if end else ()), *request.points)
                check_right(visitor.actor, request.needs, wall, _under(line))
                self._presence.draw(visitor.id, wall.name, drawn, now)
            case MarksClear(everybody=everybody):
                if everybody:
                    check_right(visitor.actor, request.needs, wall)
                self._presence.wipe(visitor.id, wall.name, everybody=everybody)
        self._wake.set()
        return None

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            if self._presence.has_news:
                self._flush()
                await asyncio.sleep(max(EVERY_S, self._bytes * self._clients() / BYTES_PER_S))
            tidying = self._presence.next_tidying()
            wait_s = max(0.0, tidying - time.monotonic()) if tidying is not None else None
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            self._presence.tidy(time.monotonic())

    def _flush(self) -> None:
        news = self._presence.take_news()
        told: list[Event] = []
        if news.people:
            told.append(self._people_event())
        if news.pointers:
            told.append(self._pointers_event())
        for wall in sorted(news.lasers):
            self._operations.show_lasers(wall, self._presence.lasers(wall))
        for wall in sorted(news.marks):
            self._operations.show_marks(wall, self._presence.marks(wall))
            told.append(self._marks_event(wall))
        self._bytes = sum(len(e.told.model_dump_json()) for e in told if e.told is not None)
        for event in told:
            self._tell(event)

    def _people_event(self) -> Event:
        return Event(type="presence.changed", told=PeopleTold(people=self._people()))

    def _people(self) -> tuple[Person, ...]:
        return tuple(
            person.model_copy(update={"display_name": self._called(person.name)})
            for person in self._presence.people()
        )

    def _pointers_event(self) -> Event:
        told = PointersTold(pointers=self._presence.pointers())
        return Event(type="presence.moved", told=told)

    def _marks_event(self, wall: str) -> Event:
        told = MarksTold(wall=wall, marks=self._presence.marks(wall))
        return Event(type="marks.changed", wall=wall, told=told)

    def _wall(self, name: str | None) -> Wall:
        walls = self._operations.walls()
        for wall in walls:
            if name in (None, wall.name):
                return wall
        raise AddressError(name or "", f"there is no wall '{name}'")


def _under(line: Sequence[CanvasPoint]) -> tuple[Rect, ...]:
    """The pixels that a line goes over, as the boxes of its parts."""
    parts = itertools.pairwise(line) if len(line) > 1 else ((point, point) for point in line)
    return tuple(_box(*one, *other) for one, other in parts)


def _box(x1: float, y1: float, x2: float, y2: float) -> Rect:
    left, top = math.floor(min(x1, x2)), math.floor(min(y1, y2))
    return Rect(left, top, math.floor(max(x1, x2)) - left + 1, math.floor(max(y1, y2)) - top + 1)
