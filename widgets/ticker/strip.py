"""The endless strip: which item lies where, as whole pixels. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """An item on the strip; `left` is in pixels from where the strip began."""

    item: str
    left: int
    width: int
    name: str
    """Under which it stands."""
    is_named: bool
    """Whether it begins with that name."""

    @property
    def right(self) -> int:
        return self.left + self.width


@dataclass(frozen=True)
class Measure:
    """What the strip must know of items: widths in pixels, and under which name each stands."""

    width: Callable[[str, bool], int]
    """Of an item, with its name or without."""
    name: Callable[[str], str]


class Strip:
    """Items follow each other for ever; new ones join behind what is already in sight.

    Of items that stand under one name, the first one says it, and then each that would otherwise
    pass after the name has left the room.
    """

    def __init__(self, measure: Measure, gap: int, room: int) -> None:
        self._measure = measure
        self._gap = gap
        self._room = room
        self._items: list[str] = []
        self._next = 0
        self._fits = True
        self._pieces: list[Piece] = []
        self._last: Piece | None = None
        self._named: Piece | None = None
        """The last one that says its name."""

    def set_items(self, items: list[str]) -> None:
        """The items from now on; what is in sight passes on. New items come first."""
        known = set(self._items)
        fresh = [item for item in items if item not in known]
        self._items = list(items)
        standing = self._side_by_side(0)
        self._fits = not standing or standing[-1].right + self._gap <= self._room
        if fresh and len(fresh) < len(items):
            self._next = items.index(fresh[0])
        elif self._next >= len(items):
            self._next = 0

    def drop(self, items: set[str]) -> None:
        """These are seen no more, from the next picture on: they leave a gap that passes."""
        self._items = [item for item in self._items if item not in items]
        self._pieces = [piece for piece in self._pieces if piece.item not in items]
        if self._last is not None and self._last.item in items:
            self._last = self._pieces[-1] if self._pieces else None
        if self._named is not None and self._named.item in items:
            self._named = None

    @property
    def fits(self) -> bool:
        """Whether all items stand side by side without moving."""
        return self._fits

    @property
    def items_in_sight(self) -> set[str]:
        return {piece.item for piece in self._pieces}

    def at(self, offset: int) -> list[Piece]:
        """The pieces in sight when the strip has moved by `offset` pixels."""
        if self.fits:
            self._pieces = self._side_by_side(offset)
            self._last = self._pieces[-1] if self._pieces else None
            self._named = next((p for p in reversed(self._pieces) if p.is_named), None)
            return self._pieces
        self._pieces = [p for p in self._pieces if p.right > offset]
        begin = offset + self._gap
        end = max((p.right + self._gap for p in self._pieces), default=begin)
        while self._items and end < offset + self._room:
            item = self._items[self._next % len(self._items)]
            self._next = (self._next + 1) % len(self._items)
            piece = self._follow(item, end, self._last, self._named)
            self._pieces.append(piece)
            self._last = piece
            if piece.is_named:
                self._named = piece
            end = piece.right + self._gap
        return self._pieces

    def _side_by_side(self, offset: int) -> list[Piece]:
        pieces: list[Piece] = []
        named: Piece | None = None
        for item in self._items:
            last = pieces[-1] if pieces else None
            left = last.right + self._gap if last else offset + self._gap
            piece = self._follow(item, left, last, named)
            named = piece if piece.is_named else named
            pieces.append(piece)
        return pieces

    def _follow(self, item: str, left: int, last: Piece | None, named: Piece | None) -> Piece:
        name = self._measure.name(item)
        is_known = (
            last is not None
            and named is not None
            and last.name == name
            and left - named.left < self._room
        )
        is_named = bool(name) and not is_known
        return Piece(item, left, max(1, self._measure.width(item, is_named)), name, is_named)
