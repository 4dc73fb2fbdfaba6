"""Intake: what a running source says, on its way to the store or straight to the walls. On the
loop; never waits, never raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from pydantic import JsonValue

from wall.ingest.backlog import Arrived, AuthorGone, Began, Bookmarked, Missing, Removed, Said
from wall.ingest.outgoing import NOT_TOLD, Outgoing
from wall.insight.cleaning import without_own_files
from wall.model.datasets import Dataset, Posts
from wall.model.posts import Post
from wall.model.tiles import Health, HealthState

Say = Callable[[Sequence[Said | Began]], bool]
"""Whether all posts were taken."""
MAX_PRESENT = 1_000
MAX_WHY = 300
AWAY = (HealthState.STALE, HealthState.FAILED)
REFUSED = "posts come faster than they can be stored, or the disk is full; newer ones are refused"


class Intake:
    """The Delivery of one source that fetches. Its posts go into the one pipeline.

    What is missing from a whole, and is not older than all of it, was taken out of it; what is
    older fell off its end, and is kept though it is not shown. Removals are deletions for good; of
    a windowed source they mean the same as what is missing from a whole.
    """

    def __init__(
        self,
        name: str,
        outgoing: Outgoing,
        say: Say,
        posts: Posts,
        *,
        settings: str = "",
        windowed: bool = False,
        replay: bool = False,
        own_files: bool = False,
    ) -> None:
        """`settings` is their fingerprint: a bookmark is good for no others. `own_files`: its
        posts may show files of the site."""
        self.name = name
        self._settings = settings
        self.public: Outgoing | None = None
        """For walls that the site allows to show what is no posts."""
        self._outgoing = outgoing
        self._say = say
        self._windowed = windowed
        self._replay = replay
        self._own_files = own_files
        self._present: dict[str, datetime] = {post.id: post.at for post in posts.posts}
        self._spoke = False
        self._refused = False
        say([Began(name)])

    def has(self, post: str) -> bool:
        """Whether it is in what the source has now."""
        return not self._windowed or post in self._present

    def whole(self, dataset: Dataset) -> None:
        if not isinstance(dataset, Posts):
            self._outgoing.whole(dataset)
            if self.public is not None:
                self.public.whole(dataset)
            return
        there = {post.id for post in dataset.posts}
        gone = [name for name in self._present if name not in there]
        # Who begins with nothing has not looked yet.
        if not dataset.posts and not self._spoke:
            gone = []
        self._take(dataset.posts, gone)

    def changed(self, upserts: Iterable[Post], removals: Iterable[str] = ()) -> None:
        gone, new = tuple(removals), tuple(upserts)
        if self._windowed:
            self._take(new, gone)
            return
        for name in gone:
            self._present.pop(name, None)
        self._take(new, (), [Removed(self.name, gone)] if gone else [])

    def author_gone(self, network: str, author: str) -> None:
        self._hand_on([AuthorGone(self.name, network, author)])

    def bookmark(self, value: JsonValue) -> None:
        self._hand_on([Bookmarked(self.name, {"settings": self._settings, "value": value})])

    def ok(self, note: str = "") -> None:
        if self._refused:
            self.stale(REFUSED)
            return
        self._outgoing.ok(note)
        if self.public is not None:
            self.public.be_as(self._outgoing)

    def stale(self, why: str) -> None:
        self._outgoing.stale(why)
        if self.public is not None:
            self.public.be_as(self._outgoing)

    def _take(self, posts: Sequence[Post], gone: Sequence[str], said: Sequence[Said] = ()) -> None:
        self._spoke = True
        if not self._own_files:
            posts = [without_own_files(post) for post in posts]
        left = {name: at for name in gone if (at := self._present.pop(name, None)) is not None}
        self._present.update((post.id, post.at) for post in posts)
        missing: tuple[str, ...] = ()
        if left:
            oldest = min(((at, name) for name, at in self._present.items()), default=None)
            missing = tuple(n for n, at in left.items() if oldest is None or (at, n) > oldest)
        told = list(said)
        # A recording's next round brings them again, and time takes them.
        if missing and not self._replay:
            told.append(Missing(self.name, missing))
        told += [Arrived(self.name, post) for post in posts]
        if len(self._present) > 2 * MAX_PRESENT:
            newest = sorted(self._present.items(), key=lambda item: item[1])[-MAX_PRESENT:]
            self._present = dict(newest)
        # What left, or nothing at all, is something to tell of, too.
        if left or not told:
            told.append(Missing(self.name, ()))
        self._hand_on(told)

    def _hand_on(self, said: Sequence[Said]) -> None:
        self._refused = not self._say(said)
        if self._refused:
            self.stale(REFUSED)


class Computed:
    """The Delivery of a source that computes from posts: none of those is kept. `note` is told
    while it is well.

    It is no fresher than the posts: `suppliers` says how the sources are that they come from. Of
    those the public hears no names."""

    def __init__(
        self,
        outgoing: Outgoing,
        note: str = "",
        suppliers: Callable[[], Mapping[str, Health]] = dict,
        *,
        public: bool = False,
    ) -> None:
        self._outgoing = outgoing
        self._note = note
        self._suppliers = suppliers
        self._public = public

    def whole(self, dataset: Dataset) -> None:
        self._outgoing.whole(dataset)

    def changed(self, upserts: Iterable[Post], removals: Iterable[str] = ()) -> None:
        self._outgoing.changed(upserts, removals)

    def author_gone(self, network: str, author: str) -> None:
        """The stream says so to all who compute."""

    def bookmark(self, value: JsonValue) -> None:
        """It begins with what is kept, always."""

    def ok(self, note: str = "") -> None:
        suppliers = self._suppliers()
        away = [name for name, health in suppliers.items() if health.state in AWAY]
        why = f"no fresh posts come from {', '.join(away)}"[:MAX_WHY]
        if away and len(away) == len(suppliers):
            self.stale(NOT_TOLD if self._public else why)
            return
        said = [note or self._note]
        if away and not self._public:
            said.append(why)
        self._outgoing.ok("; ".join(filter(None, said)))

    def stale(self, why: str) -> None:
        self._outgoing.stale(why)
