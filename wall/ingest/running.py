"""Running sources: how each is put together, for walls of the room and for public ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from wall.ingest.intake import Intake
from wall.ingest.outgoing import Outgoing
from wall.ingest.runner import Runner
from wall.ingest.views import View
from wall.link.messages import SourceSpec
from wall.model.datasets import MAX_POSTS, DatasetType
from wall.sources.post_stream import HookDoor
from wall.sources.source import SourceKind, SourceSettings

USUAL_KEEP = 200
DAY_S = 86_400.0
SHORTEST_REPLAY_S = 600.0
NOT_PUBLIC = "the site does not allow this source on public walls"


@dataclass
class Ready:
    """A kind with settings that it can read."""

    kind: SourceKind
    settings: SourceSettings

    @property
    def delivers(self) -> DatasetType:
        return self.kind.delivers(self.settings)

    @property
    def has_posts(self) -> bool:
        """Whether it fetches posts, which are kept; what computes posts only shows them."""
        return self.delivers == "posts" and not self.kind.computes

    @property
    def keep(self) -> int:
        said = getattr(self.settings, "keep", USUAL_KEEP)
        return min(said, MAX_POSTS) if isinstance(said, int) else USUAL_KEEP

    @property
    def is_of_the_site(self) -> bool:
        """Whether its posts stand in a file of the site, and may show others of its files."""
        return self.kind.own_files or getattr(self.settings, "path", None) is not None

    @property
    def is_replay(self) -> bool:
        return getattr(self.settings, "shift", "no") == "now"

    @property
    def replay_s(self) -> float:
        """How long a replay's posts are kept: a recorded day."""
        if getattr(self.settings, "pace", None) is not None:
            return DAY_S
        speed = getattr(self.settings, "speed", 1.0)
        return max(DAY_S / speed, SHORTEST_REPLAY_S)


@dataclass
class PublicSide:
    """What public walls have of a source, from the first time that they ask."""

    outgoing: Outgoing
    view: View | None = None
    runner: Runner | None = None


@dataclass
class RunningSource:
    spec: SourceSpec
    outgoing: Outgoing
    ready: Ready | None = None
    """None for one that cannot run; its health says why."""
    runner: Runner | None = None
    intake: Intake | None = None
    view: View | None = None
    hooks: HookDoor = field(default_factory=HookDoor)
    public: PublicSide | None = None

    def outgoings(self) -> list[Outgoing]:
        return [self.outgoing, *([self.public.outgoing] if self.public else [])]
