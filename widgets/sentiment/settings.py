"""Settings of the kind `sentiment`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings
from wall.kinds.zones import ZoneName


class SentimentSettings(TileSettings):
    style: Literal["diverging", "stacked", "shares"] = Field(
        default="diverging",
        description="Positive above and negative below a line, all on each other, or as shares.",
    )
    of: Literal["today", "shown"] = Field(
        default="today", description="What the large shares are of: today, or all that is shown."
    )
    course: bool = Field(default=True, description="Whether the course over time is drawn.")
    zone: ZoneName = Field(
        default="",
        description="IANA name of the zone of days and of the time axis; empty is the wall's own.",
    )
    language: Literal["en", "fr"] = Field(default="en", description="Of the words on the tile.")
