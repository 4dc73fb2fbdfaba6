"""The stream of all posts of a site, for sources that compute from it instead of fetching."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from wall.insight.matching import Folded
from wall.insight.measuring import TalliedBy, moment
from wall.model.moderation import Topic
from wall.model.post_queries import PostQuery, PostState
from wall.model.posts import Post

LATE_S = 900.0
Tallies = Sequence[tuple[float, str, int]]
"""Where a stretch of time begins, what posts are counted by there, and how many there are."""


@dataclass(frozen=True)
class KeptPost:
    """A post as the store has it."""

    post: Post
    state: PostState
    late: bool = False
    """It came so long after it was published (`LATE_S`): in a catch-up, not as it happened."""
    answered_at: float | None = None
    """When somebody of the room answered it, in seconds since the epoch."""
    moment: float = field(init=False, compare=False)
    """When it counts, in seconds since the epoch."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "moment", moment(self.post))

    @property
    def folded(self) -> Folded:
        """Its text, ready for queries; folded anew at each call, for histories are kept long."""
        return Folded(self.post)


@dataclass(frozen=True)
class ToldPost(KeptPost):
    """One that all followers hear of: its text is folded once for all of them."""

    @cached_property
    def folded(self) -> Folded:
        return Folded(self.post)


@dataclass(frozen=True)
class PostChanges:
    """What happened to posts in one go."""

    arrived: Sequence[KeptPost] = ()
    """Heard of for the first time."""
    changed: Sequence[tuple[KeptPost, KeptPost]] = ()
    """Before and after: edited, recounted, decided about, or of another analysis."""
    gone: Sequence[KeptPost] = ()
    """Deleted at the source, erased or past their time; as they were."""


@dataclass(frozen=True)
class Slice:
    """What the store holds of a stretch of time, in seconds since the epoch. A stretch of no
    length: some posts of one that a later slice tells the rest of."""

    since: float
    until: float
    """What was published just then is not in it."""
    posts: Sequence[KeptPost]


class PostStream(Protocol):
    """All on the loop. A follower hears each change once, in order, after it was stored."""

    topics: Mapping[str, Topic]

    def follow(self, heard: Callable[[PostChanges], None]) -> Callable[[], None]:
        """Returns what ends it. `heard` must be quick and never raises."""

    async def newest(self, query: PostQuery, limit: int) -> list[KeptPost]:
        """Newest first."""

    def history(self, query: PostQuery, batch: int = 2000) -> AsyncGenerator[list[KeptPost], None]:
        """Every kept post of the query, oldest first; what arrives meanwhile is not in it."""

    async def past(self, query: PostQuery, since: float, take: Callable[[Slice], None]) -> None:
        """Tells all kept posts that were published since then in slices that join without gaps,
        in any order, mostly the newest first; then returns. Nothing that is in a slice happened
        before followers heard of it. Of the query only the states are asked: whoever takes asks
        the rest. `take` must be quick: a slice has hundreds of posts."""

    async def tallies(
        self, query: PostQuery, since: float, until: float, grain_s: float, by: TalliedBy
    ) -> Tallies | None:
        """How many posts of the query, published from one time to before another, count in each
        stretch of so many seconds (numbered from the epoch on); all of what it counts has been
        told before. None where only reading them can tell."""

    async def quarters(
        self, query: PostQuery, since: float, until: float
    ) -> Mapping[int, int] | None:
        """How many posts of the query that came as they happened were published in each
        quarter-hour (its number since the epoch → posts) from one time (seconds since the epoch)
        to before another; None where only `history` can tell."""


@dataclass(frozen=True)
class Hook:
    """A call of a source's address."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes


@dataclass(frozen=True)
class HookReply:
    status: int = 202
    body: str = ""


HookHandler = Callable[[Hook], Awaitable[HookReply]]


@dataclass
class HookDoor:
    """Where a source says who answers calls of its address; nobody: 503."""

    handler: HookHandler | None = field(default=None)
