"""Settings of the kind `objectives`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings


class ObjectivesSettings(TileSettings):
    on_track: float = Field(
        default=90.0, gt=0, le=100, description="From how many percent an objective is on track."
    )
    lower: tuple[str, ...] = Field(
        default=(), max_length=50, description="Names of those of which less is better."
    )
    order: Literal["given", "behind"] = Field(
        default="given", description="As they come, or what is farthest behind first."
    )
    decimals: int | None = Field(
        default=None, ge=0, le=8, description="Of all values; else as many as a reader needs."
    )
    page_s: float = Field(
        default=12.0, ge=3, le=3600, description="How long each page stays, if there are several."
    )
    language: Literal["en", "fr"] = Field(default="en", description="Of the words beside figures.")
