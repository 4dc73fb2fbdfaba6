"""Messages of the link about what people do over a wall from their desks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.model.values import Value
from wall.protocol.drive_requests import Input
from wall.protocol.together import Mark, Pointer


class ShowLasers(Value):
    """The laser pointers over a wall, all of them. Never kept: a snapshot brings none."""

    type: Literal["lasers.show"] = "lasers.show"
    wall: str
    lasers: tuple[Pointer, ...]


class ShowMarks(Value):
    """The marks drawn over a wall, all of them. Never kept: a snapshot brings none."""

    type: Literal["marks.show"] = "marks.show"
    wall: str
    marks: tuple[Mark, ...]


class DrivenTile(Value):
    """A tile that somebody works from a desk."""

    tile: str
    driver: str
    """Of the person: the wall tells it."""
    picture_width: int = Field(default=0, ge=0)
    """How wide pictures of it shall be, in pixels; 0: none."""


class ShowDrives(Value):
    """The driven tiles of a wall, all of them. Never kept: a snapshot brings none."""

    type: Literal["drives.show"] = "drives.show"
    wall: str
    drives: tuple[DrivenTile, ...]


class DriveTile(Value):
    """What the driver's mouse and keyboard did. Never kept, never logged."""

    type: Literal["drive.input"] = "drive.input"
    wall: str
    tile: str
    inputs: tuple[Input, ...] = Field(repr=False)
