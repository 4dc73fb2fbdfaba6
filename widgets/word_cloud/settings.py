"""Settings of the kind `word-cloud`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings


class WordCloudSettings(TileSettings):
    most: int = Field(default=40, ge=3, le=120, description="How many words are shown.")
    numbers: int = Field(
        default=3, ge=0, le=120, description="How many of the first words tell their posts."
    )
    hashtags: bool = Field(default=False, description="Whether each word has a # before it.")
    language: Literal["en", "fr"] = Field(default="en", description="Of the words on the tile.")
