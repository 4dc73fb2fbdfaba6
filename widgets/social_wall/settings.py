"""Settings of the kind `social-wall`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings


class SocialWallSettings(TileSettings):
    mode: Literal["masonry", "spotlight", "mixed"] = Field(
        default="mixed",
        description="Cards beside each other, one post large, or a large one among cards.",
    )
    columns: int | None = Field(
        default=None, ge=1, le=12, description="Columns of cards on each screen; else as fit."
    )
    every_s: float = Field(
        default=10.0, ge=4, le=3600, description="How often the large post and one card change."
    )
    latest: int = Field(
        default=60, ge=1, le=500, description="How many of the newest posts take turns."
    )
    media: bool = Field(default=True, description="Whether pictures of posts are shown.")
    films: int = Field(
        default=3,
        ge=0,
        le=8,
        description="How many films of posts play at once, without sound; others show a picture.",
    )
    counts: bool = Field(default=True, description="Whether likes, shares and replies are shown.")
    qr: bool = Field(
        default=False, description="Whether the large post has a code that opens it on a phone."
    )
    language: Literal["en", "fr"] = Field(
        default="en", description="Of the names of countries on the large post."
    )
