"""REST for shared desks."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from wall.controller.answering import Answering
from wall.controller.gate import Gate
from wall.model.actors import Actor
from wall.protocol import share_requests as shares
from wall.protocol.names import WallName
from wall.protocol.share_words import ShareId


def add_sharing(router: APIRouter, gate: Gate, answering: Answering) -> None:
    """All routes of this file. Each asks `answering`, as the channel does."""
    caller = Depends(gate)

    @router.get("/shares", response_model=list[shares.ShareInfo], tags=["shares"])
    async def shared(wall: WallName | None = None, actor: Actor = caller) -> object:
        """The desks that are shared."""
        return (await answering.answer(actor, shares.ShareList(wall=wall))).result

    @router.post("/shares", response_model=shares.ShareTicket, tags=["shares"])
    async def start(body: shares.ShareStart, actor: Actor = caller) -> object:
        """Share a desk: a ticket to send pictures with."""
        return (await answering.answer(actor, body)).result

    @router.post("/shares/{share}/allow", response_model=shares.ShareInfo, tags=["shares"])
    async def allow(share: ShareId, actor: Actor = caller) -> object:
        """Let a share that waits be shown."""
        return (await answering.answer(actor, shares.ShareAllow(share=share))).result

    @router.post("/shares/{share}/refuse", status_code=204, tags=["shares"])
    async def refuse(share: ShareId, actor: Actor = caller) -> None:
        """End a share that waits to be allowed."""
        await answering.answer(actor, shares.ShareRefuse(share=share))

    @router.delete("/shares/{share}", status_code=204, tags=["shares"])
    async def stop(share: ShareId, actor: Actor = caller) -> None:
        """End a share."""
        await answering.answer(actor, shares.ShareStop(share=share))

    @router.get(
        "/shares/{share}/picture.jpg",
        tags=["shares"],
        response_class=Response,
        responses={200: {"content": {"image/jpeg": {}}, "description": "A JPEG"}},
    )
    async def picture(share: ShareId, actor: Actor = caller) -> Response:
        """A small picture of a shared desk."""
        reply = await answering.answer(actor, shares.SharePicture(share=share))
        return Response(reply.picture, media_type="image/jpeg")
