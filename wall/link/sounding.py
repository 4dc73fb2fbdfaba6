"""Messages of the link about sound."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.model.values import Value


class ShowLevels(Value):
    """Somebody looks at meters: tell levels for so long. Said again while somebody does."""

    type: Literal["levels.show"] = "levels.show"
    seconds: float = Field(default=6.0, gt=0, le=60)


class Levels(Value):
    """How loud tiles are: about ten times a second while something is heard."""

    type: Literal["sound.levels"] = "sound.levels"
    wall: str
    tiles: dict[str, tuple[float, float]] = Field(default={}, max_length=500)
    """Tile → the largest samples, left and right, since the last message."""


class DevicePlaying(Value):
    """A device of the site, as this display plays it."""

    name: str
    """Empty: the machine's default one."""
    plays_on: str | None = None
    """What the machine calls it; None: nothing is heard on it now, or there is no device."""


class SoundReport(Value):
    """The devices of a display, at each change."""

    type: Literal["sound.report"] = "sound.report"
    devices: tuple[DevicePlaying, ...] = ()
    machine: tuple[str, ...] = ()
    """All output devices that the machine has; empty until something was to be heard."""
