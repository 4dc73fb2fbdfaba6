"""Entries: one accepted batch of commands and what it changed; what the journal keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wall.model.actors import CLOCK, FILES, GUARD, Actor
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
)
from wall.model.commands import Command, PutBack
from wall.model.values import Value

PRESENCE = "presence"
"""The field that adding and removing a tile touch."""
LAYOUT = ("layout", "name")
"""The tile and field under which the layout that is on is compared."""
SOUND_OF_WALL = "sound"
"""The tile under which the fields of the wall's sound are compared."""

PARTS_OF_WALL = frozenset(actor.name for actor in (FILES, CLOCK, GUARD))
"""Names of actors that are no operators: they undo nothing, and no operator may bear them."""


class Entry(Value):
    """Who changed what on one wall, when and why. One revision."""

    wall: str
    revision: int
    at: float
    """Seconds since the epoch."""
    actor: Actor
    reason: str
    commands: tuple[Command, ...]
    changes: tuple[Change, ...]

    @property
    def undone(self) -> frozenset[int]:
        """The revisions that this entry undid."""
        return frozenset(c.revision for c in self.commands if isinstance(c, PutBack))


def touched(changes: Sequence[Change]) -> Iterator[tuple[str, str]]:
    """Tile id and field path of everything that the changes touch."""
    for change in changes:
        match change:
            case TileAdded(tile=tile) | TileRemoved(tile=tile):
                yield tile.id, PRESENCE
            case TileChanged(id=tile_id, fields=fields):
                for path in fields:
                    yield tile_id, path
            case LayoutTaken():
                yield LAYOUT
            case SoundChanged(fields=fields):
                for path in fields:
                    yield SOUND_OF_WALL, path
            case LeaseChanged() | ScheduleChanged() | RecordingChanged():
                pass  # the rules of leases decide, not who was first
