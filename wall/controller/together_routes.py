"""REST for working together: leases, panic, the schedule, stages, the past."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from wall.controller.answering import Answering
from wall.controller.gate import Gate
from wall.model.actors import Actor
from wall.model.leases import LeaseId
from wall.model.scene import Scene, ScheduleId
from wall.protocol import layout_requests as layouts
from wall.protocol import lease_requests as leases
from wall.protocol.content import Done
from wall.protocol.names import Name, WallName
from wall.protocol.requests import Request
from wall.protocol.together import (
    LeaseAskInfo,
    LeaseInfo,
    PastPicture,
    ProbedAddress,
    RecentPush,
    SavedLayout,
    ScheduledInfo,
    StageDetail,
)


def add_together(router: APIRouter, gate: Gate, answering: Answering) -> None:
    """All routes of this file. Each asks `answering`, as the channel does."""
    _add_leases(router, gate, answering)
    _add_steps(router, gate, answering)
    _add_layouts(router, gate, answering)
    _add_past(router, gate, answering)


def _add_leases(router: APIRouter, gate: Gate, answering: Answering) -> None:
    caller = Depends(gate)

    @router.get("/leases", response_model=list[LeaseInfo], tags=["leases"])
    async def leases_of(wall: WallName | None = None, actor: Actor = caller) -> object:
        """Who holds which screens."""
        return (await answering.answer(actor, leases.LeaseList(wall=wall))).result

    @router.post("/leases", response_model=LeaseInfo, tags=["leases"])
    async def claim(body: leases.LeaseClaim, actor: Actor = caller) -> object:
        """Claim screens for a while; `all` is presenter mode."""
        return (await answering.answer(actor, body)).result

    @router.delete("/leases/{lease}", response_model=Done, tags=["leases"])
    async def release(
        lease: LeaseId, wall: WallName | None = None, actor: Actor = caller
    ) -> object:
        """End a lease."""
        request = leases.LeaseRelease(lease=lease, wall=wall)
        return (await answering.answer(actor, request)).result

    @router.post("/leases/extend", response_model=LeaseInfo, tags=["leases"])
    async def extend(body: leases.LeaseExtend, actor: Actor = caller) -> object:
        """Give one's lease another end."""
        return (await answering.answer(actor, body)).result

    @router.post("/leases/hand-over", response_model=LeaseInfo, tags=["leases"])
    async def hand_over(body: leases.LeaseHandOver, actor: Actor = caller) -> object:
        """Give one's lease to somebody else."""
        return (await answering.answer(actor, body)).result

    @router.post("/leases/ask", response_model=LeaseAskInfo, tags=["leases"])
    async def ask_for(body: leases.LeaseAsk, actor: Actor = caller) -> object:
        """Ask the holder for a lease; the answer tells whether the holder is connected."""
        return (await answering.answer(actor, body)).result

    @router.post("/leases/keep", status_code=204, tags=["leases"])
    async def keep(body: leases.LeaseKeep, actor: Actor = caller) -> None:
        """Answer whoever asked for one's lease that one keeps it."""
        await answering.answer(actor, body)


def _add_steps(router: APIRouter, gate: Gate, answering: Answering) -> None:
    caller = Depends(gate)

    @router.post("/panic", response_model=Done, tags=["changing"])
    async def panic(body: leases.PanicCover | None = None, actor: Actor = caller) -> object:
        """Cover a wall with safe content."""
        return (await answering.answer(actor, body or leases.PanicCover())).result

    @router.delete("/panic", response_model=Done, tags=["changing"])
    async def end_panic(wall: WallName | None = None, actor: Actor = caller) -> object:
        """Uncover a wall."""
        return (await answering.answer(actor, leases.PanicUncover(wall=wall))).result

    @router.post("/redo", response_model=Done, tags=["changing"])
    async def redo(body: leases.Redo | None = None, actor: Actor = caller) -> object:
        """Do again what the caller undid last."""
        return (await answering.answer(actor, body or leases.Redo())).result

    @router.post("/duplicate", response_model=Done, tags=["changing"])
    async def duplicate(body: leases.TileDuplicate, actor: Actor = caller) -> object:
        """Copy tiles, each beside itself."""
        return (await answering.answer(actor, body)).result


def _add_layouts(router: APIRouter, gate: Gate, answering: Answering) -> None:
    caller = Depends(gate)

    async def ask(actor: Actor, request: Request) -> BaseModel | object:
        return (await answering.answer(actor, request)).result

    @router.get("/stages", response_model=list[StageDetail], tags=["layouts"])
    async def stages(wall: WallName | None = None, actor: Actor = caller) -> object:
        """What is staged, with each tile: ready or not, and why."""
        return await ask(actor, layouts.StageList(wall=wall))

    @router.post("/stages/edit", response_model=StageDetail, tags=["layouts"])
    async def edit(body: layouts.LayoutEdit, actor: Actor = caller) -> object:
        """Begin a stage to work on."""
        return await ask(actor, body)

    @router.post("/stages/change", response_model=StageDetail, tags=["layouts"])
    async def change(body: layouts.StageChange, actor: Actor = caller) -> object:
        """Change tiles of a stage."""
        return await ask(actor, body)

    @router.delete("/stages", status_code=204, tags=["layouts"])
    async def drop(
        wall: WallName | None = None, stage: Name | None = None, actor: Actor = caller
    ) -> None:
        """Give up a stage: one's own, else the only one there is."""
        await ask(actor, layouts.StageDrop(wall=wall, stage=stage))

    @router.post("/layouts/save", response_model=SavedLayout, tags=["layouts"])
    async def save(body: layouts.LayoutSave, actor: Actor = caller) -> object:
        """Write a layout file of the site."""
        return await ask(actor, body)

    @router.get("/schedule", response_model=list[ScheduledInfo], tags=["layouts"])
    async def schedule(wall: WallName | None = None, actor: Actor = caller) -> object:
        """The takes to come."""
        return await ask(actor, layouts.ScheduleList(wall=wall))

    @router.post("/schedule", response_model=ScheduledInfo, tags=["layouts"])
    async def add(body: layouts.ScheduleAdd, actor: Actor = caller) -> object:
        """Put down a take for a time."""
        return await ask(actor, body)

    @router.delete("/schedule/{id}", response_model=Done, tags=["layouts"])
    async def remove(
        id: ScheduleId,  # noqa: A002 -- as on the wire
        wall: WallName | None = None,
        actor: Actor = caller,
    ) -> object:
        """Take a take off the schedule."""
        return await ask(actor, layouts.ScheduleRemove(id=id, wall=wall))


def _add_past(router: APIRouter, gate: Gate, answering: Answering) -> None:
    caller = Depends(gate)

    @router.get("/history/scene", response_model=Scene, tags=["looking"])
    async def scene_then(
        wall: WallName | None = None,
        at: float | None = None,
        revision: Annotated[int | None, Query(ge=0)] = None,
        actor: Actor = caller,
    ) -> object:
        """A wall as it was: at a time, or at a revision."""
        request = layouts.HistoryScene.model_validate(
            {"wall": wall, "at": at, "revision": revision}
        )
        return (await answering.answer(actor, request)).result

    @router.get("/history/pictures", response_model=list[PastPicture], tags=["looking"])
    async def pictures(
        wall: WallName | None = None,
        since: float | None = None,
        until: float | None = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
        actor: Actor = caller,
    ) -> object:
        """Small pictures of a wall as it was, newest first."""
        request = layouts.HistoryPictures(wall=wall, since=since, until=until, limit=limit)
        return (await answering.answer(actor, request)).result

    @router.get(
        "/history/pictures/{id}.jpg",
        tags=["looking"],
        response_class=Response,
        responses={200: {"content": {"image/jpeg": {}}, "description": "A JPEG"}},
    )
    async def picture(
        id: layouts.PictureId,  # noqa: A002 -- as on the wire
        wall: WallName | None = None,
        actor: Actor = caller,
    ) -> Response:
        """One of them."""
        reply = await answering.answer(actor, layouts.HistoryPicture(id=id, wall=wall))
        headers = {"Cache-Control": "private, max-age=3600"}
        return Response(reply.picture, media_type="image/jpeg", headers=headers)

    @router.post("/history/restore", response_model=Done, tags=["changing"])
    async def restore(body: layouts.HistoryRestore, actor: Actor = caller) -> object:
        """Put a revision back."""
        return (await answering.answer(actor, body)).result

    @router.get("/recent", response_model=list[RecentPush], tags=["looking"])
    async def recent(
        wall: WallName | None = None,
        mine: bool = False,
        limit: Annotated[int, Query(ge=1, le=200)] = 30,
        actor: Actor = caller,
    ) -> object:
        """What was pushed lately."""
        request = layouts.RecentList(wall=wall, mine=mine, limit=limit)
        return (await answering.answer(actor, request)).result

    @router.post("/probe", response_model=ProbedAddress, tags=["looking"])
    async def probe(body: layouts.ProbeAddress, actor: Actor = caller) -> object:
        """Look at an address: what is it?"""
        return (await answering.answer(actor, body)).result
