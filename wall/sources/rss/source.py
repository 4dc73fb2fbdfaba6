"""`rss`: a feed, polled from the web or followed in a file of the site."""

from __future__ import annotations

import asyncio

from wall.model.datasets import Post, Posts, merged
from wall.sources.fetching import Document, Fetcher
from wall.sources.following import read_file
from wall.sources.polling import poll
from wall.sources.reading_files import follow_file
from wall.sources.replaying import PostReplay
from wall.sources.rss.reading import read_feed
from wall.sources.rss.settings import RssSettings
from wall.sources.source import Delivery, Surroundings

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "
    "application/json;q=0.8, */*;q=0.1"
)


class RssSource:
    """One feed. Posts that left the feed are kept until newer ones displace them."""

    def __init__(
        self, settings: RssSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        kept = surroundings.kept
        known = kept.posts if isinstance(kept, Posts) and settings.shift == "no" else ()
        self._posts = {post.id: post for post in known[: settings.keep]}
        self._first_seen = {post.id: post.at.timestamp() for post in known}
        self._delivered = bool(self._posts)

    async def run(self) -> None:
        if self._settings.path is not None:
            await follow_file(
                self._settings.path, self._surroundings, self._delivery, self._read_file
            )
            return
        async with Fetcher(
            self._settings,
            self._settings.url or "",
            self._surroundings.deny,
            self._surroundings.now,
            accept=ACCEPT,
        ) as fetcher:
            await poll(
                fetcher,
                self._settings.every,
                self._surroundings,
                self._delivery,
                self._take,
            )

    async def _read_file(self) -> PostReplay | None:
        path = self._settings.path or ""
        limit = int(self._settings.max_mb * 1_000_000)
        body = await asyncio.to_thread(read_file, self._surroundings.site_folder, path, limit)
        posts = await self._read(Document(body))
        if self._settings.shift == "now":
            settings = self._settings
            return PostReplay(posts, speed=settings.speed, keep=settings.keep, pace_s=settings.pace)
        self._posts = {}
        self._deliver(posts)
        return None

    async def _take(self, document: Document | None) -> None:
        if document is not None:
            self._deliver(await self._read(document))

    async def _read(self, document: Document) -> list[Post]:
        now = self._surroundings.now()
        latest = float("inf") if self._settings.shift == "now" else now

        def seen_at(item: str) -> float:
            return self._first_seen.setdefault(item, now)

        return await asyncio.to_thread(read_feed, document, self._settings.network, seen_at, latest)

    def _deliver(self, posts: list[Post]) -> None:
        before = self._posts
        in_feed = {post.id for post in posts}
        upserts = [post for post in posts if before.get(post.id) != post]
        newest = merged(Posts(), (before | {post.id: post for post in upserts}).values(), ())
        self._posts = {post.id: post for post in newest.posts[: self._settings.keep]}
        self._first_seen = {
            item: at
            for item, at in self._first_seen.items()
            if item in self._posts or item in in_feed
        }
        if not self._delivered:
            self._delivered = True
            self._delivery.whole(Posts(posts=tuple(self._posts.values())))
            return
        gone = [item for item in before if item not in self._posts]
        new = [post for post in upserts if post.id in self._posts]
        if new or gone:
            self._delivery.changed(new, gone)
