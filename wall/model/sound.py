"""What is heard: the sound of tiles and walls, and the rule that decides. Pure.

A tile is silent unless it is unmuted or has the sound focus. While any tile of a wall is soloed,
only soloed ones are heard. A muted wall, a muted group, and panic silence all of theirs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from wall.model.values import Value

if TYPE_CHECKING:
    from wall.model.scene import Scene
    from wall.model.tiles import Tile

QUIETEST_DB, LOUDEST_DB = -60.0, 12.0
Volume = Annotated[float, Field(ge=QUIETEST_DB, le=LOUDEST_DB)]
"""Decibels: 0 is as it comes, -6 half of it, -60 is silence."""
GroupName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
DeviceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
MAX_GROUPS = 50


class TileSound(Value):
    """How a tile sounds. Without sound of its own it changes nothing."""

    muted: bool = True
    """Not heard, unless it has the focus."""
    volume_db: Volume = 0.0
    solo: bool = False
    group: GroupName | None = None
    device: DeviceName | None = None
    """Of the site; None: that of the area where it stands."""
    takes_focus: bool = False
    """Whether a take that brings it gives it the focus."""


class GroupSound(Value):
    """What tiles of one group have in common."""

    muted: bool = False
    volume_db: Volume = 0.0


class WallSound(Value):
    """The sound of a wall as a whole."""

    focus: str | None = None
    """The tile that is heard although it is muted."""
    muted: bool = False
    volume_db: Volume = 0.0
    groups: dict[str, GroupSound] = {}


class Heard(Value):
    """Whether and how loud a tile is heard, and why it is not."""

    gain: float
    """A factor; 0 is silence."""
    why: str = ""
    """Why it is silent: muted, panic, wall, group or solo; empty when it is heard."""


def factor(volume_db: float) -> float:
    """The factor of a volume in decibels; the quietest is silence."""
    return 0.0 if volume_db <= QUIETEST_DB else float(10 ** (volume_db / 20))


def decibels(gain: float) -> float | None:
    """The volume of a factor, to a tenth; None for silence."""
    return round(20 * math.log10(gain), 1) if gain > 0 else None


def hearing(scene: Scene) -> Mapping[str, Heard]:
    """Tile id → how it is heard."""
    panics = any(tile.layer == "panic" for tile in scene.tiles)
    solos = any(tile.sound.solo for tile in scene.tiles)
    return {tile.id: _heard(scene, tile, panics=panics, solos=solos) for tile in scene.tiles}


def _heard(scene: Scene, tile: Tile, *, panics: bool, solos: bool) -> Heard:
    sound, wall = tile.sound, scene.sound
    group = wall.groups.get(sound.group or "", GroupSound())
    if panics:
        why = "panic"
    elif wall.muted:
        why = "wall"
    elif group.muted:
        why = "group"
    elif solos and not sound.solo:
        why = "solo"
    elif sound.muted and not sound.solo and wall.focus != tile.id:
        why = "muted"
    else:
        whole_db = sound.volume_db + group.volume_db + wall.volume_db
        quietest = QUIETEST_DB in (sound.volume_db, group.volume_db, wall.volume_db)
        return Heard(gain=0.0 if quietest else factor(min(whole_db, LOUDEST_DB)))
    return Heard(gain=0.0, why=why)
