"""What `videowall status` and the channel tell of a running wall."""

from __future__ import annotations

from wall.model.focus import NO_FOCUS, Focus
from wall.model.geometry import Rect
from wall.model.streams import DecodingStatus, StreamStatus
from wall.model.tiles import Health, Layer
from wall.model.values import Value
from wall.protocol.together import LeaseInfo


class ScreenStatus(Value):
    wall: str
    address: str
    monitor: str | None
    present: bool
    rect: Rect
    """On the canvas."""
    monitor_rect: Rect | None = None
    """Of its window on the desktop."""
    fps: float = 0.0


class TileStatus(Value):
    wall: str
    id: str
    kind: str
    layer: Layer
    rect: Rect
    title: str | None
    owner: str
    source: str | None
    health: Health
    age_s: float | None = None
    """Since its data was last good; None for what does not age."""


class SourceStatus(Value):
    name: str
    kind: str
    health: Health


class DisplayStatus(Value):
    name: str
    machine: str
    connected: bool
    approved: bool = True
    fingerprint: str = ""
    """Of the key of a display of another machine; it tells the same when it waits for approval."""
    pid: int = 0
    memory_mb: float = 0.0
    tick_p95_ms: float = 0.0
    video_workers: int = 0
    """Threads that decode."""
    decoding: DecodingStatus | None = None
    """Where the site says how many cores they may take."""
    streams: tuple[StreamStatus, ...] = ()


class WallStatus(Value):
    name: str
    title: str
    revision: int
    layout: str | None
    ready: bool
    """Whether the newest revision is completely on its screens."""


class Status(Value):
    """The first wall's revision, layout and readiness stand at the top for short scripts."""

    site: str
    version: str
    revision: int
    layout: str | None
    ready: bool
    walls: tuple[WallStatus, ...]
    screens: tuple[ScreenStatus, ...]
    tiles: tuple[TileStatus, ...]
    sources: tuple[SourceStatus, ...]
    displays: tuple[DisplayStatus, ...]
    leases: tuple[LeaseInfo, ...] = ()
    focus: Focus = NO_FOCUS
    """Without topic and window there is none."""
    problems: tuple[str, ...] = ()
    """Problems of the site's files, as `videowall check` prints them."""


class LayoutInfo(Value):
    name: str
    title: str
    wall: str
    on: bool
    staged: bool


class StageInfo(Value):
    """A layout that is prepared but not taken."""

    stage: str
    wall: str
    layout: str
    complete: bool
    failed: dict[str, str] = {}
    """Tile id → why it will be a placeholder."""


class Deed(Value):
    """One thing that was done, for a sentence in any language."""

    what: str
    """Its kind; wall/control/deeds.py has all of them, with their English sentences."""
    values: dict[str, str] = {}
    """What the sentence names: `tile`, `at`, `layout` and such."""


class HistoryEntry(Value):
    wall: str
    revision: int
    at: float
    actor: str
    reason: str
    summary: str
    """One line for people: what was done."""
    deeds: tuple[Deed, ...] = ()
    """The same in parts; the last is `more` where there are too many."""
    tiles: tuple[str, ...] = ()
    """What it touched."""


class UploadInfo(Value):
    """An upload on its way: send the bytes from `offset` on."""

    upload: str
    sha256: str
    size: int
    offset: int
    complete: bool
