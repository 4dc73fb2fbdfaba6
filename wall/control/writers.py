"""Who wrote a field last: what conflicts are compared with."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from wall.control.entries import PRESENCE, Entry, touched
from wall.errors import CommandRefused, Conflict
from wall.model.changes import Change

MAX_FIELDS = 8192


class Writer(NamedTuple):
    revision: int
    actor: str


class LastWriters:
    """The last writer of each field of one wall, for the fields that were written lately."""

    def __init__(self, since: int, limit: int = MAX_FIELDS) -> None:
        self._since = since
        """Nothing is known of changes up to this revision."""
        self._limit = limit
        self._writers: OrderedDict[tuple[str, str], Writer] = OrderedDict()

    def note(self, entry: Entry) -> None:
        """Entries come in revision order."""
        writer = Writer(entry.revision, entry.actor.name)
        for key in touched(entry.changes):
            self._writers[key] = writer
            self._writers.move_to_end(key)
        while len(self._writers) > self._limit:
            _, dropped = self._writers.popitem(last=False)
            self._since = max(self._since, dropped.revision)

    def of(self, tile: str, field: str) -> Writer | None:
        return self._writers.get((tile, field))

    def check(self, changes: Sequence[Change], actor: str, seen: int) -> None:
        """Raises Conflict where another actor wrote a touched field after revision `seen`."""
        for tile, field in touched(changes):
            self.check_field(tile, field, actor, seen)
            if field != PRESENCE:
                self.check_field(tile, PRESENCE, actor, seen)
        if seen < self._since:
            raise CommandRefused(
                f"what you saw (revision {seen}) is too old to compare; look and try again"
            )

    def check_field(self, tile: str, field: str, actor: str, seen: int) -> None:
        """Raises Conflict where another actor wrote the field after revision `seen`."""
        writer = self.of(tile, field)
        if writer is not None and writer.revision > seen and writer.actor != actor:
            raise Conflict(tile, field, writer.actor)
