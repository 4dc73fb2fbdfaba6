"""Settings of the kind `roster`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings
from wall.kinds.zones import ZoneName


class RosterSettings(TileSettings):
    zone: ZoneName = Field(
        default="", description="In whose time the roster is written; empty is the wall's own."
    )
    next: int = Field(default=5, ge=0, le=30, description="Most of those who come next.")
    soon_min: int = Field(
        default=30, ge=0, le=240, description="For how many minutes before a shift ends it says so."
    )
    language: Literal["en", "fr"] = Field(default="en", description="Of the words beside names.")
