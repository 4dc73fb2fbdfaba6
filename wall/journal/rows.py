"""Rows of the journal file, and the values that they stand for."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from wall.control.entries import Entry
from wall.errors import JournalUnavailable
from wall.model.actors import Actor
from wall.model.changes import Change
from wall.model.commands import Command
from wall.model.scene import Scene

_COMMANDS: TypeAdapter[tuple[Command, ...]] = TypeAdapter(tuple[Command, ...])
_CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])


class JournalDamaged(JournalUnavailable):
    """The file does not hold what was written into it."""


class EntryRow(NamedTuple):
    """The columns of `entries` after `number`."""

    wall: str
    revision: int
    at: float
    actor: str
    role: str
    reason: str
    commands: str
    changes: str


def row_of(entry: Entry) -> EntryRow:
    return EntryRow(
        entry.wall,
        entry.revision,
        entry.at,
        entry.actor.name,
        entry.actor.role,
        entry.reason,
        _COMMANDS.dump_json(entry.commands).decode(),
        _CHANGES.dump_json(entry.changes).decode(),
    )


def entry_of(row: EntryRow) -> Entry:
    """Raises JournalDamaged."""
    try:
        return Entry(
            wall=row.wall,
            revision=row.revision,
            at=row.at,
            actor=Actor.model_validate({"name": row.actor, "role": row.role}),
            reason=row.reason,
            commands=_COMMANDS.validate_json(row.commands),
            changes=_CHANGES.validate_json(row.changes),
        )
    except ValidationError as error:
        raise JournalDamaged(
            f"revision {row.revision} of wall '{row.wall}' cannot be read from the journal"
        ) from error


def changes_of(wall: str, revision: int, changes: str) -> tuple[Change, ...]:
    """Raises JournalDamaged."""
    try:
        return _CHANGES.validate_json(changes)
    except ValidationError as error:
        raise JournalDamaged(
            f"revision {revision} of wall '{wall}' cannot be read from the journal"
        ) from error


def scene_of(wall: str, revision: int, scene: str) -> Scene:
    """Raises JournalDamaged."""
    try:
        return Scene.model_validate_json(scene)
    except ValidationError as error:
        raise JournalDamaged(
            f"the snapshot of wall '{wall}' at revision {revision} cannot be read"
        ) from error
