"""Recordings: what clients ask for. The files themselves are fetched over REST."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from wall.model.actors import Right
from wall.model.recordings import RecordingId
from wall.model.tiles import TileId
from wall.model.values import Value
from wall.protocol.names import AreaText, WallName

LONGEST_S = 24 * 3600.0


class RecordStart(Value):
    """Record what a tile or an area shows. The result is a RecordingInfo.

    Needs the right also on every screen that is seen, and the right to see them. It ends by
    itself: at its time, when the tile is closed, or before the disk is full. Each display records
    what it shows of it; the parts are joined when it has ended.
    """

    needs: ClassVar[Right] = Right.RECORD
    type: Literal["record.start"] = "record.start"
    wall: WallName | None = None
    tile: TileId | None = None
    """It is followed where it moves."""
    at: AreaText | None = None
    """An area, instead of a tile: `B2`, `A1:C2`, `all`."""
    for_s: float | None = Field(default=None, gt=0, le=LONGEST_S)
    """At most so long; null: as long as the site allows."""


class RecordStop(Value):
    """End a recording. The result is its RecordingInfo; its film is there, unless it says
    `joining`."""

    needs: ClassVar[Right] = Right.RECORD
    type: Literal["record.stop"] = "record.stop"
    recording: RecordingId


class RecordList(Value):
    """The recordings of walls and screens that the caller may see. A list of RecordingInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["record.list"] = "record.list"
    wall: WallName | None = None


class RecordDelete(Value):
    """Delete a recording that has ended."""

    needs: ClassVar[Right] = Right.RECORD
    type: Literal["record.delete"] = "record.delete"
    recording: RecordingId


RecordRequest = RecordStart | RecordStop | RecordList | RecordDelete


class RecordingInfo(Value):
    """A recording: running, or a file."""

    id: RecordingId
    wall: str
    by: str
    since: float
    """Seconds since the epoch."""
    ended: float | None = None
    """Null: it is running."""
    tile: TileId | None = None
    screens: tuple[str, ...] = ()
    """Addresses of the screens that are seen."""
    width: int = 0
    height: int = 0
    size: int = 0
    """Bytes."""
    why: str = ""
    """Why it ended before its time."""
    joining: bool = False
    """It ended, and what several displays recorded is being made one film."""
    note: str = ""
    """What is missing on it."""
