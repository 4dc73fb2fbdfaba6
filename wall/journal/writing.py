"""Writing a journal file on a thread of its own: whatever waits is committed together."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from wall.control.entries import Entry
from wall.errors import JournalUnavailable
from wall.journal.reading import follow_recorded, replay, walls
from wall.journal.rows import EntryRow
from wall.model.scene import Scene

MAX_BATCH = 1000
WAL_LIMIT_BYTES = 4 * 1024 * 1024
"""Beyond this, the write-ahead log is copied into the file, after the callers were answered."""

log = logging.getLogger(__name__)


class AppendJob(NamedTuple):
    entry: Entry
    row: EntryRow
    done: Future[None]


class SnapshotJob(NamedTuple):
    scene: Scene
    at: float
    done: Future[None]


class StageJob(NamedTuple):
    """A stage is kept or forgotten."""

    write: Callable[[sqlite3.Connection], None]
    done: Future[None]


class PruneJob(NamedTuple):
    before: float
    done: Future[int]


class EndJob(NamedTuple):
    """The last one: everything before it is written."""


Job = AppendJob | SnapshotJob | StageJob | PruneJob | EndJob


class JournalWriter:
    """Owns the connection that writes. `submit` is for any thread, all else for its own."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, scenes: dict[str, Scene], every: int
    ) -> None:
        self._connection = connection
        self._path = path
        self._wal = path.with_name(path.name + "-wal")
        self._scenes = scenes
        """The newest scene on disk of each wall."""
        self._snapshot_every = every
        self._snapshots: dict[str, int] = dict(
            connection.execute("SELECT wall, max(revision) FROM snapshots GROUP BY wall")
        )
        self._queue: SimpleQueue[Job] = SimpleQueue()
        self._in_hand: list[Job] = []
        self._gate = threading.Lock()
        self._is_open = True
        # A daemon: a program that fails to close the journal must still be able to end.
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Raises JournalUnavailable after the end."""
        with self._gate:
            if not self._is_open:
                raise JournalUnavailable(f"the journal {self._path} is closed")
            self._is_open = not isinstance(job, EndJob)
            self._queue.put(job)

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        try:
            while self._work():
                pass
        finally:
            self._end()

    def _work(self) -> bool:
        """Take what waits; False after the last job."""
        appends, other = self._next()
        if appends:
            self._append(appends)
        match other:
            case SnapshotJob():
                self._snapshot(other)
            case StageJob():
                self._write_stage(other)
            case PruneJob():
                self._prune(other)
            case EndJob():
                return False
        self._take_snapshots({job.entry.wall: job.entry.at for job in appends})
        self._shorten_log()
        return True

    def _next(self) -> tuple[list[AppendJob], Job | None]:
        """All that waits, up to the first job that is no append."""
        appends: list[AppendJob] = []
        job = self._queue.get()
        while isinstance(job, AppendJob):
            appends.append(job)
            self._in_hand = list(appends)
            if self._queue.empty() or len(appends) >= MAX_BATCH:
                return appends, None
            job = self._queue.get()
        self._in_hand = [*appends, job]
        return appends, job

    def _append(self, jobs: list[AppendJob]) -> None:
        scenes = dict(self._scenes)
        outcomes: list[JournalUnavailable | None] = []
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for job in jobs:
                outcomes.append(self._insert(scenes, job))
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            outcomes = [self._unavailable(error) for _ in jobs]
        else:
            self._scenes = scenes
        for job, outcome in zip(jobs, outcomes, strict=True):
            if outcome is None:
                job.done.set_result(None)
            else:
                job.done.set_exception(outcome)

    def _insert(self, scenes: dict[str, Scene], job: AppendJob) -> JournalUnavailable | None:
        """Why the entry was not written, if it does not continue what is there."""
        entry = job.entry
        before = scenes.get(entry.wall) or Scene(wall=entry.wall)
        if entry.revision != before.revision + 1:
            return JournalUnavailable(
                f"revision {entry.revision} of wall '{entry.wall}' does not follow revision "
                f"{before.revision}: a change before it could not be written"
            )
        try:
            after = follow_recorded(before, entry.changes, entry.revision)
        except JournalUnavailable as error:
            return error
        self._connection.execute(
            f"INSERT INTO entries ({', '.join(EntryRow._fields)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            job.row,
        )
        scenes[entry.wall] = after
        return None

    def _snapshot(self, job: SnapshotJob) -> None:
        scene = job.scene
        known = self._scenes.get(scene.wall)
        if known is not None and known.revision != scene.revision:
            job.done.set_exception(
                JournalUnavailable(
                    f"a snapshot of wall '{scene.wall}' at revision {scene.revision} is not of "
                    f"its newest revision, {known.revision}"
                )
            )
            return
        try:
            self._keep(scene, job.at)
        except sqlite3.Error as error:
            self._roll_back()
            job.done.set_exception(self._unavailable(error))
            return
        self._scenes[scene.wall] = scene
        job.done.set_result(None)

    def _write_stage(self, job: StageJob) -> None:
        try:
            job.write(self._connection)
        except sqlite3.Error as error:
            self._roll_back()
            job.done.set_exception(self._unavailable(error))
        else:
            job.done.set_result(None)

    def _keep(self, scene: Scene, at: float) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO snapshots (wall, revision, at, scene) VALUES (?, ?, ?, ?)",
            (scene.wall, scene.revision, at, scene.model_dump_json()),
        )
        self._snapshots[scene.wall] = scene.revision

    def _take_snapshots(self, walls: dict[str, float]) -> None:
        """Of the walls (with the time of their last entry) that have come far since the last."""
        for wall, at in walls.items():
            scene = self._scenes.get(wall)
            if scene and scene.revision - self._snapshots.get(wall, 0) >= self._snapshot_every:
                try:
                    self._keep(scene, at)
                except sqlite3.Error as error:
                    self._roll_back()
                    log.warning("no snapshot of wall '%s' for now: %s", wall, error)

    def _prune(self, job: PruneJob) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            forgotten = sum(self._prune_wall(w, job.before) for w in walls(self._connection))
            self._connection.execute("COMMIT")
            # Returns the pages to the disk; the rows of this pragma must be fetched to run it.
            self._connection.execute("PRAGMA incremental_vacuum").fetchall()
        except (sqlite3.Error, JournalUnavailable) as error:
            self._roll_back()
            job.done.set_exception(self._unavailable(error))
        else:
            job.done.set_result(forgotten)

    def _prune_wall(self, wall: str, before: float) -> int:
        (revision, at) = self._connection.execute(
            "SELECT max(revision), max(at) FROM entries WHERE wall = ? AND at < ?", (wall, before)
        ).fetchone()
        if revision is None:
            return 0
        scene = replay(self._connection, wall, revision)
        if scene is not None:
            self._keep(scene, at)
        self._connection.execute(
            "DELETE FROM snapshots WHERE wall = ? AND revision < ?", (wall, revision)
        )
        return self._connection.execute(
            "DELETE FROM entries WHERE wall = ? AND revision <= ?", (wall, revision)
        ).rowcount

    def _shorten_log(self) -> None:
        try:
            if self._wal.stat().st_size > WAL_LIMIT_BYTES:
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except (OSError, sqlite3.Error) as error:
            log.warning("the write-ahead log of the journal stays long for now: %s", error)

    def _roll_back(self) -> None:
        # SQLite has rolled back by itself after some errors, a full disk among them.
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _unavailable(self, error: sqlite3.Error | JournalUnavailable) -> JournalUnavailable:
        if isinstance(error, JournalUnavailable):
            return error
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            why = "its disk is full; free some space. Nothing was changed"
        elif code == sqlite3.SQLITE_IOERR:
            why = "its disk fails or is full; free some space or look at it. Nothing was changed"
        elif code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            why = "it is damaged; start Wall again, which puts it aside and keeps what it can"
        else:
            why = f"{error}. Nothing was changed"
        return JournalUnavailable(f"the journal {self._path} cannot be written: {why}")

    def _end(self) -> None:
        with self._gate:
            self._is_open = False
        left = [*self._in_hand]
        while not self._queue.empty():
            left.append(self._queue.get())
        for job in left:
            if not isinstance(job, EndJob) and not job.done.done():
                job.done.set_exception(JournalUnavailable(f"the journal {self._path} is closed"))
        self._connection.close()
