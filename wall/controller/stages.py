"""Stages: layouts that displays prepare, hidden, before they are taken. asyncio around the
pure state machine in wall.control.staging."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable

from wall.controller.followers import Follower, Followers
from wall.link.messages import DropStage, StageReady, StageTiles
from wall.model.scene import TakenLayout
from wall.protocol.status import StageInfo

GRACE_S = 2.0
"""Longer than the displays' own deadline: a display that says nothing is not waited for."""


class Stage:
    """One layout prepared for one wall."""

    def __init__(self, name: str, wall: str, layout: TakenLayout, displays: set[str]) -> None:
        self.name = name
        self.wall = wall
        self.layout = layout
        self.failed: dict[str, str] = {}
        self._awaited = displays
        self.complete = asyncio.Event()
        self._check()

    def answered(self, display: str, failed: dict[str, str]) -> None:
        self.failed.update(failed)
        self.gone(display)

    def gone(self, display: str) -> None:
        self._awaited.discard(display)
        self._check()

    def _check(self) -> None:
        if not self._awaited:
            self.complete.set()

    def info(self) -> StageInfo:
        return StageInfo(
            stage=self.name,
            wall=self.wall,
            layout=self.layout.name,
            complete=self.complete.is_set(),
            failed=self.failed,
        )


class Stages:
    """At most one stage per wall. On the loop."""

    def __init__(self, followers: Followers, changed: Callable[[str], None]) -> None:
        self._followers = followers
        self._changed = changed
        self._stages: dict[str, Stage] = {}
        self._numbers = itertools.count(1)

    def of(self, wall: str) -> Stage | None:
        return self._stages.get(wall)

    async def prepare(self, wall: str, layout: TakenLayout, deadline_s: float) -> Stage:
        """Returns when every display is ready or the deadline has passed."""
        stage = self._stages.get(wall)
        if stage is None or stage.layout != layout:
            self.drop(wall)
            stage = self._begin(wall, layout, deadline_s)
        try:
            async with asyncio.timeout(deadline_s + GRACE_S):
                await stage.complete.wait()
        except TimeoutError:
            stage.failed.setdefault("*", "a display did not answer in time")
        self._changed(wall)
        return stage

    def _begin(self, wall: str, layout: TakenLayout, deadline_s: float) -> Stage:
        displays = {display.name for display in self._followers.displays()}
        stage = Stage(f"{wall}-{next(self._numbers)}", wall, layout, displays)
        self._stages[wall] = stage
        self._followers.tell_displays(
            StageTiles(stage=stage.name, wall=wall, tiles=layout.tiles, deadline_s=deadline_s)
        )
        self._changed(wall)
        return stage

    def taken(self, wall: str) -> None:
        """The displays use up a stage with the change that takes it."""
        if self._stages.pop(wall, None) is not None:
            self._changed(wall)

    def drop(self, wall: str) -> None:
        stage = self._stages.pop(wall, None)
        if stage is not None:
            self._followers.tell_displays(DropStage(stage=stage.name))
            self._changed(wall)

    def heard(self, display: Follower, ready: StageReady) -> None:
        for stage in self._stages.values():
            if stage.name == ready.stage:
                stage.answered(display.name, ready.failed)

    def display_left(self, display: Follower) -> None:
        for stage in self._stages.values():
            stage.gone(display.name)
