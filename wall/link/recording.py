"""Recordings on the link: the controller asks the displays, which send the file as it grows.

Each part of a file is one binary message: the header of all pictures (magic, version, sort 3, the
recording's number), then the part's own number from 0 on, then the bytes.
"""

from __future__ import annotations

import struct
from typing import Literal

from pydantic import Field

from wall.model.geometry import Rect
from wall.model.values import Value

SORT = 3
HEADER = struct.Struct(">HBBII")
"""Magic, version, sort, the recording's number, the part's number."""
MAX_PART = 512 * 1024


class RecordWall(Value):
    """Record this; answered by parts of a file, at last by RecordEnded."""

    type: Literal["record.begin"] = "record.begin"
    number: int = Field(ge=1, lt=2**32)
    wall: str
    tile: str | None = None
    rect: Rect
    """Canvas pixels; of a tile: where it was. The film has its shape."""
    screens: tuple[str, ...] = ()
    """Whose sound it has, and it says where on the film it films what (RecordPlaced). Empty: all
    sound, and nothing is said."""
    fps: float = Field(default=25.0, gt=0, le=60)
    width: int = Field(default=1920, ge=16, le=7680)
    """Of the film, at most; so is the height."""
    height: int = Field(default=1080, ge=16, le=4320)


class EndRecord(Value):
    """Complete the file."""

    type: Literal["record.end"] = "record.end"
    number: int


class RecordPlaced(Value):
    """Where on the film this display films, from now on; said again every few seconds, so that
    films of several displays can be joined at the same time."""

    type: Literal["record.placed"] = "record.placed"
    number: int
    at_s: float
    """Seconds since the film began."""
    now: float
    """The same moment in the controller's time, seconds since the epoch."""
    region: Rect
    """What is filmed of the whole canvas."""
    into: tuple[Rect, ...] = Field(default=(), max_length=100)
    """Pixels of the film that are this display's."""


class RecordEnded(Value):
    """The last of a recording: nothing of it follows."""

    type: Literal["record.ended"] = "record.ended"
    number: int
    why: str = ""
    """Empty: because it was asked to."""
    width: int = 0
    height: int = 0


class FilmToJoin(Value):
    """A display's film, and where it filled the whole."""

    descriptor: int
    """An open file of the joining child."""
    placed: tuple[RecordPlaced, ...]


class JoinFilms(Value):
    """What the joining child is told: `wall.display.joining_child`."""

    width: int = Field(ge=16, le=7680)
    height: int = Field(ge=16, le=4320)
    fps: float = Field(gt=0, le=60)
    films: tuple[FilmToJoin, ...] = Field(min_length=1, max_length=32)
