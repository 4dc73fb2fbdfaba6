"""Settings of the kind `feed`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings


class FeedSettings(TileSettings):
    mode: Literal["grid", "column", "one"] = Field(
        default="grid",
        description="As many columns as there is room for, a single one, or one post at a time.",
    )
    columns: int | None = Field(
        default=None, ge=1, le=24, description="`grid`: how many columns, instead of its choice."
    )
    every_s: float = Field(
        default=10.0, ge=3, le=3600, description="`one`: how long each post stays."
    )
    latest: int = Field(
        default=12, ge=1, le=100, description="`one`: how many of the newest posts take turns."
    )
    media: bool = Field(default=True, description="Whether pictures of posts are shown.")
    films: bool = Field(
        default=True,
        description="`one`: whether films of posts play, without sound; else a picture is shown.",
    )
    counts: bool = Field(default=True, description="Whether likes, shares and replies are shown.")
    max_lines: int = Field(
        default=8, ge=1, le=40, description="After so many lines the text of a post is cut."
    )
