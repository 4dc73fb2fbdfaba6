"""Whatever people do, in whatever order: followers, inverses and undo agree with the store."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.model.scene_making import ANNE, BOB, COMMANDS, kinds, wall
from wall.control.entries import Entry
from wall.control.store import Store
from wall.errors import CommandRefused
from wall.model.actors import Actor
from wall.model.changes import follow, inverse
from wall.model.commands import Command
from wall.model.scene import Scene

ACTORS = st.sampled_from([ANNE, BOB])


class PeopleAtWork(RuleBasedStateMachine):
    """Two operators, a follower that hears of what is on disk, and a journal that may fail."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(kinds())
        self.store.open_wall(wall())
        self.follower = Scene(wall="hub")
        self.waiting: list[Entry] = []
        self.undone: set[int] = set()
        self.scenes = {0: self.store.scene("hub")}

    def _propose(
        self, actor: Actor, commands: list[Command] | tuple[Command, ...], seen: int | None
    ) -> None:
        before = self.store.scene("hub")
        entry, why = None, ""
        try:
            entry = self.store.propose(actor, "hub", commands, seen=seen, at=1.0)
        except CommandRefused as refused:
            why = str(refused)
        assert "somebody" not in why
        if entry is None:
            assert self.store.scene("hub") == before
            return
        scene = self.store.scene("hub")
        assert entry.revision == scene.revision == before.revision + 1
        assert follow(before, entry.changes, entry.revision) == scene
        assert follow(scene, inverse(entry.changes), before.revision) == before
        self.waiting.append(entry)
        self.scenes[entry.revision] = scene

    @rule(actor=ACTORS, commands=st.lists(COMMANDS, min_size=1, max_size=3))
    def change(self, actor: Actor, commands: list[Command]) -> None:
        self._propose(actor, commands, None)

    @rule(actor=ACTORS, command=COMMANDS, back=st.integers(0, 3))
    def change_what_was_seen(self, actor: Actor, command: Command, back: int) -> None:
        self._propose(actor, [command], max(0, self.store.scene("hub").revision - back))

    @rule(actor=ACTORS)
    def undo(self, actor: Actor) -> None:
        try:
            commands = self.store.undo(actor, "hub")
        except CommandRefused:
            return
        revision = self.store.scene("hub").revision
        self._propose(actor, commands, None)
        if self.store.scene("hub").revision > revision:
            (command,) = commands
            assert command.revision not in self.undone
            self.undone.add(command.revision)

    @precondition(lambda self: self.waiting)
    @rule()
    def the_journal_writes_one(self) -> None:
        entry = self.waiting.pop(0)
        self.store.confirm(entry)
        self.follower = follow(self.follower, entry.changes, entry.revision)

    @precondition(lambda self: self.waiting)
    @rule()
    def the_journal_fails(self) -> None:
        first = self.waiting[0].revision
        for entry in self.waiting:
            self.store.rollback(entry)
            self.undone -= entry.undone
        self.undone -= set(range(first, first + len(self.waiting)))
        self.waiting.clear()
        assert self.store.scene("hub") == self.scenes[first - 1]

    @invariant()
    def followers_see_what_is_on_disk(self) -> None:
        assert self.follower == self.store.confirmed("hub")

    @invariant()
    def ids_are_unique_and_tiles_in_order(self) -> None:
        tiles = self.store.scene("hub").tiles
        assert len({tile.id for tile in tiles}) == len(tiles)
        assert list(tiles) == sorted(tiles, key=lambda tile: tile.stacking)


TestPeopleAtWork = PeopleAtWork.TestCase
TestPeopleAtWork.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
