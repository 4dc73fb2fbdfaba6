"""Messages of the link, version 1. docs/link.md says when each is sent and what answers it.

Bump rule: LINK_VERSION rises when a message loses or changes a field that somebody reads.
New optional fields and new message types that the other side may ignore do not raise it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from wall.link.over_the_wall import DrivenTile as DrivenTile
from wall.link.over_the_wall import DriveTile as DriveTile
from wall.link.over_the_wall import ShowDrives as ShowDrives
from wall.link.over_the_wall import ShowLasers as ShowLasers
from wall.link.over_the_wall import ShowMarks as ShowMarks
from wall.link.posting import AskPosts as AskPosts
from wall.link.posting import HookAnswer as HookAnswer
from wall.link.posting import HookCall as HookCall
from wall.link.posting import Permit as Permit
from wall.link.posting import PostsAnswer as PostsAnswer
from wall.link.posting import PostsNews as PostsNews
from wall.link.posting import PostsShown as PostsShown
from wall.link.posting import WithdrawPosts as WithdrawPosts
from wall.link.recording import EndRecord as EndRecord
from wall.link.recording import RecordEnded as RecordEnded
from wall.link.recording import RecordPlaced as RecordPlaced
from wall.link.recording import RecordWall as RecordWall
from wall.link.reports import DisplayReport as DisplayReport
from wall.link.reports import LocalCommand as LocalCommand
from wall.link.reports import LocalDrive as LocalDrive
from wall.link.reports import LocalRefused as LocalRefused
from wall.link.reports import LocalTake as LocalTake
from wall.link.reports import LocalUndo as LocalUndo
from wall.link.reports import Prepared as Prepared
from wall.link.reports import Preparing as Preparing
from wall.link.reports import ScreenReport as ScreenReport
from wall.link.reports import SnapshotFailed as SnapshotFailed
from wall.link.reports import StageReady as StageReady
from wall.link.reports import Subscribe as Subscribe
from wall.link.ruling import RuleCalmed as RuleCalmed
from wall.link.ruling import RuleFired as RuleFired
from wall.link.ruling import RuleTried as RuleTried
from wall.link.ruling import TryRule as TryRule
from wall.link.sounding import Levels as Levels
from wall.link.sounding import ShowLevels as ShowLevels
from wall.link.sounding import SoundReport as SoundReport
from wall.model.changes import Change
from wall.model.datasets import Dataset
from wall.model.moderation import Moderation, Topic
from wall.model.post_rules import Watched
from wall.model.posts import Post
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.tiles import Health, Tile
from wall.model.values import Value
from wall.sitefile.declared import AddressPolicy as AddressPolicy
from wall.sitefile.declared import LocalInput as LocalInput
from wall.sitefile.declared import SiteDecoding as SiteDecoding
from wall.sitefile.declared import SiteSound as SiteSound
from wall.sitefile.declared import SourceSpec as SourceSpec

LINK_VERSION = 1


class DisplaySettings(Value):
    """What a display must know of the site beside its walls."""

    site: str
    theme: str = "night"
    policy: AddressPolicy = AddressPolicy()
    local_input: LocalInput = LocalInput()
    site_folder: str | None = None
    """The site's folder, when the display runs on the controller's machine."""
    upload_folder: str | None = None
    stage_deadline_s: float = 8.0
    secrets: dict[str, str] = Field(default={}, repr=False)
    """Those that tiles of the site's layouts name. Never kept on a disk."""
    sound: SiteSound = SiteSound()
    decoding: SiteDecoding = SiteDecoding()
    plain_sources: tuple[str, ...] = ()
    """Sources whose data is neither posts nor computed from posts: public walls show what they
    are allowed of these without a permit."""


# -- first words, either side -------------------------------------------------------------


class Hello(Value):
    """Controller's first message."""

    type: Literal["link.hello"] = "link.hello"
    version: int = LINK_VERSION
    oldest: int = LINK_VERSION


class Identify(Value):
    """The answer of a display or the ingest process."""

    type: Literal["link.identify"] = "link.identify"
    version: int = LINK_VERSION
    role: Literal["display", "ingest"]
    name: str = Field(max_length=100)
    secret: str = Field(max_length=200)
    """The inherited secret of a local process, or a remote display's own key."""
    machine: str = Field(default="", max_length=200)
    revisions: dict[str, int] = {}
    """Wall → revision that it already shows."""


class Identified(Value):
    type: Literal["link.identified"] = "link.identified"
    version: int = LINK_VERSION
    now: float
    settings: DisplaySettings
    walls: tuple[Wall, ...]


class Pending(Value):
    """A display from another machine waits until an administrator approves it."""

    type: Literal["link.pending"] = "link.pending"
    fingerprint: str


# -- controller → display -------------------------------------------------------------------


class Time(Value):
    """Every second: ages, expiries and take_at are counted in this time."""

    type: Literal["time"] = "time"
    now: float


class SceneSnapshot(Value):
    type: Literal["scene.snapshot"] = "scene.snapshot"
    scene: Scene


class SceneChanged(Value):
    """Changes of one revision. All of them appear in one frame."""

    type: Literal["scene.changed"] = "scene.changed"
    wall: str
    revision: int
    changes: tuple[Change, ...]
    fade_ms: int = 0
    at: float | None = None
    """Take at this time; None: as soon as what is new is ready."""


class SettingsChanged(Value):
    """The site was edited: new settings and geometry."""

    type: Literal["settings.changed"] = "settings.changed"
    settings: DisplaySettings
    walls: tuple[Wall, ...]


class StageTiles(Value):
    """Prepare these tiles, hidden. Tiles equal to ones on the wall are not built again.

    Under a name that is known it is the stage as it is now: what is prepared of it is kept.
    """

    type: Literal["stage"] = "stage"
    stage: str
    wall: str
    tiles: tuple[Tile, ...]
    deadline_s: float = 8.0
    version: int = 0
    """The answer repeats it."""


class KeepStages(Value):
    """All stages that are open: a display that comes back drops what it has of others."""

    type: Literal["stage.keep"] = "stage.keep"
    stages: tuple[str, ...] = ()


class DropStage(Value):
    type: Literal["stage.drop"] = "stage.drop"
    stage: str


class SourceData(Value):
    """A dataset as a whole: the first answer to a subscription, and after gaps."""

    type: Literal["source.data"] = "source.data"
    source: str
    watermark: int
    """Rises by one with each data or delta of a source."""
    dataset: Dataset
    mark: str = ""
    """What tiles say beside it: that it follows the site's focus."""


class PostsDelta(Value):
    """What changed in a source of posts since the watermark before this one."""

    type: Literal["source.delta"] = "source.delta"
    source: str
    watermark: int
    upserts: tuple[Post, ...] = ()
    removals: tuple[str, ...] = ()


class SourceHealth(Value):
    type: Literal["source.health"] = "source.health"
    source: str
    health: Health


class TakeSnapshot(Value):
    """Ask a display for a picture. It answers with a binary message: see docs/link.md."""

    type: Literal["snapshot.take"] = "snapshot.take"
    request: int = 0
    """Comes back with the picture; whoever sends it sets it."""
    wall: str
    screen: str | None = None
    tile: str | None = None
    max_width: int | None = None
    stamp: bool = False
    """With a strip below that says of what and of when it is."""


class ShowPreviews(Value):
    """How small pictures are wanted from now on; replaces what was wanted before.

    The display sends them as binary messages, each when it differs from the one before.
    """

    type: Literal["previews.show"] = "previews.show"
    walls: dict[str, int] = {}
    """Wall → how wide the pictures of its screens shall be, in pixels."""
    stages: dict[str, int] = {}
    """Stage → how wide the pictures of its tiles shall be."""
    every_s: float = Field(default=1.0, gt=0)


class IdentifyScreens(Value):
    """Show each screen's address on it for a while."""

    type: Literal["screens.identify"] = "screens.identify"
    seconds: float = 10.0


# -- controller → ingest ----------------------------------------------------------------------


class RunSources(Value):
    """The sources to run, as a whole; those that did not change run on."""

    type: Literal["sources.run"] = "sources.run"
    sources: tuple[SourceSpec, ...]
    site_folder: str
    policy: AddressPolicy = AddressPolicy()
    moderation: Moderation = Moderation()
    topics: dict[str, Topic] = {}
    rules: dict[str, Watched] = {}


class PushDataset(Value):
    """A program sent a dataset for a source of kind `push`."""

    type: Literal["source.push"] = "source.push"
    source: str
    dataset: Dataset


ToFollower = Annotated[
    Hello
    | Identified
    | Pending
    | Time
    | SceneSnapshot
    | SceneChanged
    | SettingsChanged
    | StageTiles
    | KeepStages
    | DropStage
    | SourceData
    | PostsDelta
    | SourceHealth
    | TakeSnapshot
    | ShowPreviews
    | ShowLasers
    | ShowMarks
    | ShowDrives
    | DriveTile
    | ShowLevels
    | IdentifyScreens
    | RecordWall
    | EndRecord
    | LocalRefused
    | RunSources
    | PushDataset
    | AskPosts
    | HookCall
    | PostsShown
    | WithdrawPosts
    | Permit
    | TryRule
    | Subscribe,
    Field(discriminator="type"),
]
"""What the controller sends to a display or to ingest (to ingest, Subscribe too)."""

ToController = Annotated[
    Identify
    | Subscribe
    | StageReady
    | DisplayReport
    | Preparing
    | Prepared
    | LocalCommand
    | LocalTake
    | LocalUndo
    | LocalDrive
    | SnapshotFailed
    | Levels
    | SoundReport
    | RecordEnded
    | RecordPlaced
    | SourceData
    | PostsDelta
    | SourceHealth
    | PostsAnswer
    | PostsNews
    | HookAnswer
    | RuleFired
    | RuleCalmed
    | RuleTried,
    Field(discriminator="type"),
]

TO_FOLLOWER: TypeAdapter[ToFollower] = TypeAdapter(ToFollower)
TO_CONTROLLER: TypeAdapter[ToController] = TypeAdapter(ToController)
