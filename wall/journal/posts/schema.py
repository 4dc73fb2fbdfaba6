"""The format of the store of posts, and the named steps that lead to it.

Bump rule: a change of tables, of what a facet is called, or of `Post` that old rows would no
longer validate against, is a new step at the end of MIGRATIONS. Steps are never edited afterwards.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from wall.errors import StoreUnavailable

APPLICATION_ID = 0x57414C50
"""`WALP` in ASCII."""


class Migration(NamedTuple):
    """From the version before to this one, in one transaction."""

    version: int
    name: str
    step: Callable[[sqlite3.Connection], None]


_FIRST = (
    "CREATE TABLE posts ("
    # AUTOINCREMENT: a number that was erased never names another post.
    " row INTEGER PRIMARY KEY AUTOINCREMENT,"
    " id TEXT NOT NULL UNIQUE,"
    " at REAL NOT NULL,"
    " observed_at REAL NOT NULL,"
    " network TEXT NOT NULL,"
    " source TEXT NOT NULL,"
    " author_id TEXT NOT NULL,"
    " handle TEXT NOT NULL,"
    " kind TEXT NOT NULL,"
    " mood TEXT NOT NULL,"
    " media INTEGER NOT NULL,"
    " reach INTEGER NOT NULL,"
    " engagement INTEGER NOT NULL,"
    " state TEXT NOT NULL,"
    " why TEXT NOT NULL,"
    " decided_by TEXT NOT NULL DEFAULT '',"
    " decided_at REAL,"
    " first_vote TEXT NOT NULL DEFAULT '',"
    " claimed_by TEXT NOT NULL DEFAULT '',"
    " claimed_until REAL,"
    " picture_right TEXT NOT NULL DEFAULT 'unknown',"
    " assigned_to TEXT NOT NULL DEFAULT '',"
    " due_at REAL,"
    " answered_at REAL,"
    " answer_note TEXT NOT NULL DEFAULT '',"
    " flags TEXT NOT NULL DEFAULT '',"
    " post TEXT NOT NULL,"
    " folded TEXT NOT NULL)",
    # The last two: the top of a day is found in the index alone.
    "CREATE INDEX posts_by_time ON posts (at, row, reach, engagement)",
    "CREATE INDEX posts_by_reach ON posts (reach, row)",
    "CREATE INDEX posts_by_engagement ON posts (engagement, row)",
    "CREATE INDEX posts_by_arrival ON posts (source, observed_at)",
    "CREATE INDEX posts_by_author ON posts (network, author_id)",
    "CREATE INDEX posts_by_handle ON posts (network, handle)",
    "CREATE INDEX posts_open ON posts (due_at) WHERE assigned_to <> '' AND answered_at IS NULL",
    "CREATE INDEX posts_answered ON posts (answered_at) WHERE answered_at IS NOT NULL",
    # What a post can be found by, in the order of time: a page of the rarest is a short walk.
    "CREATE TABLE facets ("
    " facet TEXT NOT NULL, at REAL NOT NULL, row INTEGER NOT NULL,"
    " PRIMARY KEY (facet, at, row)) WITHOUT ROWID",
    "CREATE TABLE facet_counts (facet TEXT PRIMARY KEY, posts INTEGER NOT NULL) WITHOUT ROWID",
    # `spaced` gives the words that `wall.insight` sees, so that both see the same; the tokenizer
    # `ascii` takes every other sign for a letter. Nothing is read from it but numbers.
    "CREATE VIRTUAL TABLE words USING fts5 (said, content='', columnsize=0, tokenize='ascii')",
    "CREATE TRIGGER post_added AFTER INSERT ON posts BEGIN"
    " INSERT INTO words (rowid, said) VALUES (new.row, spaced(new.folded)); END",
    "CREATE TRIGGER post_gone AFTER DELETE ON posts BEGIN"
    " INSERT INTO words (words, rowid, said) VALUES ('delete', old.row, spaced(old.folded)); END",
    "CREATE TRIGGER post_changed AFTER UPDATE OF folded ON posts"
    " WHEN old.folded <> new.folded BEGIN"
    " INSERT INTO words (words, rowid, said) VALUES ('delete', old.row, spaced(old.folded));"
    " INSERT INTO words (rowid, said) VALUES (new.row, spaced(new.folded)); END",
    "CREATE TABLE decisions ("
    " number INTEGER PRIMARY KEY AUTOINCREMENT,"
    " at REAL NOT NULL, post TEXT NOT NULL, decided_by TEXT NOT NULL,"
    " verdict TEXT NOT NULL, why TEXT NOT NULL)",
    "CREATE INDEX decisions_by_post ON decisions (post, number)",
    # Digests of what was deleted at its source or erased: it stays out if it comes again.
    "CREATE TABLE gone (digest BLOB PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE gone_authors (digest BLOB PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID",
    "CREATE TABLE bookmarks (source TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID",
    "INSERT INTO facts VALUES ('salt', randomblob(16)), ('stamp', 0),"
    " ('erased', 0), ('merging', 0), ('merged_at', 0.0)",
)


def _create(connection: sqlite3.Connection) -> None:
    for statement in _FIRST:
        connection.execute(statement)


def _file_words_in_batches(connection: sqlite3.Connection) -> None:
    """The index writes itself to the disk before each statement that has triggers, row by row: new
    posts cost five times as much so. The writer files them itself, at the end of a batch."""
    connection.execute("DROP TRIGGER post_added")


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "posts and decisions", _create),
    Migration(2, "words of new posts are filed in batches", _file_words_in_batches),
)


def check_format(connection: sqlite3.Connection) -> int:
    """Raises StoreUnavailable for a store of a newer Wall, or for what is no store."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    newest = MIGRATIONS[-1].version
    if version > newest:
        raise StoreUnavailable(
            f"the store of posts has format {version}, made by a newer Wall; this one reads up "
            f"to format {newest}: update Wall, or give it another data folder"
        )
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and application != APPLICATION_ID:
        raise StoreUnavailable(
            "the file is no store of posts; move it away, or give Wall another data folder"
        )
    return version


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a store up to the newest format; raises StoreUnavailable."""
    version = check_format(connection)
    for migration in MIGRATIONS:
        if migration.version > version:
            _take_step(connection, migration)


def _take_step(connection: sqlite3.Connection, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        migration.step(connection)
        connection.execute(f"PRAGMA user_version = {migration.version}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise StoreUnavailable(
            f"the store of posts could not be brought to format {migration.version} "
            f"({migration.name}): {error}; it is as it was before"
        ) from error
