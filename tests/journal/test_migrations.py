"""Journals of every earlier format are read, and of later ones refused."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from wall.control.staging import KeptStage
from wall.errors import JournalUnavailable
from wall.journal.migrations import MIGRATIONS, Migration, migrate
from wall.journal.sqlite import SqliteJournal
from wall.model.scene import Scene

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("version-*.sql"))


def test_every_format_has_left_a_file() -> None:
    assert [path.stem for path in FIXTURES] == [f"version-{m.version}" for m in MIGRATIONS]


@pytest.mark.parametrize("dump", FIXTURES, ids=lambda path: path.stem)
def test_a_journal_of_an_earlier_format_tells_the_same(dump: Path, tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    old = sqlite3.connect(path)
    old.executescript(dump.read_text())
    old.close()
    expected = json.loads(dump.with_suffix(".json").read_text())
    journal = SqliteJournal(path)
    try:
        assert journal.problems == ()
        for wall, scene in expected["scenes"].items():
            assert journal.restore(wall) == Scene.model_validate(scene)
        told = [[e.wall, e.revision, e.actor.name] for e in journal.history(None, 100).entries]
        assert told == expected["history"]
        kept = [KeptStage.model_validate(stage) for stage in expected.get("stages", [])]
        assert list(journal.stages()) == kept
    finally:
        journal.close()


def test_a_journal_of_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    SqliteJournal(path).close()
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    before = path.read_bytes()
    with pytest.raises(JournalUnavailable, match=r"format 99.*newer Wall.*update Wall"):
        SqliteJournal(path)
    assert path.read_bytes() == before


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    with pytest.raises(JournalUnavailable, match="is not a journal of Wall"):
        SqliteJournal(path)
    assert sqlite3.connect(path).execute("SELECT * FROM bookmarks").fetchall() == []


def _add_column(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE entries ADD COLUMN place TEXT NOT NULL DEFAULT ''")


def _fail(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE entries ADD COLUMN other TEXT")
    connection.execute("ALTER TABLE nowhere ADD COLUMN other TEXT")


def test_steps_run_once_and_in_order() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    later = (*MIGRATIONS, Migration(len(MIGRATIONS) + 1, "places", _add_column))
    migrate(connection)
    migrate(connection, later)
    migrate(connection, later)
    assert connection.execute("PRAGMA user_version").fetchone() == (later[-1].version,)
    assert "place" in [row[1] for row in connection.execute("PRAGMA table_info(entries)")]


def test_a_step_that_fails_leaves_the_journal_as_it_was() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    failing = (*MIGRATIONS, Migration(len(MIGRATIONS) + 1, "others", _fail))
    with pytest.raises(JournalUnavailable, match=r"others\).*as it was before"):
        migrate(connection, failing)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert "other" not in [row[1] for row in connection.execute("PRAGMA table_info(entries)")]
