"""The format of the journal file, and the named steps that lead to it.

Bump rule: a change of tables, or of the models in `commands`, `changes` and `scene` that old
rows would no longer validate against, is a new step at the end of MIGRATIONS. Steps are never
edited afterwards, and each version leaves a file in tests/journal/fixtures that every later
program must read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple

from wall.errors import JournalUnavailable

APPLICATION_ID = 0x57414C4C
"""`WALL` in ASCII: `file` and SQLite tell the journal from other databases by it."""


class Migration(NamedTuple):
    """From the version before to this one, in one transaction."""

    version: int
    name: str
    step: Callable[[sqlite3.Connection], None]


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE entries ("
        " number INTEGER PRIMARY KEY AUTOINCREMENT,"
        " wall TEXT NOT NULL,"
        " revision INTEGER NOT NULL,"
        " at REAL NOT NULL,"
        " actor TEXT NOT NULL,"
        " role TEXT NOT NULL,"
        " reason TEXT NOT NULL,"
        " commands TEXT NOT NULL,"
        " changes TEXT NOT NULL,"
        " UNIQUE (wall, revision))"
    )
    connection.execute("CREATE INDEX entries_by_time ON entries (wall, at)")
    connection.execute(
        "CREATE TABLE snapshots ("
        " wall TEXT NOT NULL,"
        " revision INTEGER NOT NULL,"
        " at REAL NOT NULL,"
        " scene TEXT NOT NULL,"
        " PRIMARY KEY (wall, revision)) WITHOUT ROWID"
    )


def _add_stages(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE stages (name TEXT PRIMARY KEY, stage TEXT NOT NULL) WITHOUT ROWID"
    )


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "entries and snapshots", _create),
    Migration(2, "stages", _add_stages),
)


def check_format(connection: sqlite3.Connection, newest: int = MIGRATIONS[-1].version) -> int:
    """The format of a journal; raises JournalUnavailable for one from a newer Wall."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > newest:
        raise JournalUnavailable(
            f"the journal has format {version}, made by a newer Wall; this one reads up to "
            f"format {newest}: update Wall, or give it another data folder"
        )
    return version


def migrate(connection: sqlite3.Connection, steps: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring a journal up to the newest format; raises JournalUnavailable."""
    version = check_format(connection, steps[-1].version)
    for step in steps:
        if step.version > version:
            _take_step(connection, step)


def _take_step(connection: sqlite3.Connection, step: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        step.step(connection)
        connection.execute(f"PRAGMA user_version = {step.version}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise JournalUnavailable(
            f"the journal could not be brought to format {step.version} "
            f"({step.name}): {error}; it is as it was before"
        ) from error
