"""Tiles that are prepared ahead of a take, in sets by the controller's name for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from wall.display.frame_clock import FrameClock
from wall.display.tile_items import Life, TileItem
from wall.model.tiles import Tile
from wall.views.services import Subscription


@dataclass(frozen=True)
class Making:
    """How items are made, brought up to date and closed."""

    build: Callable[[Tile, Callable[[TileItem], None]], TileItem]
    close: Callable[[TileItem], None]
    keeps: Callable[[Tile, Tile], bool]
    """Whether an item of the one tile can show the other."""
    update: Callable[[TileItem, Tile], None]


@dataclass
class _StagedSet:
    name: str
    deadline_s: float
    answer: Callable[[dict[str, str]], None]
    items: dict[str, TileItem] = field(default_factory=dict)
    answered: bool = False
    waiting: Subscription | None = None


class StagedSets:
    """Owned by a stage. Items leave by `adopt`; the rest of a set is closed with it."""

    def __init__(self, making: Making, clock: FrameClock) -> None:
        self._making = making
        self._clock = clock
        self._sets: dict[str, _StagedSet] = {}

    def stage(
        self,
        name: str,
        tiles: Iterable[Tile],
        deadline_s: float,
        answer: Callable[[dict[str, str]], None],
    ) -> None:
        """Prepare; `answer` is called once, with what was given up and why.

        A set of that name becomes this one, and keeps the items that can show what is wanted.
        """
        former = self._sets.pop(name, None)
        before = dict(former.items) if former is not None else {}
        staged = self._sets[name] = _StagedSet(name, time.monotonic() + deadline_s, answer)
        for tile in tiles:
            item = before.get(tile.id)
            if item is not None and self._can_show(item, tile):
                del before[tile.id]
                item.then = lambda _: self._look_soon(staged)
                self._making.update(item, tile)
            else:
                item = self._making.build(tile, lambda _: self._look_soon(staged))
            staged.items[tile.id] = item
        if former is not None:
            former.items = before
            self._end(former)
        staged.waiting = self._clock.after(deadline_s, lambda: self._finish(staged))
        self._look_soon(staged)

    def adopt(self, tile: Tile) -> TileItem | None:
        """A prepared item that can show the tile: a ready one, if several sets have it."""
        found: list[tuple[bool, _StagedSet, TileItem]] = []
        for staged in self._sets.values():
            item = staged.items.get(tile.id)
            if item is not None and self._making.keeps(item.tile, tile):
                found.append((item.life is not Life.READY, staged, item))
        if not found:
            return None
        _, staged, item = min(found, key=lambda one: one[0])
        del staged.items[tile.id]
        if staged.answered and not item.is_settled:
            item.give_up(_not_ready(staged))
        return item

    def keep(self, names: Collection[str]) -> None:
        """The sets of other names are of no use any more."""
        for name in self._sets.keys() - set(names):
            self.drop(name)

    def drop(self, name: str) -> None:
        staged = self._sets.pop(name, None)
        if staged is not None:
            self._end(staged)

    def holds(self, name: str) -> bool:
        return name in self._sets

    def find(self, name: str, tile_id: str) -> TileItem | None:
        """What is prepared for a tile of a set."""
        staged = self._sets.get(name)
        return staged.items.get(tile_id) if staged is not None else None

    def items(self) -> Iterator[TileItem]:
        for staged in self._sets.values():
            yield from staged.items.values()

    def close(self) -> None:
        for name in list(self._sets):
            self.drop(name)

    def _end(self, staged: _StagedSet) -> None:
        staged.answered = True
        if staged.waiting is not None:
            staged.waiting.end()
        for item in staged.items.values():
            self._making.close(item)
        staged.items.clear()

    def _can_show(self, item: TileItem, tile: Tile) -> bool:
        if item.life in (Life.FAILED, Life.BROKEN) and item.tile.settings != tile.settings:
            return False
        return self._making.keeps(item.tile, tile)

    def _look_soon(self, staged: _StagedSet) -> None:
        if not staged.answered:
            self._clock.after(0, lambda: self._look(staged))

    def _look(self, staged: _StagedSet) -> None:
        if all(item.is_settled for item in staged.items.values()):
            self._finish(staged)

    def _finish(self, staged: _StagedSet) -> None:
        if staged.answered:
            return
        staged.answered = True
        if staged.waiting is not None:
            staged.waiting.end()
        given_up = {
            tile_id: item.why or "it is not ready in time"
            for tile_id, item in staged.items.items()
            if item.life is not Life.READY
        }
        staged.answer(given_up)


def _not_ready(staged: _StagedSet) -> str:
    return f"it was not ready when '{staged.name}' was taken"
