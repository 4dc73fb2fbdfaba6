"""REST for contributors: the room's part, and the form's, for which a link is enough.

Whoever sends a report has no session: the secret of the link comes in a header. Wrong links cost
waits, as wrong passwords do.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request

from wall.controller.answering import Answering
from wall.controller.gate import Gate, check_own_page, origin_of
from wall.controller.hook_routes import HookGate
from wall.controller.operations import Operations
from wall.controller.throttling import TooManyAttempts
from wall.errors import RequestFailed
from wall.model.actors import Actor
from wall.model.reports import ContributorId
from wall.protocol import report_requests as reports
from wall.protocol.codes import HTTP_STATUS

CALLS_PER_S, CALLS_AT_ONCE = 2.0, 60.0
"""Of one address: an office may share one."""
LINK_HEADER = "X-Report-Link"
Link = Annotated[str, Header(alias=LINK_HEADER, min_length=1, max_length=200)]


def add_contributors(router: APIRouter, gate: Gate, answering: Answering) -> None:
    """What the room does. Each asks `answering`, as the channel does."""
    caller = Depends(gate)

    @router.get(
        "/contributors", response_model=list[reports.ContributorInfo], tags=["contributors"]
    )
    async def contributors(actor: Actor = caller) -> object:
        """Who may report by a link of their own."""
        return (await answering.answer(actor, reports.ListContributors())).result

    @router.post("/contributors", response_model=reports.ContributorLink, tags=["contributors"])
    async def add(body: reports.AddContributor, actor: Actor = caller) -> object:
        """Make a link; it is told this once."""
        return (await answering.answer(actor, body)).result

    @router.delete("/contributors/{contributor}", status_code=204, tags=["contributors"])
    async def remove(contributor: ContributorId, actor: Actor = caller) -> None:
        """Make a link worthless at once."""
        await answering.answer(actor, reports.RemoveContributor(contributor=contributor))


def add_reports(router: APIRouter, operations: Operations) -> None:
    """What the form asks."""
    gate = HookGate(per_s=CALLS_PER_S, at_once=CALLS_AT_ONCE)

    def admitted(request: Request) -> str:
        check_own_page(request.headers)
        address = origin_of(request).address
        wait_s = gate.wait_s(address)
        if wait_s > 0:
            raise TooManyAttempts(wait_s)
        return address

    @router.get("/report", response_model=reports.ReportInfo, tags=["contributors"])
    async def whose(request: Request, link: Link) -> reports.ReportInfo:
        """Whose link it is."""
        address = admitted(request)
        try:
            found = operations.reports.info(link)
        except RequestFailed as error:
            gate.answered(address, HTTP_STATUS.get(error.code, 422))
            raise
        return found

    @router.post("/report", status_code=202, tags=["contributors"])
    async def take(request: Request, link: Link, body: reports.NewReport) -> dict[str, bool]:
        """A report; it is on disk when this is answered."""
        address = admitted(request)
        try:
            await operations.reports.take(link, body)
        except RequestFailed as error:
            gate.answered(address, HTTP_STATUS.get(error.code, 422))
            raise
        gate.answered(address, 202)
        return {"received": True}
