"""A stream of posts in memory, for sources that compute from it."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field

from wall.insight.matching import matches
from wall.insight.measuring import SHOWN
from wall.insight.moods import mood
from wall.model.moderation import Topic
from wall.model.post_queries import PostQuery
from wall.sources.post_stream import KeptPost, PostChanges, Slice, TalliedBy, Tallies


@dataclass
class PostsInMemory:
    """Implements PostStream. `between` runs before each batch of history but the first."""

    topics: Mapping[str, Topic] = field(default_factory=dict)
    posts: dict[str, KeptPost] = field(default_factory=dict)
    between: Callable[[], None] | None = None
    read: int = 0
    """How often its history was asked for."""
    counted: list[tuple[float, float]] = field(default_factory=list)
    """The spans whose quarter-hours were asked for."""
    tallied: list[tuple[float, float]] = field(default_factory=list)
    """The spans of which only numbers were asked for."""
    _followers: list[Callable[[PostChanges], None]] = field(default_factory=list)

    def follow(self, heard: Callable[[PostChanges], None]) -> Callable[[], None]:
        self._followers.append(heard)
        return lambda: self._followers.remove(heard)

    async def newest(self, query: PostQuery, limit: int) -> list[KeptPost]:
        return self._found(query)[::-1][:limit]

    async def history(
        self, query: PostQuery, batch: int = 2000
    ) -> AsyncGenerator[list[KeptPost], None]:
        self.read += 1
        known, after = set(self.posts), ("", "")
        while True:
            rest = [
                kept
                for kept in self._found(query)
                if kept.post.id in known and (kept.post.at.isoformat(), kept.post.id) > after
            ]
            if not rest:
                return
            page = rest[: min(batch, 5)]
            after = (page[-1].post.at.isoformat(), page[-1].post.id)
            yield page
            if self.between is not None:
                self.between()

    async def past(self, query: PostQuery, since: float, take: Callable[[Slice], None]) -> None:
        self.read += 1
        until = math.inf
        while until > since:
            older = [k for k in self._found(PostQuery()) if k.post.at.timestamp() < until]
            begin = max(since, older[-5:][0].post.at.timestamp() if len(older) >= 5 else since)
            states = query.states or SHOWN
            take(
                Slice(
                    begin,
                    until,
                    [k for k in older if k.post.at.timestamp() >= begin and k.state in states],
                )
            )
            until = begin
            await asyncio.sleep(0)
            if self.between is not None:
                self.between()

    async def tallies(
        self, query: PostQuery, since: float, until: float, grain_s: float, by: TalliedBy
    ) -> Tallies | None:
        if query.text:
            return None
        self.tallied.append((since, until))
        if self.between is not None:
            self.between()
        said: Counter[tuple[float, str]] = Counter()
        for kept in self._found(query.model_copy(update={"states": query.states or (*SHOWN,)})):
            if since <= kept.post.at.timestamp() < until:
                value = (
                    mood(kept.post.sentiment) if by == "mood" else getattr(kept.post, by or "-", "")
                )
                said[kept.moment // grain_s * grain_s, str(value)] += 1
        await asyncio.sleep(0)
        if self.between is not None:
            self.between()
        return [(at, value, count) for (at, value), count in said.items()]

    async def quarters(
        self, query: PostQuery, since: float, until: float
    ) -> Mapping[int, int] | None:
        if query.text:
            return None
        self.counted.append((since, until))
        times = [
            kept.post.at.timestamp()
            for kept in self._found(query)
            if not kept.late and (query.states or kept.state in SHOWN)
        ]
        return Counter(int(at // 900) for at in times if since <= at < until)

    def arrive(self, *arrived: KeptPost) -> None:
        self.posts.update((kept.post.id, kept) for kept in arrived)
        self._tell(PostChanges(arrived=arrived))

    def change(self, after: KeptPost) -> None:
        before = self.posts[after.post.id]
        self.posts[after.post.id] = after
        self._tell(PostChanges(changed=((before, after),)))

    def go(self, post: str) -> None:
        self._tell(PostChanges(gone=(self.posts.pop(post),)))

    @property
    def followers(self) -> int:
        return len(self._followers)

    def _found(self, query: PostQuery) -> list[KeptPost]:
        found = (k for k in self.posts.values() if matches(k.post, k.state, query))
        return sorted(found, key=lambda kept: (kept.post.at, kept.post.id))

    def _tell(self, changes: PostChanges) -> None:
        for heard in tuple(self._followers):
            heard(changes)
