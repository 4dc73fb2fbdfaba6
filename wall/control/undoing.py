"""Undo and redo per operator: which of an actor's changes is the next to put back.

- The newest change of the actor that is not undone; an undo is not itself undone.
- Redo puts back the actor's newest undo, as long as the actor has changed nothing else since.
- Leases and scheduled takes are no steps: they are ended, not undone.
- A change that left nothing behind (its tile has expired or was closed, its fields are back) is
  passed over.
- A change of which something else was made since is refused, with the name of whoever did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wall.control.entries import PARTS_OF_WALL, Entry
from wall.control.writers import LastWriters
from wall.errors import CommandRefused, Conflict, Why
from wall.model.actors import Actor
from wall.model.changes import (
    Change,
    LayoutTaken,
    LeaseChanged,
    RecordingChanged,
    ScheduleChanged,
    SoundChanged,
    TileAdded,
    TileChanged,
    TileRemoved,
    field_value,
    inverse,
    sound_value,
)
from wall.model.commands import PutBack
from wall.model.scene import Scene


def undo(
    actor: Actor, scene: Scene, recent: Sequence[Entry], writers: LastWriters
) -> tuple[PutBack, ...]:
    """The commands that undo; `recent` is in revision order. Raises CommandRefused, Conflict."""
    entry = _newest(actor, scene, recent)
    if entry is None:
        raise CommandRefused(
            f"{actor.name} has nothing to undo on wall '{scene.wall}'", Why.NOTHING_TO_UNDO
        )
    return _put_back(actor, scene, entry, writers)


def redo(
    actor: Actor, scene: Scene, recent: Sequence[Entry], writers: LastWriters
) -> tuple[PutBack, ...]:
    """The commands that do again what was undone last. Raises as `undo` does."""
    entry = _newest_undo(actor, recent)
    if entry is None:
        raise CommandRefused(
            f"{actor.name} has nothing to redo on wall '{scene.wall}'", Why.NOTHING_TO_REDO
        )
    return _put_back(actor, scene, entry, writers)


def steps(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that undo and redo are about."""
    others = LeaseChanged | ScheduleChanged | RecordingChanged
    return tuple(c for c in changes if not isinstance(c, others))


def _put_back(
    actor: Actor, scene: Scene, entry: Entry, writers: LastWriters
) -> tuple[PutBack, ...]:
    back = inverse(steps(entry.changes))
    _check_locks(actor, scene, back, entry.revision, writers)
    return (PutBack(revision=entry.revision, changes=back),)


def _newest(actor: Actor, scene: Scene, recent: Sequence[Entry]) -> Entry | None:
    if actor.name in PARTS_OF_WALL:
        return None
    gone = _put_back_revisions(recent)
    for entry in reversed(recent):
        if entry.actor.name != actor.name or entry.undone or entry.revision in gone:
            continue
        if not _is_settled(scene, inverse(steps(entry.changes))):
            return entry
    return None


def _newest_undo(actor: Actor, recent: Sequence[Entry]) -> Entry | None:
    gone = _put_back_revisions(recent)
    undos = frozenset(entry.revision for entry in recent if entry.undone)
    known = frozenset(entry.revision for entry in recent)
    for entry in reversed(recent):
        if entry.actor.name != actor.name or not steps(entry.changes):
            continue
        if not entry.undone <= known or not entry.undone:
            return None
        # What put back an undo was a redo, and what a redo put back is no step any more.
        if entry.undone.isdisjoint(undos) and entry.revision not in gone:
            return entry
    return None


def _put_back_revisions(recent: Sequence[Entry]) -> frozenset[int]:
    """The revisions that are undone now: whoever was put back itself counts for nothing."""
    gone: set[int] = set()
    for entry in reversed(recent):
        if entry.revision not in gone:
            gone |= entry.undone
    return frozenset(gone)


def _is_settled(scene: Scene, changes: Iterable[Change]) -> bool:
    """Whether each change would lead to what already is."""
    return all(_leads_nowhere(scene, change) for change in changes)


def _leads_nowhere(scene: Scene, change: Change) -> bool:
    match change:
        case TileAdded(tile=tile):
            return scene.tile(tile.id) == tile
        case TileRemoved(tile=tile):
            return scene.tile(tile.id) is None
        case TileChanged(id=tile_id, fields=fields):
            now = scene.tile(tile_id)
            return now is None or all(field_value(now, p) == f.after for p, f in fields.items())
        case SoundChanged(fields=fields):
            return all(sound_value(scene.sound, p) == f.after for p, f in fields.items())
        case LayoutTaken(after=after):
            return scene.layout == after
        case LeaseChanged() | ScheduleChanged() | RecordingChanged():
            return True


def _check_locks(
    actor: Actor,
    scene: Scene,
    changes: Iterable[Change],
    revision: int,
    writers: LastWriters,
) -> None:
    """Raises Conflict where somebody locked, after the revision, what the undo would change."""
    for change in changes:
        if isinstance(change, TileChanged) and "locked" not in change.fields:
            tile = scene.tile(change.id)
            writer = writers.of(change.id, "locked")
            if (
                tile is not None
                and tile.locked
                and writer is not None
                and writer.revision > revision
                and writer.actor != actor.name
            ):
                raise Conflict(change.id, "locked", writer.actor)
