"""The store of posts as ingest knows it. Nothing above may know that it is SQLite.

Threads: a `PostStore` has one `writer`, for one thread at a time, and any number of readers from
`reader()`, each for one thread at a time with a connection of its own; no reader waits for the
writer or the writer for a reader. Everything blocks on the disk. A reader sees what was committed
before its call. All raise StoreUnavailable where the disk or the file cannot do it; then nothing
was changed.

    store = PostStore(folder)         # wall.journal.posts.store
    store.problems                    # sentences for people: damage found at the start
    store.writer.upsert([...])
    reader = store.reader()
    reader.page(PostQuery(), "newest", "", 50)
    reader.close(); store.close()
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple, Protocol

from pydantic import JsonValue

from wall.insight.measuring import TalliedBy
from wall.model.post_queries import PostQuery, PostState
from wall.model.posts import Post
from wall.protocol.post_requests import PictureRight, PostCounters, PostEntry

Order = Literal["newest", "oldest", "reach", "engagement"]
NOT_SEEN: Mapping[str, str] = MappingProxyType({})
Verdict = Literal["approve", "stash", "reject", "pending"]
Which = Literal["open", "overdue", "answered"]
Mood = Literal["positive", "neutral", "negative"]


@dataclass(frozen=True, slots=True)
class StoredPost:
    """A post as it is to be kept."""

    post: Post
    folded: str
    """What searches find it by: `fold` of everything that can be searched as words."""
    state: PostState
    why: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    before: PostEntry | None
    """None: heard of for the first time."""
    after: PostEntry


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request about posts. What a post already was counts as done."""

    changes: tuple[Change, ...] = ()
    """In the order asked for; `before == after` where nothing had to change."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Id → a sentence saying why not."""

    @property
    def done(self) -> tuple[str, ...]:
        return tuple(change.after.post.id for change in self.changes)


@dataclass(frozen=True, slots=True)
class SourceFigures:
    newest_at: float | None
    """When its newest post was observed, seconds since the epoch."""
    today: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A line of the audit. Kept when the post is gone, then without its id and reason."""

    number: int
    at: float
    post: str
    by: str
    """Empty: no person, but a rule or the post's own change."""
    verdict: str
    why: str


class SlicedPost(NamedTuple):
    """Of a post what counting asks for."""

    post: Post
    state: PostState
    at: float
    observed_at: float
    answered_at: float | None


class PostSlice(NamedTuple):
    since: float
    """All that was published from then on to before the end that was asked for."""
    posts: list[SlicedPost]


Settle = Callable[[PostEntry, StoredPost], StoredPost]
"""Given what is kept and what came again, says what is to be kept. Called inside the transaction:
quick, pure, never raises."""


def keep_decided(before: PostEntry, new: StoredPost) -> StoredPost:
    """The usual Settle: the new words, the old decision."""
    return StoredPost(new.post, new.folded, before.state, before.why, new.flags or before.flags)


class PostWriter(Protocol):
    """One thread at a time. Each call is one transaction."""

    def upsert(
        self,
        batch: Sequence[StoredPost],
        settle: Settle = keep_decided,
        bookmarks: Mapping[str, JsonValue] | None = None,
    ) -> list[Change]:
        """Keep posts, and bookmarks of sources in the same transaction.

        A post that is there already goes through `settle`; it keeps `observed_at`, `pinned`,
        `highlighted`, what a person said of its sentiment, votes, claims, assignments and
        answers. A first vote ends where words or pictures changed. Posts that were deleted at
        their source or erased stay out and are not in the answer. Survives the end of this
        process at once, a power cut within a moment (a source delivers from its bookmark on).
        """

    def remove(self, posts: Sequence[str]) -> list[PostEntry]:
        """Deleted at the source: gone for good, and kept out if they come (again) later.

        Returns those that were there, as they were.
        """

    def forget(self, posts: Sequence[str]) -> list[PostEntry]:
        """Gone, but not for good: if they come again, they are new.

        Returns those that were there, as they were.
        """

    def remove_author(self, network: str, author: str, at: float) -> list[PostEntry]:
        """Erase all posts of an account, by its id or handle (with or without `@`, any case).

        Their posts from before `at` are kept out later, too. Call `scrub` afterwards.
        """

    def forget_before(
        self, sources: Mapping[str, float], others: float, at_most: int = 500
    ) -> list[PostEntry]:
        """Erase posts published before the time of their source, or before `others`.

        At most so many at once: call again until the answer is empty, then `scrub`.
        """

    def scrub(self, steps: int = 50) -> bool:
        """Overwrite what erasing left in the search index; False when nothing is left to do.

        After `remove_author` at once; after what else goes, once a day. A call takes milliseconds:
        call it in quiet moments, after each erasing and now and then, until it returns False.
        """

    def decide(
        self,
        posts: Sequence[str],
        verdict: Verdict,
        by: str,
        why: str,
        at: float,
        *,
        two_people: bool = False,
        seen: Mapping[str, str] = NOT_SEEN,
        pictures: Mapping[str, str] = NOT_SEEN,
    ) -> Outcome:
        """What is in `seen` (post → version) is approved as it was then, or refused; `pictures`
        (address → SHA-256) says what was seen of theirs.

        On disk (as all below, but `shown` and claims) when it returns. `stash` and `reject` are
        never refused because of a claim."""

    def mark(
        self,
        posts: Sequence[str],
        by: str,
        at: float,
        *,
        pinned: bool | None = None,
        highlighted: bool | None = None,
        picture_right: PictureRight | None = None,
        sentiment: Mood | None = None,
    ) -> Outcome:
        """What is None stays."""

    def claim(self, posts: Sequence[str], by: str, at: float, until: float) -> Outcome: ...

    def release(self, posts: Sequence[str], by: str, at: float) -> Outcome: ...

    def assign(self, post: str, to: str, due: float | None, by: str, at: float) -> Outcome:
        """An empty `to` lets it go."""

    def answer(self, post: str, answered: bool, note: str, by: str, at: float) -> Outcome: ...

    def shown(self, posts: Sequence[str]) -> list[Change]:
        """Approved posts are on a wall now; those that were not shown before are returned."""

    def set_bookmark(self, source: str, value: JsonValue) -> None: ...


class PostReader(Protocol):
    """One thread at a time."""

    def page(
        self, query: PostQuery, order: Order, after: str, limit: int
    ) -> tuple[list[PostEntry], str]:
        """A page and where the next one begins (empty after the last).

        A page may be shorter than the limit, or empty, with more to come: so that a query that
        finds little takes no longer than one that finds much. Any text is a query.
        """

    def newest(self, query: PostQuery, limit: int) -> list[PostEntry]: ...

    def history(self, query: PostQuery, batch: int = 2000) -> Iterator[list[PostEntry]]:
        """All posts of the query that are there now, oldest first; between two batches the
        store may be written."""

    def slice_before(
        self, until: float, since: float, states: Collection[PostState], about: int
    ) -> PostSlice:
        """All posts of these states from some time on, not before `since`, to before `until`:
        about so many, and all of one moment. A page for those who count: nothing is judged."""

    def is_rare(self, query: PostQuery) -> bool:
        """Whether `history` finds the posts of a query faster than slices of all posts are read."""

    def tallies(
        self, query: PostQuery, since: float, until: float, grain_s: float, by: TalliedBy
    ) -> list[tuple[float, str, int]] | None:
        """How many posts of the query, published from one time to before another, were published
        or, where that was earlier, heard of in each stretch of so many seconds (its begin, since
        the epoch), by what they say. None where only reading them would tell: of queries with
        text."""

    def quarters(self, query: PostQuery, late_s: float) -> dict[int, int] | None:
        """How many posts of the query were published in each quarter-hour since the epoch (its
        number → posts), but for those that were heard of later than that. None where only reading
        them would tell: of queries with text. A day of many posts takes half a second."""

    def entries(self, posts: Sequence[str]) -> dict[str, PostEntry]:
        """Those that are there."""

    def answers(
        self, which: Which, to: str, now: float, after: str, limit: int
    ) -> tuple[list[PostEntry], str]:
        """What was given to people to answer (`ListAnswers`), and where the next page begins."""

    def counters(self, now: float) -> PostCounters: ...

    def source_figures(self, midnight: float) -> dict[str, SourceFigures]:
        """Of each source with posts; `today` is what was observed since midnight."""

    def decisions(
        self, post: str = "", before: int | None = None, limit: int = 100
    ) -> list[Decision]:
        """The audit, newest first; `before` is the number of the last one of the page before."""

    def bookmark(self, source: str) -> JsonValue: ...

    def close(self) -> None: ...
