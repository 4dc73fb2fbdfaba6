"""Measures: figures, series and tables that are kept up while posts arrive, change and go.

A measure hears of each post once (`add`) and once more, as it was then, when it is no more or no
more like that (`remove`). What it says is what a count over the posts that are left would say, at
the grain of its buckets and within the bound that `wall.insight.counting` writes down.
"""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Generic, Literal, Protocol, TypeVar

from wall.insight.counting import SlidingCounts, Span
from wall.insight.matching import UNREAD, Folded, Matcher
from wall.model.datasets import Dataset
from wall.model.post_queries import PostQuery, PostState
from wall.model.posts import Author, Post

Key = TypeVar("Key", bound=Hashable)
TalliedBy = Literal["", "mood", "country", "language", "network"]
"""What posts can be counted by without reading them; empty: all as one."""
SHOWN: frozenset[PostState] = frozenset(("pending", "approved", "shown"))
"""What counts where a query names no states: all that nobody turned down."""
PUBLIC: frozenset[PostState] = frozenset(("approved", "shown"))
"""What counts on walls for the public, whatever a query says."""


class Kept(Protocol):
    """A post as the store has it."""

    @property
    def post(self) -> Post: ...
    @property
    def state(self) -> PostState: ...
    @property
    def late(self) -> bool: ...
    @property
    def answered_at(self) -> float | None: ...
    @property
    def moment(self) -> float:
        """When it counts."""

    @property
    def folded(self) -> Folded: ...


class Counting(Protocol):
    """Something that counts posts."""

    def add(self, kept: Kept) -> None: ...
    def remove(self, kept: Kept) -> None: ...


class Measure(Counting, Protocol):
    """Times are seconds since the epoch. `advance` comes before anything else."""

    def add_all(self, some: Sequence[Kept]) -> None:
        """Adds each of them, with less effort; in any order."""

    def advance(self, now: float) -> bool:
        """Whether time alone changed what it says."""

    def dataset(self, now: float) -> Dataset: ...


class Tally(ABC, Generic[Key]):
    """What measures share that are one count by key."""

    def __init__(self, grain_s: float, *spans: Span) -> None:
        self._counts = SlidingCounts[Key](grain_s, spans)

    @abstractmethod
    def amounts(self, kept: Kept) -> Iterable[tuple[Key, int]]:
        """What a post adds."""

    @property
    def grain_s(self) -> float:
        return self._counts.grain_s

    def advance(self, now: float) -> bool:
        return self._counts.advance(now)

    def add(self, kept: Kept) -> None:
        for key, amount in self.amounts(kept):
            self._counts.add(kept.moment, key, amount)

    def add_all(self, some: Sequence[Kept]) -> None:
        amounts = self.amounts
        self._counts.add_all((kept.moment, *item) for kept in some for item in amounts(kept))

    def remove(self, kept: Kept) -> None:
        for key, amount in self.amounts(kept):
            self._counts.add(kept.moment, key, -amount)


def moment(post: Post) -> float:
    """When it counts: when it was published, and never after it was heard of."""
    at = post.at if post.observed_at is None else min(post.at, post.observed_at)
    return at.timestamp()


def author_name(author: Author) -> str:
    return author.handle or author.name


def author_number(post: Post) -> int:
    """The same for one author of one network, in every process."""
    author = post.author
    return zlib.crc32(f"{post.network}\n{author.id or author.handle or author.name}".encode())


class Counted:
    """Which posts of the stream a measure hears of."""

    def __init__(self, query: PostQuery, *, public: bool = False) -> None:
        self._query = query
        self._matcher = Matcher(query)
        self._all = query.model_copy(update={"states": ()}) == PostQuery()
        self._states: Collection[PostState] = SHOWN
        if query.states:
            self._states = frozenset(query.states)
        if public:
            self._states = PUBLIC.intersection(self._states)

    def __call__(self, kept: Kept) -> bool:
        if kept.state not in self._states:
            return False
        if self._all:
            return True
        folded = kept.folded if self._matcher.reads else UNREAD
        return self._matcher.matches(kept.post, folded, kept.state)


def feed(
    measures: Iterable[Counting],
    counted: Counted,
    *,
    arrived: Iterable[Kept] = (),
    changed: Iterable[tuple[Kept, Kept]] = (),
    gone: Iterable[Kept] = (),
) -> bool:
    """Tell measures what happened; whether any of it was theirs."""
    told, theirs = tuple(measures), False
    for kept in arrived:
        if counted(kept):
            theirs = True
            for measure in told:
                measure.add(kept)
    for before, after in changed:
        was, is_now = counted(before), counted(after)
        theirs = theirs or was or is_now
        for measure in told:
            if was:
                measure.remove(before)
            if is_now:
                measure.add(after)
    for kept in gone:
        if counted(kept):
            theirs = True
            for measure in told:
                measure.remove(kept)
    return theirs
