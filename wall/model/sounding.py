"""Rules of what changes the sound: volume, mute, solo, groups, and who has the focus. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import JsonValue

from wall.errors import CommandRefused
from wall.model.changes import SOUND, Change, FieldChange, SoundChanged, sound_value
from wall.model.commands import (
    Command,
    FocusSound,
    PutBack,
    RestoreScene,
    SetGroupSound,
    SetTileSound,
    SetWallSound,
    SoundCommand,
    TakeLayout,
)
from wall.model.scene import Scene
from wall.model.sound import MAX_GROUPS, GroupSound
from wall.model.tile_rules import changed, existing


def set_sound(scene: Scene, command: SoundCommand) -> Iterable[Change]:
    """A lock holds a tile's place and content; how loud it is stays open to all."""
    match command:
        case SetTileSound():
            return _set_tile(scene, command)
        case FocusSound(id=tile_id):
            if tile_id is not None:
                existing(scene, tile_id)
            return _wall(scene, {"focus": tile_id})
        case SetWallSound():
            wanted = command.model_dump(exclude={"type"}, exclude_none=True)
            return _wall(scene, wanted)
        case SetGroupSound():
            return _set_group(scene, command)


def _set_tile(scene: Scene, command: SetTileSound) -> Iterable[Change]:
    tile = existing(scene, command.id)
    given = command.model_dump(exclude={"type", "id"}, exclude_none=True)
    wanted: dict[str, JsonValue] = {
        SOUND + name: None if value == "" else value for name, value in given.items()
    }
    changes = changed(tile, wanted)
    if command.muted and scene.sound.focus == tile.id:
        changes += _wall(scene, {"focus": None})
    return changes


def _set_group(scene: Scene, command: SetGroupSound) -> Iterable[Change]:
    groups = scene.sound.groups
    if command.group not in groups and len(groups) >= MAX_GROUPS:
        raise CommandRefused(f"a wall has at most {MAX_GROUPS} groups of sound")
    before = groups.get(command.group, GroupSound())
    given = command.model_dump(exclude={"type", "group"}, exclude_none=True)
    after = before.model_copy(update=given)
    plain = None if after == GroupSound() else after.model_dump(mode="json")
    return _wall(scene, {f"groups/{command.group}": plain})


def refocus(before: Scene, after: Scene, command: Command) -> Iterable[Change]:
    """A take gives the focus to the tile that its layout names; and no tile that is gone keeps it,
    or the next one of that name would be heard."""
    if isinstance(command, PutBack | RestoreScene):
        wanted = after.sound.focus
    else:
        wanted = _named(after) if isinstance(command, TakeLayout) else None
        wanted = wanted or after.sound.focus
    if wanted is not None and after.tile(wanted) is None:
        wanted = None
    return _wall(after, {"focus": wanted})


def _named(scene: Scene) -> str | None:
    layout = scene.layout.tiles if scene.layout is not None else ()
    return next((tile.id for tile in layout if tile.sound.takes_focus), None)


def _wall(scene: Scene, wanted: dict[str, JsonValue]) -> list[Change]:
    fields = {}
    for path, after in wanted.items():
        now = sound_value(scene.sound, path)
        if now != after:
            fields[path] = FieldChange(before=now, after=after)
    return [SoundChanged(fields=fields)] if fields else []
