"""Requests about the focus: one topic, one time window, or both, on all tiles of a site."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from wall.model.actors import Right
from wall.model.durations import Duration
from wall.model.focus import LONGEST_FOCUS_S, LONGEST_WINDOW_S, SHORTEST_WINDOW_S, Focus
from wall.model.values import Value


class GetFocus(Value):
    """What the site's focus is, and what it can be. The result is a FocusInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["focus.get"] = "focus.get"


class SetFocus(Value):
    """Show one topic, one time window, or both, on all tiles that compute from posts; with neither
    the focus ends. Needs the right on all screens of the site. The result is a FocusInfo."""

    needs: ClassVar[Right] = Right.TAKE
    type: Literal["focus.set"] = "focus.set"
    topic: str = Field(default="", max_length=64, description="of the site; empty: each its own")
    window: Duration | None = Field(
        default=None,
        ge=SHORTEST_WINDOW_S,
        le=LONGEST_WINDOW_S,
        description="how far back from now, `6h` or seconds, ten minutes to 31 days; null: each "
        "its own",
    )
    for_s: float | None = Field(
        default=None, gt=0, le=LONGEST_FOCUS_S, description="it ends after so many seconds"
    )
    until: float | None = Field(
        default=None, allow_inf_nan=False, description="it ends then, in seconds since the epoch"
    )

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if self.for_s is not None and self.until is not None:
            raise ValueError("it ends after `for_s` seconds or at `until`, not both")
        return self


FocusRequest = GetFocus | SetFocus


class FocusTopic(Value):
    """A topic of the site."""

    name: str
    title: str


class FocusInfo(Focus):
    """The focus as it is now; without topic and window there is none."""

    title: str = ""
    """Of its topic."""
    follows: tuple[str, ...] = ()
    """Sources that are about something else, or another time, because of it."""
    can_follow: int = 0
    """How many sources a focus may change."""
    topics: tuple[FocusTopic, ...] = ()
    """That it can be about."""


class FocusTold(Value):
    """The focus was set, or has ended."""

    op: Literal["event"] = "event"
    type: Literal["focus.changed"] = "focus.changed"
    focus: FocusInfo
    by: str = ""
    """Who set or ended it; empty: it ended by itself."""
    why: str = ""
    """Why it ended by itself."""
