"""`rss`: a feed, polled from the web or followed in a file of the site."""

from __future__ import annotations

import asyncio

from wall.model.datasets import Posts, merged
from wall.model.posts import Post
from wall.sources.delivering import deliver
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
        self._posts = Posts(posts=known[: settings.keep])
        self._first_seen = {post.id: post.at.timestamp() for post in known}
        self._delivered = False

    async def run(self) -> None:
        if self._settings.path is not None:
            await follow_file(
                self._settings.path, self._surroundings, self._delivery, self._read_file
            )
            return
        async with Fetcher(
            self._settings,
            self._settings.url or "",
            self._surroundings.policy,
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
        self._deliver(posts, Posts())
        return None

    async def _take(self, document: Document | None) -> None:
        if document is not None:
            self._deliver(await self._read(document), self._posts)

    async def _read(self, document: Document) -> list[Post]:
        now = self._surroundings.now()
        latest = float("inf") if self._settings.shift == "now" else now

        def seen_at(item: str) -> float:
            return self._first_seen.setdefault(item, now)

        return await asyncio.to_thread(read_feed, document, self._settings, seen_at, latest)

    def _deliver(self, posts: list[Post], earlier: Posts) -> None:
        """Earlier posts that left the feed stay until newer ones displace them."""
        after = Posts(posts=merged(earlier, posts, ()).posts[: self._settings.keep])
        deliver(self._delivery, self._posts if self._delivered else None, after)
        self._posts, self._delivered = after, True
        known = {post.id for post in (*posts, *after.posts)}
        self._first_seen = {item: at for item, at in self._first_seen.items() if item in known}
