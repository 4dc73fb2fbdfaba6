"""Sounding: what was done to the sound, in words."""

from __future__ import annotations

from wall.model.commands import (
    FocusSound,
    SetGroupSound,
    SetTileSound,
    SetWallSound,
    SoundCommand,
)


def sound_part(command: SoundCommand) -> str:
    """`muted 'match' and set its volume to -6 dB`."""
    match command:
        case FocusSound(id=None):
            return "took the sound focus away"
        case FocusSound(id=tile_id):
            return f"gave the sound focus to '{tile_id}'"
        case SetTileSound(id=tile_id):
            return _and(_loudness(command, f"'{tile_id}'") + _more(command))
        case SetWallSound():
            return _and(_loudness(command, "the wall"))
        case SetGroupSound(group=group):
            return _and(_loudness(command, f"the group '{group}'"))


def _loudness(command: SetTileSound | SetWallSound | SetGroupSound, what: str) -> list[str]:
    parts = []
    if command.muted is not None:
        parts.append(f"{'muted' if command.muted else 'unmuted'} {what}")
    if command.volume_db is not None:
        parts.append(f"set the volume of {what} to {command.volume_db:g} dB")
    return parts


def _more(command: SetTileSound) -> list[str]:
    parts, what = [], f"'{command.id}'"
    if command.solo is not None:
        parts.append(f"{'soloed' if command.solo else 'ended the solo of'} {what}")
    if command.group is not None:
        into = f"put {what} into the group '{command.group}'"
        parts.append(into if command.group else f"took {what} out of its group")
    if command.device is not None:
        where = f"'{command.device}'" if command.device else "the device of its area"
        parts.append(f"put the sound of {what} on {where}")
    return parts


def _and(parts: list[str]) -> str:
    if len(parts) < 2:
        return parts[0] if parts else "left the sound as it is"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
