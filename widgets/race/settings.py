"""Settings of the kind `race`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings


class RaceSettings(TileSettings):
    show: Literal["share", "votes"] = Field(
        default="share", description="What stands large beside each side."
    )
    most: int = Field(
        default=8, ge=2, le=20, description="Sides that are shown: those with the most votes."
    )
    unit: str = Field(default="", max_length=40, description="Of the votes, like `posts`.")
    language: Literal["en", "fr"] = Field(default="en", description="Of the words beside figures.")
