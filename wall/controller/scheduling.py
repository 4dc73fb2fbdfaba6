"""Scheduled takes: they happen at their time, in the name of whoever put them down."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import BaseModel

from wall.control.scheduling import (
    LATEST_S,
    check_time,
    due,
    free_schedule_id,
    next_look,
    soon,
)
from wall.control.seeing import check_sees
from wall.controller.writing import HowShown
from wall.errors import CommandRefused, WallError
from wall.model.actors import CLOCK, Actor
from wall.model.changes import Change, ScheduleChanged
from wall.model.commands import CancelTake, Command, ScheduleTake, TakeLayout
from wall.model.scene import ScheduledTake
from wall.protocol.content import Done, Event
from wall.protocol.layout_requests import (
    ScheduleAdd,
    ScheduleList,
    ScheduleRemove,
    ScheduleRequest,
)
from wall.protocol.together import ScheduledInfo, ScheduleTold

if TYPE_CHECKING:
    from wall.controller.controller import Controller

log = logging.getLogger(__name__)

RETRY_S = 1.0


class Scheduling:
    """One task that sleeps until the next take is due, or to be prepared.

    Started and closed by its owner.
    """

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._deaf: Callable[[], None] = _nothing
        self._told_ready: dict[str, tuple[ScheduledInfo, ...]] = {}

    def start(self) -> None:
        self._deaf = self._controller.listen(self._heard)
        self._task = asyncio.create_task(self._run(), name="scheduled takes")

    async def close(self) -> None:
        self._deaf()
        self._deaf = _nothing
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def published(self, wall: str, changes: Sequence[Change]) -> None:
        if any(isinstance(change, ScheduleChanged) for change in changes):
            self._wake.set()
            self._tell(wall)

    async def answer(
        self, actor: Actor, request: ScheduleRequest
    ) -> BaseModel | Sequence[BaseModel] | None:
        name = self._controller.wall_name(request.wall)
        match request:
            case ScheduleList():
                check_sees(actor, self._controller.wall(name))
                return self._infos(name)
            case ScheduleAdd():
                return await self._add(actor, name, request)
            case ScheduleRemove(id=schedule_id):
                return await self._controller.submit_as(
                    actor, name, [CancelTake(id=schedule_id)], reason="schedule"
                )

    async def _add(self, actor: Actor, wall: str, request: ScheduleAdd) -> ScheduledInfo:
        check_time(request.at, time.time())
        staged = None
        if request.layout is None:
            stage = self._controller.stages.choose(wall, request.stage, actor)
            if stage is None:
                raise CommandRefused("no layout is staged; name the one to take")
            staged = stage.layout
        else:
            self._controller.layout(request.layout, wall)
        take = ScheduledTake(
            id=free_schedule_id(self._controller.newest_scene(wall)),
            by=actor,
            at=request.at,
            layout=staged.name if staged is not None else str(request.layout),
            staged=staged,
            clear=request.clear,
            fade_ms=request.fade_ms,
        )
        await self._controller.submit_as(actor, wall, [ScheduleTake(take=take)], reason="schedule")
        return self._info(wall, take)

    def _infos(self, wall: str) -> tuple[ScheduledInfo, ...]:
        return tuple(self._info(wall, take) for take in self._controller.scene(wall).schedule)

    def _info(self, wall: str, take: ScheduledTake) -> ScheduledInfo:
        known = self._controller.site.layout(take.layout, wall) is not None
        ahead = self._controller.stages.ahead(wall, take.id)
        return ScheduledInfo(
            id=take.id,
            wall=wall,
            layout=take.layout,
            at=take.at,
            by=take.by.name,
            staged=take.staged is not None,
            clear=take.clear,
            fade_ms=take.fade_ms,
            possible=known or take.staged is not None,
            ready=ahead is not None and ahead.is_complete,
            failed=dict(ahead.failed) if ahead is not None else {},
        )

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            now = time.time()
            scenes = [self._controller.scene(wall.name) for wall in self._controller.walls()]
            for scene in scenes:
                for take in due(scene, now):
                    await self._take(scene.wall, take, now)
                self._prepare(scene.wall, now)
            times = [at for scene in scenes if (at := next_look(scene, now)) is not None]
            with suppress(TimeoutError):
                async with asyncio.timeout(min(times) - time.time() if times else None):
                    await self._wake.wait()

    def _prepare(self, wall: str, now: float) -> None:
        """Ahead of their time, so that they are taken complete."""
        stages, deadline_s = self._controller.stages, self._controller.site.stage_deadline_s
        takes = soon(self._controller.scene(wall), now)
        for take in takes:
            # A layout that is not there now is refused, with a reason, when its time comes.
            with suppress(CommandRefused):
                wanted = take.staged or self._controller.layout(take.layout, wall)
                stages.prepare_ahead(wall, take.id, take.by, wanted, deadline_s)
        stages.end_ahead(wall, [take.id for take in takes])

    def _heard(self, event: Event) -> None:
        if event.type == "layouts.changed":
            self._wake.set()
        elif event.type == "stage.changed":
            infos = self._infos(event.wall)
            if infos != self._told_ready.get(event.wall, infos):
                self._tell(event.wall)
            self._told_ready[event.wall] = infos

    async def _take(self, wall: str, take: ScheduledTake, now: float) -> None:
        try:
            if now > take.at + LATEST_S:
                raise CommandRefused("the wall was not running at that time")
            wanted = take.staged or self._controller.layout(take.layout, wall)
            fade_ms = take.fade_ms or self._controller.site.fade_ms
            commands: list[Command] = [
                CancelTake(id=take.id),
                TakeLayout(layout=wanted, clear=take.clear, fade_ms=fade_ms),
            ]
            await self._controller.submit_as(
                self._by(take), wall, commands, reason="scheduled", shown=HowShown(fade_ms=fade_ms)
            )
        except WallError as error:
            log.error("layout '%s' was not taken as scheduled: %s", take.layout, error)
            await self._give_up(wall, take, str(error))

    def _by(self, take: ScheduledTake) -> Actor:
        """Whoever put it down, with the rights of now."""
        if self._controller.actor_now is None:
            return take.by
        found = self._controller.actor_now(take.by.name)
        if found is None:
            raise CommandRefused(f"{take.by.name}, who scheduled it, has no access any more")
        return found

    async def _give_up(self, wall: str, take: ScheduledTake, why: str) -> Done | None:
        try:
            done = await self._controller.submit_as(
                CLOCK, wall, [CancelTake(id=take.id)], reason="not possible"
            )
        except WallError as error:
            log.error("scheduled take '%s' stays on the list: %s", take.id, error)
            await asyncio.sleep(RETRY_S)
            self._wake.set()
            return None
        self._tell(wall, take.layout, why)
        return done

    def _tell(self, wall: str, failed: str = "", why: str = "") -> None:
        told = ScheduleTold(wall=wall, failed=failed, why=why)
        self._controller.tell(Event(type="schedule.changed", wall=wall, told=told))


def _nothing() -> None:
    """Nobody listens."""
