"""Reading a journal file: a snapshot, and the changes after it. No rules of change."""

from __future__ import annotations

import logging
import re
import sqlite3

from pydantic import ValidationError

from wall.control.entries import Entry
from wall.journal.journal import Page
from wall.journal.rows import EntryRow, JournalDamaged, changes_of, entry_of, scene_of
from wall.kinds.addresses import UPLOAD
from wall.model.changes import Change, follow
from wall.model.scene import Scene

log = logging.getLogger(__name__)

_COLUMNS = ", ".join(EntryRow._fields)
_NO_END = 2**62
_UPLOAD = re.compile(re.escape(UPLOAD) + r"([0-9a-f]{64})")


def follow_recorded(scene: Scene, changes: tuple[Change, ...], revision: int) -> Scene:
    """Raises JournalDamaged where the changes do not fit the scene."""
    try:
        return follow(scene, changes, revision)
    except (KeyError, ValidationError) as error:
        raise JournalDamaged(
            f"revision {revision} of wall '{scene.wall}' does not fit the scene before it"
        ) from error


def walls(connection: sqlite3.Connection) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT wall FROM entries UNION SELECT wall FROM snapshots ORDER BY wall"
    )
    return tuple(wall for (wall,) in rows)


def replay(connection: sqlite3.Connection, wall: str, up_to: int = _NO_END) -> Scene | None:
    """The scene at a revision, else the newest; None where nothing is kept of it."""
    scene = _snapshot_before(connection, wall, up_to)
    rows = connection.execute(
        "SELECT revision, changes FROM entries"
        " WHERE wall = ? AND revision > ? AND revision <= ? ORDER BY revision",
        (wall, scene.revision if scene else 0, up_to),
    )
    for revision, text in rows:
        before = scene or Scene(wall=wall)
        if revision != before.revision + 1:
            raise JournalDamaged(
                f"the journal lacks revision {before.revision + 1} of wall '{wall}'"
            )
        scene = follow_recorded(before, changes_of(wall, revision, text), revision)
    return scene


def _snapshot_before(connection: sqlite3.Connection, wall: str, revision: int) -> Scene | None:
    found = connection.execute(
        "SELECT revision, scene FROM snapshots WHERE wall = ? AND revision <= ?"
        " ORDER BY revision DESC LIMIT 1",
        (wall, revision),
    ).fetchone()
    return scene_of(wall, *found) if found else None


def scene_at(connection: sqlite3.Connection, wall: str, at: float) -> Scene | None:
    (revision,) = connection.execute(
        "SELECT max(revision) FROM ("
        " SELECT revision FROM entries WHERE wall = ? AND at <= ?"
        " UNION ALL SELECT revision FROM snapshots WHERE wall = ? AND at <= ?)",
        (wall, at, wall, at),
    ).fetchone()
    return None if revision is None else replay(connection, wall, revision)


def scene_of_revision(connection: sqlite3.Connection, wall: str, revision: int) -> Scene | None:
    (newest,) = connection.execute(
        "SELECT max(revision) FROM ("
        " SELECT revision FROM entries WHERE wall = ? AND revision = ?"
        " UNION ALL SELECT revision FROM snapshots WHERE wall = ? AND revision = ?)",
        (wall, revision, wall, revision),
    ).fetchone()
    return None if newest is None else replay(connection, wall, newest)


def recent(connection: sqlite3.Connection, wall: str, limit: int) -> tuple[Entry, ...]:
    """The last entries; where one cannot be read, those after it."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM entries WHERE wall = ? ORDER BY revision DESC LIMIT ?",
        (wall, limit),
    ).fetchall()
    entries: list[Entry] = []
    for row in rows:
        try:
            entries.append(entry_of(EntryRow(*row)))
        except JournalDamaged as damaged:
            # Undo and conflicts look back a little less far: no reason to stop a wall.
            log.warning("%s", damaged)
            break
    return tuple(reversed(entries))


def uploads(connection: sqlite3.Connection) -> frozenset[str]:
    """Without reading the values: what looks like an upload in a text counts as one."""
    rows = connection.execute(
        "SELECT changes FROM entries WHERE changes LIKE :like"
        " UNION ALL SELECT scene FROM snapshots WHERE scene LIKE :like"
        " UNION ALL SELECT stage FROM stages WHERE stage LIKE :like",
        {"like": f"%{UPLOAD}%"},
    )
    return frozenset(sha256 for (text,) in rows for sha256 in _UPLOAD.findall(text))


def history(
    connection: sqlite3.Connection,
    wall: str | None,
    limit: int,
    before: int | None,
    since: float | None = None,
    until: float | None = None,
) -> Page:
    rows = connection.execute(
        f"SELECT number, {_COLUMNS} FROM entries"
        " WHERE number < :before AND (:wall IS NULL OR wall = :wall)"
        " AND (:since IS NULL OR at >= :since) AND (:until IS NULL OR at <= :until)"
        " ORDER BY number DESC LIMIT :limit",
        {
            "before": _NO_END if before is None else before,
            "wall": wall,
            "since": since,
            "until": until,
            "limit": limit + 1,
        },
    ).fetchall()
    shown = rows[:limit]
    return Page(
        entries=tuple(entry_of(EntryRow(*row[1:])) for row in shown),
        older=shown[-1][0] if shown and len(rows) > limit else None,
    )
