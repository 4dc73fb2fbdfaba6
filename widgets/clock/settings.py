"""Settings of the kind `clock`."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field, model_validator

from wall.kinds.kind import TileSettings
from wall.kinds.zones import ZoneName


class Zone(TileSettings):
    """A place with its time."""

    zone: ZoneName = Field(description="IANA name, like `Europe/Warsaw`; empty is the wall's own.")
    label: str = Field(default="", max_length=60, description="Shown instead of the city's name.")


class ClockSettings(TileSettings):
    mode: Literal["time", "countdown", "stopwatch"] = Field(
        default="time", description="What it counts."
    )
    zones: tuple[Zone, ...] = Field(
        default=(), max_length=24, description="Places to show; none is the wall's own time."
    )
    hours: Literal[12, 24] = Field(default=24, description="Hours on the dial.")
    seconds: bool = Field(default=False, description="Whether seconds are shown.")
    date: bool = Field(default=True, description="Whether the date is shown.")
    language: str = Field(
        default="en", max_length=20, description="Language of days and months, like `pl` or `ar`."
    )
    to: AwareDatetime | None = Field(
        default=None,
        description="`countdown`: the moment, with its zone, like `2027-01-01T00:00:00+01:00`.",
    )
    done: str = Field(
        default="It is time", max_length=200, description="`countdown`: words once it is over."
    )
    since: AwareDatetime | None = Field(
        default=None,
        description="`stopwatch`: when it began; without it, when the tile appeared.",
    )

    @model_validator(mode="after")
    def _has_a_moment(self) -> ClockSettings:
        if self.mode == "countdown" and self.to is None:
            raise ValueError("a countdown needs `to`: the moment that it counts to")
        return self
