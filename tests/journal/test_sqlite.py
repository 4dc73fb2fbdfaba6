"""The SQLite journal keeps what it acknowledged, and tells it again."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.scene_making import (
    ANNE,
    BOB,
    COMMANDS,
    SEARCH,
    file_tile,
    kinds,
    layout,
    text_tile,
    wall,
)
from wall.control.entries import Entry
from wall.control.store import Store
from wall.errors import CommandRefused, JournalUnavailable
from wall.journal.journal import Journal
from wall.journal.sqlite import SqliteJournal
from wall.model.actors import FILES, Actor
from wall.model.commands import AddTile, CloseTile, Command, MoveTile, TakeLayout
from wall.model.geometry import Rect
from wall.model.scene import Scene


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


def change(
    store: Store, *commands: Command, actor: Actor = ANNE, at: float = 1.0, on: str = "hub"
) -> Entry:
    entry = store.propose(actor, on, commands, at=at, reason="why")
    assert entry is not None
    return entry


def moves(store: Store, journal: Journal, count: int) -> list[Scene]:
    """The tile `a` added and moved, one change a second, and the scene after each."""
    scenes, futures = [], []
    for n in range(count):
        command: Command = MoveTile(id="a", rect=Rect(n, 0, 50, 50))
        if store.scene("hub").tile("a") is None:
            command = AddTile(tile=text_tile("a"))
        at = float(store.scene("hub").revision + 1)
        futures.append(journal.append(change(store, command, at=at)))
        scenes.append(store.scene("hub"))
    for future in futures:
        future.result(10)
    return scenes


def test_everything_is_told_again_after_a_restart(
    path: Path, journal: SqliteJournal, store: Store
) -> None:
    taken = layout("listening", file_tile("news"), file_tile("clock", text="zwölf ١٢ 😀"))
    journal.append(change(store, TakeLayout(layout=taken), actor=FILES)).result(10)
    moves(store, journal, 30)
    journal.close()
    again = SqliteJournal(path)
    try:
        assert again.restore("hub") == store.scene("hub")
        assert again.restore("lobby") is None
        assert again.recent("hub", 5) == store.recent("hub")[-5:]
        assert again.recent("hub", 500) == store.recent("hub")
        assert again.problems == ()
    finally:
        again.close()


@settings(SEARCH, max_examples=40)
@given(st.lists(st.lists(COMMANDS, min_size=1, max_size=3), max_size=10))
def test_the_journal_alone_tells_the_scene(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Command]]
) -> None:
    store = Store(kinds())
    store.open_wall(wall())
    journal = SqliteJournal(tmp_path_factory.mktemp("j") / "journal.sqlite", snapshot_every=3)
    try:
        for batch in batches:
            try:
                entry = store.propose(BOB, "hub", batch, at=1.0)
            except CommandRefused:
                continue
            if entry is not None:
                journal.append(entry).result(10)
        assert (journal.restore("hub") or Scene(wall="hub")) == store.scene("hub")
        assert journal.recent("hub", 100) == store.recent("hub")
    finally:
        journal.close()


def test_what_is_acknowledged_is_on_disk_for_another_process(
    path: Path, journal: SqliteJournal, store: Store
) -> None:
    journal.append(change(store, AddTile(tile=text_tile("a")))).result(10)
    other = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        assert other.execute("SELECT wall, revision, actor FROM entries").fetchall() == [
            ("hub", 1, "anne")
        ]
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    finally:
        other.close()


def test_many_writers_share_commits_and_all_of_it_is_kept(
    path: Path, journal: SqliteJournal
) -> None:
    count, walls = 60, [f"w{n}" for n in range(8)]
    stores = {name: Store(kinds()) for name in walls}
    barrier = threading.Barrier(len(walls))

    def work(name: str) -> None:
        store = stores[name]
        store.open_wall(wall(name))
        barrier.wait(10)
        futures = []
        for n in range(count):
            command: Command = AddTile(tile=text_tile(f"t{n}"))
            futures.append(journal.append(change(store, command, on=name)))
        for future in futures:
            future.result(20)

    threads = [threading.Thread(target=work, args=(name,)) for name in walls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for name in walls:
        assert journal.restore(name) == stores[name].scene(name)


def test_snapshots_bound_what_a_restart_replays(
    path: Path, journal: SqliteJournal, store: Store
) -> None:
    moves(store, journal, 40)
    journal.close()
    rows = sqlite3.connect(path).execute("SELECT revision FROM snapshots ORDER BY revision")
    revisions = [revision for (revision,) in rows]
    # Entries that were committed together have one snapshot at most.
    assert revisions
    assert all(later - earlier >= 7 for earlier, later in pairwise(revisions))


def test_the_wall_as_it_was(journal: SqliteJournal, store: Store) -> None:
    scenes = moves(store, journal, 25)
    assert journal.scene_at("hub", 0.5) is None
    assert journal.scene_at("hub", 12.0) == scenes[11]
    assert journal.scene_at("hub", 12.9) == scenes[11]
    assert journal.scene_at("hub", 1e12) == scenes[-1]


def test_history_is_paged_from_the_newest(journal: SqliteJournal, store: Store) -> None:
    moves(store, journal, 5)
    lobby = change(store, AddTile(tile=text_tile("x")), on="lobby", at=9.0)
    journal.append(lobby).result(10)
    first = journal.history(None, 2)
    assert [(e.wall, e.revision) for e in first.entries] == [("lobby", 1), ("hub", 5)]
    second = journal.history(None, 3, first.older)
    assert [e.revision for e in second.entries] == [4, 3, 2]
    last = journal.history(None, 3, second.older)
    assert [e.revision for e in last.entries] == [1]
    assert last.older is None
    assert journal.history("lobby", 10).entries == (lobby,)


def test_what_was_pruned_is_gone_and_what_is_needed_is_kept(
    path: Path, journal: SqliteJournal, store: Store
) -> None:
    scenes = moves(store, journal, 30)
    assert journal.prune(before=20.0) == 19
    assert journal.restore("hub") == store.scene("hub")
    assert [e.revision for e in journal.recent("hub", 100)] == list(range(20, 31))
    assert journal.scene_at("hub", 19.5) == scenes[18]
    assert journal.scene_at("hub", 25.0) == scenes[24]
    assert journal.scene_at("hub", 10.0) is None
    assert journal.prune(before=20.0) == 0
    assert journal.prune(before=1e12) == 11
    moves(store, journal, 3)
    journal.close()
    again = SqliteJournal(path)
    try:
        assert again.restore("hub") == store.scene("hub")
    finally:
        again.close()


def test_uploads_that_history_names_are_known(journal: SqliteJournal, store: Store) -> None:
    one, two = "a1" * 32, "b2" * 32
    journal.append(
        change(store, AddTile(tile=text_tile("a", text=f"upload:{one}")), at=1.0)
    ).result(10)
    journal.append(change(store, CloseTile(id="a"), at=2.0)).result(10)
    journal.append(
        change(store, AddTile(tile=text_tile("b", text=f"upload:{two}")), at=3.0)
    ).result(10)
    assert journal.uploads() == {one, two}
    journal.prune(before=2.5)
    assert journal.uploads() == {two}


def test_a_wall_may_begin_with_a_snapshot(journal: SqliteJournal, store: Store) -> None:
    moves(store, journal, 3)
    moved = store.scene("hub").model_copy(update={"wall": "annex"})
    journal.snapshot(moved, at=50.0)
    assert journal.restore("annex") == moved
    other = Store(kinds())
    other.open_wall(wall("annex"), moved)
    journal.append(change(other, CloseTile(id="a"), on="annex", at=51.0)).result(10)
    assert journal.restore("annex") == other.scene("annex")
    with pytest.raises(JournalUnavailable, match="not of its newest revision"):
        journal.snapshot(moved, at=52.0)


def test_an_entry_that_does_not_follow_fails_and_so_does_all_after_it(
    journal: SqliteJournal, store: Store
) -> None:
    journal.append(change(store, AddTile(tile=text_tile("a")))).result(10)
    lost = change(store, MoveTile(id="a", rect=Rect(1, 1, 50, 50)))
    after = change(store, MoveTile(id="a", rect=Rect(2, 2, 50, 50)))
    with pytest.raises(JournalUnavailable, match="does not follow"):
        journal.append(after).result(10)
    store.rollback(lost)
    again = change(store, CloseTile(id="a"))
    journal.append(again).result(10)
    with pytest.raises(JournalUnavailable, match="does not follow"):
        journal.append(again).result(10)
    assert journal.restore("hub") == store.scene("hub")


def test_changes_that_do_not_fit_the_scene_never_get_in(
    journal: SqliteJournal, store: Store
) -> None:
    change(store, AddTile(tile=text_tile("a")))
    moved = change(store, MoveTile(id="a", rect=Rect(1, 1, 50, 50)))
    with pytest.raises(JournalUnavailable, match="does not fit"):
        journal.append(moved.model_copy(update={"revision": 1})).result(10)
    assert journal.restore("hub") is None


def test_an_entry_is_written_though_nobody_waits_any_more(
    journal: SqliteJournal, store: Store
) -> None:
    future = journal.append(change(store, AddTile(tile=text_tile("a"))))
    assert not future.cancel()
    future.result(10)
    assert journal.restore("hub") == store.scene("hub")


def test_what_was_given_before_the_end_is_written(
    path: Path, journal: SqliteJournal, store: Store
) -> None:
    futures = [journal.append(change(store, AddTile(tile=text_tile(f"t{n}")))) for n in range(200)]
    journal.close()
    journal.close()
    assert all(future.done() and future.exception() is None for future in futures)
    assert not [t for t in threading.enumerate() if t.name == "journal"]
    late = change(store, CloseTile(id="t1"))
    with pytest.raises(JournalUnavailable, match="closed"):
        journal.append(late).result(10)
    with pytest.raises(JournalUnavailable, match="closed"):
        journal.restore("hub")


def test_the_log_does_not_grow_without_bound(path: Path, store: Store) -> None:
    journal = SqliteJournal(path)
    wal = path.with_name(path.name + "-wal")
    try:
        text, sizes = "x" * 60_000, []
        for n in range(120):
            command: Command = AddTile(tile=text_tile(f"t{n}", text=text))
            journal.append(change(store, command)).result(10)
            sizes.append(wal.stat().st_size)
        assert max(sizes) < 8 * 1024 * 1024
        assert sum(60_000 for _ in sizes) > 7_000_000
    finally:
        journal.close()


def test_a_second_process_is_refused_with_the_number_of_the_first(
    path: Path, journal: SqliteJournal
) -> None:
    with pytest.raises(JournalUnavailable, match=rf"another Wall \(process {os.getpid()}\)"):
        SqliteJournal(path)
    journal.close()
    SqliteJournal(path).close()
