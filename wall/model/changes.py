"""Changes: what happened. Past tense; each carries the fields it touched, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from wall.model.leases import Lease
from wall.model.recordings import Recording
from wall.model.scene import Scene, ScheduledTake, TakenLayout
from wall.model.sound import WallSound
from wall.model.tiles import Tile
from wall.model.values import Value

SETTINGS = "settings/"
"""A field path is a field of Tile, or `settings/NAME` for one setting."""
SOUND = "sound/"
"""And `sound/NAME` is one field of its sound."""


class FieldChange(Value):
    before: JsonValue = None
    after: JsonValue = None


class TileAdded(Value):
    type: Literal["tile.added"] = "tile.added"
    tile: Tile


class TileRemoved(Value):
    type: Literal["tile.removed"] = "tile.removed"
    tile: Tile


class TileChanged(Value):
    type: Literal["tile.changed"] = "tile.changed"
    id: str
    fields: dict[str, FieldChange]


class LayoutTaken(Value):
    type: Literal["layout.taken"] = "layout.taken"
    before: TakenLayout | None
    after: TakenLayout | None


class LeaseChanged(Value):
    """A lease was claimed (no `before`), changed, or has ended (no `after`)."""

    type: Literal["lease.changed"] = "lease.changed"
    before: Lease | None
    after: Lease | None


class ScheduleChanged(Value):
    """A take was scheduled (no `before`), or is not any more (no `after`)."""

    type: Literal["schedule.changed"] = "schedule.changed"
    before: ScheduledTake | None
    after: ScheduledTake | None


class RecordingChanged(Value):
    """A recording began (no `before`), or has ended (no `after`)."""

    type: Literal["recording.changed"] = "recording.changed"
    before: Recording | None
    after: Recording | None


class SoundChanged(Value):
    """The sound of the wall itself: focus, volume, mute, groups."""

    type: Literal["sound.changed"] = "sound.changed"
    fields: dict[str, FieldChange]
    """`focus`, `muted`, `volume_db`, or `groups/NAME` with a GroupSound or null."""


Change = Annotated[
    TileAdded
    | TileRemoved
    | TileChanged
    | LayoutTaken
    | LeaseChanged
    | ScheduleChanged
    | RecordingChanged
    | SoundChanged,
    Field(discriminator="type"),
]


def field_value(tile: Tile, path: str) -> JsonValue:
    """The JSON value of one field path of a tile; an absent setting is None."""
    if path.startswith(SETTINGS):
        return tile.settings.get(path.removeprefix(SETTINGS))
    if path.startswith(SOUND):
        value: JsonValue = getattr(tile.sound, path.removeprefix(SOUND))
        return value
    dumped: JsonValue = tile.model_dump(mode="json", include={path})[path]
    return dumped


def with_fields(tile: Tile, fields: dict[str, JsonValue]) -> Tile:
    """The tile with other values at these field paths; None removes a setting."""
    data = tile.model_dump(mode="json")
    settings = dict(tile.settings)
    for path, value in fields.items():
        if path.startswith(SOUND):
            data["sound"][path.removeprefix(SOUND)] = value
        elif not path.startswith(SETTINGS):
            data[path] = value
        elif value is None:
            settings.pop(path.removeprefix(SETTINGS), None)
        else:
            settings[path.removeprefix(SETTINGS)] = value
    data["settings"] = settings
    return Tile.model_validate(data)


def sound_value(sound: WallSound, path: str) -> JsonValue:
    """The JSON value of one field path of a wall's sound."""
    name, _, group = path.partition("/")
    value: JsonValue = sound.model_dump(mode="json")[name]
    return value.get(group) if group and isinstance(value, dict) else value


def with_sound(sound: WallSound, fields: dict[str, FieldChange]) -> WallSound:
    """The wall's sound after a change; a group of null is gone."""
    data = sound.model_dump(mode="json")
    for path, field in fields.items():
        name, _, group = path.partition("/")
        if not group:
            data[name] = field.after
        elif field.after is None:
            data[name].pop(group, None)
        else:
            data[name][group] = field.after
    return WallSound.model_validate(data)


def brings_tiles(changes: Sequence[Change]) -> bool:
    """Whether tiles come or go."""
    return any(isinstance(change, TileAdded | TileRemoved) for change in changes)


def inverse(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that put everything back, last one first."""
    return tuple(_inverse(change) for change in reversed(changes))


def _inverse(change: Change) -> Change:
    match change:
        case TileAdded(tile=tile):
            return TileRemoved(tile=tile)
        case TileRemoved(tile=tile):
            return TileAdded(tile=tile)
        case TileChanged(id=tile_id, fields=fields):
            return TileChanged(id=tile_id, fields=_swapped(fields))
        case SoundChanged(fields=fields):
            return SoundChanged(fields=_swapped(fields))
        case LayoutTaken(before=before, after=after):
            return LayoutTaken(before=after, after=before)
        case LeaseChanged(before=lease_before, after=lease_after):
            return LeaseChanged(before=lease_after, after=lease_before)
        case ScheduleChanged(before=take_before, after=take_after):
            return ScheduleChanged(before=take_after, after=take_before)
        case RecordingChanged(before=was_recorded, after=is_recorded):
            return RecordingChanged(before=is_recorded, after=was_recorded)


def _swapped(fields: dict[str, FieldChange]) -> dict[str, FieldChange]:
    return {k: FieldChange(before=f.after, after=f.before) for k, f in fields.items()}


def follow(scene: Scene, changes: Sequence[Change], revision: int) -> Scene:
    """What a follower does: apply changes without rules of its own."""
    tiles = {tile.id: tile for tile in scene.tiles}
    leases = {lease.id: lease for lease in scene.leases}
    schedule = {take.id: take for take in scene.schedule}
    recordings = {one.id: one for one in scene.recordings}
    layout, sound = scene.layout, scene.sound
    for change in changes:
        match change:
            case TileAdded(tile=tile):
                tiles[tile.id] = tile
            case TileRemoved(tile=tile):
                tiles.pop(tile.id, None)
            case TileChanged(id=tile_id, fields=fields):
                after = {path: field.after for path, field in fields.items()}
                tiles[tile_id] = with_fields(tiles[tile_id], after)
            case SoundChanged(fields=sound_fields):
                sound = with_sound(sound, sound_fields)
            case LayoutTaken(after=after_layout):
                layout = after_layout
            case LeaseChanged(before=was, after=lease):
                if was is not None:
                    leases.pop(was.id, None)
                if lease is not None:
                    leases[lease.id] = lease
            case ScheduleChanged(before=planned, after=take):
                if planned is not None:
                    schedule.pop(planned.id, None)
                if take is not None:
                    schedule[take.id] = take
            case RecordingChanged(before=ended, after=began):
                if ended is not None:
                    recordings.pop(ended.id, None)
                if began is not None:
                    recordings[began.id] = began
    return scene.model_copy(
        update={
            "layout": layout,
            "sound": sound,
            "revision": revision,
            "leases": tuple(sorted(leases.values(), key=lambda lease: (lease.since, lease.id))),
            "schedule": tuple(sorted(schedule.values(), key=lambda take: (take.at, take.id))),
            "recordings": tuple(recordings.values()),
        }
    ).with_tiles(tiles.values())
