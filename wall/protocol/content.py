"""What people ask the controller for beside commands, and what comes of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from wall.model.changes import Change
from wall.model.geometry import Rect
from wall.model.tiles import AlertLevel, Label
from wall.model.values import Value
from wall.protocol.together import Told


class Push(Value):
    """Put content on the wall, in the layer `pushed`."""

    kind: str
    settings: dict[str, JsonValue] = {}
    at: str = "all"
    """An area: `B2`, `C1:D2`, `lobby/A1`, `all`."""
    rect: Rect | None = None
    """Canvas pixels, instead of `at`."""
    id: str | None = None
    title: str | None = None
    source: str | None = None
    label: tuple[Label, ...] = ()
    for_s: float | None = Field(default=None, gt=0)
    """Expires after so many seconds."""
    override: bool = False
    """Go over leases of others; needs the right `override_lease`."""


class Alert(Value):
    """Show a message above everything else."""

    text: str = Field(min_length=1, max_length=500)
    level: AlertLevel = "info"
    at: str = "all"
    for_s: float | None = Field(default=30.0, gt=0)
    sound: Literal["none", "chime", "speech"] | None = None
    """How it is heard; null: as the site says for its level."""
    override: bool = False
    """Go over leases of others; an alarm needs not to."""


class Done(Value):
    """What a change led to."""

    wall: str
    revision: int
    tile: str | None = None
    tiles: tuple[str, ...] = ()


class Event(Value):
    """Something happened that connected clients may want to hear of."""

    type: Literal[
        "scene.changed",
        "layouts.changed",
        "stage.changed",
        "status.changed",
        "leases.changed",
        "lease.asked",
        "lease.kept",
        "schedule.changed",
        "presence.changed",
        "presence.moved",
        "marks.changed",
        "drives.changed",
        "drive.ended",
        "shares.changed",
        "sound.levels",
        "posts.changed",
        "rules.changed",
        "focus.changed",
        "drafts.changed",
    ]
    wall: str = ""
    revision: int = 0
    changes: tuple[Change, ...] = ()
    actor: str = ""
    told: Told | None = None
    """What clients are told, where it is more than that something has changed."""
    to: str = ""
    """The actor whom it is for; empty: everybody."""
