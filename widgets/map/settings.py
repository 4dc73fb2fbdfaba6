"""Settings of the kind `map`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wall.kinds.kind import TileSettings

CountryCode = Annotated[str, Field(pattern=r"^[A-Za-z]{2}$")]
Region = Literal[
    "world",
    "europe",
    "africa",
    "middle-east",
    "asia",
    "north-america",
    "south-america",
    "oceania",
]


class MapSettings(TileSettings):
    region: Region = Field(default="world", description="What part of the world is shown.")
    countries: tuple[CountryCode, ...] = Field(
        default=(),
        max_length=80,
        description="Instead of a region: the map shows these, and counts these alone.",
    )
    style: Literal["areas", "bubbles"] = Field(
        default="areas", description="Whether countries are coloured, or carry bubbles."
    )
    labels: int = Field(
        default=5, ge=0, le=20, description="How many of the first countries are named."
    )
    language: Literal["en", "fr"] = Field(default="en", description="Of the names of countries.")
