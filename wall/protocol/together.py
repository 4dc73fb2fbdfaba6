"""What people who work on one wall are told of each other."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue, StringConstraints

from wall.model.geometry import Rect
from wall.model.leases import Lease
from wall.model.tiles import HealthState, Label, Tile
from wall.model.values import Value
from wall.protocol.draft_requests import DraftsTold as DraftsTold
from wall.protocol.focus_requests import FocusTold as FocusTold
from wall.protocol.names import CanvasPoint, Name, WallName
from wall.protocol.post_requests import PostCounters
from wall.protocol.rule_requests import RulesTold as RulesTold
from wall.protocol.share_requests import SharesTold
from wall.protocol.sound_requests import LevelsTold as LevelsTold

MAX_SELECTED = 100
MAX_NAMES = 100
MAX_MARK_POINTS = 400
MAX_MARKS = 40
"""Of one person on one wall."""
MAX_WALL_POINTS = 8_000
"""Of all marks on one wall."""
MARKS_IDLE_S = 60.0
"""Marks and lasers end so long after their owner last moved or drew."""
StrokeId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


class LeaseInfo(Lease):
    """A lease as it is now."""

    wall: str
    whole_wall: bool
    """Presenter mode: it holds every screen."""


class LeaseAskInfo(Value):
    """What became of asking for a lease."""

    lease: LeaseInfo
    connected: bool
    """Whether the holder is there to hear of it. If not: it ends by itself, or somebody with the
    right `override_lease` goes over it."""


class Person(Value):
    """One connected client."""

    id: str
    """Of the connection."""
    name: str
    """Of the actor."""
    display_name: str = ""
    """Of the account; empty where it has none."""
    colour: int = 0
    """One of ten: people who are on together have different ones, while there are enough."""
    client: str
    """The program."""
    since: float
    """Seconds since the epoch."""
    walls: tuple[str, ...] = ()
    """What it follows."""
    current: bool = False
    """Whether the answer goes there; events do not tell it."""


class PersonName(Value):
    """How somebody is called."""

    name: str
    """Of the actor, as owners, holders and the history say it."""
    display_name: str


class Pointer(Value):
    """Where somebody points on a wall, and which tiles are selected."""

    id: str
    """Of the connection, as in Person."""
    wall: str
    at: CanvasPoint | None = None
    selection: tuple[str, ...] = ()
    laser: bool = False
    """Whether it is shown on the wall itself."""


class Mark(Value):
    """A line that somebody has drawn over the wall."""

    id: str
    """Of its owner's connection, and the stroke."""
    owner: str
    colour: Colour = "#ffcc33"
    width: float = Field(default=8.0, ge=1, le=200)
    """Canvas pixels."""
    points: tuple[CanvasPoint, ...] = ()


class Drive(Value):
    """Somebody works a web tile from a desk."""

    id: str
    """Of the connection, as in Person."""
    name: str
    """Of the actor."""
    wall: str
    tile: str
    since: float
    """Seconds since the epoch."""


class ScheduledInfo(Value):
    """A take that is put down for a time."""

    id: str
    wall: str
    layout: str
    at: float
    by: str
    staged: bool
    """Whether it takes what was staged then, and not the layout's file."""
    clear: bool
    fade_ms: int
    possible: bool
    """Whether there is such a layout now."""
    ready: bool = False
    """Whether displays have prepared it, which they begin half a minute before."""
    failed: dict[str, str] = {}
    """Tile id → why it will be a placeholder."""


class RecentPush(Value):
    """Content that was pushed lately: enough to push it again."""

    wall: str
    by: str
    at: float
    tile: str
    kind: str
    title: str | None
    settings: dict[str, JsonValue]
    source: str | None
    label: tuple[Label, ...]
    rect: Rect
    on: bool
    """Whether it is on the wall still."""


class PastPicture(Value):
    """A small picture of a wall as it was."""

    id: str = Field(max_length=60)
    wall: str
    revision: int
    """The newest that it shows."""
    at: float
    """Seconds since the epoch."""
    width: int
    height: int
    size: int
    """Bytes of the JPEG."""
    screens: tuple[str, ...]
    """Addresses of those that are on it: it is for who may see all of them."""


class ProbedAddress(Value):
    """What stands behind an address."""

    url: str
    """After redirects."""
    what: Literal["page", "video", "stream", "image", "feed"]
    kind: str | None
    """The tile kind that shows it; None: it is a source, to be named in the site."""
    title: str = ""
    content_type: str = ""
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None


class StagedTile(Value):
    """A tile of a stage."""

    tile: Tile
    state: HealthState
    """`ok` is ready, `loading` not yet, `failed` will be a placeholder."""
    why: str = ""


class StageDetail(Value):
    """A stage with its tiles."""

    stage: str
    wall: str
    owner: str = ""
    """The name of the actor who prepares it."""
    since: float = 0.0
    """Seconds since the epoch."""
    layout: str
    title: str
    complete: bool
    edited: bool
    """Whether it differs from the layout's file."""
    digest: str = ""
    """SHA-256 of the file that it began with; empty: with none."""
    tiles: tuple[StagedTile, ...]
    late: tuple[str, ...] = ()
    """Displays that did not answer in time."""


class SavedLayout(Value):
    """Where a layout was saved."""

    name: str
    file: str
    sha256: str
    copied: bool
    """Whether it was saved beside the file that was asked for."""
    why: str = ""
    """Why it was copied."""


# -- events -----------------------------------------------------------------------------------


class LeasesTold(Value):
    """All leases of a wall, at each change."""

    op: Literal["event"] = "event"
    type: Literal["leases.changed"] = "leases.changed"
    wall: str
    leases: tuple[LeaseInfo, ...]


class LeaseAsked(Value):
    """Somebody asks the receiver for a lease."""

    op: Literal["event"] = "event"
    type: Literal["lease.asked"] = "lease.asked"
    wall: WallName
    lease: Name
    by: str
    message: str = ""


class LeaseKept(Value):
    """The holder keeps a lease that the receiver has asked for; the holder hears it too."""

    op: Literal["event"] = "event"
    type: Literal["lease.kept"] = "lease.kept"
    wall: WallName
    lease: Name
    by: str
    """The holder."""
    asked_by: str
    message: str = ""


class ScheduleTold(Value):
    """Ask for the schedule again. With a reason: a take could not happen."""

    op: Literal["event"] = "event"
    type: Literal["schedule.changed"] = "schedule.changed"
    wall: str
    failed: str = ""
    """The layout that was to be taken."""
    why: str = ""


class PeopleTold(Value):
    """Who is connected, at each change."""

    op: Literal["event"] = "event"
    type: Literal["presence.changed"] = "presence.changed"
    people: tuple[Person, ...]


class PointersTold(Value):
    """All pointers and selections, at most 20 times a second."""

    op: Literal["event"] = "event"
    type: Literal["presence.moved"] = "presence.moved"
    pointers: tuple[Pointer, ...]


class MarksTold(Value):
    """All marks over a wall, at each change."""

    op: Literal["event"] = "event"
    type: Literal["marks.changed"] = "marks.changed"
    wall: str
    marks: tuple[Mark, ...]


class DrivesTold(Value):
    """Who works which tile from a desk, all of them, at each change."""

    op: Literal["event"] = "event"
    type: Literal["drives.changed"] = "drives.changed"
    drives: tuple[Drive, ...]


class DriveEnded(Value):
    """The receiver's drive has ended, and not by a request."""

    op: Literal["event"] = "event"
    type: Literal["drive.ended"] = "drive.ended"
    id: str
    """Of the connection that drove."""
    wall: str
    tile: str
    why: str


class PostsTold(Value):
    """How many posts wait, and in which state; at most twice a second."""

    op: Literal["event"] = "event"
    type: Literal["posts.changed"] = "posts.changed"
    counters: PostCounters


Told = Annotated[
    LeasesTold
    | LeaseAsked
    | LeaseKept
    | ScheduleTold
    | PeopleTold
    | PointersTold
    | MarksTold
    | DrivesTold
    | DriveEnded
    | SharesTold
    | LevelsTold
    | PostsTold
    | RulesTold
    | FocusTold
    | DraftsTold,
    Field(discriminator="type"),
]
