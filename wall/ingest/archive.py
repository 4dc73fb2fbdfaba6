"""Archive: the store of posts with all that keeps it up: the pipeline into it, the stream and the
views out of it. On the loop, but for the worker's thread."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import JsonValue

from wall.ingest.backlog import MEMORY_BYTES, Backlog, Began, Said
from wall.ingest.news import News
from wall.ingest.pipeline import ALL_POSTS, RULES_MARK, Done, Pipeline, Store
from wall.ingest.rules import make_rules, reach
from wall.ingest.stream import PUBLIC, PublicStream, Reading, Stream
from wall.ingest.views import INTERNAL, Views
from wall.ingest.working import Worker
from wall.journal.posts.interface import Change, Outcome, PostReader, PostWriter
from wall.journal.posts.store import PostStore
from wall.link.messages import PostsNews
from wall.model.moderation import Moderation, Topic
from wall.model.post_queries import POST_STATES, PostQuery
from wall.model.posts import Post
from wall.protocol.post_requests import PostEntry

log = logging.getLogger(__name__)

DRAIN_S = 5.0
PINNED = ":pinned"
"""Bookmarks of no source: no source's name begins so."""
Answer = TypeVar("Answer")


class Archive:
    """Owns the store, its worker and its readers."""

    def __init__(
        self,
        folder: Path,
        news: Callable[[PostsNews], None],
        now: Callable[[], float] = time.time,
    ) -> None:
        """Opens the store: raises StoreUnavailable."""
        self._store = PostStore(folder)
        self._loop = asyncio.get_running_loop()
        self._now = now
        self._own_reader = self._store.reader()
        self._backlog = Backlog(folder / "waiting.jsonl", MEMORY_BYTES)
        self.moderation = Moderation()
        self.topics: Mapping[str, Topic] = {}
        self._pinned: set[str] = set()
        self._rules_known, self._digest = False, ""
        self.pipeline = Pipeline(
            self._backlog,
            Store(self._store.writer, self._own_reader),
            make_rules(self.moderation, self.topics),
            self._done,
            now,
        )
        self._worker = Worker(self.pipeline)
        self.reading = Reading(self._store.reader())
        self.stream = Stream(self.reading, self._store.reader)
        self.public_stream = PublicStream(self.stream)
        self.views = Views(self._newest)
        self.news = News(self.reading, news, now)

    def start(self) -> None:
        self._worker.start()
        self.news.start()

    async def close(self) -> None:
        """1. what waits is stored, as far as that is quick, 2. the worker ends, 3. the readers,
        4. the store."""
        deadline = self._loop.time() + DRAIN_S
        while len(self._backlog) and self._loop.time() < deadline:
            await self._worker.call(self.pipeline.step)
            if self.pipeline.is_held:
                break
        await self._worker.close()
        self.views.close()
        await self.news.close()
        await self.reading.close()
        self._own_reader.close()
        self._backlog.close()
        await asyncio.to_thread(self._store.close)

    # -- from sources -----------------------------------------------------------------------

    def say(self, said: Sequence[Said | Began]) -> bool:
        """Whether all posts were taken: see the policy of `backlog.py`."""
        took_all = self._backlog.put(said)
        self._worker.wake()
        return took_all

    async def bookmark(self, source: str) -> JsonValue:
        return await self.reading.ask(lambda reader: reader.bookmark(source))

    async def be_governed(self, moderation: Moderation, topics: Mapping[str, Topic]) -> None:
        """By these rules from now on. What nobody decided about is judged anew where they are
        others than the last time, also before a restart."""
        if self._rules_known and (moderation, topics) == (self.moderation, self.topics):
            return
        before = self.moderation, self.topics
        self.moderation, self.topics = moderation, topics
        self.stream.topics = self.public_stream.topics = topics
        if not self._rules_known:
            pinned = await self.bookmark(PINNED)
            self._pinned = {str(one) for one in pinned} if isinstance(pinned, list) else set()
        rules = await asyncio.to_thread(make_rules, moderation, topics)
        known = await self.bookmark(RULES_MARK)
        if self._rules_known:
            anew, which = rules.digest != self._digest, reach(before, (moderation, topics))
        else:
            anew, which = rules.digest != known, ALL_POSTS
        self._rules_known, self._digest = True, rules.digest
        await self.write(lambda _: self.pipeline.change_rules(rules, anew=anew, reach=which))

    # -- for people -------------------------------------------------------------------------

    async def write(self, deed: Callable[[PostWriter], Answer]) -> Answer:
        """In the worker's thread, before what waits."""
        return await self._worker.call(partial(deed, self._store.writer))

    async def decide(self, deed: Callable[[PostWriter], Outcome]) -> Outcome:
        """A deed whose changes are told before it is answered."""

        def told(writer: PostWriter) -> Outcome:
            outcome = deed(writer)
            self.pipeline.tell_changes(outcome.changes)
            return outcome

        return await self.write(told)

    async def shown(self, posts: Sequence[str]) -> None:
        def told(writer: PostWriter) -> list[Change]:
            changes = writer.shown(posts)
            self.pipeline.tell_changes(changes)
            return changes

        await self.write(told)

    async def forget_before(self, sources: Mapping[str, float], others: float) -> None:
        await self.write(lambda _: self.pipeline.forget_before(sources, others))

    # -- what became of it ------------------------------------------------------------------

    def _done(self, done: Done) -> None:
        """In the worker's thread."""
        self._loop.call_soon_threadsafe(self._heard, done)

    def _heard(self, done: Done) -> None:
        self.views.heard(done)
        self.stream.tell(done)
        if done.changes or done.gone:
            self.news.changed()
            self._note_pinned(done)

    def _note_pinned(self, done: Done) -> None:
        before = set(self._pinned)
        for change in done.changes:
            if change.after.post.pinned:
                self._pinned.add(change.after.post.id)
            else:
                self._pinned.discard(change.after.post.id)
        self._pinned.difference_update(entry.post.id for entry in done.gone)
        if self._pinned != before:
            pinned: list[JsonValue] = [*sorted(self._pinned)[:1000]]
            task = self._loop.create_task(self.write(lambda w: w.set_bookmark(PINNED, pinned)))
            task.add_done_callback(_report)

    async def delivered(self, source: str, most: int) -> list[Post]:
        """The newest of a source, whatever was decided. Raises StoreUnavailable."""
        query = PostQuery(sources=(source,), states=POST_STATES)
        entries = await self.reading.ask(lambda reader: reader.newest(query, most))
        return [entry.post for entry in entries]

    async def _newest(self, source: str, public: bool, most: int) -> list[PostEntry]:
        """The newest of a source, and those that are pinned."""
        states = tuple(sorted(PUBLIC if public else INTERNAL))
        query = PostQuery(sources=(source,), states=states)
        pinned = sorted(self._pinned)

        def ask(reader: PostReader) -> list[PostEntry]:
            older = reader.entries(pinned).values() if pinned else ()
            mine = (entry for entry in older if entry.post.source == source)
            return [*reader.newest(query, most), *mine]

        return await self.reading.ask(ask)


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("what is pinned could not be noted: %s", error)
