"""Settings of the kind `volume`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from wall.kinds.kind import TileSettings
from wall.kinds.zones import ZoneName

ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Event(TileSettings):
    """A moment that people know by name."""

    at: AwareDatetime | ClockTime = Field(
        description="`20:00` of each day, or a moment with its zone."
    )
    label: str = Field(max_length=40, description="Words beside its line.")


class VolumeSettings(TileSettings):
    style: Literal["area", "bars"] = Field(
        default="area", description="How posts over time are drawn."
    )
    number: bool = Field(
        default=True, description="Whether the latest posts are told as a large number."
    )
    latest_s: float = Field(
        default=3600, ge=60, le=604_800, description="How many seconds the large number counts."
    )
    usual: bool = Field(
        default=True, description="Whether the usual is drawn behind, where it is known."
    )
    spikes: int = Field(
        default=3, ge=0, le=12, description="How many of the largest spikes have words."
    )
    events: tuple[Event, ...] = Field(
        default=(), max_length=12, description="Moments that are marked by name."
    )
    zone: ZoneName = Field(
        default="", description="IANA name of the time axis' zone; empty is the wall's own."
    )
    language: Literal["en", "fr"] = Field(default="en", description="Of the words on the tile.")
