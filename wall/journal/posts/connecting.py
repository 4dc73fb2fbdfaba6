"""Connections to the store, and what their failures mean to people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wall.errors import StoreUnavailable
from wall.insight.matching import spaced
from wall.journal.posts.searching import says

BUSY_S = 10.0
CACHE_KIB = 65_536


def connect(path: Path) -> sqlite3.Connection:
    """For one thread at a time."""
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=BUSY_S
    )
    connection.create_function("spaced", 1, spaced, deterministic=True)
    connection.create_function("says", 2, says, deterministic=True)
    # What is erased is overwritten, in every page of the file.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return connection


def connect_reading(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB // 4}")
    return connection


@contextmanager
def told(path: Path, doing: str) -> Iterator[None]:
    """Turns SQLite's errors into sentences; `doing` is `read` or `written`."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailable(
            f"the store of posts {path} cannot be {doing}: {_why(error)}"
        ) from error


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    """All of it or nothing."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # SQLite has rolled back by itself after some errors, a full disk among them.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _why(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return "its disk is full; free some space. Nothing was changed"
    if code == sqlite3.SQLITE_IOERR:
        return "its disk fails or is full; free some space or look at it. Nothing was changed"
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return "it is damaged; start ingest again, which puts it aside and begins a new one"
    return f"{error}. Nothing was changed"
