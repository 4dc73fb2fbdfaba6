"""Presence: who is there, where they point, what they have drawn. Nothing of it is kept.

Bounded per person and per wall; what nobody moves for a while goes by itself. Times in seconds
of any one clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wall.control.colours import colour_of
from wall.errors import CommandRefused, Why
from wall.protocol.names import CanvasPoint
from wall.protocol.together import (
    MARKS_IDLE_S,
    MAX_MARK_POINTS,
    MAX_MARKS,
    MAX_WALL_POINTS,
    Mark,
    Person,
    Pointer,
)


@dataclass
class _Here:
    """One person, and what is seen of them."""

    person: Person
    pointer: Pointer | None = None
    laser: Pointer | None = None
    laser_at: float = 0.0
    marks: dict[tuple[str, str], Mark] = field(default_factory=dict)
    """By wall and stroke."""
    drew_at: float = 0.0


@dataclass
class News:
    """What has changed since it was last taken."""

    people: bool = False
    pointers: bool = False
    lasers: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    """Walls."""

    def __bool__(self) -> bool:
        return self.people or self.pointers or bool(self.lasers) or bool(self.marks)


class Presence:
    """Everybody who is connected."""

    def __init__(self) -> None:
        self._here: dict[str, _Here] = {}
        self._news = News()

    def join(self, person: Person) -> None:
        """Somebody comes, or follows other walls now."""
        person = person.model_copy(update={"colour": self._colour(person.name)})
        here = self._here.get(person.id)
        if here is None:
            self._here[person.id] = _Here(person)
        elif here.person == person:
            return
        else:
            here.person = person
        self._news.people = True

    def called_otherwise(self) -> None:
        """Somebody has another display name."""
        self._news.people = True

    def leave(self, who: str) -> None:
        """With everything that is seen of them."""
        here = self._here.pop(who, None)
        if here is None:
            return
        self._news.people = True
        self._news.pointers |= here.pointer is not None or here.laser is not None
        if here.laser is not None:
            self._news.lasers.add(here.laser.wall)
        self._news.marks |= {wall for wall, _ in here.marks}

    def point(self, who: str, pointer: Pointer) -> None:
        """On the others' miniatures."""
        here = self._here[who]
        here.pointer = pointer if pointer.at is not None or pointer.selection else None
        self._news.pointers = True

    def laser(self, who: str, pointer: Pointer, now: float) -> None:
        """On the wall itself; without a place it goes."""
        here = self._here[who]
        if here.laser is not None:
            self._news.lasers.add(here.laser.wall)
        here.laser = pointer if pointer.at is not None else None
        here.laser_at = now
        self._news.lasers.add(pointer.wall)
        self._news.pointers = True

    def draw(self, who: str, wall: str, mark: Mark, now: float) -> None:
        """Begin a stroke or go on with it. Raises CommandRefused when there is too much."""
        here = self._here[who]
        key = (wall, mark.id)
        before = here.marks.get(key)
        points = (*(before.points if before else ()), *mark.points)
        if len(points) > MAX_MARK_POINTS:
            raise CommandRefused(f"a stroke has at most {MAX_MARK_POINTS} points; begin another")
        if before is None and sum(of == wall for of, _ in here.marks) >= MAX_MARKS:
            raise CommandRefused(
                f"{MAX_MARKS} strokes are enough; wipe some off first", Why.MARKS_FULL
            )
        drawn = sum(len(known.points) for known in self.marks(wall))
        if drawn + len(mark.points) > MAX_WALL_POINTS:
            raise CommandRefused("the wall is full of marks; wipe some off first", Why.MARKS_FULL)
        here.marks[key] = mark.model_copy(update={"points": points})
        here.drew_at = now
        self._news.marks.add(wall)

    def end_of(self, who: str, wall: str, mark_id: str) -> CanvasPoint | None:
        """Where a stroke goes on, if it has begun."""
        mark = self._here[who].marks.get((wall, mark_id))
        return mark.points[-1] if mark is not None else None

    def wipe(self, who: str, wall: str, *, everybody: bool) -> None:
        for here in self._here.values() if everybody else (self._here[who],):
            for key in [key for key in here.marks if key[0] == wall]:
                del here.marks[key]
                self._news.marks.add(wall)

    def tidy(self, now: float) -> None:
        """Lasers and marks that nobody moved for a while go."""
        for here in self._here.values():
            if here.laser is not None and now - here.laser_at >= MARKS_IDLE_S:
                self._news.lasers.add(here.laser.wall)
                self._news.pointers = True
                here.laser = None
            if here.marks and now - here.drew_at >= MARKS_IDLE_S:
                self._news.marks |= {wall for wall, _ in here.marks}
                here.marks.clear()

    def next_tidying(self) -> float | None:
        """When something goes by itself, if nobody moves it."""
        times = [here.laser_at for here in self._here.values() if here.laser is not None]
        times += [here.drew_at for here in self._here.values() if here.marks]
        return min(times) + MARKS_IDLE_S if times else None

    def take_news(self) -> News:
        news, self._news = self._news, News()
        return news

    @property
    def has_news(self) -> bool:
        return bool(self._news)

    def people(self) -> tuple[Person, ...]:
        return tuple(here.person for here in self._here.values())

    def _colour(self, name: str) -> int:
        """All windows of one person have the same."""
        here = [known.person for known in self._here.values()]
        own = next((person.colour for person in here if person.name == name), None)
        return own if own is not None else colour_of(name, {person.colour for person in here})

    def pointers(self) -> tuple[Pointer, ...]:
        """Of all walls: lasers and plain pointers."""
        found: list[Pointer] = []
        for here in self._here.values():
            found += [pointer for pointer in (here.pointer, here.laser) if pointer is not None]
        return tuple(found)

    def lasers(self, wall: str) -> tuple[Pointer, ...]:
        lasers = (here.laser for here in self._here.values())
        return tuple(laser for laser in lasers if laser is not None and laser.wall == wall)

    def marks(self, wall: str) -> tuple[Mark, ...]:
        """In no order but that of each person's strokes."""
        return tuple(
            mark
            for here in self._here.values()
            for (of, _), mark in here.marks.items()
            if of == wall
        )

    def walls_with_marks(self) -> Iterable[str]:
        return {wall for here in self._here.values() for wall, _ in here.marks}


def mark(
    who: str, name: str, stroke: str, points: Sequence[CanvasPoint], colour: str, width: float
) -> Mark:
    return Mark(id=f"{who}/{stroke}", owner=name, colour=colour, width=width, points=tuple(points))
