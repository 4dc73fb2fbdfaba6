"""Stages in the journal file: what people prepare, as it is now. No history is kept of them."""

from __future__ import annotations

import logging
import sqlite3

from pydantic import ValidationError

from wall.control.staging import KeptStage

log = logging.getLogger(__name__)


def keep_stage(connection: sqlite3.Connection, stage: KeptStage) -> None:
    """In the place of what was kept under its name."""
    connection.execute(
        "INSERT OR REPLACE INTO stages (name, stage) VALUES (?, ?)",
        (stage.name, stage.model_dump_json()),
    )


def forget_stage(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("DELETE FROM stages WHERE name = ?", (name,))


def kept_stages(connection: sqlite3.Connection) -> tuple[KeptStage, ...]:
    """In the order in which they were begun; what cannot be read is left out."""
    found: list[KeptStage] = []
    for name, text in connection.execute("SELECT name, stage FROM stages"):
        try:
            found.append(KeptStage.model_validate_json(text))
        except ValidationError as error:
            # A wall does not stop for what was only being prepared.
            log.error("the stage '%s' cannot be read from the journal: %s", name, error)
    return tuple(sorted(found, key=lambda stage: (stage.since, stage.name)))
