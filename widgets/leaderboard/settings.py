"""Settings of the kind `leaderboard`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings


class LeaderboardSettings(TileSettings):
    best: Literal["most", "least"] = Field(
        default="most", description="Whether the most or the least is first."
    )
    rows: int | None = Field(
        default=None, ge=1, le=200, description="Only so many of the first; else all, in pages."
    )
    page_s: float = Field(
        default=12.0, ge=3, le=3600, description="How long each page stands, where all do not fit."
    )
    country: Literal["flag", "name", "none"] = Field(
        default="flag", description="How it tells where an account is from, if that is known."
    )
    change: bool = Field(default=True, description="Whether the change against before is shown.")
    unit: str = Field(default="", max_length=20, description="Of the values, like `%`.")
    language: Literal["en", "fr"] = Field(
        default="en", description="Of the names of countries and the words beside figures."
    )
