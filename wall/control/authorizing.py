"""Authorizing: which right a command needs, on which screens.

It follows from what the command would change: each screen that a change touches needs the right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wall.control.rights import check_right, check_somewhere
from wall.model.actors import Actor, Right
from wall.model.changes import (
    Change,
    FieldChange,
    LayoutTaken,
    LeaseChanged,
    RecordingChanged,
    ScheduleChanged,
    SoundChanged,
    TileAdded,
    TileChanged,
    TileRemoved,
)
from wall.model.commands import (
    AddTile,
    CancelTake,
    ClaimLease,
    ClearLayer,
    CloseTile,
    Command,
    ConfigureTile,
    CoverWall,
    DuplicateTile,
    EndRecording,
    ExtendLease,
    FocusSound,
    HandOverLease,
    LockTile,
    MergeLayout,
    MoveTile,
    PutBack,
    ReleaseLease,
    RestoreScene,
    ScheduleTake,
    SetGroupSound,
    SetTileSound,
    SetWallSound,
    StackTile,
    StartRecording,
    SuspendTile,
    TakeLayout,
    UncoverWall,
)
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.tiles import Layer

_BY_LAYER: Mapping[Layer, Right] = {
    Layer.BASE: Right.ARRANGE,
    Layer.PUSHED: Right.ARRANGE,
    Layer.OVERRIDE: Right.ARRANGE,
    Layer.ALERT: Right.ANNOUNCE,
    Layer.PANIC: Right.PANIC,
}


def check_commands(actor: Actor, wall: Wall, scene: Scene, commands: Iterable[Command]) -> None:
    """Before anything is tried: the right on some screen. Raises NotAllowed."""
    for command in commands:
        check_somewhere(actor, needed(command, scene), wall)


def check_changes(
    actor: Actor, wall: Wall, scene: Scene, command: Command, changes: Sequence[Change]
) -> None:
    """The right on each screen that the command's changes touch. Raises NotAllowed.

    `scene` is the one before the command.
    """
    right = needed(command, scene)
    if isinstance(command, StackTile) and right is Right.ANNOUNCE:
        return  # what is more urgent stays in front, wherever else it is shown
    for change in changes:
        check_right(actor, right, wall, touched(scene, change))


def needed(command: Command, scene: Scene) -> Right:
    """The right that a command needs on the screens it touches."""
    match command:
        case AddTile(tile=tile):
            return Right.PUSH if tile.layer is Layer.PUSHED else _BY_LAYER[tile.layer]
        case DuplicateTile():
            return Right.PUSH
        case ClearLayer(layer=layer):
            return _BY_LAYER[layer]
        case MoveTile() | ConfigureTile() | StackTile() | LockTile() | CloseTile() | SetTileSound():
            tile_now = scene.tile(command.id)
            return _BY_LAYER[tile_now.layer] if tile_now is not None else Right.ARRANGE
        case SuspendTile() | RestoreScene() | FocusSound() | SetWallSound() | SetGroupSound():
            return Right.ARRANGE
        case TakeLayout() | MergeLayout() | ScheduleTake() | CancelTake():
            return Right.TAKE
        case ClaimLease() | ReleaseLease() | ExtendLease() | HandOverLease():
            return Right.LEASE
        case CoverWall() | UncoverWall():
            return Right.PANIC
        case StartRecording() | EndRecording():
            return Right.RECORD
        case PutBack(changes=changes):
            return _needed_to_undo(changes)


def touched(scene: Scene, change: Change) -> tuple[Rect | str, ...] | None:
    """Where a change is seen: canvas pixels or addresses of screens. None: the whole wall."""
    if isinstance(change, LeaseChanged):
        leases = (lease for lease in (change.before, change.after) if lease is not None)
        return tuple(dict.fromkeys(address for lease in leases for address in lease.screens))
    return touched_rects(scene, change)


def touched_rects(scene: Scene, change: Change) -> tuple[Rect, ...] | None:
    """Where the tiles of a change are, before and after, in canvas pixels.

    None: the whole wall. `scene` is the one before the change.
    """
    match change:
        case TileAdded(tile=tile) | TileRemoved(tile=tile):
            return (tile.rect,)
        case TileChanged(id=tile_id, fields=fields):
            now = scene.tile(tile_id)
            rects = [now.rect] if now is not None else []
            if (moved := fields.get("rect")) is not None:
                sides = (side for side in (moved.before, moved.after) if isinstance(side, list))
                rects += [Rect(*(int(str(number)) for number in side)) for side in sides]
            return tuple(rects)
        case SoundChanged(fields=sounds):
            return _sounding(scene, sounds)
        case RecordingChanged(before=ended, after=began):
            return tuple(one.rect for one in (ended, began) if one is not None)
        case LayoutTaken() | ScheduleChanged() | LeaseChanged():
            return None


def _sounding(scene: Scene, fields: Mapping[str, FieldChange]) -> tuple[Rect, ...] | None:
    """The tiles whose sound a wall's sound changes; None for all."""
    ids: list[object] = []
    groups: list[str] = []
    for path, field in fields.items():
        if path == "focus":
            ids += [field.before, field.after]
        elif path.startswith("groups/"):
            groups.append(path.partition("/")[2])
        else:
            return None
    return tuple(t.rect for t in scene.tiles if t.id in ids or t.sound.group in groups)


def _needed_to_undo(changes: Iterable[Change]) -> Right:
    """An undo needs what its change needed."""
    layers = set[Layer]()
    for change in changes:
        match change:
            case LayoutTaken():
                return Right.TAKE
            case TileAdded(tile=tile) | TileRemoved(tile=tile):
                layers.add(tile.layer)
            case _:
                pass
    for layer in (Layer.PANIC, Layer.ALERT):
        if layer in layers:
            return _BY_LAYER[layer]
    return Right.ARRANGE
