"""Where cards stand: slots of a masonry, filled once; what changes is who stands in them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from wall.model.geometry import Rect

STRETCH = 0.3
"""Columns that miss more than this share of their height are not stretched."""
LEAST = 0.5
"""A post that fills less than this share of a slot looks lost in it."""


@dataclass(frozen=True)
class Frame:
    """A place for one post."""

    rect: Rect
    """In the view's pixels."""
    is_large: bool = False


@dataclass
class Slot:
    """A place and who stands there: `before` is still below `shown` while that comes in."""

    frame: Frame
    shown: str | None = None
    before: str | None = None
    since: int = 0
    """The turn in which `shown` came: who has stood longest goes first."""
    is_pinned: bool = False


@dataclass
class _Column:
    x: int
    y: int
    room: int
    cards: list[tuple[str, int]] = field(default_factory=list)


def masonry(
    area: Rect,
    columns: int,
    gap: int,
    ids: Sequence[str],
    height_of: Callable[[str, int], int],
) -> list[Slot]:
    """Slots for as many posts as fit whole, in their order, each in the shortest column; columns
    that are nearly full end on one line."""
    width = (area.width - gap * (columns - 1)) // columns
    stand = [
        _Column(area.x + at * (width + gap), area.y, area.height) for at in range(max(1, columns))
    ]
    for post in ids:
        height = height_of(post, width)
        fitting = [c for c in stand if height <= c.room]
        if not fitting and not any(c.cards for c in stand):
            # Even the first card is higher than the tile: it is cut.
            height, fitting = area.height, stand[:1]
        if not fitting:
            if all(c.room < height // 3 for c in stand):
                break
            continue
        column = max(fitting, key=lambda c: c.room)
        column.cards.append((post, height))
        column.room -= height + gap
    return [slot for column in stand for slot in _standing(column, area, width, gap)]


def _standing(column: _Column, area: Rect, width: int, gap: int) -> list[Slot]:
    spare = max(0, column.room + gap) if column.cards else 0
    if spare > area.height * STRETCH:
        spare = 0
    tall = sum(height for _, height in column.cards)
    slots, y, given = [], area.y, 0
    for at, (post, height) in enumerate(column.cards):
        is_last = at == len(column.cards) - 1
        share = spare - given if is_last else round(spare * height / tall)
        given += share
        slots.append(Slot(Frame(Rect(column.x, y, width, height + share)), shown=post))
        y += height + share + gap
    return slots


class Turns:
    """Who comes next. Fresh posts first, then all in their order, again and again."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._fresh: list[str] = []
        self._last: str | None = None

    @property
    def has_fresh(self) -> bool:
        return bool(self._fresh)

    def follow(self, ids: Sequence[str]) -> None:
        """The posts that take turns, newest first."""
        known = set(self._ids)
        if known:
            there = set(ids)
            new = [post for post in reversed(ids) if post not in known]
            self._fresh = [post for post in self._fresh if post in there] + new
        self._ids = list(ids)

    def next(self, taken: set[str], suits: Callable[[str], bool]) -> str | None:
        """Somebody who is not on the wall already and suits the place; None: nobody."""
        for post in self._fresh:
            if post not in taken and suits(post):
                self._fresh.remove(post)
                return post
        begin = self._ids.index(self._last) + 1 if self._last in self._ids else 0
        for post in (*self._ids[begin:], *self._ids[:begin]):
            if post not in taken and suits(post):
                self._last = post
                if post in self._fresh:
                    self._fresh.remove(post)
                return post
        return None

    def shown(self, ids: set[str]) -> None:
        """They stand on the wall already."""
        self._fresh = [post for post in self._fresh if post not in ids]
