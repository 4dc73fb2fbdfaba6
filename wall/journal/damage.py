"""Damaged journal files: telling them, putting them aside, and what can still be read."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from wall.control.staging import KeptStage
from wall.errors import JournalUnavailable
from wall.journal import reading
from wall.journal.migrations import APPLICATION_ID
from wall.journal.rows import JournalDamaged, changes_of, scene_of
from wall.journal.stages import keep_stage, kept_stages
from wall.model.scene import Scene

log = logging.getLogger(__name__)

CHECKED_BYTES = 256 * 1024 * 1024
"""Larger files are not read as a whole at the start."""


class Found(NamedTuple):
    """A scene that a damaged journal still tells, and the time of its last change."""

    scene: Scene
    at: float


def find_damage(path: Path) -> str | None:
    """What is wrong with the file, if anything; a file that is not there is sound.

    Raises JournalUnavailable for a sound database that is no journal.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        if path.stat().st_size <= CHECKED_BYTES:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                return " ".join(str(verdict).split())
        _check_ours(connection, path)
    except sqlite3.OperationalError as error:
        raise JournalUnavailable(f"the journal {path} cannot be opened: {error}") from error
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        connection.close()
    return None


def find_unreadable(path: Path) -> str | None:
    """Why the scenes of a journal of the newest format cannot be restored, if so."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for wall in reading.walls(connection):
            reading.replay(connection, wall)
    except sqlite3.OperationalError as error:
        raise JournalUnavailable(f"the journal {path} cannot be read: {error}") from error
    except (sqlite3.DatabaseError, JournalDamaged) as error:
        return str(error)
    finally:
        connection.close()
    return None


def _check_ours(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and application != APPLICATION_ID:
        raise JournalUnavailable(f"{path} is not a journal of Wall; give Wall another data folder")


def put_aside(path: Path) -> Path:
    """Rename the file and what belongs to it; returns the new path."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{stamp}-{number}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def salvage(aside: Path, path: Path) -> tuple[Scene, ...]:
    """Begin the new journal with the newest scenes that the damaged one still tells."""
    old = sqlite3.connect(aside, isolation_level=None)
    try:
        found = tuple(_newest_scenes(old))
        stages = _readable_stages(old)
    finally:
        old.close()
    new = sqlite3.connect(path)
    try:
        with new:
            new.executemany(
                "INSERT INTO snapshots (wall, revision, at, scene) VALUES (?, ?, ?, ?)",
                [(s.wall, s.revision, at, s.model_dump_json()) for s, at in found],
            )
            for stage in stages:
                keep_stage(new, stage)
    finally:
        new.close()
    return tuple(scene for scene, _ in found)


def _readable_stages(old: sqlite3.Connection) -> tuple[KeptStage, ...]:
    try:
        return kept_stages(old)
    except sqlite3.Error as error:
        log.warning("what was staged cannot be read from the damaged journal: %s", error)
        return ()


def _newest_scenes(old: sqlite3.Connection) -> Iterator[Found]:
    """Of each wall the newest readable snapshot, and as far on as its entries can be read."""
    snapshots = _readable(old, "SELECT wall, revision, at, scene FROM snapshots", "wall, revision")
    entries = _readable(old, "SELECT wall, revision, at, changes FROM entries", "number")
    for wall in sorted({wall for wall, _ in (*snapshots, *entries)}):
        found = _newest_snapshot(wall, snapshots) or Found(Scene(wall=wall), 0.0)
        while (key := (wall, found.scene.revision + 1)) in entries:
            at, text = entries[key]
            try:
                changes = changes_of(wall, key[1], text)
                found = Found(reading.follow_recorded(found.scene, changes, key[1]), at)
            except JournalDamaged:
                break  # the search is for how far one can read
        if found.scene.revision > 0:
            yield found


def _newest_snapshot(
    wall: str, snapshots: dict[tuple[str, int], tuple[float, str]]
) -> Found | None:
    for (name, revision), (at, text) in sorted(snapshots.items(), reverse=True):
        if name == wall:
            try:
                return Found(scene_of(wall, revision, text), at)
            except JournalDamaged:
                continue  # an older one may be sound
    return None


def _readable(
    old: sqlite3.Connection, query: str, order: str
) -> dict[tuple[str, int], tuple[float, str]]:
    """The rows from both ends up to where they cannot be read: wall, revision → time, text."""
    rows: dict[tuple[str, int], tuple[float, str]] = {}
    for direction in ("ASC", "DESC"):
        columns = ", ".join(f"{column} {direction}" for column in order.split(", "))
        try:
            for wall, revision, at, text in old.execute(f"{query} ORDER BY {columns}"):
                rows[str(wall), int(revision)] = (float(at), str(text))
        except (sqlite3.Error, ValueError, TypeError):
            continue  # beyond this lies the damage; what was read is kept
    return rows
