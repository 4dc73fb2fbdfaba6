"""Past: one walk back through all posts, for everybody who begins to count. On the loop.

Sources that start together ask for the same days: each is read once, the newest posts first, so
that short windows are complete at once and no long one holds them up. Who comes later begins at
the newest, too, and goes on with the others where they are.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from wall.journal.posts.interface import PostReader, PostSlice
from wall.model.post_queries import PostState
from wall.sources.post_stream import LATE_S, KeptPost, Slice

GATHER_S = 0.1
"""Those who begin within this time begin together."""
ABOUT = 400
"""Posts of a slice: so many are counted by one before others have their turn on the loop."""
AT_ONCE = 2 * ABOUT
"""Where a moment has more posts than that (days of an export, at midnight), it is told in parts."""


class Asking(Protocol):
    """A connection to the store. What an answer holds has been told before it is given."""

    async def ask(self, question: Callable[[PostReader], Slice]) -> Slice: ...
    async def close(self) -> None: ...


@dataclass(eq=False)
class _Asker:
    since: float
    states: frozenset[PostState]
    take: Callable[[Slice], None]
    until: float = math.inf
    """What was published from then on has been read."""
    done: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class _Place(NamedTuple):
    """What is to be read next, and by whom it is waited for."""

    askers: list[_Asker]
    since: float
    until: float
    states: frozenset[PostState]

    def read(self, reader: PostReader) -> Slice:
        return _slice_of(
            reader.slice_before(self.until, self.since, self.states, ABOUT), self.until
        )


class Past:
    """Has a connection while somebody asks."""

    def __init__(self, open_asking: Callable[[], Awaitable[Asking]]) -> None:
        self._open = open_asking
        self._askers: list[_Asker] = []
        self._walk: asyncio.Task[None] | None = None

    async def tell(
        self, since: float, states: frozenset[PostState], take: Callable[[Slice], None]
    ) -> None:
        """Until everything since then has been taken. Raises StoreUnavailable, and what `take`
        raises."""
        asker = _Asker(since, states, take)
        self._askers.append(asker)
        if self._walk is None:
            self._walk = asyncio.create_task(self._go())
        walk = self._walk
        try:
            await asker.done
        finally:
            self._askers.remove(asker)
            if not self._askers:
                await asyncio.shield(walk)  # no connection is open when nobody asks

    async def _go(self) -> None:
        try:
            await asyncio.sleep(GATHER_S)
            asking = await self._open()
            try:
                await self._read(asking)
            finally:
                self._walk = None
                await asking.close()
        except Exception as error:  # noqa: BLE001 -- all who wait hear of it
            self._walk = None
            for asker in self._askers:
                if not asker.done.done():
                    asker.done.set_exception(error)

    async def _read(self, asking: Asking) -> None:
        """The store is read in its thread while what was read before is counted here."""
        found: tuple[list[_Asker], Slice] | None = None
        while True:
            place = self._next()
            asked = asyncio.create_task(asking.ask(place.read)) if place is not None else None
            if found is not None:
                await self._hand_out(*found)
                found = None
            if place is not None and asked is not None:
                one = await asked
                for asker in place.askers:
                    asker.until = one.since
                found = place.askers, one
            elif self._next() is None:
                return

    def _next(self) -> _Place | None:
        """The newest that somebody lacks."""
        lacking = [one for one in self._askers if one.until > one.since and not one.done.done()]
        if not lacking:
            return None
        until = max(one.until for one in lacking)
        askers = [one for one in lacking if one.until == until]
        since = min(one.since for one in askers)
        # No further than where others are: from there on all go together.
        since = max([since, *(one.until for one in lacking if one.until < until)])
        states = frozenset(state for one in askers for state in one.states)
        return _Place(askers, since, until, states)

    async def _hand_out(self, askers: Sequence[_Asker], found: Slice) -> None:
        for asker in askers:
            if asker.done.done():
                continue
            try:
                for part in in_parts(_part_of(found, asker)):
                    asker.take(part)
                    await asyncio.sleep(0)
                    if asker.done.done():
                        break
            except Exception as error:  # noqa: BLE001 -- who asked hears of it
                _fail(asker, error)
            else:
                if asker.until <= asker.since and not asker.done.done():
                    asker.done.set_result(None)


def _fail(asker: _Asker, error: Exception) -> None:
    if not asker.done.done():
        asker.done.set_exception(error)


def in_parts(told: Slice) -> Iterator[Slice]:
    """The same in bounded steps. All but the last claim no time: see `Slice`."""
    posts, begin = told.posts, 0
    while len(posts) - begin > AT_ONCE:
        yield Slice(told.until, told.until, posts[begin : begin + ABOUT])
        begin += ABOUT
    yield Slice(told.since, told.until, posts[begin:])


def _slice_of(said: PostSlice, until: float) -> Slice:
    kept = [
        KeptPost(one.post, one.state, one.observed_at - one.at > LATE_S, one.answered_at)
        for one in said.posts
    ]
    return Slice(said.since, until, kept)


def _part_of(found: Slice, asker: _Asker) -> Slice:
    since = max(found.since, asker.since)
    posts = [
        kept
        for kept in found.posts
        if kept.state in asker.states
        and (since == found.since or kept.post.at.timestamp() >= since)
    ]
    return Slice(since, found.until, posts)


async def take_history(
    batches: AsyncIterator[Sequence[KeptPost]], since: float, take: Callable[[Slice], None]
) -> None:
    """The same of posts that come oldest first: a slice ends where the next moment begins."""
    waiting: list[KeptPost] = []
    begin = since
    async for batch in batches:
        end = batch[-1].post.at.timestamp()
        if waiting and waiting[0].post.at.timestamp() == end:
            waiting += batch
        else:
            told = [*waiting, *(kept for kept in batch if kept.post.at.timestamp() < end)]
            waiting = [kept for kept in batch if kept.post.at.timestamp() == end]
            if told:
                take(Slice(begin, end, told))
                begin = end
                await asyncio.sleep(0)
        if len(waiting) > AT_ONCE:
            take(Slice(begin, begin, waiting))
            waiting = []
            await asyncio.sleep(0)
    take(Slice(begin, math.inf, waiting))
