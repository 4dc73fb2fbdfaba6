"""Layouts of a wall: which there are, staging one, and taking one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from wall.control.rights import check_somewhere
from wall.controller.sites import OpenSite
from wall.controller.stages import Stages
from wall.controller.writing import HowShown
from wall.errors import CommandRefused, RequestFailed, Why, did_you_mean
from wall.model.actors import Actor, Right
from wall.model.commands import Command, TakeLayout
from wall.model.scene import Scene, TakenLayout
from wall.model.screens import Wall
from wall.protocol.codes import Status
from wall.protocol.content import Done
from wall.protocol.status import LayoutInfo, StageInfo

WAITS_AT_MOST_S = 60.0


class WallsOfSite(Protocol):
    """What taking needs of the controller."""

    site: OpenSite
    stages: Stages

    def wall(self, name: str) -> Wall: ...
    def scene(self, wall: str | None = None) -> Scene: ...
    async def submit_as(
        self,
        actor: Actor,
        wall: str,
        commands: Sequence[Command],
        *,
        reason: str = "",
        shown: HowShown = ...,
        override: bool = False,
    ) -> Done: ...


@dataclass(frozen=True)
class Take:
    """A layout by name, or the staged one, and how it comes."""

    layout: str | None = None
    stage: str | None = None
    """Which one is staged; None: the actor's own, else the only one there is."""
    clear: bool = False
    fade_ms: int = 0
    """0: as the site says."""
    at: float | None = None
    """Seconds since the epoch."""
    override: bool = False


class Taking:
    """Wall names are the controller's own: it has looked them up."""

    def __init__(self, walls: WallsOfSite) -> None:
        self._walls = walls

    def layouts(self, wall: str) -> tuple[LayoutInfo, ...]:
        on = self._walls.scene(wall).layout
        staged = {stage.layout.name for stage in self._walls.stages.of(wall)}
        return tuple(
            LayoutInfo(
                name=layout.name,
                title=layout.title,
                wall=wall,
                on=on is not None and on.name == layout.name,
                staged=layout.name in staged,
            )
            for layout in self._walls.site.layouts(wall)
        )

    async def stage(self, actor: Actor, layout: str, wall: str) -> StageInfo:
        check_somewhere(actor, Right.PREPARE, self._walls.wall(wall))
        wanted, deadline_s = self.layout(layout, wall), self._walls.site.stage_deadline_s
        info = await self._walls.stages.prepare(wall, actor, wanted, deadline_s)
        await self._walls.stages.on_disk()
        return info

    async def take(self, actor: Actor, wall: str, how: Take) -> Done:
        check_somewhere(actor, Right.TAKE, self._walls.wall(wall))
        if how.at is not None and how.at > time.time() + WAITS_AT_MOST_S:
            raise RequestFailed(
                Status.BAD_REQUEST,
                f"a take waits at most {WAITS_AT_MOST_S:.0f} s for its moment, with the change "
                "already written down; for later, schedule it (schedule.add)",
            )
        if how.layout is not None:
            wanted = self.layout(how.layout, wall)
            same = (s for s in self._walls.stages.of(wall) if s.layout == wanted)
            stage = next((s for s in same if s.owner == actor.name), None)
        else:
            stage = self._walls.stages.choose(wall, how.stage, actor)
            if stage is None:
                raise CommandRefused("no layout is staged; name the one to take", Why.NO_STAGE)
            wanted = stage.layout
        fade_ms = how.fade_ms or self._walls.site.fade_ms
        command = TakeLayout(layout=wanted, clear=how.clear, fade_ms=fade_ms)
        done = await self._walls.submit_as(
            actor,
            wall,
            [command],
            reason="take",
            shown=HowShown(fade_ms=fade_ms, at=how.at),
            override=how.override,
        )
        if stage is not None and stage.layout == wanted:
            self._walls.stages.end(stage)
        return done

    def layout(self, layout: str, wall: str) -> TakenLayout:
        """Raises CommandRefused when there is none of this name."""
        found = self._walls.site.layout(layout, wall)
        if found is None:
            names = [known.name for known in self._walls.site.layouts(wall)]
            raise CommandRefused(
                f"there is no layout '{layout}' for wall '{wall}'; allowed: {', '.join(names)}"
                f"{did_you_mean(layout, names)}",
                Why.NO_LAYOUT,
                layout=layout,
            )
        return found
