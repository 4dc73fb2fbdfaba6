"""REST for rules: how they stand, keeping them from acting, and trying them."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from wall.controller.answering import Answering
from wall.controller.gate import Gate
from wall.model.actors import Actor
from wall.model.post_rules import Firing
from wall.protocol import rule_requests as rules


def add_rules(router: APIRouter, gate: Gate, answering: Answering) -> None:
    """All routes of this file. Each asks `answering`, as the channel does."""
    caller = Depends(gate)

    @router.get("/rules", response_model=list[rules.RuleInfo], tags=["rules"])
    async def list_rules(actor: Actor = caller) -> object:
        """The site's rules and how they stand."""
        return (await answering.answer(actor, rules.ListRules())).result

    @router.post("/rules/mute", response_model=rules.RuleInfo, tags=["rules"])
    async def mute(body: rules.MuteRule, actor: Actor = caller) -> object:
        """Keep a rule from acting until a time, or let it act again."""
        return (await answering.answer(actor, body)).result

    @router.post("/rules/dismiss", response_model=rules.RuleInfo, tags=["rules"])
    async def dismiss(body: rules.DismissRule, actor: Actor = caller) -> object:
        """Take away at once what a rule has put over the walls."""
        return (await answering.answer(actor, body)).result

    @router.post("/rules/try", response_model=list[Firing], tags=["rules"])
    async def try_rule(body: rules.TryRule, actor: Actor = caller) -> object:
        """When a rule would have fired on the posts of the last days."""
        return (await answering.answer(actor, body)).result
