"""Settings of the kind `topic`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings
from wall.kinds.zones import ZoneName


class TopicSettings(TileSettings):
    alarm: float = Field(
        default=3.0, gt=1, le=1000, description="From how many times the usual it is an alarm."
    )
    alarm_negative: float = Field(
        default=50.0,
        gt=0,
        le=100,
        description="From how many percent of negative posts a rise is an alarm.",
    )
    voices: int = Field(default=5, ge=0, le=12, description="Most of those who are heard most.")
    newest: int = Field(default=6, ge=0, le=20, description="Most of the newest posts.")
    statement: bool = Field(default=True, description="Whether the house's newest post is shown.")
    zone: ZoneName = Field(
        default="", description="In whose time it began; empty is the wall's own."
    )
    language: Literal["en", "fr"] = Field(default="en", description="Of the words beside figures.")
