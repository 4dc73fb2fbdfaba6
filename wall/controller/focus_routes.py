"""REST for the focus: what it is, and setting or ending it."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from wall.controller.answering import Answering
from wall.controller.gate import Gate
from wall.model.actors import Actor
from wall.protocol import focus_requests as focus


def add_focus(router: APIRouter, gate: Gate, answering: Answering) -> None:
    """All routes of this file. Each asks `answering`, as the channel does."""
    caller = Depends(gate)

    @router.get("/focus", response_model=focus.FocusInfo, tags=["focus"])
    async def get_focus(actor: Actor = caller) -> object:
        """What the site's focus is, and what it can be."""
        return (await answering.answer(actor, focus.GetFocus())).result

    @router.post("/focus", response_model=focus.FocusInfo, tags=["focus"])
    async def set_focus(body: focus.SetFocus, actor: Actor = caller) -> object:
        """Show one topic, one time window, or both, on all tiles; with neither the focus ends."""
        return (await answering.answer(actor, body)).result
