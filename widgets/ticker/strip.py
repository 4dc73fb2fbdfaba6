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


class Strip:
    """Items follow each other for ever; new ones join behind what is already in sight."""

    def __init__(self, width_of: Callable[[str], int], gap: int, room: int) -> None:
        self._width_of = width_of
        self._gap = gap
        self._room = room
        self._items: list[str] = []
        self._next = 0
        self._fits = True
        self._pieces: list[Piece] = []

    def set_items(self, items: list[str]) -> None:
        """The items from now on; what is in sight passes on. New items come first."""
        known = set(self._items)
        fresh = [item for item in items if item not in known]
        self._items = list(items)
        wide = sum(self._width_of(item) + self._gap for item in items)
        self._fits = wide + self._gap <= self._room
        if fresh and len(fresh) < len(items):
            self._next = items.index(fresh[0])
        elif self._next >= len(items):
            self._next = 0

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
            return self._side_by_side(offset)
        self._pieces = [p for p in self._pieces if p.left + p.width > offset]
        begin = offset + self._gap
        end = max((p.left + p.width + self._gap for p in self._pieces), default=begin)
        while self._items and end < offset + self._room:
            item = self._items[self._next % len(self._items)]
            self._next = (self._next + 1) % len(self._items)
            piece = Piece(item, end, max(1, self._width_of(item)))
            self._pieces.append(piece)
            end += piece.width + self._gap
        return self._pieces

    def _side_by_side(self, offset: int) -> list[Piece]:
        left = offset + self._gap
        self._pieces = []
        for item in self._items:
            self._pieces.append(Piece(item, left, max(1, self._width_of(item))))
            left += self._width_of(item) + self._gap
        return self._pieces
