"""Focus: one topic, one time window, or both, for all figures of a site for a while."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from wall.model.values import Value

SHORTEST_WINDOW_S, LONGEST_WINDOW_S = 600.0, 31 * 86_400.0
LONGEST_FOCUS_S = 31 * 86_400.0
Window = Annotated[float, Field(ge=SHORTEST_WINDOW_S, le=LONGEST_WINDOW_S, allow_inf_nan=False)]
"""Seconds back from now: ten minutes to 31 days."""
_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))


class Focus(Value):
    """What the sources that follow it are about. Times are seconds since the epoch."""

    topic: str = Field(default="", max_length=64, description="of the site; empty: each its own")
    window: Window | None = Field(
        default=None, description="seconds back from now; null: each its own"
    )
    until: float | None = Field(default=None, allow_inf_nan=False)
    """When it ends by itself; None: when somebody ends it."""
    by: str = Field(default="", max_length=200)
    """The actor who set it."""

    @property
    def is_on(self) -> bool:
        return bool(self.topic) or self.window is not None

    def has_ended(self, now: float) -> bool:
        return not self.is_on or (self.until is not None and self.until <= now)


NO_FOCUS = Focus()


def window_words(window_s: float) -> str:
    """`6 h`, `1 d 12 h`, `45 min`: at most two units, for a small mark."""
    left, parts = round(window_s), []
    for size, unit in _UNITS:
        if left >= size:
            parts.append(f"{left // size} {unit}")
            left %= size
    return " ".join(parts[:2])
