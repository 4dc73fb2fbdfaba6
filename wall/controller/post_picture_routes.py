"""REST for the moderation desk: what the site says about moderating, and pictures of posts."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from wall.control.rights import check_somewhere
from wall.controller.gate import Gate
from wall.controller.operations import Operations
from wall.model.actors import Actor, Right
from wall.model.values import Value


class ModeratingRules(Value):
    """As wall.yaml says below `moderation:`."""

    blur_pictures: bool
    two_people: bool
    claim_s: float
    answer_within_s: float
    pictures: Literal["all", "seen"]


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
            pictures=rules.pictures,
        )

    @router.get(
        "/posts/media",
        tags=["posts"],
        response_class=Response,
        responses={
            200: {
                "content": {"image/jpeg": {}},
                "description": "At most 640 × 640, of a film 968 × 968",
            }
        },
    )
    async def media(
        url: Annotated[str, Query(min_length=1, max_length=2000)],
        blurred: bool = False,
        anew: bool = False,
        film: bool = False,
        actor: Actor = caller,
    ) -> Response:
        """A picture of a post, small: fetched by the controller under the site's `addresses:`.
        `blurred`: it is shown so that nobody can be said to have seen it; `anew`: it is fetched
        once more, as it is there now; `film`: it is a film, of which up to nine stills are shown,
        each with its time."""
        check_somewhere(actor, Right.MODERATE)
        pictures = operations.post_pictures
        picture = await (pictures.stills if film else pictures.get)(url, anew=anew)
        if not blurred:
            operations.posts.looks.looked(actor.name, url, picture.sha256)
        # What was kept elsewhere would be shown without anybody knowing that it was.
        headers = {"Cache-Control": "private, no-store"}
        return Response(picture.small, media_type="image/jpeg", headers=headers)
