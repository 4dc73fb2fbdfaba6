"""The stream of all posts, as sources that compute from it hear it. On the loop."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from wall.ingest.past import ABOUT, Past, take_history
from wall.ingest.pipeline import Done
from wall.insight.measuring import TalliedBy
from wall.journal.posts.interface import Change, PostReader
from wall.model.moderation import Topic
from wall.model.post_queries import PostQuery, PostState
from wall.protocol.post_requests import PostEntry
from wall.sources.post_stream import (
    LATE_S,
    KeptPost,
    PostChanges,
    Slice,
    Tallies,
    ToldPost,
)

log = logging.getLogger(__name__)

DAY_S = 86_400.0
KNOWN_S = 30.0
"""So long quarter-hours that were counted stay as they are: they teach what is usual."""
SLICE = 50
"""Changes that followers hear of before others have their turn on the loop."""
SHOWN: tuple[PostState, ...] = ("pending", "approved", "shown")
PUBLIC = frozenset({"approved", "shown"})
Heard = Callable[[PostChanges], None]
Answer = TypeVar("Answer")
_Question = tuple[str, float, float]


class Reading:
    """One connection to the store that reads, in a thread of its own; `close` ends both."""

    def __init__(self, reader: PostReader) -> None:
        self._reader = reader
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="posts-read")

    async def ask(self, question: Callable[[PostReader], Answer]) -> Answer:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, question, self._reader)

    async def close(self) -> None:
        await asyncio.to_thread(self._thread.shutdown)
        self._reader.close()


class Stream:
    """Implements `PostStream` over all posts."""

    def __init__(self, reading: Reading, open_reader: Callable[[], PostReader]) -> None:
        self.topics: Mapping[str, Topic] = {}
        self._reading = reading
        self._open_reader = open_reader
        self._past = Past(self._open)
        self._counting: dict[_Question, asyncio.Lock] = {}
        self._counted: dict[_Question, Mapping[int, int] | None] = {}
        self._followers: list[Heard] = []
        self._waiting: deque[PostChanges | asyncio.Future[None]] = deque()
        """What is still to be told, oldest first, each of at most a slice; and who waits for what
        is before them."""

    def follow(self, heard: Heard) -> Callable[[], None]:
        self._followers.append(heard)

        def end() -> None:
            if heard in self._followers:
                self._followers.remove(heard)

        return end

    def tell(self, done: Done) -> None:
        """In slices, from the next turn of the loop on."""
        was_idle = not self._waiting
        for begin in range(0, len(done.changes), SLICE):
            self._waiting.append(changes_of(done.changes[begin : begin + SLICE]))
        for begin in range(0, len(done.gone), SLICE):
            gone = [*map(told, done.gone[begin : begin + SLICE])]
            self._waiting.append(PostChanges(gone=gone))
        if was_idle and self._waiting:
            asyncio.get_running_loop().call_soon(self._tell_some)

    def _tell_some(self) -> None:
        number = 0
        while self._waiting and number < SLICE:
            changes = self._waiting.popleft()
            if isinstance(changes, asyncio.Future):
                if not changes.done():
                    changes.set_result(None)
                continue
            number += len(changes.arrived) + len(changes.changed) + len(changes.gone)
            for heard in tuple(self._followers):
                try:
                    heard(changes)
                except Exception:
                    log.exception("a source that computes from posts broke")
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._tell_some)

    async def _ask(self, reading: Reading, question: Callable[[PostReader], Answer]) -> Answer:
        """Whoever reads has heard before of all that the answer may hold."""
        answer = await reading.ask(question)
        if self._waiting:
            told_before: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(told_before)
            await told_before
        return answer

    async def newest(self, query: PostQuery, limit: int) -> list[KeptPost]:
        entries = await self._ask(self._reading, lambda reader: reader.newest(query, limit))
        return [kept(entry) for entry in entries]

    async def history(
        self, query: PostQuery, batch: int = 2000
    ) -> AsyncGenerator[list[KeptPost], None]:
        reading = Reading(await asyncio.to_thread(self._open_reader))
        try:
            batches = await reading.ask(lambda reader: reader.history(query, batch))
            while (entries := await self._ask(reading, lambda _: next(batches, None))) is not None:
                yield [kept(entry) for entry in entries]
        finally:
            await asyncio.shield(reading.close())

    async def past(self, query: PostQuery, since: float, take: Callable[[Slice], None]) -> None:
        """Rare posts are found on their own, others on the walk that all share."""
        if await self._reading.ask(lambda reader: reader.is_rare(query)):
            rest = query.model_copy(update={"since": _latest(_time(since), query.since)})
            async with aclosing(self.history(rest, ABOUT)) as batches:
                await take_history(batches, since, take)
        else:
            await self._past.tell(since, frozenset(query.states or SHOWN), take)

    async def _open(self) -> _ToldBefore:
        return _ToldBefore(Reading(await asyncio.to_thread(self._open_reader)), self._ask)

    async def tallies(
        self, query: PostQuery, since: float, until: float, grain_s: float, by: TalliedBy
    ) -> Tallies | None:
        asked = query.model_copy(update={"states": query.states or SHOWN})
        reading = Reading(await asyncio.to_thread(self._open_reader))
        try:
            return await self._ask(
                reading, lambda reader: reader.tallies(asked, since, until, grain_s, by)
            )
        finally:
            await asyncio.shield(reading.close())

    async def quarters(
        self, query: PostQuery, since: float, until: float
    ) -> Mapping[int, int] | None:
        """Those who start together ask the same."""
        question = query.model_dump_json(), since, until
        async with self._counting.setdefault(question, asyncio.Lock()):
            known = self._counted.get(question)
            if known is None:
                loop = asyncio.get_running_loop()
                try:
                    known = await self._count_quarters(query, since, until)
                    self._counted[question] = known
                finally:
                    loop.call_later(KNOWN_S, self._counted.pop, question, None)
                    loop.call_later(KNOWN_S, self._counting.pop, question, None)
            return known

    async def _count_quarters(
        self, query: PostQuery, since: float, until: float
    ) -> Mapping[int, int] | None:
        """A day at a time: one long question would keep the log from being emptied."""
        reading = Reading(await asyncio.to_thread(self._open_reader))
        found: Counter[int] = Counter()
        try:
            begin = since
            while begin < until:
                end = min(begin + DAY_S, until)
                day = query.model_copy(
                    update={
                        "states": query.states or SHOWN,
                        "since": _latest(_time(begin), query.since),
                        "until": _earliest(_time(end), query.until),
                    }
                )
                counted = await reading.ask(partial(_quarters, day))
                if counted is None:
                    return None
                found.update(counted)
                begin = end
        finally:
            await asyncio.shield(reading.close())
        return found


class PublicStream:
    """The same over what public walls may show: what is approved arrives, what no longer is
    goes."""

    def __init__(self, stream: Stream) -> None:
        self.topics: Mapping[str, Topic] = {}
        self._stream = stream

    def follow(self, heard: Heard) -> Callable[[], None]:
        def public(changes: PostChanges) -> None:
            approved = approved_of(changes)
            if approved.arrived or approved.changed or approved.gone:
                heard(approved)

        return self._stream.follow(public)

    async def newest(self, query: PostQuery, limit: int) -> list[KeptPost]:
        narrowed = narrow(query)
        return await self._stream.newest(narrowed, limit) if narrowed is not None else []

    async def history(
        self, query: PostQuery, batch: int = 2000
    ) -> AsyncGenerator[list[KeptPost], None]:
        narrowed = narrow(query)
        if narrowed is not None:
            async with aclosing(self._stream.history(narrowed, batch)) as batches:
                async for posts in batches:
                    yield posts

    async def past(self, query: PostQuery, since: float, take: Callable[[Slice], None]) -> None:
        narrowed = narrow(query)
        if narrowed is not None:
            await self._stream.past(narrowed, since, take)

    async def tallies(
        self, query: PostQuery, since: float, until: float, grain_s: float, by: TalliedBy
    ) -> Tallies | None:
        narrowed = narrow(query)
        if narrowed is None:
            return ()
        return await self._stream.tallies(narrowed, since, until, grain_s, by)

    async def quarters(
        self, query: PostQuery, since: float, until: float
    ) -> Mapping[int, int] | None:
        narrowed = narrow(query)
        return await self._stream.quarters(narrowed, since, until) if narrowed is not None else {}


class _ToldBefore:
    """Implements `past.Asking`."""

    def __init__(
        self,
        reading: Reading,
        ask: Callable[[Reading, Callable[[PostReader], Slice]], Awaitable[Slice]],
    ) -> None:
        self._reading = reading
        self._ask = ask

    async def ask(self, question: Callable[[PostReader], Slice]) -> Slice:
        return await self._ask(self._reading, question)

    async def close(self) -> None:
        await self._reading.close()


def _quarters(query: PostQuery, reader: PostReader) -> dict[int, int] | None:
    return reader.quarters(query, LATE_S)


def _time(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _latest(one: datetime, other: datetime | None) -> datetime:
    return one if other is None else max(one, other)


def _earliest(one: datetime, other: datetime | None) -> datetime:
    return one if other is None else min(one, other)


def narrow(query: PostQuery) -> PostQuery | None:
    """What of a query is public; None: nothing."""
    wanted = query.states or ("approved", "shown")
    states = tuple(state for state in wanted if state in PUBLIC)
    return query.model_copy(update={"states": states}) if states else None


def approved_of(changes: PostChanges) -> PostChanges:
    arrived = [post for post in changes.arrived if post.state in PUBLIC]
    changed: list[tuple[KeptPost, KeptPost]] = []
    gone = [post for post in changes.gone if post.state in PUBLIC]
    for before, after in changes.changed:
        match before.state in PUBLIC, after.state in PUBLIC:
            case True, True:
                changed.append((before, after))
            case True, False:
                gone.append(before)
            case False, True:
                arrived.append(after)
    return PostChanges(arrived=arrived, changed=changed, gone=gone)


def changes_of(some: Sequence[Change]) -> PostChanges:
    return PostChanges(
        arrived=[told(c.after) for c in some if c.before is None],
        changed=[(told(c.before), told(c.after)) for c in some if c.before is not None],
    )


def kept(entry: PostEntry) -> KeptPost:
    return KeptPost(entry.post, entry.state, _late(entry), entry.answered_at)


def told(entry: PostEntry) -> ToldPost:
    return ToldPost(entry.post, entry.state, _late(entry), entry.answered_at)


def _late(entry: PostEntry) -> bool:
    post = entry.post
    return ((post.observed_at or post.at) - post.at).total_seconds() > LATE_S
