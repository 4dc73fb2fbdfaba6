"""Pipeline: what sources say becomes kept posts. All of it in the worker's thread.

In batches, each in one transaction: made harmless, read, matched with topics, judged, stored; then
those who follow hear of it. After that, a step at a time: posts are judged anew when the rules
changed, and what is past its time is erased.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain

from pydantic import JsonValue

from wall.errors import StoreUnavailable
from wall.ingest.backlog import Arrived, AuthorGone, Backlog, Bookmarked, Missing, Removed, Said
from wall.ingest.rules import Rules
from wall.insight.analysing import Analyst
from wall.insight.cleaning import is_plain_id
from wall.insight.deciding import Judgement, come_again, rejudged
from wall.insight.folding import fold
from wall.insight.matching import searched_text
from wall.insight.seen_pictures import unseen
from wall.journal.posts.interface import Change, PostReader, PostWriter, StoredPost
from wall.model.post_queries import PostQuery
from wall.model.posts import Post
from wall.protocol.post_requests import PostEntry

log = logging.getLogger(__name__)

BATCH_POSTS = 500
BATCH_S = 0.05
SLICE_POSTS = 100
"""So many go from step to step together: what a step needs is at hand then. After that another
thread may go on."""
TRY_AGAIN_S = 5.0
RULES_MARK = ":rules"
"""Bookmark of no source: by which rules all that is kept was judged; None while some was not."""
CLOCKS_DIFFER = timedelta(minutes=1)
REJUDGED_AT_ONCE = 100
ALL_POSTS = (PostQuery(),)
JUDGED_AT_ONCE = 2000
"""The newest of those that are approved. Takes half a second at most."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one batch."""

    changes: tuple[Change, ...] = ()
    gone: tuple[PostEntry, ...] = ()
    brought: Mapping[str, tuple[PostEntry, ...]] = field(default_factory=dict)
    """Source → posts that it delivered, known or new."""


@dataclass
class Store:
    writer: PostWriter
    reader: PostReader
    """For the worker's thread alone."""


class Pipeline:
    """The worker's work."""

    def __init__(
        self,
        backlog: Backlog,
        store: Store,
        rules: Rules,
        told: Callable[[Done], None],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._backlog = backlog
        self._store = store
        self._rules = rules
        self._told = told
        self._now = now
        self._analyst = Analyst()
        """Outlives the rules: it knows what was said lately."""
        self._first_at: float | None = None
        self._unstored: list[Said] = []
        self._wait_until = 0.0
        self._sweep: Iterator[list[PostEntry]] | None = None
        self._sweep_left: list[PostEntry] = []
        self._reach: tuple[PostQuery, ...] = ALL_POSTS
        self._keep: tuple[Mapping[str, float], float] | None = None
        self._scrubbing = True
        self.stored = 0
        """Posts that went through, for tests and figures."""

    # -- when there is work -----------------------------------------------------------------

    def wait_s(self) -> float | None:
        now = time.monotonic()
        if now < self._wait_until:
            return self._wait_until - now
        if self._unstored:
            return 0.0
        if len(self._backlog):
            if self._backlog.posts >= BATCH_POSTS:
                return 0.0
            self._first_at = self._first_at or now
            return max(self._first_at + BATCH_S - now, 0.0)
        return 0.0 if self._sweep or self._keep or self._scrubbing else None

    @property
    def is_held(self) -> bool:
        """Whether the store could not be written lately; it is tried again by itself."""
        return time.monotonic() < self._wait_until

    def step(self) -> None:
        try:
            self._step()
        except StoreUnavailable as error:
            log.error("posts are looked after later: %s", error)
            self._wait_until = time.monotonic() + TRY_AGAIN_S

    def _step(self) -> None:
        if self._unstored or len(self._backlog):
            self._take_batch()
        elif self._sweep is not None:
            self._go_on_sweeping(self._sweep)
        elif self._keep is not None:
            self._forget(*self._keep)
        elif self._scrubbing:
            self._scrubbing = self._store.writer.scrub()

    # -- what sources said ------------------------------------------------------------------

    def _take_batch(self) -> None:
        """What cannot be stored is tried again, and nothing behind it meanwhile."""
        self._first_at = None
        said = self._unstored or self._backlog.take(BATCH_POSTS)
        self._unstored = []
        while said:
            run, rest = _split(said)
            try:
                self._do(run)
            except StoreUnavailable as error:
                log.error("posts wait: %s", error)
                self._unstored = said
                self._wait_until = time.monotonic() + TRY_AGAIN_S
                return
            said = rest

    def _do(self, run: Sequence[Said]) -> None:
        match run[0]:
            case Missing(source=source, posts=()):
                self._told(Done(brought={source: ()}))
            case Missing(source=source, posts=posts):
                there = self._store.reader.entries(posts)
                theirs = [name for name, entry in there.items() if entry.post.source == source]
                self.tell_gone(self._store.writer.forget(theirs))
            case AuthorGone(network=network, author=author):
                self.erase_author(network, author)
            case _:
                self._arrived(run)

    def _arrived(self, run: Sequence[Said]) -> None:
        """What is removed stays out, so it may go first; bookmarks come with the last."""
        removed = [post for said in run if isinstance(said, Removed) for post in said.posts]
        gone = self._store.writer.remove(removed) if removed else []
        out = frozenset(removed)
        arrived = [said for said in run if isinstance(said, Arrived)]
        bookmarks = {said.source: said.value for said in run if isinstance(said, Bookmarked)}
        batch = self._made_ready([said for said in arrived if said.post.id not in out])
        brought: dict[str, dict[str, None]] = {said.source: {} for said in arrived}
        for stored in batch:
            brought[stored.post.source][stored.post.id] = None
        changes: list[Change] = []
        try:
            if batch or bookmarks:
                changes = self._upserted(batch, bookmarks)
        except StoreUnavailable:
            self.tell_gone(gone)
            raise
        self.stored += len(batch)
        kept = {change.after.post.id: change.after for change in changes}
        self._told(
            Done(
                changes=tuple(change for change in changes if change.before != change.after),
                gone=tuple(gone),
                brought={
                    source: tuple(kept[name] for name in names if name in kept)
                    for source, names in brought.items()
                },
            )
        )

    def _upserted(
        self, batch: Sequence[StoredPost], bookmarks: Mapping[str, JsonValue]
    ) -> list[Change]:
        """One post that the store cannot take must not keep back all others."""
        writer = self._store.writer
        try:
            return writer.upsert(batch, _settled, bookmarks)
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("a batch of %d posts is stored one by one", len(batch))
        changes: list[Change] = []
        for one in batch:
            try:
                changes += writer.upsert([one], _settled)
            except StoreUnavailable:
                raise
            except Exception:
                log.exception("post '%.100s' cannot be stored and is left out", one.post.id)
        writer.upsert([], _settled, bookmarks)
        return changes

    def _made_ready(self, arrived: Sequence[Arrived]) -> list[StoredPost]:
        """One that cannot be read must not keep back all others, as in the store."""
        now = datetime.fromtimestamp(self._now(), UTC)
        wanted = [said for said in arrived if _has_plain_id(said)]
        ready: list[StoredPost] = []
        for begin in range(0, len(wanted), SLICE_POSTS):
            some = wanted[begin : begin + SLICE_POSTS]
            try:
                ready += self._judged(some, now)
            except Exception:
                log.exception("%d posts are judged one by one", len(some))
                for said in some:
                    ready += self._judged_alone(said, now)
            time.sleep(0)
        return ready

    def _judged_alone(self, said: Arrived, now: datetime) -> list[StoredPost]:
        try:
            return self._judged((said,), now)
        except Exception:
            log.exception("post '%.100s' of source '%s' is left out", said.post.id, said.source)
            return []

    def _judged(self, some: Sequence[Arrived], now: datetime) -> list[StoredPost]:
        posts = self._analyst.analyse_all([_brought(said, now) for said in some])
        posts = [*map(self._rules.topical, posts)]
        judged = [*map(self._rules.judge.judge, posts)]
        return [*map(stored, posts, judged)]

    # -- what people and time do ------------------------------------------------------------

    def erase_author(self, network: str, author: str) -> list[str]:
        gone = self._store.writer.remove_author(network, author, self._now())
        self._scrubbing = True
        self.tell_gone(gone)
        return [entry.post.id for entry in gone]

    def tell_gone(self, gone: Sequence[PostEntry]) -> None:
        if gone:
            self._told(Done(gone=tuple(gone)))

    def tell_changes(self, changes: Sequence[Change]) -> None:
        real = tuple(change for change in changes if change.before != change.after)
        if real:
            self._told(Done(changes=real))

    def forget_before(self, sources: Mapping[str, float], others: float) -> None:
        """Erase what was published before those times, in small steps; with a time for all
        others, for good: from the search index, too, which is more work."""
        self._keep = (dict(sources), others)

    def _forget(self, sources: Mapping[str, float], others: float) -> None:
        gone = self._store.writer.forget_before(sources, others)
        self.tell_gone(gone)
        if not gone:
            self._keep = None
            self._scrubbing = self._scrubbing or others > 0

    # -- other rules ------------------------------------------------------------------------

    def change_rules(
        self, rules: Rules, *, anew: bool, reach: Sequence[PostQuery] = ALL_POSTS
    ) -> None:
        """From now on; `anew`: what is kept is judged, too: at once what public walls may show
        now, the rest a little at a time, and where that ends early again after a restart. `reach`
        finds all of which they make something else than the rules before."""
        self._rules = rules
        if anew:
            # What the rules before have not judged is in nobody's reach.
            self._reach = tuple(reach) if self._sweep is None else ALL_POSTS
            self._begin_sweep()
            try:
                self._store.writer.set_bookmark(RULES_MARK, None)
                shown = PostQuery(states=("approved", "shown"))
                self._judge_anew(self._store.reader.newest(shown, JUDGED_AT_ONCE))
            except StoreUnavailable as error:
                log.error("the new rules judge what is kept later: %s", error)

    def _begin_sweep(self) -> None:
        history = self._store.reader.history
        self._sweep = chain.from_iterable(history(query) for query in self._reach)
        self._sweep_left = []

    def _go_on_sweeping(self, sweep: Iterator[list[PostEntry]]) -> None:
        if not self._sweep_left:
            try:
                self._sweep_left = next(sweep)
            except StopIteration:
                self._store.writer.set_bookmark(RULES_MARK, self._rules.digest)
                self._sweep = None
                return
            except StoreUnavailable:
                self._begin_sweep()  # a generator that raised has ended
                raise
        now = self._sweep_left[:REJUDGED_AT_ONCE]
        # They may have been decided about since they were read.
        entries = self._store.reader.entries([entry.post.id for entry in now])
        self._judge_anew(entries.values())
        self._sweep_left = self._sweep_left[REJUDGED_AT_ONCE:]

    def _judge_anew(self, entries: Iterable[PostEntry]) -> None:
        batch = [other for entry in entries if (other := self._anew(entry)) is not None]
        if batch:
            wanted = {one.post.id: one for one in batch}
            self.tell_changes(
                self._store.writer.upsert(batch, lambda before, _: wanted[before.post.id])
            )

    def _anew(self, entry: PostEntry) -> StoredPost | None:
        post = self._rules.topical(entry.post)
        judged = rejudged(entry, self._rules.judge.judge(post))
        if judged is None and post.topics == entry.post.topics:
            return None
        return stored(post, judged or Judgement(entry.state, entry.why, entry.flags))


def _has_plain_id(said: Arrived) -> bool:
    if is_plain_id(said.post.id):
        return True
    log.warning("post %.100r of source '%s' is left out", said.post.id, said.source)
    return False


def _brought(said: Arrived, now: datetime) -> Post:
    """Only people pin and highlight, whatever a source says; and who writes from the future would
    stand first for ever."""
    post = said.post
    return unseen(post).model_copy(
        update={
            "at": post.at if post.at <= now + CLOCKS_DIFFER else now,
            "source": said.source,
            "observed_at": now,
            "pinned": False,
            "highlighted": False,
            "topics": (),
            "group": "",
        }
    )


def stored(post: Post, judged: Judgement) -> StoredPost:
    return StoredPost(post, fold(searched_text(post)), judged.state, judged.why, judged.flags)


def _settled(before: PostEntry, new: StoredPost) -> StoredPost:
    return stored(*come_again(before, new.post, Judgement(new.state, new.why, new.flags)))


def _split(said: list[Said]) -> tuple[list[Said], list[Said]]:
    """The first ones that can be done together, and the rest."""
    if isinstance(said[0], Missing | AuthorGone):
        return said[:1], said[1:]
    length = 0
    for one in said:
        if isinstance(one, Missing | AuthorGone):
            break
        length += 1
    return said[:length], said[length:]
