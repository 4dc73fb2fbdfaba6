"""The store: the scene of each wall, and the single place where one changes.

A change goes three steps: `propose` (checked and applied here), the journal (on disk), then
`confirm`. What followers are told and shown comes from `confirmed`; the next proposal builds on
the newest scene. When the journal cannot write, `rollback` takes the entry back.

Not thread-safe: one thread, the controller's loop, owns it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wall.control.authorizing import check_changes, check_commands
from wall.control.entries import PRESENCE, Entry
from wall.control.leases import check_leases
from wall.control.permissions import authored, check_kinds, distrust
from wall.control.undoing import redo, undo
from wall.control.writers import LastWriters
from wall.errors import AddressError, CommandRefused, Conflict, did_you_mean
from wall.kinds.registry import KindRegistry
from wall.model.actors import FILES, Actor
from wall.model.applying import apply
from wall.model.changes import Change, follow, inverse
from wall.model.commands import Command, PutBack
from wall.model.leases import Lease
from wall.model.scene import Scene
from wall.model.screens import Wall

RECENT_ENTRIES = 500
"""How far back undo and conflicts can look on each wall."""
MAX_COMMANDS = 500


class Store:
    """The scenes of a site's walls."""

    def __init__(self, kinds: KindRegistry) -> None:
        self._kinds = kinds
        self._lines: dict[str, _Line] = {}

    def open_wall(
        self, wall: Wall, scene: Scene | None = None, recent: Sequence[Entry] = ()
    ) -> None:
        """Begin with what the journal restored; `recent` is in revision order."""
        self._lines[wall.name] = _Line(wall, scene or Scene(wall=wall.name), recent)

    def reshape(self, wall: Wall) -> None:
        """The site's files gave an open wall other screens; its scene stays."""
        self._line(wall.name).wall = wall

    def close_wall(self, wall: str) -> None:
        del self._lines[wall]

    def walls(self) -> tuple[Wall, ...]:
        return tuple(line.wall for line in self._lines.values())

    def scene(self, wall: str) -> Scene:
        """The newest scene, journalled or not yet. Raises AddressError."""
        return self._line(wall).scene

    def confirmed(self, wall: str) -> Scene:
        """The newest scene that is on disk: what others may hear of. Raises AddressError."""
        return self._line(wall).confirmed

    def recent(self, wall: str) -> tuple[Entry, ...]:
        """The last entries in revision order."""
        return tuple(self._line(wall).recent)

    def propose(
        self,
        actor: Actor,
        wall: str,
        commands: Sequence[Command],
        *,
        seen: int | None = None,
        at: float,
        reason: str = "",
        override: bool = False,
    ) -> Entry | None:
        """Check and apply a batch, all or none; None if it changes nothing.

        With `seen`, a revision, a field that another actor changed later is a Conflict. With
        `override` the leases of others do not count, given the right. `at` is in seconds since
        the epoch. Raises CommandRefused (Leased, Conflict among them) and AddressError.
        """
        line = self._line(wall)
        entry, scene = self._judged(
            line, actor, commands, seen=seen, at=at, reason=reason, override=override
        )
        if entry is not None:
            line.advance(entry, scene)
        return entry

    def check(self, actor: Actor, wall: str, commands: Sequence[Command], *, at: float) -> None:
        """Raise as `propose` would, and change nothing."""
        line = self._line(wall)
        self._judged(line, actor, commands, seen=None, at=at, reason="", override=False)

    def _judged(
        self,
        line: _Line,
        actor: Actor,
        commands: Sequence[Command],
        *,
        seen: int | None,
        at: float,
        reason: str,
        override: bool,
    ) -> tuple[Entry | None, Scene]:
        check_commands(actor, line.wall, line.scene, commands)
        if len(commands) > MAX_COMMANDS:
            raise CommandRefused(f"a batch holds at most {MAX_COMMANDS} commands")
        asked = tuple(authored(actor, command) for command in commands)
        try:
            applied = self._applied(line, actor, asked, at, override)
        except CommandRefused as refused:
            raise line.explained(refused, actor, asked, seen) from refused
        scene, changes = applied.scene, applied.changes
        if not changes:
            return None, scene
        if applied.overridden:
            over = " and ".join(sorted({lease.holder for lease in applied.overridden}))
            reason = f"{reason} (over the lease of {over})".strip()
        if seen is not None:
            line.writers.check(changes, actor.name, seen)
        entry = Entry(
            wall=line.wall.name,
            revision=scene.revision,
            at=at,
            actor=actor,
            reason=reason,
            commands=asked,
            changes=changes,
        )
        return entry, scene

    def undo(self, actor: Actor, wall: str) -> tuple[PutBack, ...]:
        """The commands to propose for undoing the actor's newest change that is not undone.

        Raises CommandRefused if there is none, Conflict if somebody changed the same since;
        proposing the commands may raise Conflict too.
        """
        line = self._line(wall)
        return undo(actor, line.scene, line.recent, line.writers)

    def redo(self, actor: Actor, wall: str) -> tuple[PutBack, ...]:
        """The commands to propose for doing again what the actor undid last.

        Raises CommandRefused if there is nothing, Conflict as `undo` does.
        """
        line = self._line(wall)
        return redo(actor, line.scene, line.recent, line.writers)

    def confirm(self, entry: Entry) -> None:
        """The entry is on disk. Entries of a wall are confirmed in revision order."""
        line = self._line(entry.wall)
        line.confirmed = follow(line.confirmed, entry.changes, entry.revision)

    def rollback(self, entry: Entry) -> None:
        """The journal could not write the entry: take it back, and all that built on it.

        Does nothing if it was taken back with an earlier one.
        """
        self._line(entry.wall).take_back(entry)

    def _line(self, wall: str) -> _Line:
        line = self._lines.get(wall)
        if line is None:
            near = did_you_mean(wall, list(self._lines))
            raise AddressError(wall, f"there is no wall '{wall}'{near}")
        return line

    def _applied(
        self, line: _Line, actor: Actor, commands: Iterable[Command], at: float, override: bool
    ) -> _Applied:
        before, changes, overridden = line.scene, list[Change](), list[Lease]()
        canvas, scene, revision = line.wall.canvas, before, before.revision + 1
        for command in commands:
            check_kinds(scene, command, self._kinds)
            after, made = apply(scene, command, canvas)
            check_changes(actor, line.wall, scene, command, made)
            overridden += check_leases(
                actor, line.wall, scene, command, made, at=at, override=override
            )
            changes += made
            if actor != FILES and (trust := distrust(scene, after, command, self._kinds)):
                after = follow(after, (trust,), revision)
                changes.append(trust)
            scene = after.model_copy(update={"revision": revision})
        return _Applied(scene if changes else before, tuple(changes), tuple(overridden))


class _Applied(NamedTuple):
    """What a batch led to."""

    scene: Scene
    changes: tuple[Change, ...]
    overridden: tuple[Lease, ...]
    """Leases of others that it went over."""


class _Line:
    """The life of one wall's scene."""

    def __init__(self, wall: Wall, scene: Scene, recent: Sequence[Entry]) -> None:
        self.wall = wall
        self.scene = scene
        self.confirmed = scene
        self.recent = deque(recent, RECENT_ENTRIES)
        self.writers = self._written()

    def advance(self, entry: Entry, scene: Scene) -> None:
        self.scene = scene
        self.recent.append(entry)
        self.writers.note(entry)

    def take_back(self, entry: Entry) -> None:
        if not any(known is entry for known in self.recent):
            return
        while True:
            last = self.recent.pop()
            self.scene = follow(self.scene, inverse(last.changes), last.revision - 1)
            if last is entry:
                break
        self.writers = self._written()

    def explained(
        self, refused: CommandRefused, actor: Actor, commands: Sequence[Command], seen: int | None
    ) -> CommandRefused:
        """The refusal, or the conflict behind it with the name of whoever is in the way."""
        if isinstance(refused, Conflict):
            known = (self.writers.of(refused.tile, f) for f in (refused.field, PRESENCE))
            writer = max((w for w in known if w is not None), default=None)
            return Conflict(refused.tile, refused.field, writer.actor) if writer else refused
        if seen is None:
            return refused
        for tile in {getattr(command, "id", None) for command in commands} - {None}:
            for field in (PRESENCE, "locked"):
                try:
                    self.writers.check_field(str(tile), field, actor.name, seen)
                except Conflict as conflict:
                    return conflict
        return refused

    def _written(self) -> LastWriters:
        since = self.recent[0].revision - 1 if self.recent else self.scene.revision
        writers = LastWriters(since)
        for entry in self.recent:
            writers.note(entry)
        return writers
