"""Finding what was given to people to answer."""

from __future__ import annotations

import sqlite3

from wall.journal.posts.interface import Which
from wall.journal.posts.rows import ENTRY, Cell, kept_of
from wall.journal.posts.searching import Found, Place

_NEVER = 1e18
"""Where posts without a time by which they are due stand: after all others."""


def find_answers(
    connection: sqlite3.Connection,
    which: Which,
    to: str,
    now: float,
    after: Place | None,
    limit: int,
) -> Found:
    if which == "answered":
        key, rising, conditions = "answered_at", False, ["answered_at IS NOT NULL"]
    else:
        key, rising = f"coalesce(due_at, {_NEVER!r})", True
        conditions = ["assigned_to <> ''", "answered_at IS NULL"]
    cells: list[Cell] = []
    if which == "overdue":
        conditions.append("due_at < ?")
        cells.append(now)
    if to:
        conditions.append("assigned_to = ?")
        cells.append(to)
    if after is not None:
        conditions.append(f"({key}, row) {'>' if rising else '<'} (?, ?)")
        cells += after
    way = "ASC" if rising else "DESC"
    rows = connection.execute(
        f"SELECT {key}, {ENTRY} FROM posts WHERE {' AND '.join(conditions)}"
        f" ORDER BY {key} {way}, row {way} LIMIT ?",
        (*cells, limit + 1),
    ).fetchall()
    entries = [kept_of(row[1:]).entry for row in rows[:limit]]
    last = rows[limit - 1] if len(rows) > limit else None
    return Found(entries, None if last is None else (float(last[0]), int(last[1])))
