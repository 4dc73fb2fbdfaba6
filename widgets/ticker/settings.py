"""Settings of the kind `ticker`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wall.kinds.kind import TileSettings

Item = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class TickerSettings(TileSettings):
    items: tuple[Item, ...] = Field(
        default=(), max_length=100, description="Lines of its own, before those of the source."
    )
    speed: float = Field(
        default=120.0,
        ge=20,
        le=600,
        description="Pixels per second; multiples of 60 move evenly.",
    )
    direction: Literal["auto", "left", "right"] = Field(
        default="auto", description="Where it moves; `auto`: to the right for Arabic and Hebrew."
    )
    latest: int = Field(
        default=30, ge=1, le=200, description="How many of the newest posts take part."
    )
    author: bool = Field(
        default=True,
        description="Whether posts name their author: once for those that follow each other.",
    )
