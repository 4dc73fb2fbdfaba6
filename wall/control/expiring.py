"""Expiry: which tiles and leases end when. Sent by the actor `clock`.

A locked tile expires too: a lock keeps colleagues away, and the end was part of the push.
"""

from __future__ import annotations

from wall.control.leases import ended
from wall.model.commands import CloseTile, Command, LockTile, ReleaseLease
from wall.model.scene import Scene


def next_expiry(scene: Scene, now: float) -> float | None:
    """When the next one expires, in seconds since the epoch; never before `now`."""
    times = [tile.until for tile in scene.tiles if tile.until is not None]
    times += [lease.until for lease in scene.leases]
    return max(min(times), now) if times else None


def expired(scene: Scene, now: float) -> tuple[Command, ...]:
    """What ends the tiles and leases whose time has come, as one batch."""
    commands: list[Command] = [ReleaseLease(lease=lease.id) for lease in ended(scene, now)]
    for tile in scene.tiles:
        if tile.until is not None and tile.until <= now:
            if tile.locked:
                commands.append(LockTile(id=tile.id, locked=False))
            commands.append(CloseTile(id=tile.id))
    return tuple(commands)
