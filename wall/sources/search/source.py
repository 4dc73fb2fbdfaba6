"""`search`: asks the store once, then keeps up by what the stream of posts tells."""

from __future__ import annotations

import asyncio

from wall.insight.matching import Matcher
from wall.model.datasets import Posts
from wall.model.posts import Post
from wall.sources.arriving import Arrivals
from wall.sources.delivering import deliver
from wall.sources.post_stream import KeptPost, PostChanges, PostStream
from wall.sources.search.settings import SearchSettings
from wall.sources.source import Delivery, SourceFailed, Surroundings

PAUSE_S = 0.2


class SearchSource:
    """The newest posts of one query: at most five deliveries a second, and of a flood a few posts
    a second."""

    def __init__(
        self, settings: SearchSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._keep = settings.keep
        self._query = settings.query
        self._matcher = Matcher(settings.query)
        self._surroundings = surroundings
        self._delivery = delivery
        self._found: dict[str, Post] = {}
        self._asking = False
        self._heard_of: set[str] = set()
        """What the stream told of while the store was asked: it is newer than the answer."""
        self._more = False
        """Whether the store has older ones than those that are known here."""
        self._news = asyncio.Event()
        self._arrivals = Arrivals(settings.keep)

    async def run(self) -> None:
        posts = self._surroundings.posts
        if posts is None:
            raise SourceFailed("there is no store of posts to search")
        end = posts.follow(self._heard)
        try:
            await self._follow(posts)
        finally:
            end()

    async def _follow(self, posts: PostStream) -> None:
        before: Posts | None = None
        await self._ask(posts)
        while True:
            self._news.clear()
            after = self._newest()
            if len(after.posts) < self._keep and self._more:
                await self._ask(posts)
                after = self._newest()
            if after != before:
                deliver(self._delivery, before, after)
                before = after
            self._delivery.ok()
            if not self._arrivals.is_behind:
                await self._news.wait()
            await self._surroundings.sleep(PAUSE_S)

    async def _ask(self, posts: PostStream) -> None:
        self._asking = True
        try:
            found = await posts.newest(self._query, self._keep)
        finally:
            self._asking = False
            heard_of, self._heard_of = self._heard_of, set()
        for kept in found:
            if kept.post.id not in heard_of:
                self._found[kept.post.id] = kept.post
        self._more = len(found) >= self._keep

    def _heard(self, changes: PostChanges) -> None:
        for kept in changes.arrived:
            self._put(kept)
        for _, kept in changes.changed:
            self._put(kept)
        for kept in changes.gone:
            self._drop(kept.post.id)
        if len(self._found) > 2 * self._keep + 50:
            self._found = self._arrivals.bounded(self._found)
            self._more = True

    def _put(self, kept: KeptPost) -> None:
        post = kept.post
        if self._matcher.matches(post, kept.folded, kept.state):
            self._note(post.id)
            self._found[post.id] = post
            self._news.set()
        else:
            self._drop(post.id)

    def _drop(self, post: str) -> None:
        self._note(post)
        if self._found.pop(post, None) is not None:
            self._news.set()

    def _note(self, post: str) -> None:
        if self._asking:
            self._heard_of.add(post)

    def _newest(self) -> Posts:
        return Posts(posts=tuple(self._arrivals.choose(self._found)))
