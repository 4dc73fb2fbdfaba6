"""Stages: layouts that displays prepare, hidden, before they are taken. asyncio around the
pure state machine in wall.control.staging."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future

from wall.control.staging import NO_ANSWER, KeptStage, Stage, check_room, choose_stage
from wall.controller.followers import Follower, Followers
from wall.journal.journal import Journal
from wall.link.messages import DropStage, KeepStages, StageReady, StageTiles
from wall.model.actors import Actor
from wall.model.changes import Change, LayoutTaken, TileChanged, TileRemoved
from wall.model.scene import TakenLayout
from wall.protocol.status import StageInfo

log = logging.getLogger(__name__)

_PLACE = frozenset({"rect", "z", "layer", "locked", "owner", "until"})
"""Fields that no view is built anew for."""
GRACE_S = 2.0
"""Longer than the displays' own deadline: a display that says nothing is not waited for."""


class _Open:
    """A stage that is open, and whoever waits for it to be complete."""

    def __init__(self, stage: Stage, deadline_s: float, *, is_kept: bool) -> None:
        self.stage = stage
        self.deadline_s = deadline_s
        self.is_kept = is_kept
        """In the journal, and told to people. What the schedule prepares is not."""
        self.complete = asyncio.Event()
        self.late: asyncio.TimerHandle | None = None

    def look(self) -> None:
        if not self.stage.is_complete:
            self.complete.clear()
            return
        self.complete.set()
        self.rest()

    def rest(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None

    def message(self) -> StageTiles:
        stage = self.stage
        return StageTiles(
            stage=stage.name,
            wall=stage.wall,
            tiles=stage.layout.tiles,
            deadline_s=self.deadline_s,
            version=stage.version,
        )


class Stages:
    """Several of each wall, one of each person. On the loop; `close` ends its timers."""

    def __init__(
        self, followers: Followers, journal: Journal, changed: Callable[[str], None]
    ) -> None:
        self._followers = followers
        self._journal = journal
        self._changed = changed
        self._open: dict[str, _Open] = {}
        self._last = 0
        self._written: Future[None] | None = None

    def restore(self, walls: Iterable[str], deadline_s: float) -> None:
        """Those that the journal kept. Displays hear of them when they join."""
        known = set(walls)
        for kept in self._journal.stages():
            number = kept.name.removeprefix(f"{kept.wall}-")
            self._last = max(self._last, int(number) if number.isdecimal() else 0)
            if kept.wall in known:
                self._open[kept.name] = _Open(Stage(kept), deadline_s, is_kept=True)
                self._ask(self._open[kept.name])
            else:
                log.warning("stage '%s' is left: its wall is not in the site now", kept.name)

    async def on_disk(self) -> None:
        """Returns when what was staged so far is kept, or cannot be."""
        if self._written is not None:
            await asyncio.wait([asyncio.wrap_future(self._written)])

    def close(self) -> None:
        for opened in self._open.values():
            opened.rest()

    # -- which there are ---------------------------------------------------------------------

    def of(self, wall: str) -> tuple[Stage, ...]:
        """What is staged for a wall, the first one begun first."""
        found = (o.stage for o in self._open.values() if o.is_kept and o.stage.wall == wall)
        return tuple(sorted(found, key=lambda stage: (stage.kept.since, stage.name)))

    def choose(self, wall: str, name: str | None, actor: Actor) -> Stage | None:
        """See `choose_stage`. Raises CommandRefused."""
        return choose_stage(self.of(wall), wall, name, actor.name)

    def ahead(self, wall: str, take: str) -> Stage | None:
        """What is prepared for a scheduled take."""
        opened = self._open.get(_ahead(wall, take))
        return opened.stage if opened is not None else None

    # -- beginning, changing, ending ---------------------------------------------------------

    async def prepare(
        self, wall: str, actor: Actor, layout: TakenLayout, deadline_s: float
    ) -> StageInfo:
        """Returns when every display is ready or the deadline has passed."""
        stage = self.begin(wall, actor, layout, deadline_s)
        opened = self._open[stage.name]
        await opened.complete.wait()
        failed = dict(stage.failed)
        failed.update({f"display {name}": NO_ANSWER for name in stage.late})
        return StageInfo(
            stage=stage.name,
            wall=stage.wall,
            layout=stage.layout.name,
            complete=stage.is_complete,
            failed=failed,
        )

    def begin(self, wall: str, actor: Actor, layout: TakenLayout, deadline_s: float) -> Stage:
        """Prepare without waiting, in the place of what the actor had staged before.

        Raises CommandRefused where the wall has no room for another.
        """
        stages = self.of(wall)
        own = next((stage for stage in stages if stage.owner == actor.name), None)
        if own is not None:
            self.change(own, layout, deadline_s)
            return own
        check_room(stages, wall)
        self._last += 1
        kept = KeptStage(
            name=f"{wall}-{self._last}",
            wall=wall,
            owner=actor.name,
            since=time.time(),
            layout=layout,
        )
        opened = self._open[kept.name] = _Open(Stage(kept), deadline_s, is_kept=True)
        self._keep(opened)
        self._ask(opened)
        self._changed(wall)
        return opened.stage

    def change(self, stage: Stage, layout: TakenLayout, deadline_s: float) -> None:
        """Displays keep what both have. Nothing happens where it is the same."""
        opened = self._open[stage.name]
        if stage.layout == layout:
            return
        stage.become(layout)
        opened.deadline_s = deadline_s
        self._keep(opened)
        self._ask(opened)
        self._changed(stage.wall)

    def end(self, stage: Stage) -> None:
        """It was taken or given up."""
        opened = self._open.pop(stage.name, None)
        if opened is None:
            return
        opened.rest()
        opened.complete.set()
        self._followers.tell_displays(DropStage(stage=stage.name))
        if opened.is_kept:
            self._write(self._journal.forget_stage(stage.name))
        self._changed(stage.wall)

    def prepare_ahead(
        self, wall: str, take: str, owner: Actor, layout: TakenLayout, deadline_s: float
    ) -> None:
        """For a scheduled take: beside what people stage, and not told to them."""
        name = _ahead(wall, take)
        opened = self._open.get(name)
        if opened is not None:
            self.change(opened.stage, layout, deadline_s)
            return
        kept = KeptStage(name=name, wall=wall, owner=owner.name, since=time.time(), layout=layout)
        opened = self._open[name] = _Open(Stage(kept), deadline_s, is_kept=False)
        self._ask(opened)

    def end_ahead(self, wall: str, keep: Iterable[str]) -> None:
        """Of the scheduled takes of a wall, those that are not to come any more."""
        names = {_ahead(wall, take) for take in keep}
        for opened in [o for o in self._open.values() if not o.is_kept]:
            if opened.stage.wall == wall and opened.stage.name not in names:
                self.end(opened.stage)

    def suspend(self, wall: str, tile: str, why: str) -> bool:
        """A tile kills displays: where it is staged, if it is, it stays a placeholder."""
        found = False
        for opened in self._of_wall(wall):
            layout = opened.stage.layout
            if not any(known.id == tile for known in layout.tiles):
                continue
            found = True
            tiles = tuple(
                known.model_copy(update={"suspended": why}) if known.id == tile else known
                for known in layout.tiles
            )
            changed = layout.model_copy(update={"tiles": tiles})
            self.change(opened.stage, changed, opened.deadline_s)
        return found

    # -- what happens around them ------------------------------------------------------------

    def scene_changed(self, wall: str, changes: Sequence[Change]) -> None:
        """What a stage had from the wall itself may be gone: it is prepared again."""
        gone: set[str] = set()
        for change in changes:
            match change:
                case LayoutTaken(before=before):
                    gone.update(tile.id for tile in (before.tiles if before else ()))
                case TileRemoved(tile=tile):
                    gone.add(tile.id)
                case TileChanged(id=tile_id, fields=fields) if not fields.keys() <= _PLACE:
                    gone.add(tile_id)
        for opened in self._of_wall(wall) if gone else ():
            if any(tile.id in gone for tile in opened.stage.layout.tiles):
                self._ask(opened)
                self._changed(wall)

    def display_joined(self, display: Follower) -> None:
        """It has just got the scenes. What is staged, it prepares anew, or has it still."""
        display.send(KeepStages(stages=tuple(self._open)))
        for opened in self._open.values():
            display.send(opened.message())
            opened.stage.joined(display.name, time.monotonic() + opened.deadline_s + GRACE_S)
            self._watch(opened)
            self._changed(opened.stage.wall)

    def display_left(self, display: Follower) -> None:
        for opened in self._open.values():
            opened.stage.gone(display.name)
            opened.look()
            self._changed(opened.stage.wall)

    def heard(self, ready: StageReady, display: Follower) -> None:
        opened = self._open.get(ready.stage)
        if opened is not None:
            opened.stage.answered(display.name, ready.version, ready.failed)
            opened.look()
            self._changed(opened.stage.wall)

    # ----------------------------------------------------------------------------------------

    def _of_wall(self, wall: str) -> Iterator[_Open]:
        return iter([opened for opened in self._open.values() if opened.stage.wall == wall])

    def _ask(self, opened: _Open) -> None:
        displays = {display.name for display in self._followers.displays()}
        opened.stage.ask(displays, time.monotonic() + opened.deadline_s + GRACE_S)
        self._followers.tell_displays(opened.message())
        self._watch(opened)

    def _watch(self, opened: _Open) -> None:
        """Until every display has answered, or is too late."""
        opened.rest()
        opened.look()
        if not opened.stage.is_complete:
            loop = asyncio.get_running_loop()
            wait_s = max(0.0, opened.stage.deadline - time.monotonic())
            opened.late = loop.call_later(wait_s, self._passed, opened)

    def _passed(self, opened: _Open) -> None:
        opened.late = None
        # The loop's clock may be a little early by the other one.
        opened.stage.passed(max(time.monotonic(), opened.stage.deadline))
        opened.look()
        self._changed(opened.stage.wall)

    def _keep(self, opened: _Open) -> None:
        if opened.is_kept:
            self._write(self._journal.keep_stage(opened.stage.kept))

    def _write(self, written: Future[None]) -> None:
        self._written = written
        written.add_done_callback(_note_failure)


def _ahead(wall: str, take: str) -> str:
    return f"{wall}/{take}"


def _note_failure(written: Future[None]) -> None:
    """On the journal's thread. People work on; a restart of the controller would lose it."""
    if (error := written.exception()) is not None:
        log.error("what is staged is not kept: %s", error)
