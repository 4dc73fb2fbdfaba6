"""Tiles: rectangles on the canvas with a kind, settings and perhaps a source."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, JsonValue, StringConstraints

from wall.model.geometry import Rect
from wall.model.sound import TileSound
from wall.model.values import Value

TileId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
KindName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
SourceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Settings = dict[str, JsonValue]


class Layer(StrEnum):
    """From the ground up: what lies higher covers, and never destroys, what lies below."""

    BASE = "base"
    PUSHED = "pushed"
    OVERRIDE = "override"
    ALERT = "alert"
    PANIC = "panic"

    @property
    def height(self) -> int:
        return list(Layer).index(self)


class Label(StrEnum):
    """What a tile's label may show."""

    SOURCE = "source"
    AGE = "age"
    OWNER = "owner"


class Tile(Value):
    """One tile of a scene."""

    id: TileId
    kind: KindName
    rect: Rect
    layer: Layer = Layer.BASE
    z: int = 0
    """Order within the layer; higher is nearer to the viewer."""
    source: SourceName | None = None
    title: str | None = Field(default=None, max_length=200)
    settings: Settings = {}
    label: tuple[Label, ...] = ()
    sound: TileSound = TileSound()
    owner: str = "file"
    """The actor who put it there."""
    trusted: bool = False
    """Whether the site's own files put it there: the address policy is for all others."""
    until: float | None = None
    """Seconds since the epoch at which it expires."""
    locked: bool = False
    suspended: str | None = Field(default=None, max_length=500)
    """Why it is not shown: it killed the display. Other settings release it."""

    @property
    def stacking(self) -> tuple[int, int, str]:
        """Sort key from bottom to top."""
        return self.layer.height, self.z, self.id


class HealthState(StrEnum):
    OK = "ok"
    LOADING = "loading"
    STALE = "stale"
    FAILED = "failed"


REPLAY = "replay"
"""With this word begins the note of a source that plays a recording, or computes from one."""


class Health(Value):
    """How a tile or a source is, as it says itself."""

    state: HealthState = HealthState.OK
    why: str = ""
    since: float | None = None
    """Seconds since the epoch: for `stale`, when its data was last good."""

    @property
    def is_replay(self) -> bool:
        """Whether what it shows is a recording, and must be marked as one."""
        return self.state is HealthState.OK and self.why.startswith(REPLAY)


AlertLevel = Literal["info", "warning", "alarm"]
