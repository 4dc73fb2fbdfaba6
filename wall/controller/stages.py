"""Stages: layouts that displays prepare, hidden, before they are taken. asyncio around the
pure state machine in wall.control.staging."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable

from wall.control.staging import NO_ANSWER, Stage
from wall.controller.followers import Follower, Followers
from wall.link.messages import DropStage, StageReady, StageTiles
from wall.model.scene import TakenLayout
from wall.protocol.status import StageInfo

GRACE_S = 2.0
"""Longer than the displays' own deadline: a display that says nothing is not waited for."""


class _Waiting:
    """A stage, and whoever waits for it to be complete."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.complete = asyncio.Event()
        self.look()

    def look(self) -> None:
        if self.stage.is_complete:
            self.complete.set()

    def info(self) -> StageInfo:
        stage = self.stage
        failed = dict(stage.failed)
        failed.update({f"display {name}": NO_ANSWER for name in stage.late})
        return StageInfo(
            stage=stage.name,
            wall=stage.wall,
            layout=stage.layout.name,
            complete=stage.is_complete,
            failed=failed,
        )


class Stages:
    """At most one stage per wall. On the loop."""

    def __init__(self, followers: Followers, changed: Callable[[str], None]) -> None:
        self._followers = followers
        self._changed = changed
        self._stages: dict[str, _Waiting] = {}
        self._numbers = itertools.count(1)

    def of(self, wall: str) -> TakenLayout | None:
        """The layout that is staged for a wall."""
        waiting = self._stages.get(wall)
        return waiting.stage.layout if waiting else None

    async def prepare(self, wall: str, layout: TakenLayout, deadline_s: float) -> StageInfo:
        """Returns when every display is ready or the deadline has passed."""
        waiting = self.begin(wall, layout, deadline_s)
        try:
            async with asyncio.timeout(waiting.stage.deadline - time.monotonic()):
                await waiting.complete.wait()
        except TimeoutError:
            waiting.stage.passed(time.monotonic())
        self._changed(wall)
        return waiting.info()

    def begin(self, wall: str, layout: TakenLayout, deadline_s: float) -> _Waiting:
        """Prepare without waiting; the listener hears when it is complete."""
        waiting = self._stages.get(wall)
        if waiting is None or waiting.stage.layout != layout:
            former = self._stages.pop(wall, None)
            waiting = self._begin(wall, layout, deadline_s)
            if former is not None:
                # After the new one: displays keep what both have.
                self._followers.tell_displays(DropStage(stage=former.stage.name))
        return waiting

    def stage(self, wall: str) -> Stage | None:
        """What is staged for a wall, and how far it is."""
        waiting = self._stages.get(wall)
        if waiting is None:
            return None
        waiting.stage.passed(time.monotonic())
        return waiting.stage

    def _begin(self, wall: str, layout: TakenLayout, deadline_s: float) -> _Waiting:
        displays = {display.name for display in self._followers.displays()}
        name = f"{wall}-{next(self._numbers)}"
        deadline = time.monotonic() + deadline_s + GRACE_S
        waiting = _Waiting(Stage(name, wall, layout, displays, deadline))
        self._stages[wall] = waiting
        self._followers.tell_displays(
            StageTiles(stage=name, wall=wall, tiles=layout.tiles, deadline_s=deadline_s)
        )
        self._changed(wall)
        return waiting

    def taken(self, wall: str) -> None:
        """The displays use up a stage with the change that takes it."""
        if self._stages.pop(wall, None) is not None:
            self._changed(wall)

    def drop(self, wall: str) -> None:
        waiting = self._stages.pop(wall, None)
        if waiting is not None:
            self._followers.tell_displays(DropStage(stage=waiting.stage.name))
            self._changed(wall)

    def heard(self, display: Follower, ready: StageReady) -> None:
        for waiting in self._stages.values():
            if waiting.stage.name == ready.stage:
                waiting.stage.answered(display.name, ready.failed)
                waiting.look()
                self._changed(waiting.stage.wall)

    def display_left(self, display: Follower) -> None:
        for waiting in self._stages.values():
            waiting.stage.gone(display.name)
            waiting.look()
