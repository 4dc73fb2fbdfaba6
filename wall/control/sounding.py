"""Sounding: what was done to the sound."""

from __future__ import annotations

from wall.control.deeds import deed
from wall.model.commands import (
    FocusSound,
    SetGroupSound,
    SetTileSound,
    SetWallSound,
    SoundCommand,
)
from wall.protocol.status import Deed


def sound_deeds(command: SoundCommand) -> list[Deed]:
    """Muting, volume and the rest, each by itself."""
    match command:
        case FocusSound(id=None):
            return [deed("sound_unfocused")]
        case FocusSound(id=tile_id):
            return [deed("sound_focused", tile=tile_id)]
        case SetTileSound(id=tile_id):
            done = _loudness(command, f"tile {tile_id}") + _more(command)
        case SetWallSound():
            done = _loudness(command, "wall")
        case SetGroupSound(group=group):
            done = _loudness(command, f"group {group}")
    return done or [deed("sound_left")]


def _loudness(command: SetTileSound | SetWallSound | SetGroupSound, sound: str) -> list[Deed]:
    done = []
    if command.muted is not None:
        done.append(deed("sound_muted" if command.muted else "sound_unmuted", sound=sound))
    if command.volume_db is not None:
        done.append(deed("sound_volume", sound=sound, volume=f"{command.volume_db:g}"))
    return done


def _more(command: SetTileSound) -> list[Deed]:
    done, tile = [], command.id
    if command.solo is not None:
        done.append(deed("sound_soloed" if command.solo else "sound_unsoloed", tile=tile))
    if command.group:
        done.append(deed("sound_grouped", tile=tile, group=command.group))
    elif command.group is not None:
        done.append(deed("sound_ungrouped", tile=tile))
    if command.device:
        done.append(deed("sound_device", tile=tile, device=command.device))
    elif command.device is not None:
        done.append(deed("sound_own_device", tile=tile))
    return done
