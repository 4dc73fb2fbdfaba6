"""Messages of the link from a display to the controller; some of them ingest sends too."""

from __future__ import annotations

from typing import Literal

from wall.model.commands import Command
from wall.model.geometry import Rect
from wall.model.streams import DecodingStatus, StreamStatus
from wall.model.tiles import Health
from wall.model.values import Value


class Subscribe(Value):
    """The sources that a display's tiles need, as a whole; replaces the earlier ones."""

    type: Literal["subscribe"] = "subscribe"
    sources: tuple[str, ...]


class StageReady(Value):
    """A staged set is ready: each tile painted, or given up with a reason."""

    type: Literal["stage.ready"] = "stage.ready"
    stage: str
    version: int = 0
    """As it was asked: an answer to an earlier one tells nothing of the stage as it is now."""
    failed: dict[str, str] = {}
    """Tile id → why it will be a placeholder."""


class ScreenReport(Value):
    """One screen of a wall as this display sees it."""

    wall: str
    address: str
    monitor: str | None = None
    present: bool = False
    rect: Rect | None = None
    """Of its window on the desktop, in pixels."""
    fps: float = 0.0


class DisplayReport(Value):
    """How the display is; at each change, and at least every five seconds."""

    type: Literal["display.report"] = "display.report"
    screens: tuple[ScreenReport, ...]
    tiles: dict[str, dict[str, Health]] = {}
    """Wall → tile id → health."""
    shown: dict[str, int] = {}
    """Wall → the revision that is completely on the screens."""
    pid: int = 0
    memory_mb: float = 0.0
    tick_p95_ms: float = 0.0
    streams: tuple[StreamStatus, ...] = ()
    video_workers: int = 0
    decoding: DecodingStatus | None = None


class Preparing(Value):
    """A tile is about to be built: if the display dies now, this one is suspected."""

    type: Literal["tile.preparing"] = "tile.preparing"
    wall: str
    tile: str


class Prepared(Value):
    type: Literal["tile.prepared"] = "tile.prepared"
    wall: str
    tile: str


class LocalCommand(Value):
    """A gesture at the wall; the controller answers with scene.changed or local.refused."""

    type: Literal["local.command"] = "local.command"
    wall: str
    commands: tuple[Command, ...]


class LocalTake(Value):
    """A function key at the wall takes a layout."""

    type: Literal["local.take"] = "local.take"
    wall: str
    layout: str


class LocalUndo(Value):
    """Undo the newest gesture at the wall."""

    type: Literal["local.undo"] = "local.undo"
    wall: str


class LocalDrive(Value):
    """Somebody at the wall works a web tile from now on; None: nobody does any more."""

    type: Literal["local.drive"] = "local.drive"
    wall: str
    tile: str | None = None


class LocalRefused(Value):
    type: Literal["local.refused"] = "local.refused"
    wall: str
    why: str
    tile: str | None = None
    """With a tile: whoever works it at the wall lets go of it."""


class SnapshotFailed(Value):
    type: Literal["snapshot.failed"] = "snapshot.failed"
    request: int
    why: str
