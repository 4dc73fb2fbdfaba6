"""REST for drafts: from the proposal until they are out, and their uploads for who publishes."""

from __future__ import annotations

import time
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse

from wall.controller.answering import Answering
from wall.controller.gate import Gate
from wall.controller.operations import Operations
from wall.errors import RequestFailed
from wall.model.actors import Actor
from wall.model.drafts import Draft
from wall.protocol import draft_requests as drafts
from wall.protocol.codes import Status
from wall.protocol.names import Sha256


def add_drafts(router: APIRouter, operations: Operations, gate: Gate, answering: Answering) -> None:
    """All routes of this file. Each but that of uploads asks `answering`, as the channel does."""
    caller = Depends(gate)

    @router.get("/drafts", response_model=list[Draft], tags=["drafts"])
    async def list_drafts(
        which: Literal["open", "all"] = "open",
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
        actor: Actor = caller,
    ) -> object:
        """The room's own messages, the newest first."""
        request = drafts.ListDrafts(which=which, limit=limit)
        return (await answering.answer(actor, request)).result

    @router.post("/drafts", response_model=Draft, tags=["drafts"])
    async def propose(body: drafts.ProposeDraft, actor: Actor = caller) -> object:
        """Propose a message."""
        return (await answering.answer(actor, body)).result

    @router.post("/drafts/edit", response_model=Draft, tags=["drafts"])
    async def edit(body: drafts.EditDraft, actor: Actor = caller) -> object:
        """Change a draft; it has to be approved again."""
        return (await answering.answer(actor, body)).result

    @router.post("/drafts/review", response_model=Draft, tags=["drafts"])
    async def review(body: drafts.ReviewDraft, actor: Actor = caller) -> object:
        """Find somebody else's draft good, or say what is to be changed."""
        return (await answering.answer(actor, body)).result

    @router.post("/drafts/approve", response_model=Draft, tags=["drafts"])
    async def approve(body: drafts.ApproveDraft, actor: Actor = caller) -> object:
        """Let a draft go out; nobody approves what they wrote some of."""
        return (await answering.answer(actor, body)).result

    @router.post("/drafts/send", response_model=Draft, tags=["drafts"])
    async def send(body: drafts.SendDraft, actor: Actor = caller) -> object:
        """Send an approved draft now, or once more what failed."""
        return (await answering.answer(actor, body)).result

    @router.post("/drafts/withdraw", response_model=Draft, tags=["drafts"])
    async def withdraw(body: drafts.WithdrawDraft, actor: Actor = caller) -> object:
        """It will not go out."""
        return (await answering.answer(actor, body)).result

    @router.get("/drafts/media/{sha256}", tags=["drafts"], response_class=FileResponse)
    async def media(
        sha256: Sha256,
        until: int,
        key: Annotated[str, Query(min_length=64, max_length=64)],
    ) -> FileResponse:
        """An upload of a draft, for the publishing tool: the address is good for a while."""
        found = operations.draft_media.open(sha256, until, key, time.time())
        if found is None:
            raise RequestFailed(Status.NOT_FOUND, "this address is not good (any more)")
        path, mime = found
        return FileResponse(path, media_type=mime, headers={"Cache-Control": "private, no-store"})
