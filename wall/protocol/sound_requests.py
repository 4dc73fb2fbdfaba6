"""Sound: what clients ask for, and what they are told. The rule is in `wall.model.sound`."""

from __future__ import annotations

from typing import ClassVar, Literal

from wall.model.actors import Right
from wall.model.commands import FocusSound, SetGroupSound, SetTileSound, SetWallSound
from wall.model.sound import TileSound, WallSound
from wall.model.values import Value
from wall.protocol.names import WallName
from wall.protocol.submission import Submission


class SoundTile(Submission, SetTileSound):
    """Change how a tile sounds; what is null stays. Muting it takes the focus away from it."""

    needs: ClassVar[Right] = Right.ARRANGE


class SoundFocus(Submission, FocusSound):
    """Give the sound focus to a tile, which is heard then although it is muted; null: to none."""

    needs: ClassVar[Right] = Right.ARRANGE


class SoundWall(Submission, SetWallSound):
    """Change the sound of the whole wall; what is null stays."""

    needs: ClassVar[Right] = Right.ARRANGE


class SoundGroup(Submission, SetGroupSound):
    """Change the sound of a group of tiles; what is null stays."""

    needs: ClassVar[Right] = Right.ARRANGE


class SoundGet(Value):
    """What is heard on a wall, why not, and on which devices. The result is a SoundInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["sound.get"] = "sound.get"
    wall: WallName | None = None


SoundChange = SoundTile | SoundFocus | SoundWall | SoundGroup


class TileHeard(Value):
    """How one tile is heard."""

    id: str
    title: str | None
    kind: str
    sound: TileSound
    focused: bool
    gain_db: float | None
    """Of what is heard; null: nothing is."""
    why: str = ""
    """Why it is silent: muted, solo (of another), group, wall, panic."""
    device: str | None = None
    """The device of the site that it is heard on; null: the machine's default one."""


class DeviceHeard(Value):
    """A device of the site, on one display."""

    display: str
    name: str
    """Empty: the machine's default one."""
    plays_on: str | None = None
    """What it plays on now; null while it is silent, or where there is no device."""


class SoundInfo(Value):
    """The sound of a wall."""

    wall: str
    sound: WallSound
    tiles: tuple[TileHeard, ...]
    devices: tuple[DeviceHeard, ...] = ()
    machines: dict[str, tuple[str, ...]] = {}
    """Display → the output devices that its machine has, once it has looked for them."""


class LevelsTold(Value):
    """How loud the tiles of a wall are now: about ten times a second, while something is heard."""

    op: Literal["event"] = "event"
    type: Literal["sound.levels"] = "sound.levels"
    wall: str
    tiles: dict[str, tuple[float, float]]
    """Tile → the largest samples, left and right, since the last time; 0 to 1. Silent ones not."""
