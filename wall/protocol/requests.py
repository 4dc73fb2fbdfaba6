"""Requests: what a client asks, by `type`. Each is one model.

On the channel the type stands in the envelope and the other fields in its `data`; in REST the
type is the path and the other fields are the body.

Each names in `needs` the right without which it is refused before anything else is looked at.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field, TypeAdapter
from typing_extensions import TypeIs

from wall.errors import CommandRefused
from wall.model.actors import Actor, Right
from wall.model.commands import (
    AddTile,
    ClearLayer,
    CloseTile,
    Command,
    ConfigureTile,
    LockTile,
    MoveTile,
    SoundCommand,
    StackTile,
)
from wall.model.datasets import Dataset
from wall.model.tiles import Layer, SourceName
from wall.model.values import Value
from wall.protocol.accounts import AccountRequest
from wall.protocol.administering import AddToken as AddToken
from wall.protocol.administering import ApproveDisplay as ApproveDisplay
from wall.protocol.administering import BeginUpload as BeginUpload
from wall.protocol.administering import ListTokens as ListTokens
from wall.protocol.administering import RevokeToken as RevokeToken
from wall.protocol.content import Alert, Push
from wall.protocol.draft_requests import DraftRequest
from wall.protocol.drive_requests import DriveRequest
from wall.protocol.focus_requests import FocusRequest
from wall.protocol.kind_requests import KindRequest
from wall.protocol.layout_requests import (
    HistoryRestore,
    PastRequest,
    ProbeAddress,
    ScheduleRequest,
    StageChange,
    StageRequest,
)
from wall.protocol.lease_requests import (
    LeaseClaim,
    LeaseExtend,
    LeaseHandOver,
    LeaseRelease,
    LeaseRequest,
    StepRequest,
)
from wall.protocol.limits import MAX_BATCH
from wall.protocol.names import Name as Name
from wall.protocol.names import WallName as WallName
from wall.protocol.post_requests import AnyPostRequest
from wall.protocol.presence_requests import PresenceRequest
from wall.protocol.record_requests import RecordRequest, RecordStart, RecordStop
from wall.protocol.report_requests import ContributorRequest
from wall.protocol.rule_requests import RuleRequest
from wall.protocol.share_requests import ShareRequest, ShareStart
from wall.protocol.sound_requests import SoundChange, SoundGet
from wall.protocol.submission import Submission as Submission
from wall.protocol.subscribing import Subscribe as Subscribe
from wall.protocol.subscribing import Topic as Topic
from wall.protocol.television_requests import ChannelList

ChannelCommand = Annotated[
    AddTile
    | MoveTile
    | ConfigureTile
    | StackTile
    | LockTile
    | CloseTile
    | ClearLayer
    | SoundCommand,
    Field(discriminator="type"),
]
"""The commands that clients send as they are. Layouts are taken by name: see `layout.take`."""


class TileAdd(Submission, AddTile):
    """Put a new tile on the wall, above the others of its layer (`base` or `pushed`)."""

    needs: ClassVar[Right] = Right.PUSH


class TileMove(Submission, MoveTile):
    """Move and resize a tile."""

    needs: ClassVar[Right] = Right.ARRANGE


class TileConfigure(Submission, ConfigureTile):
    """Change settings of a tile. A setting given as null goes back to its default."""

    needs: ClassVar[Right] = Right.ARRANGE


class TileStack(Submission, StackTile):
    """Bring a tile in front of, or behind, the others of its layer."""

    needs: ClassVar[Right] = Right.ARRANGE


class TileLock(Submission, LockTile):
    """Lock a tile against moving, configuring and closing, or unlock it."""

    needs: ClassVar[Right] = Right.ARRANGE


class TileClose(Submission, CloseTile):
    """Take a tile off the wall."""

    needs: ClassVar[Right] = Right.ARRANGE


class LayerClear(Submission, ClearLayer):
    """Close every tile of a layer that is not locked."""

    needs: ClassVar[Right] = Right.ARRANGE


class Batch(Submission):
    """Several commands: all or none, one revision, one frame."""

    needs: ClassVar[Right] = Right.ARRANGE
    type: Literal["batch"] = "batch"
    commands: tuple[ChannelCommand, ...] = Field(min_length=1, max_length=MAX_BATCH)


class PushContent(Push):
    """Put content on the wall."""

    needs: ClassVar[Right] = Right.PUSH
    type: Literal["push"] = "push"


class RaiseAlert(Alert):
    """Show an alert."""

    needs: ClassVar[Right] = Right.ANNOUNCE
    type: Literal["alert"] = "alert"


class Undo(Value):
    """Undo the caller's newest change that is not undone yet."""

    needs: ClassVar[Right] = Right.TAKE
    type: Literal["undo"] = "undo"
    wall: WallName | None = None
    override: bool = False


class ListLayouts(Value):
    """The layouts of a wall. The result is a list of LayoutInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["layout.list"] = "layout.list"
    wall: WallName | None = None


class StageLayout(Value):
    """Prepare a layout, hidden, in the place of what the caller had staged on that wall before.

    Answered when it is ready. The result is a StageInfo.
    """

    needs: ClassVar[Right] = Right.PREPARE
    type: Literal["layout.stage"] = "layout.stage"
    layout: Name
    wall: WallName | None = None


class TakeLayout(Value):
    """Take a layout; the staged one where none is named. The result is a Done."""

    needs: ClassVar[Right] = Right.TAKE
    type: Literal["layout.take"] = "layout.take"
    layout: Name | None = None
    stage: Name | None = None
    """Without `layout`: which stage; None: one's own, else the only one there is."""
    wall: WallName | None = None
    clear: bool = False
    """Close what was pushed, too."""
    fade_ms: int = Field(default=0, ge=0, le=5000)
    at: float | None = None
    """Seconds since the epoch."""
    override: bool = False
    """Go over leases of others; needs the right `override_lease`."""


class GetStatus(Value):
    """How everything is. The result is a Status."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["status"] = "status"


class GetScene(Value):
    """What is on a wall. The result is a Scene."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["scene"] = "scene"
    wall: WallName | None = None


class TakeSnapshot(Value):
    """A PNG of what is on the screens. It comes in binary messages before the response."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["snapshot"] = "snapshot"
    wall: WallName | None = None
    screen: Name | None = None
    tile: Name | None = None
    max_width: int | None = Field(default=None, ge=16, le=65535)
    stamp: bool = False
    """With a strip below it that says of what it is, and of when."""


class IdentifyScreens(Value):
    """Show each screen's address on it for a while."""

    needs: ClassVar[Right] = Right.ARRANGE
    type: Literal["screens.identify"] = "screens.identify"
    seconds: float = Field(default=10.0, gt=0, le=600)


class GetHistory(Value):
    """What was done, newest first. The result is a list of HistoryEntry."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["history"] = "history"
    wall: WallName | None = None
    limit: int = Field(default=50, ge=1, le=1000)
    since: float | None = None
    """Seconds since the epoch."""
    until: float | None = None


class PushDataset(Value):
    """Give a source of kind `push` its data."""

    needs: ClassVar[Right] = Right.SOURCES
    type: Literal["source.push"] = "source.push"
    source: SourceName
    dataset: Dataset


Request = Annotated[
    TileAdd
    | TileMove
    | TileConfigure
    | TileStack
    | TileLock
    | TileClose
    | LayerClear
    | Batch
    | PushContent
    | RaiseAlert
    | Undo
    | ListLayouts
    | StageLayout
    | TakeLayout
    | GetStatus
    | GetScene
    | TakeSnapshot
    | IdentifyScreens
    | GetHistory
    | PushDataset
    | BeginUpload
    | ApproveDisplay
    | AddToken
    | ListTokens
    | RevokeToken
    | AccountRequest
    | LeaseRequest
    | StepRequest
    | StageRequest
    | ScheduleRequest
    | PastRequest
    | ProbeAddress
    | PresenceRequest
    | DriveRequest
    | ShareRequest
    | RecordRequest
    | ChannelList
    | KindRequest
    | AnyPostRequest
    | RuleRequest
    | FocusRequest
    | DraftRequest
    | ContributorRequest
    | SoundChange
    | SoundGet
    | Subscribe,
    Field(discriminator="type"),
]
TogetherRequest = (
    LeaseRequest
    | StepRequest
    | StageRequest
    | ScheduleRequest
    | PastRequest
    | ShareRequest
    | RecordRequest
    | ChannelList
    | KindRequest
    | AnyPostRequest
    | RuleRequest
    | FocusRequest
    | DraftRequest
    | ContributorRequest
    | SoundGet
    | ProbeAddress
)
"""What the controller's part for working together answers."""


def is_together(request: Request) -> TypeIs[TogetherRequest]:
    return isinstance(request, get_args(TogetherRequest))


def is_presence(request: Request) -> TypeIs[PresenceRequest]:
    return isinstance(request, get_args(PresenceRequest))


def is_drive(request: Request) -> TypeIs[DriveRequest]:
    return isinstance(request, get_args(DriveRequest))


Changing = (
    TileAdd
    | TileMove
    | TileConfigure
    | TileStack
    | TileLock
    | TileClose
    | LayerClear
    | Batch
    | PushContent
    | RaiseAlert
    | Undo
    | TakeLayout
    | SoundChange
)
_IN_ORDER = (
    LeaseClaim,
    LeaseRelease,
    LeaseExtend,
    LeaseHandOver,
    StageChange,
    HistoryRestore,
    ShareStart,
    RecordStart,
    RecordStop,
)
"""Those of one client run one after the other, in the order in which they came."""
CHANGING = (*get_args(Changing), *get_args(StepRequest), *_IN_ORDER)
REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
REQUEST_TYPES: tuple[str, ...] = tuple(
    str(model.model_fields["type"].default) for model in get_args(get_args(Request)[0])
)
_COMMAND: TypeAdapter[ChannelCommand] = TypeAdapter(ChannelCommand)
_CLIENT_LAYERS = (Layer.BASE, Layer.PUSHED)


CommandRequest = (
    TileAdd | TileMove | TileConfigure | TileStack | TileLock | TileClose | LayerClear | SoundChange
)


def commands_of(request: CommandRequest | Batch, sender: Actor) -> tuple[Command, ...]:
    """The commands of a request, with the sender as the owner of what it adds.

    What a client adds is never trusted, whatever it says. Raises CommandRefused for a layer that
    is not for clients.
    """
    if isinstance(request, Batch):
        return tuple(_owned(command, sender) for command in request.commands)
    body = request.model_dump(mode="json", exclude=set(Submission.model_fields))
    return (_owned(_COMMAND.validate_python(body), sender),)


def _owned(command: ChannelCommand, sender: Actor) -> Command:
    if not isinstance(command, AddTile):
        return command
    tile = command.tile
    if tile.layer not in _CLIENT_LAYERS:
        allowed = " or ".join(f"'{layer}'" for layer in _CLIENT_LAYERS)
        raise CommandRefused(f"a tile is added to layer {allowed}, not to '{tile.layer}'")
    owned = tile.model_copy(update={"owner": sender.name, "trusted": False})
    return command.model_copy(update={"tile": owned})
