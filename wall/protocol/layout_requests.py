"""Requests about layouts: stages, saving, the schedule; and about the past."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints, model_validator

from wall.model.actors import Right
from wall.model.commands import (
    AddTile,
    CloseTile,
    ConfigureTile,
    LockTile,
    MoveTile,
    StackTile,
)
from wall.model.scene import ScheduleId
from wall.model.tiles import TileId
from wall.model.values import Value
from wall.protocol.limits import MAX_BATCH
from wall.protocol.names import LayoutFileName, Name, Revision, Sha256, WallName

StageCommand = Annotated[
    AddTile | MoveTile | ConfigureTile | StackTile | LockTile | CloseTile,
    Field(discriminator="type"),
]


PictureId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}-[0-9]{1,20}$")]


class _OfWall(Value):
    wall: WallName | None = None
    """None: the site's first wall."""


class _OfStage(_OfWall):
    stage: Name | None = None
    """As in StageDetail. None: one's own, else the only one there is."""


class StageList(_OfWall):
    """The stages with their tiles, ready or not and why. The result is a list of StageDetail.

    Each person has one of a wall at most, and a wall at most four.
    """

    needs: ClassVar[Right] = Right.SEE
    type: Literal["stage.list"] = "stage.list"


class LayoutEdit(_OfWall):
    """Begin a stage to work on while the wall plays on, in the place of one's own there.

    The result is a StageDetail.
    """

    needs: ClassVar[Right] = Right.PREPARE
    type: Literal["layout.edit"] = "layout.edit"
    layout: Name | None = None
    """The layout to begin with; None: the wall as it is now."""
    empty: bool = False
    """Begin with nothing."""


class StageChange(_OfStage):
    """Change tiles of a stage, all or none. The result is a StageDetail, not ready yet."""

    needs: ClassVar[Right] = Right.PREPARE
    type: Literal["stage.change"] = "stage.change"
    commands: tuple[StageCommand, ...] = Field(min_length=1, max_length=MAX_BATCH)


class StageDrop(_OfStage):
    """Give up a stage."""

    needs: ClassVar[Right] = Right.PREPARE
    type: Literal["stage.drop"] = "stage.drop"


class LayoutSave(_OfWall):
    """Write a layout file of the site. The result is a SavedLayout.

    If the file is locked against writing, or was changed by somebody else, a copy is written.
    """

    needs: ClassVar[Right] = Right.PREPARE
    type: Literal["layout.save"] = "layout.save"
    name: LayoutFileName
    source: Literal["wall", "staged", "tiles"] = "wall"
    """What is saved: the wall as it is, a stage, or some tiles of the wall."""
    stage: Name | None = None
    """With `source: staged`; None: one's own, else the only one there is."""
    tiles: tuple[TileId, ...] = Field(default=(), max_length=500)
    """With `source: tiles`."""
    title: str = Field(default="", max_length=200)
    """Of a new file; empty: its name."""
    over_sha256: Sha256 | None = None
    """The hash of the file that is replaced; None: there is none yet."""


class ScheduleList(_OfWall):
    """The scheduled takes of a wall. The result is a list of ScheduledInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["schedule.list"] = "schedule.list"


class ScheduleAdd(_OfWall):
    """Put down a take for a time. The result is a ScheduledInfo."""

    needs: ClassVar[Right] = Right.TAKE
    type: Literal["schedule.add"] = "schedule.add"
    layout: Name | None = None
    """None: what is staged now, as it is."""
    stage: Name | None = None
    """Without `layout`: which stage; None: one's own, else the only one there is."""
    at: float
    """Seconds since the epoch."""
    clear: bool = False
    fade_ms: int = Field(default=0, ge=0, le=5000)


class ScheduleRemove(_OfWall):
    """Take a take off the schedule. The result is a Done."""

    needs: ClassVar[Right] = Right.TAKE
    type: Literal["schedule.remove"] = "schedule.remove"
    id: ScheduleId


class HistoryScene(_OfWall):
    """A wall as it was: at a time, or at a revision. The result is a Scene."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["history.scene"] = "history.scene"
    at: float | None = None
    """Seconds since the epoch."""
    revision: Revision | None = None

    @model_validator(mode="after")
    def _one_moment(self) -> HistoryScene:
        if (self.at is None) == (self.revision is None):
            raise ValueError("say which moment: either `at` or `revision`")
        return self


class HistoryRestore(_OfWall):
    """Put the layout and tiles of a revision back, as a change of now. The result is a Done."""

    needs: ClassVar[Right] = Right.ARRANGE
    type: Literal["history.restore"] = "history.restore"
    revision: Revision
    override: bool = False
    """Go over leases of others; needs the right `override_lease`."""


class HistoryPictures(_OfWall):
    """Small pictures of a wall as it was, newest first, of those that the caller may see.

    One is made after a take and after a burst of changes. The result is a list of PastPicture.
    """

    needs: ClassVar[Right] = Right.SEE
    type: Literal["history.pictures"] = "history.pictures"
    since: float | None = None
    """Seconds since the epoch."""
    until: float | None = None
    limit: int = Field(default=200, ge=1, le=1000)


class HistoryPicture(_OfWall):
    """One of them, a JPEG. It comes in binary messages before the response, a PictureInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["history.picture"] = "history.picture"
    id: PictureId


class RecentList(_OfWall):
    """What was pushed lately, newest first, each content once. A list of RecentPush."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["recent.list"] = "recent.list"
    mine: bool = False
    limit: int = Field(default=30, ge=1, le=200)


class ProbeAddress(Value):
    """Look at an address first: what is it? The result is a ProbedAddress."""

    needs: ClassVar[Right] = Right.PUSH
    type: Literal["probe.address"] = "probe.address"
    url: str = Field(min_length=1, max_length=2000)


StageRequest = StageList | LayoutEdit | StageChange | StageDrop | LayoutSave
ScheduleRequest = ScheduleList | ScheduleAdd | ScheduleRemove
PastRequest = HistoryScene | HistoryRestore | HistoryPictures | HistoryPicture | RecentList
