"""The store of drafts: a small SQLite file. Blocking; any thread, one after the other.

Format 1: a row for each draft, which is JSON. Bump rule: a change of `Draft` that old rows would
no longer validate against raises FORMAT, and brings a step that rewrites them.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from wall.errors import StoreUnavailable
from wall.model.drafts import Draft

log = logging.getLogger(__name__)

FORMAT = 1
DAMAGED = "-damaged-"


class DraftStore:
    """`close` once. What `put` returns from is on disk."""

    def __init__(self, path: Path) -> None:
        """Raises StoreUnavailable. A damaged file is put aside, and another one begun."""
        self._path = path
        # A connection that is closed while another thread reads by it takes the process along.
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = _opened(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise StoreUnavailable(f"the drafts in {path} cannot be opened: {error}") from error
            aside = path.with_name(f"{path.name}{DAMAGED}{int(time.time())}")
            log.error("%s is damaged (%s); it lies in %s now", path, error, aside.name)
            path.replace(aside)
            self._connection = _opened(path)
        path.chmod(0o600)

    def all(self) -> list[Draft]:
        """The oldest first. One that cannot be read is told and left where it is."""
        with self._told("read"):
            rows = self._connection.execute(
                "SELECT id, draft FROM drafts ORDER BY created, id"
            ).fetchall()
        found = []
        for name, text in rows:
            try:
                found.append(Draft.model_validate_json(text))
            except ValidationError as error:
                log.error("draft %s in %s cannot be read: %.200s", name, self._path, error)
        return found

    def put(self, draft: Draft) -> None:
        """New, or in the place of what it was. Raises StoreUnavailable: nothing was changed."""
        row = (draft.id, draft.created, draft.model_dump_json())
        with self._told("written"):
            self._connection.execute(
                "INSERT INTO drafts VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET draft = excluded.draft",
                row,
            )

    def forget(self, draft: str) -> None:
        with self._told("written"):
            self._connection.execute("DELETE FROM drafts WHERE id = ?", (draft,))

    def close(self) -> None:
        """Waits for what another thread does now; what comes later raises StoreUnavailable."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except sqlite3.Error as error:
            raise StoreUnavailable(
                f"the drafts in {self._path} cannot be {doing}: {error}; nothing was changed"
            ) from error


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > FORMAT:
            raise StoreUnavailable(
                f"{path} has format {version}, made by a newer Wall; update this one"
            )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS drafts ("
            " id TEXT PRIMARY KEY, created REAL NOT NULL, draft TEXT NOT NULL) WITHOUT ROWID"
        )
        connection.execute(f"PRAGMA user_version = {FORMAT}")
    except BaseException:
        connection.close()
        raise
    return connection
