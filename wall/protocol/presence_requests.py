"""Requests about who is there: pointers, selections, marks. On the channel only, never kept."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from wall.model.actors import Right
from wall.model.leases import ActorName
from wall.model.tiles import TileId
from wall.model.values import Value
from wall.protocol.names import CanvasPoint, WallName
from wall.protocol.together import MAX_MARK_POINTS, MAX_NAMES, MAX_SELECTED, Colour, StrokeId


class PresenceList(Value):
    """Who is connected. The result is a list of Person."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["presence.list"] = "presence.list"


class PresenceNames(Value):
    """How people are called. The result is a list of PersonName, of those who are called so."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["presence.names"] = "presence.names"
    names: tuple[ActorName, ...] = Field(max_length=MAX_NAMES)


class PresenceTell(Value):
    """Where the caller points and what is selected, for the others' miniatures."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["presence.tell"] = "presence.tell"
    wall: WallName | None = None
    at: CanvasPoint | None = None
    selection: tuple[TileId, ...] = Field(default=(), max_length=MAX_SELECTED)


class PointerShow(Value):
    """A laser pointer on the wall itself; without a place it goes."""

    needs: ClassVar[Right] = Right.DRIVE
    type: Literal["pointer.show"] = "pointer.show"
    wall: WallName | None = None
    at: CanvasPoint | None = None


class MarksDraw(Value):
    """Draw a line over the wall. The same stroke again goes on where it ended."""

    needs: ClassVar[Right] = Right.DRIVE
    type: Literal["marks.draw"] = "marks.draw"
    wall: WallName | None = None
    stroke: StrokeId
    points: tuple[CanvasPoint, ...] = Field(min_length=1, max_length=MAX_MARK_POINTS)
    colour: Colour = "#ffcc33"
    width: float = Field(default=8.0, ge=1, le=200)


class MarksClear(Value):
    """Wipe off the caller's marks, or everybody's."""

    needs: ClassVar[Right] = Right.DRIVE
    type: Literal["marks.clear"] = "marks.clear"
    wall: WallName | None = None
    everybody: bool = False


PresenceRequest = PresenceList | PresenceNames | PresenceTell | PointerShow | MarksDraw | MarksClear
