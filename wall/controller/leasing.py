"""Leases, as people ask for them: claiming, asking, handing over."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from wall.control.leases import free_lease_id, lease_infos
from wall.control.pushing import place
from wall.control.seeing import check_sees
from wall.control.store import Store
from wall.errors import CommandRefused, Why, did_you_mean
from wall.model.actors import Actor
from wall.model.changes import Change, LeaseChanged
from wall.model.commands import ClaimLease, Command, ExtendLease, HandOverLease, ReleaseLease
from wall.model.leases import Lease
from wall.protocol.content import Done, Event
from wall.protocol.lease_requests import (
    LeaseAsk,
    LeaseClaim,
    LeaseExtend,
    LeaseHandOver,
    LeaseKeep,
    LeaseList,
    LeaseRelease,
    LeaseRequest,
)
from wall.protocol.together import LeaseAsked, LeaseAskInfo, LeaseInfo, LeaseKept, LeasesTold

if TYPE_CHECKING:
    from wall.controller.controller import Controller


class Leasing:
    """On the loop."""

    def __init__(self, controller: Controller, store: Store) -> None:
        self._controller = controller
        self._store = store
        self._askers: dict[tuple[str, str], set[str]] = {}
        """Wall and lease → who has asked its holder for it."""

    async def answer(
        self, actor: Actor, request: LeaseRequest
    ) -> BaseModel | Sequence[BaseModel] | None:
        match request:
            case LeaseList(wall=wall):
                return self._list(actor, wall)
            case LeaseClaim():
                return await self._claim(actor, request)
            case LeaseRelease(wall=wall, lease=lease):
                return await self._do(actor, wall, ReleaseLease(lease=lease), request.override)
            case LeaseExtend(wall=wall, lease=lease, until=until, for_s=for_s):
                command = ExtendLease(lease=lease, until=_end(until, for_s))
                await self._do(actor, wall, command, request.override)
                return self._info(wall, lease)
            case LeaseHandOver(wall=wall, lease=lease, to=to):
                command_over = HandOverLease(lease=lease, to=to)
                await self._do(actor, wall, command_over, request.override)
                return self._info(wall, lease)
            case LeaseAsk():
                return self._ask(actor, request)
            case LeaseKeep():
                self._keep(actor, request)
                return None

    def published(self, wall: str, changes: Sequence[Change]) -> None:
        """Tell the leases of a wall if the changes touch them."""
        touched = [change for change in changes if isinstance(change, LeaseChanged)]
        for change in touched:
            before, after = change.before, change.after
            if before and (after is None or after.holder != before.holder):
                self._askers.pop((wall, before.id), None)
        if touched:
            told = LeasesTold(wall=wall, leases=self._infos(wall))
            self._controller.tell(Event(type="leases.changed", wall=wall, told=told))

    def _infos(self, wall: str | None) -> tuple[LeaseInfo, ...]:
        name = self._controller.wall_name(wall)
        return lease_infos(self._controller.scene(name), self._controller.wall(name))

    def _info(self, wall: str | None, lease: str) -> LeaseInfo:
        return _found(self._infos(wall), lease)

    def _list(self, actor: Actor, wall: str | None) -> tuple[LeaseInfo, ...]:
        check_sees(actor, self._controller.wall(self._controller.wall_name(wall)))
        return self._infos(wall)

    async def _claim(self, actor: Actor, request: LeaseClaim) -> LeaseInfo:
        at = request.area
        if request.wall is not None and "/" not in at:
            at = f"{request.wall}/{at}"
        wall, area = place(at, self._controller.walls())
        now = time.time()
        try:
            lease = Lease(
                id=free_lease_id(self._store.scene(wall.name)),
                holder=actor.name,
                screens=tuple(screen.address for screen in wall.screens_of(area)),
                purpose=request.purpose,
                since=now,
                until=_end(request.until, request.for_s, now),
            )
        except ValidationError as error:
            why = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise CommandRefused(f"that is no lease: {why}") from error
        await self._do(actor, wall.name, ClaimLease(lease=lease), request.override)
        return self._info(wall.name, lease.id)

    def _ask(self, actor: Actor, request: LeaseAsk) -> LeaseAskInfo:
        lease = _found(self._infos(request.wall), request.lease)
        if lease.holder == actor.name:
            raise CommandRefused("you hold that lease yourself", Why.LEASE_OWN)
        told = LeaseAsked(wall=lease.wall, lease=lease.id, by=actor.name, message=request.message)
        event = Event(type="lease.asked", wall=lease.wall, told=told, to=lease.holder)
        self._askers.setdefault((lease.wall, lease.id), set()).add(actor.name)
        return LeaseAskInfo(lease=lease, connected=self._controller.tell(event))

    def _keep(self, actor: Actor, request: LeaseKeep) -> None:
        lease = _found(self._infos(request.wall), request.lease)
        if lease.holder != actor.name:
            raise CommandRefused(f"that lease is held by {lease.holder}, who alone may keep it")
        if request.to not in self._askers.get((lease.wall, lease.id), ()):
            raise CommandRefused(
                f"{request.to} has not asked for that lease", Why.NOT_ASKED, person=request.to
            )
        self._askers[lease.wall, lease.id].discard(request.to)
        told = LeaseKept(
            wall=lease.wall,
            lease=lease.id,
            by=actor.name,
            asked_by=request.to,
            message=request.message,
        )
        for name in (request.to, actor.name):
            self._controller.tell(Event(type="lease.kept", wall=lease.wall, told=told, to=name))

    async def _do(self, actor: Actor, wall: str | None, command: Command, override: bool) -> Done:
        return await self._controller.submit_as(
            actor, wall, [command], reason="lease", override=override
        )


def _found(infos: Sequence[LeaseInfo], lease: str) -> LeaseInfo:
    for info in infos:
        if info.id == lease:
            return info
    near = did_you_mean(lease, [info.id for info in infos])
    raise CommandRefused(f"there is no lease '{lease}' (any more){near}", Why.LEASE_GONE)


def _end(until: float | None, for_s: float | None, now: float | None = None) -> float:
    if until is not None:
        return until
    return (time.time() if now is None else now) + (for_s or 0.0)
