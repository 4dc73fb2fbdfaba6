"""Scrubbing: the index of words forgets what was erased only when its parts are merged into one.

A merge goes on in small steps. What a person asked to be erased begins one at once; what went by
itself waits for the next day's, because a merge writes the whole index anew.
"""

from __future__ import annotations

import sqlite3
import time

from wall.journal.posts.connecting import transaction

EVERY_S = 86_400.0

ASKED, ROUTINE = 2, 1
"""How much it matters; 0 where nothing was erased since the last merge began."""


def want(connection: sqlite3.Connection, how: int) -> None:
    """In the transaction that erases."""
    connection.execute("UPDATE facts SET value = max(value, ?) WHERE name = 'erased'", (how,))


def scrub(connection: sqlite3.Connection, steps: int) -> bool:
    """One step; False where nothing is left to do now."""
    facts = dict(connection.execute("SELECT name, value FROM facts"))
    if not facts["merging"]:
        rested = time.time() - facts["merged_at"] >= EVERY_S
        if facts["erased"] < (ROUTINE if rested else ASKED):
            return False
    with transaction(connection, "BEGIN IMMEDIATE"):
        before = connection.total_changes
        # Below zero it begins a merge of everything, above it goes on with one.
        connection.execute(
            "INSERT INTO words (words, rank) VALUES ('merge', ?)",
            (steps if facts["merging"] else -steps,),
        )
        goes_on = connection.total_changes - before >= 2
        if not facts["merging"]:
            connection.execute("UPDATE facts SET value = 1 WHERE name = 'merging'")
            connection.execute("UPDATE facts SET value = 0 WHERE name = 'erased'")
    if goes_on:
        return True
    connection.execute("PRAGMA incremental_vacuum").fetchall()
    # What was erased is in the log, too, until it begins anew.
    (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        return True
    with transaction(connection, "BEGIN IMMEDIATE"):
        connection.execute("UPDATE facts SET value = 0 WHERE name = 'merging'")
        connection.execute("UPDATE facts SET value = ? WHERE name = 'merged_at'", (time.time(),))
    return bool(facts["erased"] == ASKED and facts["merging"])
