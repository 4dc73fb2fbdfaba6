"""Settings of the kind `top-posts`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings

Figure = Literal["engagement", "reach", "likes", "shares", "replies"]


class TopPostsSettings(TileSettings):
    by: Figure = Field(
        default="engagement",
        description="What posts are ranked by; engagement is likes, shares and replies together.",
    )
    most: int | None = Field(
        default=None,
        ge=1,
        le=20,
        description="How many posts are shown; else five, or one a screen.",
    )
    hours: float | None = Field(
        default=None, gt=0, le=24 * 366, description="Only posts of so many last hours."
    )
    media: bool = Field(default=True, description="Whether pictures of posts are shown.")
    films: bool = Field(
        default=True,
        description="Whether the film of the first post plays, without sound; else a picture.",
    )
    language: Literal["en", "fr"] = Field(
        default="en", description="Of the names of countries and of what the figures count."
    )
