"""The only rules of change: `apply(scene, command) -> (scene, changes)`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import JsonValue, ValidationError

from wall.errors import CommandRefused, Conflict, Why
from wall.model import claiming, covering, recording, sounding
from wall.model.changes import (
    SETTINGS,
    SOUND,
    Change,
    LayoutTaken,
    LeaseChanged,
    RecordingChanged,
    ScheduleChanged,
    SoundChanged,
    TileAdded,
    TileChanged,
    TileRemoved,
    field_value,
    follow,
    sound_value,
    with_fields,
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
from wall.model.scene import Scene, TakenLayout
from wall.model.sound import TileSound
from wall.model.tile_rules import MAX_TILES as MAX_TILES
from wall.model.tile_rules import SMALLEST as SMALLEST
from wall.model.tile_rules import (
    all_fields,
    become,
    changed,
    check_rect,
    check_room,
    existing,
    plain,
    top,
    unlocked,
)
from wall.model.tiles import Layer, Tile

SOMEBODY = "somebody"
"""In a Conflict of these rules, which know no actors; the store puts the name in its place."""

_FILE_FIELDS = ("kind", "rect", "z", "source", "title", "label", "locked")


def apply(scene: Scene, command: Command, canvas: Rect) -> tuple[Scene, tuple[Change, ...]]:
    """The scene after the command and what changed; raises CommandRefused.

    The returned scene has the next revision if anything changed, else it is the given one.
    """
    try:
        changes = tuple(_changes(scene, command, canvas))
        if not changes:
            return scene, ()
        after = follow(scene, changes, scene.revision + 1)
        if refocused := tuple(sounding.refocus(scene, after, command)):
            changes, after = (*changes, *refocused), follow(after, refocused, after.revision)
        return after, changes
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        what = "lease" if isinstance(command, ExtendLease) else "tile"
        raise CommandRefused(f"that would be no valid {what}: {problems}") from error


def apply_all(
    scene: Scene, commands: Sequence[Command], canvas: Rect
) -> tuple[Scene, tuple[Change, ...]]:
    """A batch: all or none, one revision for the whole; raises CommandRefused."""
    changes: list[Change] = []
    current = scene
    for command in commands:
        current, made = apply(current, command, canvas)
        changes += made
    if not changes:
        return scene, ()
    return current.model_copy(update={"revision": scene.revision + 1}), tuple(changes)


def _changes(scene: Scene, command: Command, canvas: Rect) -> Iterable[Change]:
    match command:
        case AddTile():
            return _add(scene, command, canvas)
        case MoveTile():
            return _move(scene, command, canvas)
        case ConfigureTile():
            return _configure(scene, command)
        case StackTile():
            return _stack(scene, command)
        case LockTile():
            tile = existing(scene, command.id)
            return changed(tile, {"locked": command.locked})
        case SuspendTile():
            return changed(existing(scene, command.id), {"suspended": command.why})
        case CloseTile():
            return [TileRemoved(tile=unlocked(scene, command.id))]
        case ClearLayer():
            return [TileRemoved(tile=t) for t in scene.in_layer(command.layer) if not t.locked]
        case TakeLayout():
            return _take(scene, command, canvas)
        case MergeLayout():
            return _merge(scene, command.layout, canvas)
        case PutBack():
            return _put_back(scene, command)
        case DuplicateTile():
            return covering.duplicate(scene, command, canvas)
        case CoverWall():
            return covering.cover(scene, command, canvas)
        case UncoverWall():
            return covering.uncover(scene)
        case RestoreScene():
            return covering.restore(scene, command, canvas)
        case StartRecording() | EndRecording():
            return recording.record(scene, command)
        case SetTileSound() | FocusSound() | SetWallSound() | SetGroupSound():
            return sounding.set_sound(scene, command)
        case _:
            return _claimed_or_scheduled(scene, command)


def _claimed_or_scheduled(
    scene: Scene,
    command: ClaimLease | ReleaseLease | ExtendLease | HandOverLease | ScheduleTake | CancelTake,
) -> Iterable[Change]:
    match command:
        case ClaimLease():
            return claiming.claim(scene, command)
        case ReleaseLease():
            return claiming.release(scene, command)
        case ExtendLease():
            return claiming.extend(scene, command)
        case HandOverLease():
            return claiming.hand_over(scene, command)
        case ScheduleTake():
            return claiming.schedule(scene, command)
        case CancelTake():
            return claiming.cancel(scene, command)


def _add(scene: Scene, command: AddTile, canvas: Rect) -> Iterable[Change]:
    tile = plain(command.tile)
    if scene.tile(tile.id) is not None:
        raise CommandRefused(
            f"there is already a tile '{tile.id}'; choose another id", Why.TILE_THERE, tile=tile.id
        )
    check_room(scene, 1)
    check_rect(tile.rect, canvas)
    z = top(scene, tile.layer) + 1
    return [TileAdded(tile=tile.model_copy(update={"z": z}))]


def _move(scene: Scene, command: MoveTile, canvas: Rect) -> Iterable[Change]:
    tile = unlocked(scene, command.id)
    check_rect(command.rect, canvas)
    return changed(tile, {"rect": list(command.rect)})


def _configure(scene: Scene, command: ConfigureTile) -> Iterable[Change]:
    tile = unlocked(scene, command.id)
    wanted: dict[str, JsonValue] = {SETTINGS + k: v for k, v in command.settings.items()}
    if command.title is not None:
        wanted["title"] = command.title or None
    if command.label is not None:
        wanted["label"] = [str(label) for label in command.label]
    if command.until is not None:
        wanted["until"] = command.until
    if tile.suspended is not None and command.settings:
        wanted["suspended"] = None
    return changed(tile, wanted)


def _stack(scene: Scene, command: StackTile) -> Iterable[Change]:
    tile = unlocked(scene, command.id)
    others = [t.z for t in scene.in_layer(tile.layer) if t.id != tile.id]
    if not others:
        return []
    if command.to == "front":
        z = tile.z if tile.z > max(others) else max(others) + 1
    else:
        z = tile.z if tile.z < min(others) else min(others) - 1
    return changed(tile, {"z": z})


def _take(scene: Scene, command: TakeLayout, canvas: Rect) -> Iterable[Change]:
    layout = _checked(command.layout, canvas)
    changes: list[Change] = []
    if command.clear:
        pushed = (*scene.in_layer(Layer.PUSHED), *scene.in_layer(Layer.OVERRIDE))
        changes += [TileRemoved(tile=tile) for tile in pushed if not tile.locked]
    wanted = {tile.id: tile for tile in layout.tiles}
    current = {tile.id: tile for tile in scene.in_layer(Layer.BASE)}
    removed = {c.tile.id for c in changes if isinstance(c, TileRemoved)}
    promoted = _promoted(scene, wanted, removed)
    current |= promoted
    _refuse_clashes(scene, wanted, removed | {*promoted})
    for tile_id, tile in current.items():
        if tile_id not in wanted:
            changes.append(TileRemoved(tile=tile))
    for tile_id, tile in wanted.items():
        changes += become(current.get(tile_id), tile)
    if scene.layout != layout:
        changes.append(LayoutTaken(before=scene.layout, after=layout))
    return changes


def _promoted(scene: Scene, wanted: dict[str, Tile], without: set[str]) -> dict[str, Tile]:
    """Pushed tiles that the layout holds as they are: they go on as tiles of the layout."""
    return {
        tile.id: tile
        for tile in scene.in_layer(Layer.PUSHED)
        if tile.id not in without
        and not tile.locked
        and (same := wanted.get(tile.id)) is not None
        and (tile.kind, tile.source, tile.settings) == (same.kind, same.source, same.settings)
    }


def _refuse_clashes(scene: Scene, wanted: dict[str, Tile], removed: set[str]) -> None:
    for tile in scene.tiles:
        if tile.layer is not Layer.BASE and tile.id in wanted and tile.id not in removed:
            raise CommandRefused(
                f"the layout has a tile '{tile.id}', and {tile.owner} has pushed one of that id"
            )


def _checked(layout: TakenLayout, canvas: Rect) -> TakenLayout:
    if len(layout.tiles) > MAX_TILES:
        raise CommandRefused(f"a layout holds at most {MAX_TILES} tiles")
    ids = [tile.id for tile in layout.tiles]
    if len(set(ids)) != len(ids):
        raise CommandRefused(f"layout '{layout.name}' has two tiles of one id")
    for tile in layout.tiles:
        check_rect(tile.rect, canvas)
        if tile.layer is not Layer.BASE:
            raise CommandRefused("a layout's tiles belong to the base layer")
    return layout.model_copy(update={"tiles": tuple(plain(tile) for tile in layout.tiles)})


def _merge(scene: Scene, layout: TakenLayout, canvas: Rect) -> Iterable[Change]:
    """Three ways: as taken, as it is on the wall, as it is in the file."""
    taken = scene.layout
    if taken is None or taken.name != layout.name:
        raise CommandRefused(f"layout '{layout.name}' is not on")
    layout = _checked(layout, canvas)
    base = {tile.id: tile for tile in taken.tiles}
    on_wall = {tile.id: tile for tile in scene.in_layer(Layer.BASE)}
    in_file = {tile.id: tile for tile in layout.tiles}
    promoted = _promoted(scene, in_file, set())
    on_wall |= promoted
    _refuse_clashes(scene, in_file, {*promoted})
    changes: list[Change] = []
    for tile_id, tile in on_wall.items():
        if tile_id not in in_file and tile_id in base:
            changes.append(TileRemoved(tile=tile))
    for tile_id, wanted in in_file.items():
        before, now = base.get(tile_id), on_wall.get(tile_id)
        if before is None or now is None:
            if before is not None and before == wanted:
                continue  # an operator closed it, and the file still says the same
            changes += become(now, wanted)
        elif (before.kind, before.source) != (wanted.kind, wanted.source):
            changes += become(now, _with_touched(before, now, wanted))
        else:
            changes += changed(now, _edited_fields(before, now, wanted))
    if taken != layout:
        changes.append(LayoutTaken(before=taken, after=layout))
    return changes


def _edited_fields(before: Tile, now: Tile, wanted: Tile) -> dict[str, JsonValue]:
    """What the file changed and no operator touched."""
    paths = [
        *_FILE_FIELDS,
        *(SOUND + n for n in TileSound.model_fields),
        *(SETTINGS + n for n in {*before.settings, *wanted.settings}),
    ]
    edited: dict[str, JsonValue] = {}
    for path in paths:
        was, after = field_value(before, path), field_value(wanted, path)
        if was != after and field_value(now, path) == was:
            edited[path] = after
    if now.suspended is not None and any(path.startswith(SETTINGS) for path in edited):
        edited["suspended"] = None
    return edited


def _with_touched(before: Tile, now: Tile, wanted: Tile) -> Tile:
    """The file's tile of another kind or source, standing where an operator put the old one."""
    places = ("rect", "z", "title", "label", "locked")
    touched = {
        path: field_value(now, path)
        for path in places
        if field_value(now, path) != field_value(before, path)
    }
    return with_fields(wanted, touched)


def _put_back(scene: Scene, command: PutBack) -> Iterable[Change]:
    current = scene
    for change in command.changes:
        _check_unmoved(current, change)
        current = follow(current, (change,), scene.revision)
    check_room(current, 0)
    return command.changes


def _check_unmoved(scene: Scene, change: Change) -> None:
    """Raises Conflict where a field is no longer what the undone command left."""
    match change:
        case TileAdded(tile=tile):
            if scene.tile(tile.id) is not None:
                raise Conflict(tile.id, "presence", SOMEBODY)
        case TileRemoved(tile=tile):
            now = _present(scene, tile.id)
            for path, value in all_fields(now, tile).items():
                if field_value(now, path) != value:
                    raise Conflict(tile.id, path, SOMEBODY)
        case TileChanged(id=tile_id, fields=fields):
            now = _present(scene, tile_id)
            for path, field in fields.items():
                if field_value(now, path) != field.before:
                    raise Conflict(tile_id, path, SOMEBODY)
        case SoundChanged(fields=fields):
            for path, field in fields.items():
                if sound_value(scene.sound, path) != field.before:
                    raise Conflict("sound", path, SOMEBODY)
        case LayoutTaken(before=before):
            if scene.layout != before:
                raise Conflict("layout", "name", SOMEBODY)
        case LeaseChanged() | ScheduleChanged() | RecordingChanged():
            raise CommandRefused(
                "leases, scheduled takes and recordings are not undone; end them", Why.NOT_UNDONE
            )


def _present(scene: Scene, tile_id: str) -> Tile:
    tile = scene.tile(tile_id)
    if tile is None:
        raise Conflict(tile_id, "presence", SOMEBODY)
    return tile
