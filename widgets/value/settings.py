"""Settings of the kind `value`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings


class ValueSettings(TileSettings):
    unit: str | None = Field(
        default=None, max_length=40, description="Instead of the unit that the data name."
    )
    decimals: int | None = Field(
        default=None, ge=0, le=8, description="How many; if not said, as many as a reader needs."
    )
    compact: bool = Field(default=False, description="`1.2 M` instead of `1 234 567`.")
    good: Literal["up", "down", "neither"] = Field(
        default="up", description="Which way is good: it decides the colour of the trend."
    )
    trend: bool = Field(default=True, description="Whether the change is shown.")
    target: bool = Field(default=True, description="Whether the target is shown, if there is one.")
    sparkline: bool = Field(default=True, description="Whether the history is shown.")
