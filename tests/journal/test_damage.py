"""A damaged journal is kept, said, and as much of the walls as it still tells goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.model.scene_making import ANNE, kinds, text_tile, wall
from wall.control.store import Store
from wall.journal.sqlite import SqliteJournal
from wall.model.commands import AddTile, CloseTile
from wall.model.scene import Scene

TILES = 40


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed journal of forty entries, snapshots every ten."""
    path = tmp_path / "journal.sqlite"
    journal = SqliteJournal(path, snapshot_every=10)
    store = Store(kinds())
    store.open_wall(wall())
    for n in range(TILES):
        tile = text_tile(f"t{n}", text="x" * 300)
        entry = store.propose(ANNE, "hub", [AddTile(tile=tile)], at=float(n))
        assert entry is not None
        journal.append(entry).result(10)
    journal.close()
    return path


def opened(path: Path, use: Callable[[SqliteJournal], None]) -> tuple[str, ...]:
    journal = SqliteJournal(path)
    try:
        use(journal)
        return journal.problems
    finally:
        journal.close()


def restored(path: Path) -> tuple[Scene | None, tuple[str, ...]]:
    scenes: list[Scene | None] = []
    problems = opened(path, lambda journal: scenes.append(journal.restore("hub")))
    return scenes[0], problems


def the_aside(path: Path) -> Path:
    (aside,) = (p for p in path.parent.glob("journal.sqlite.damaged-*") if p.suffix != ".lock")
    return aside


def change_sql(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(sql)
    connection.close()


def test_a_file_that_is_no_database_is_kept_and_the_wall_begins_anew(path: Path) -> None:
    path.write_bytes(b"no database, but somebody's file " * 100)
    content = path.read_bytes()
    scene, problems = restored(path)
    assert scene is None
    assert the_aside(path).read_bytes() == content
    assert "begins anew" in problems[0]
    assert str(the_aside(path)) in problems[0]


def test_pages_that_were_overwritten_cost_only_what_they_held(path: Path) -> None:
    with path.open("r+b") as file:
        size = path.stat().st_size
        file.seek(size // 2)
        file.write(b"\xff" * 4096 * 2)
    damaged = path.read_bytes()
    scene, problems = restored(path)
    assert the_aside(path).read_bytes() == damaged
    assert "was damaged" in problems[0]
    assert scene is None or 0 < scene.revision <= TILES
    assert scene is None or len(scene.tiles) == scene.revision


def test_an_unreadable_entry_is_where_the_story_ends(path: Path) -> None:
    change_sql(path, "DELETE FROM snapshots WHERE revision > 10")
    change_sql(path, "UPDATE entries SET changes = '[{\"type\": 7}]' WHERE revision = 35")
    scene, problems = restored(path)
    assert scene is not None
    assert scene.revision == 34
    assert "revision 35 of wall 'hub' cannot be read" in problems[0]
    assert "goes on with 'hub' at revision 34" in problems[0]
    assert the_aside(path).exists()


def test_an_entry_that_is_missing_is_damage_too(path: Path) -> None:
    change_sql(path, "DELETE FROM snapshots")
    change_sql(path, "DELETE FROM entries WHERE revision = 20")
    scene, problems = restored(path)
    assert scene is not None
    assert scene.revision == 19
    assert "lacks revision 20" in problems[0]


def test_an_older_snapshot_stands_in_for_a_broken_one(path: Path) -> None:
    change_sql(path, "UPDATE snapshots SET scene = '{}' WHERE revision > 15")
    scene, problems = restored(path)
    assert scene is not None
    assert scene.revision == TILES
    assert "snapshot of wall 'hub'" in problems[0]


def test_what_was_damaged_long_ago_and_is_not_needed_does_no_harm(path: Path) -> None:
    change_sql(path, "UPDATE entries SET changes = '[' WHERE revision = 3")
    scene, problems = restored(path)
    assert scene is not None
    assert scene.revision == TILES
    assert problems == ()


def test_undo_looks_back_to_what_can_be_read(path: Path) -> None:
    change_sql(path, "UPDATE entries SET commands = '[' WHERE revision = 30")
    found: list[int] = []
    opened(path, lambda j: found.extend(entry.revision for entry in j.recent("hub", 500)))
    assert found == list(range(31, TILES + 1))


def test_the_wall_goes_on_after_damage(path: Path) -> None:
    change_sql(path, "DELETE FROM snapshots")
    change_sql(path, "DELETE FROM entries WHERE revision = 20")
    store = Store(kinds())

    def go_on(journal: SqliteJournal) -> None:
        store.open_wall(wall(), journal.restore("hub"), journal.recent("hub", 10))
        entry = store.propose(ANNE, "hub", [CloseTile(id="t3")], at=99.0)
        assert entry is not None
        journal.append(entry).result(10)

    assert opened(path, go_on)
    scene, problems = restored(path)
    assert problems == ()
    assert scene == store.scene("hub")


def test_each_damaged_file_is_kept_under_a_name_of_its_own(path: Path) -> None:
    for _ in range(3):
        path.write_bytes(b"damaged " * 1000)
        restored(path)
    asides = list(path.parent.glob("journal.sqlite.damaged-*"))
    assert len(asides) == 3
