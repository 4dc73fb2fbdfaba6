"""Commands: what somebody asks for. Imperative; the wire uses the same verb."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from wall.model.changes import Change
from wall.model.geometry import Rect
from wall.model.leases import ActorName, Lease, LeaseId
from wall.model.recordings import Recording, RecordingId
from wall.model.scene import ScheduledTake, ScheduleId, TakenLayout
from wall.model.sound import DeviceName, GroupName, Volume
from wall.model.tiles import Label, Layer, Tile, TileId
from wall.model.values import Value


class AddTile(Value):
    """Put a new tile on the wall, above the others of its layer."""

    type: Literal["tile.add"] = "tile.add"
    tile: Tile


class MoveTile(Value):
    """Move and resize a tile."""

    type: Literal["tile.move"] = "tile.move"
    id: TileId
    rect: Rect


class ConfigureTile(Value):
    """Change settings of a tile. A setting given as null goes back to its default."""

    type: Literal["tile.configure"] = "tile.configure"
    id: TileId
    settings: dict[str, JsonValue] = {}
    title: str | None = None
    label: tuple[Label, ...] | None = None
    until: float | None = None


class StackTile(Value):
    """Bring a tile in front of, or behind, the others of its layer."""

    type: Literal["tile.stack"] = "tile.stack"
    id: TileId
    to: Literal["front", "back"]


class LockTile(Value):
    """Lock a tile against moving, configuring and closing, or unlock it."""

    type: Literal["tile.lock"] = "tile.lock"
    id: TileId
    locked: bool


class SuspendTile(Value):
    """Show a placeholder with the reason instead of the tile, or, without one, show it again."""

    type: Literal["tile.suspend"] = "tile.suspend"
    id: TileId
    why: str | None = Field(default=None, max_length=500)


class CloseTile(Value):
    """Take a tile off the wall."""

    type: Literal["tile.close"] = "tile.close"
    id: TileId


class ClearLayer(Value):
    """Close every tile of a layer that is not locked."""

    type: Literal["layer.clear"] = "layer.clear"
    layer: Layer


class TakeLayout(Value):
    """Replace the base layer by a layout. What was pushed stays, unless `clear` is set."""

    type: Literal["layout.take"] = "layout.take"
    layout: TakenLayout
    clear: bool = False
    fade_ms: int = Field(default=0, ge=0, le=5000)


class MergeLayout(Value):
    """The file of the layout that is on was edited: follow it where no operator intervened."""

    type: Literal["layout.merge"] = "layout.merge"
    layout: TakenLayout


class PutBack(Value):
    """Undo: apply the inverse of recorded changes, refused where a field has moved on."""

    type: Literal["scene.put_back"] = "scene.put_back"
    revision: int
    """The revision that is undone."""
    changes: tuple[Change, ...]


class DuplicateTile(Value):
    """Put a copy of a tile on the wall, above the others of its layer."""

    type: Literal["tile.duplicate"] = "tile.duplicate"
    id: TileId
    copy_id: TileId
    rect: Rect
    owner: str = ""


class ClaimLease(Value):
    """Claim screens. Whatever lease they had ends on them, the holder's own too."""

    type: Literal["lease.claim"] = "lease.claim"
    lease: Lease


class ReleaseLease(Value):
    """End a lease."""

    type: Literal["lease.release"] = "lease.release"
    lease: LeaseId


class ExtendLease(Value):
    """Give a lease another end, later or earlier."""

    type: Literal["lease.extend"] = "lease.extend"
    lease: LeaseId
    until: float


class HandOverLease(Value):
    """Give a lease to somebody else, by the name of the actor."""

    type: Literal["lease.hand_over"] = "lease.hand_over"
    lease: LeaseId
    to: ActorName


class CoverWall(Value):
    """Panic: put these tiles above everything else, instead of those that cover it already."""

    type: Literal["panic.cover"] = "panic.cover"
    tiles: tuple[Tile, ...] = Field(min_length=1)


class UncoverWall(Value):
    """End of the panic: what lies below is there as it is now."""

    type: Literal["panic.uncover"] = "panic.uncover"


class ScheduleTake(Value):
    """Put down a take for a time."""

    type: Literal["schedule.add"] = "schedule.add"
    take: ScheduledTake


class CancelTake(Value):
    """Take a scheduled take off the list."""

    type: Literal["schedule.remove"] = "schedule.remove"
    id: ScheduleId


class StartRecording(Value):
    """Write what is seen of a wall into a file, from now on."""

    type: Literal["recording.start"] = "recording.start"
    recording: Recording


class EndRecording(Value):
    """A recording is complete, or cannot go on."""

    type: Literal["recording.end"] = "recording.end"
    id: RecordingId


class RestoreScene(Value):
    """Put back the layout and the tiles of an earlier revision. Alerts and panic stay."""

    type: Literal["scene.restore"] = "scene.restore"
    revision: int
    """The revision that is put back."""
    layout: TakenLayout | None
    tiles: tuple[Tile, ...]


class SetTileSound(Value):
    """Change how a tile sounds; what is null stays. Muting it takes the focus away from it."""

    type: Literal["sound.tile"] = "sound.tile"
    id: TileId
    muted: bool | None = None
    volume_db: Volume | None = None
    solo: bool | None = None
    group: GroupName | Literal[""] | None = None
    """Empty: none."""
    device: DeviceName | Literal[""] | None = None
    """Of the site; empty: that of the area where the tile stands."""


class FocusSound(Value):
    """Give the sound focus to a tile, which is heard then although it is muted; null: to none."""

    type: Literal["sound.focus"] = "sound.focus"
    id: TileId | None = None


class SetWallSound(Value):
    """Change the sound of the whole wall; what is null stays."""

    type: Literal["sound.wall"] = "sound.wall"
    muted: bool | None = None
    volume_db: Volume | None = None


class SetGroupSound(Value):
    """Change the sound of a group of tiles; what is null stays."""

    type: Literal["sound.group"] = "sound.group"
    group: GroupName
    muted: bool | None = None
    volume_db: Volume | None = None


SoundCommand = SetTileSound | FocusSound | SetWallSound | SetGroupSound

Command = Annotated[
    AddTile
    | MoveTile
    | ConfigureTile
    | StackTile
    | LockTile
    | SuspendTile
    | CloseTile
    | ClearLayer
    | TakeLayout
    | MergeLayout
    | PutBack
    | DuplicateTile
    | ClaimLease
    | ReleaseLease
    | ExtendLease
    | HandOverLease
    | CoverWall
    | UncoverWall
    | ScheduleTake
    | CancelTake
    | StartRecording
    | EndRecording
    | RestoreScene
    | SetTileSound
    | FocusSound
    | SetWallSound
    | SetGroupSound,
    Field(discriminator="type"),
]
