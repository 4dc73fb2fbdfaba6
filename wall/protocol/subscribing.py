"""Subscribing: what a client wants to hear of."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from wall.model.actors import Right
from wall.model.values import Value
from wall.protocol.names import Name, WallName
from wall.protocol.previews import NARROWEST, WIDEST

Topic = Literal[
    "scene",
    "layouts",
    "stages",
    "status",
    "leases",
    "schedule",
    "presence",
    "previews",
    "stage_previews",
    "shares",
    "levels",
    "posts",
    "rules",
    "focus",
    "drafts",
]


class Subscribe(Value):
    """What the client wants to hear of; replaces what it wanted before.

    `scene`: a snapshot of each wall, then changes in revision order. `layouts`, `stages`,
    `schedule` and `status` say that there is something new to ask for. `leases`, `presence` and
    `shares` tell all of it, at once and at each change. `previews`: small live pictures of each
    screen, and `stage_previews` of each tile of what is staged, in binary messages. `levels`: how
    loud tiles are, some times a second. These are made only while somebody wants them: leave these
    topics when nobody looks. `posts`: how many posts wait, at once and when it changes. `rules`:
    what fired and what became of it. `focus`: that it was set or has ended.
    `drafts`: how many of the room's own messages wait or failed, at once and at each change. Until
    the first `subscribe` a client hears of nothing; the default of `topics` is what most need.
    """

    needs: ClassVar[Right] = Right.SEE
    type: Literal["subscribe"] = "subscribe"
    topics: tuple[Topic, ...] = ("scene",)
    walls: tuple[WallName, ...] = ()
    """Empty: all walls."""
    preview_stage: Name | None = None
    """The stage whose tiles `stage_previews` shows; None: all stages."""
    preview_width: int = Field(default=WIDEST, ge=NARROWEST, le=WIDEST)
    """Pixels. Previews are at least so wide: as wide as anybody wants them."""
