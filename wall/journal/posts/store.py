"""The store of posts in one SQLite file in a folder of its own. See `interface.py`."""

from __future__ import annotations

import logging
import os
import sqlite3
from pathlib import Path

from wall.errors import JournalUnavailable, StoreUnavailable
from wall.journal.damage import CHECKED_BYTES, put_aside
from wall.journal.locking import JournalLock
from wall.journal.posts.connecting import connect, told
from wall.journal.posts.reading import SqlitePostReader
from wall.journal.posts.requests import SqlitePostWriter
from wall.journal.posts.schema import check_format, migrate

log = logging.getLogger(__name__)

FILE = "posts.sqlite"
LOG_PAGES = 4_000
"""16 MB: in a flood the same pages change again and again, and go into the file less often."""


class PostStore:
    """One owner opens it and closes it, after its readers; one process at a time."""

    def __init__(self, folder: Path) -> None:
        """Creates folder and file where they are not there. Raises StoreUnavailable.

        A damaged file is put aside, never deleted, and a new one begun; `problems` says so.
        """
        self._path = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            self._lock = JournalLock(self._path, "store of posts")
        except OSError as error:
            raise StoreUnavailable(f"no store of posts in {folder}: {error}") from error
        except JournalUnavailable as error:
            raise StoreUnavailable(str(error)) from error
        try:
            self.problems = self._put_damaged_aside()
            with told(self._path, "opened"):
                self._connection = self._open()
            self.writer = SqlitePostWriter(self._connection, self._path)
        except (StoreUnavailable, OSError) as error:
            self._lock.release()
            if isinstance(error, OSError):
                raise StoreUnavailable(f"no store of posts in {folder}: {error}") from error
            raise

    def reader(self) -> SqlitePostReader:
        """The caller closes it."""
        return SqlitePostReader(self._path)

    def close(self) -> None:
        """1. The log goes into the file. 2. Another process may open it."""
        try:
            self._connection.close()
        finally:
            self._lock.release()

    def _put_damaged_aside(self) -> tuple[str, ...]:
        damage = self._find_damage()
        if damage is None:
            return ()
        aside = put_aside(self._path)
        sentence = (
            f"the store of posts was damaged ({damage}) and is kept as {aside}; a new one begins: "
            "every post has to be approved again, and assignments and answers are in the old one"
        )
        log.error("%s", sentence)
        return (sentence,)

    def _find_damage(self) -> str | None:
        if not self._path.exists() or self._path.stat().st_size == 0:
            return None
        connection = sqlite3.connect(self._path, isolation_level=None)
        try:
            # Of a large file only what is read anyway: a check takes longer than anybody waits.
            if self._path.stat().st_size <= CHECKED_BYTES:
                (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
                if verdict != "ok":
                    return " ".join(str(verdict).split())
            if check_format(connection):
                connection.execute("SELECT count(*) FROM facts").fetchone()
                connection.execute("SELECT max(row) FROM posts").fetchone()
                connection.execute(
                    'SELECT rowid FROM words WHERE words MATCH "a" LIMIT 1'
                ).fetchone()
        except sqlite3.OperationalError as error:
            raise StoreUnavailable(
                f"the store of posts {self._path} cannot be opened: {error}"
            ) from error
        except sqlite3.DatabaseError as error:
            return str(error)
        finally:
            connection.close()
        return None

    def _open(self) -> sqlite3.Connection:
        # The files beside it get the rights of the first.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self._path.chmod(0o600)
        connection = connect(self._path)
        try:
            # Before the first table, or it has no effect.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
            migrate(connection)
        except (sqlite3.Error, StoreUnavailable):
            connection.close()
            raise
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # or a power cut may lose the new file's name
        finally:
            os.close(folder)
        return connection
