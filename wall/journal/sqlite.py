"""The journal in one SQLite file: the embedded default.

Write-ahead log, `synchronous=FULL`: what was committed survives a power cut. One thread writes
(`writing.py`), any thread reads through a second connection.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from wall.control.entries import Entry
from wall.control.staging import KeptStage
from wall.errors import JournalUnavailable
from wall.journal import reading
from wall.journal.damage import find_damage, find_unreadable, put_aside, salvage
from wall.journal.journal import Page
from wall.journal.locking import JournalLock
from wall.journal.migrations import check_format, migrate
from wall.journal.rows import row_of
from wall.journal.stages import forget_stage, keep_stage, kept_stages
from wall.journal.writing import (
    AppendJob,
    EndJob,
    JournalWriter,
    PruneJob,
    SnapshotJob,
    StageJob,
)
from wall.model.scene import Scene

_T = TypeVar("_T")

SNAPSHOT_EVERY = 200
"""Entries of a wall between two snapshots: a restart replays at most so many."""


class SqliteJournal:
    """Implements `wall.journal.journal.Journal`. One owner opens it and closes it."""

    def __init__(self, path: Path, *, snapshot_every: int = SNAPSHOT_EVERY) -> None:
        """Creates the file and its folder where they are not there. Raises JournalUnavailable.

        A damaged file is put aside, never deleted; `problems` then says so, and the walls go on
        from what could be read of it.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise JournalUnavailable(f"no journal in {path.parent}: {error}") from error
        self._path = path
        self._lock = JournalLock(path)
        try:
            self.problems = self._prepare()
            self._reader = _connect(path)
            self._writer = JournalWriter(_connect(path), path, self._newest(), every=snapshot_every)
        except sqlite3.Error as error:
            self._lock.release()
            raise JournalUnavailable(f"the journal {path} cannot be opened: {error}") from error
        except JournalUnavailable:
            self._lock.release()
            raise
        self._reading_gate = threading.Lock()
        self._is_open = True

    def append(self, entry: Entry) -> Future[None]:
        done = _begun(Future[None]())
        # Here, not on the writing thread: what cannot be written fails where it was made.
        row = row_of(entry)
        try:
            self._writer.submit(AppendJob(entry, row, done))
        except JournalUnavailable as error:
            done.set_exception(error)
        return done

    def snapshot(self, scene: Scene, at: float) -> None:
        done = _begun(Future[None]())
        self._writer.submit(SnapshotJob(scene, at, done))
        done.result()

    def keep_stage(self, stage: KeptStage) -> Future[None]:
        return self._write_stage(lambda connection: keep_stage(connection, stage))

    def forget_stage(self, name: str) -> Future[None]:
        return self._write_stage(lambda connection: forget_stage(connection, name))

    def stages(self) -> tuple[KeptStage, ...]:
        with self._reading() as connection:
            return kept_stages(connection)

    def _write_stage(self, write: Callable[[sqlite3.Connection], None]) -> Future[None]:
        done = _begun(Future[None]())
        try:
            self._writer.submit(StageJob(write, done))
        except JournalUnavailable as error:
            done.set_exception(error)
        return done

    def prune(self, before: float) -> int:
        done = _begun(Future[int]())
        self._writer.submit(PruneJob(before, done))
        return done.result()

    def restore(self, wall: str) -> Scene | None:
        with self._reading() as connection:
            return reading.replay(connection, wall)

    def recent(self, wall: str, limit: int) -> tuple[Entry, ...]:
        with self._reading() as connection:
            return reading.recent(connection, wall, limit)

    def history(
        self,
        wall: str | None,
        limit: int,
        before: int | None = None,
        *,
        since: float | None = None,
        until: float | None = None,
    ) -> Page:
        with self._reading() as connection:
            return reading.history(connection, wall, limit, before, since, until)

    def scene_at(self, wall: str, at: float) -> Scene | None:
        with self._reading() as connection:
            return reading.scene_at(connection, wall, at)

    def scene_of(self, wall: str, revision: int) -> Scene | None:
        with self._reading() as connection:
            return reading.scene_of_revision(connection, wall, revision)

    def uploads(self) -> frozenset[str]:
        with self._reading() as connection:
            return reading.uploads(connection)

    def close(self) -> None:
        with self._reading_gate:
            if not self._is_open:
                return
            self._is_open = False
            # 1. What was given is written. 2. Nobody reads. 3. Another process may open it.
            try:
                self._writer.submit(EndJob())
            finally:
                self._writer.join()
                self._reader.close()
                self._lock.release()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._reading_gate:
            if not self._is_open:
                raise JournalUnavailable(f"the journal {self._path} is closed")
            try:
                yield self._reader
            except sqlite3.Error as error:
                raise JournalUnavailable(
                    f"the journal {self._path} cannot be read: {error}"
                ) from error

    def _prepare(self) -> tuple[str, ...]:
        """Make the file one of the newest format; returns what people should know of it."""
        damage = find_damage(self._path)
        if damage is None:
            _make(self._path)
            damage = find_unreadable(self._path)
        if damage is None:
            return ()
        aside = put_aside(self._path)
        _make(self._path)
        found = salvage(aside, self._path)
        kept = ", ".join(f"'{s.wall}' at revision {s.revision}" for s in found)
        went_on = f"goes on with {kept} from it" if kept else "begins anew, nothing could be read"
        return (f"the journal was damaged ({damage}) and is kept as {aside}; Wall {went_on}",)

    def _newest(self) -> dict[str, Scene]:
        found = ((w, reading.replay(self._reader, w)) for w in reading.walls(self._reader))
        return {wall: scene for wall, scene in found if scene is not None}


def _begun(future: Future[_T]) -> Future[_T]:
    """A future that cannot be cancelled: the entry is written even if nobody waits any more."""
    future.set_running_or_notify_cancel()
    return future


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.execute("PRAGMA synchronous = FULL")
    # The writer shortens the log itself, after its callers have their answers.
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    return connection


def _make(path: Path) -> None:
    connection = _connect(path)
    try:
        check_format(connection)
        # Before the first table, or it has no effect.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection)
    finally:
        connection.close()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # or a power cut may lose the new file's name
    finally:
        os.close(folder)
