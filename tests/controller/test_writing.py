"""Journal first, then everybody; what cannot be written never happened."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import cast

import pytest

from tests.controller.wires import until
from tests.model.scene_making import ANNE, kinds, text_tile, wall
from wall.control.entries import Entry
from wall.control.store import Store
from wall.controller.writing import HowShown, Writer
from wall.errors import JournalUnavailable
from wall.journal.journal import Journal
from wall.model.commands import AddTile, MoveTile
from wall.model.geometry import Rect


class SlowJournal:
    """Writes when it is told to."""

    def __init__(self) -> None:
        self.given: list[tuple[Entry, Future[None]]] = []

    def append(self, entry: Entry) -> Future[None]:
        future: Future[None] = Future()
        self.given.append((entry, future))
        return future


class Office:
    def __init__(self) -> None:
        self.store = Store(kinds())
        self.store.open_wall(wall("hub"))
        self.journal = SlowJournal()
        self.published: list[int] = []
        self.writer = Writer(self.store, cast(Journal, self.journal), self._publish)

    def _publish(self, entry: Entry, shown: HowShown) -> None:
        assert self.store.confirmed("hub").revision == entry.revision
        self.published.append(entry.revision)

    def add(self, name: str) -> asyncio.Task[Entry | None]:
        return asyncio.create_task(self.writer.submit(ANNE, "hub", [AddTile(tile=text_tile(name))]))


def test_nobody_hears_of_a_change_before_it_is_on_disk() -> None:
    async def run() -> None:
        office = Office()
        first, second = office.add("a"), office.add("b")
        await until(lambda: len(office.journal.given) == 2)
        assert office.store.scene("hub").revision == 2
        assert office.store.confirmed("hub").revision == 0
        assert not first.done()
        assert not office.published
        for _, written in office.journal.given:
            written.set_result(None)
        entries = await first, await second
        assert [entry.revision for entry in entries if entry] == [1, 2]
        assert office.published == [1, 2]

    asyncio.run(run())


def test_what_cannot_be_written_is_taken_back_with_all_that_built_on_it() -> None:
    async def run() -> None:
        office = Office()
        first, second = office.add("a"), office.add("b")
        await until(lambda: len(office.journal.given) == 2)
        for _, written in office.journal.given:
            written.set_exception(JournalUnavailable("the disk is full"))
        for task in (first, second):
            with pytest.raises(JournalUnavailable, match="full"):
                await task
        assert office.store.scene("hub") == office.store.confirmed("hub")
        assert not office.store.scene("hub").tiles
        assert not office.published
        third = office.add("a")
        await until(lambda: len(office.journal.given) == 3)
        office.journal.given[2][1].set_result(None)
        entry = await third
        assert entry is not None
        assert entry.revision == 1

    asyncio.run(run())


def test_who_is_cancelled_loses_the_answer_and_not_the_change() -> None:
    async def run() -> None:
        office = Office()
        task = office.add("a")
        await until(lambda: bool(office.journal.given))
        task.cancel()
        await asyncio.wait([task])
        office.journal.given[0][1].set_result(None)
        await until(lambda: bool(office.published))
        assert office.store.confirmed("hub").tile("a") is not None

    asyncio.run(run())


def test_what_changes_nothing_is_not_written() -> None:
    async def run() -> None:
        office = Office()
        task = office.add("a")
        await until(lambda: bool(office.journal.given))
        office.journal.given[0][1].set_result(None)
        await task
        tile = office.store.scene("hub").tile("a")
        assert tile is not None
        same = MoveTile(id="a", rect=Rect(*tile.rect))
        assert await office.writer.submit(ANNE, "hub", [same]) is None
        assert len(office.journal.given) == 1

    asyncio.run(run())
