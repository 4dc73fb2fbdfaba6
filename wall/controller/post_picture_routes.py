"""REST for the moderation desk: what the site says about moderating, and pictures of posts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from wall.control.rights import check_somewhere
from wall.controller.gate import Gate
from wall.controller.operations import Operations
from wall.model.actors import Actor, Right
from wall.model.values import Value

KEEP_S = 600


class ModeratingRules(Value):
    """As wall.yaml says below `moderation:`."""

    blur_pictures: bool
    two_people: bool
    claim_s: float
    answer_within_s: float


def add_post_pictures(router: APIRouter, operations: Operations, gate: Gate) -> None:
    caller = Depends(gate)

    @router.get("/posts/desk", response_model=ModeratingRules, tags=["posts"])
    async def desk(actor: Actor = caller) -> ModeratingRules:
        """What the site says about moderating."""
        check_somewhere(actor, Right.SEE)
        rules = operations.post_pictures.moderation
        return ModeratingRules(
            blur_pictures=rules.blur_pictures,
            two_people=rules.two_people,
            claim_s=rules.claim_s,
            answer_within_s=rules.answer_within_s,
        )

    @router.get(
        "/posts/media",
        tags=["posts"],
        response_class=Response,
        responses={200: {"content": {"image/jpeg": {}}, "description": "At most 640 × 640"}},
    )
    async def media(
        url: Annotated[str, Query(min_length=1, max_length=2000)], actor: Actor = caller
    ) -> Response:
        """A picture of a post, small: fetched by the controller under the site's `addresses:`."""
        check_somewhere(actor, Right.MODERATE)
        picture = await operations.post_pictures.get(url)
        operations.posts.looks.looked(actor.name, url, picture.sha256)
        headers = {"Cache-Control": f"private, max-age={KEEP_S}"}
        return Response(picture.small, media_type="image/jpeg", headers=headers)
