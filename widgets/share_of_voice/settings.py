"""Settings of the kind `share-of-voice`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings


class ShareOfVoiceSettings(TileSettings):
    style: Literal["bars", "ring"] = Field(
        default="bars", description="Bars below each other, or parts of a ring."
    )
    most: int = Field(
        default=8, ge=2, le=16, description="How many are shown by name; what is left is one."
    )
    change: bool = Field(
        default=True, description="Whether the change against the time before is told."
    )
    language: Literal["en", "fr"] = Field(default="en", description="Of the words on the tile.")
