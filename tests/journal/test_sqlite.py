"""The SQLite journal keeps what it acknowledged, and tells it again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.model.scene_making import ANNE, BOB, kinds, layout, file_tile, text_tile, wall
from wall.control.entries import Entry
from wall.control.store import Store
from wall.errors import JournalUnavailable
from wall.journal.journal import Journal
from wall.journal.sqlite import SqliteJournal
from wall.model.actors import FILES, Actor
from wall.model.commands import AddTile, CloseTile, Command, MoveTile, TakeLayout
from wall.model.geometry import Rect


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[SqliteJournal]:
    opened = SqliteJournal(path, snapshot_every=7)
    yield opened
    opened.close()


@pytest.fixture
def store() -> Store:
    made = Store(kinds())
    made.open_wall(wall("hub"))
    made.open_wall(wall("lobby"))
    return made


def change(store: Store, *commands: Command, actor: Actor = ANNE, at: float = 1.0) -> Entry:
    entry = store.propose(actor, "hub", commands, at=at)
    assert entry is not None
    return entry


def moves(store: Store, journal: Journal, count: int) -> None:
    """The tile `a`, moved so many times, one second apart."""
    futures = [journal.append(change(store, AddTile(tile=text_tile("a")), at=0.0))]
    for n in range(1, count):
        moved = change(store, MoveTile(id="a", rect=Rect(n, 0, 50, 50)), at=float(n))
        futures.append(journal.append(moved))
    for future in futures:
        future.result(10)


def test_a_scene_is_restored_exactly_after_a_restart(
    path: Path, journal: SqliteJournal, store: Store
) -> None:
    taken = layout("listening", file_tile("news"), file_tile("clock", text="12"))
    journal.append(change(store, TakeLayout(layout=taken), actor=FILES)).result(10)
    moves(store, journal, 30)
    journal.close()
    again = SqliteJournal(path)
    try:
        assert again.restore("hub") == store.scene("hub")
        assert again.restore("lobby") is None
        assert again.recent("hub", 5) == store.recent("hub")[-5:]
    finally:
        again.close()
