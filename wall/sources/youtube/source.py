"""`youtube`: feeds of channels, counts by key, and pushes of the hub where it can reach us."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from wall.model.datasets import MAX_POSTS
from wall.model.posts import Post
from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.keeping_on import Pauses, keep_on
from wall.sources.connecting.knocking import signed_websub
from wall.sources.connecting.measuring import Leaders
from wall.sources.connecting.refusing import CallFailed
from wall.sources.post_stream import Hook, HookReply
from wall.sources.source import Delivery, Surroundings, Unreadable
from wall.sources.youtube.listening import Listening
from wall.sources.youtube.reading import channels_in, counted, deleted_in, read_feed
from wall.sources.youtube.settings import YoutubeSettings
from wall.sources.youtube.talk import chats_in

BATCH = 50
LEASE_S = 5 * 86_400
RENEW_S = 3 * 86_400.0


class YoutubeSource:
    """The channels of one source."""

    def __init__(
        self, settings: YoutubeSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._posts: dict[str, Post] = {}
        self._leaders = Leaders(surroundings.bookmark)
        self._subscribed_at: dict[str, float] = {}
        self._pushes = ""
        self._listening = Listening(settings, surroundings, delivery)

    async def run(self) -> None:
        settings, surroundings = self._settings, self._surroundings
        if settings.callback is not None:
            surroundings.hooks.handler = self._called
        headers = {"X-Goog-Api-Key": settings.key} if settings.key else {}
        try:
            async with (
                Caller(
                    surroundings.policy,
                    surroundings.now,
                    headers=headers,
                    credential="key",
                    secrets=(settings.key, settings.hub_secret),
                ) as api,
                Caller(surroundings.policy, surroundings.now) as feeds,
                self._chatting(api),
            ):
                await keep_on(
                    lambda: self._round(api, feeds),
                    settings.every,
                    surroundings,
                    self._delivery,
                    Pauses(first_s=settings.every, longest_s=3600.0),
                )
        finally:
            self._listening.close()
            if settings.callback is not None:
                surroundings.hooks.handler = None

    @asynccontextmanager
    async def _chatting(self, api: Caller) -> AsyncIterator[None]:
        if not self._settings.chat:
            yield
            return
        chatting = asyncio.create_task(self._listening.keep_chatting(api))
        try:
            yield
        finally:
            chatting.cancel()
            with suppress(asyncio.CancelledError):
                await chatting

    async def _round(self, api: Caller, feeds: Caller) -> str:
        if self._settings.dataset == "table":
            await self._rank(api)
            return ""
        found: list[Post] = []
        failed: list[CallFailed | Unreadable] = []
        for channel in self._settings.channels:
            url = f"{self._settings.feeds.rstrip('/')}/feeds/videos.xml"
            try:
                reply = await feeds.ask(Call(url, params={"channel_id": channel}))
                found += await asyncio.to_thread(read_feed, reply.body, self._surroundings.now())
            except (CallFailed, Unreadable) as error:
                failed.append(error)
                if isinstance(error, CallFailed) and error.status in (0, 429):
                    break
        if failed and not found:
            raise failed[0]
        await self._deliver(api, found)
        if self._settings.comments:
            await self._listening.ask_comments(api)
        await self._subscribe(feeds)
        told = f"{len(failed)} of {len(self._settings.channels)} channels failed" if failed else ""
        notes = (told, self._pushes, self._listening.note())
        return "; ".join(note for note in notes if note)

    async def _deliver(self, api: Caller, found: list[Post]) -> None:
        gone: list[str] = []
        if self._settings.key:
            asked, found = found, []
            for batch in _batches(asked):
                ids = ",".join(post.id.removeprefix("youtube:") for post in batch)
                parts = "snippet,statistics,status"
                parts += ",liveStreamingDetails" if self._settings.chat else ""
                params = {"part": parts, "id": ids}
                url = f"{self._settings.api.rstrip('/')}/youtube/v3/videos"
                document = (await api.ask(Call(url, params=params))).document()
                after, missing = counted(batch, document)
                if self._settings.chat:
                    self._listening.follow(chats_in(document))
                found += after
                gone += missing
        self._tell(found, gone)

    def _tell(self, found: list[Post], gone: list[str]) -> None:
        """What differs from what was told."""
        new = []
        for post in found:
            known = self._posts.get(post.id)
            if known is None or known.model_copy(update={"observed_at": post.observed_at}) != post:
                new.append(post)
                self._posts[post.id] = post
        there = [item for item in gone if self._posts.pop(item, None) is not None]
        while len(self._posts) > 4 * MAX_POSTS:
            del self._posts[next(iter(self._posts))]
        if new or there:
            self._delivery.changed(new, there)

    async def _rank(self, api: Caller) -> None:
        rows: list[tuple[str, float | None, str]] = []
        channels = self._settings.channels
        for i in range(0, len(channels), BATCH):
            params = {"part": "snippet,statistics", "id": ",".join(channels[i : i + BATCH])}
            url = f"{self._settings.api.rstrip('/')}/youtube/v3/channels"
            rows += channels_in((await api.ask(Call(url, params=params))).document())
        if not rows:
            raise Unreadable("YouTube knows none of the channels")
        self._delivery.whole(self._leaders.table(rows, self._surroundings.now()))
        self._delivery.bookmark(self._leaders.bookmark())

    # -- pushes -----------------------------------------------------------------------------

    def _topic(self, channel: str) -> str:
        return f"https://www.youtube.com/xml/feeds/videos.xml?channel_id={channel}"

    async def _subscribe(self, caller: Caller) -> None:
        """Again before a lease ends. Without pushes the feeds are read all the same."""
        if self._settings.callback is None:
            return
        self._pushes = ""
        now = self._surroundings.now()
        for channel in self._settings.channels:
            if now - self._subscribed_at.get(channel, float("-inf")) < RENEW_S:
                continue
            form = {
                "hub.mode": "subscribe",
                "hub.topic": self._topic(channel),
                "hub.callback": self._settings.callback,
                "hub.secret": self._settings.hub_secret,
                "hub.lease_seconds": str(LEASE_S),
                "hub.verify": "async",
            }
            try:
                await caller.ask(Call(self._settings.hub, "POST", form=form))
                self._subscribed_at[channel] = now
            except CallFailed as error:
                self._pushes = f"no pushes: {error}"
                return

    async def _called(self, hook: Hook) -> HookReply:
        if hook.method == "GET":
            channel = urlsplit(hook.query.get("hub.topic", "")).query.partition("channel_id=")[2]
            ours = channel in self._settings.channels
            if ours and hook.query.get("hub.mode") in ("subscribe", "unsubscribe"):
                return HookReply(200, hook.query.get("hub.challenge", "")[:500])
            return HookReply(404, "not ours")
        if signed_websub(hook, self._settings.hub_secret):
            # The specification asks for a success here: who guesses learns nothing.
            return HookReply(202)
        try:
            posts = await asyncio.to_thread(read_feed, hook.body, self._surroundings.now())
            gone = await asyncio.to_thread(deleted_in, hook.body)
        except Unreadable as error:
            return HookReply(400, str(error))
        known = self._posts
        kept = [
            post.model_copy(update={"counts": known[post.id].counts}) if post.id in known else post
            for post in posts
        ]
        self._tell(kept, [])
        if gone:
            self._delivery.changed((), [f"youtube:{item}" for item in gone])
        self._delivery.ok()
        return HookReply(202)


def _batches(posts: list[Post]) -> Iterator[list[Post]]:
    for i in range(0, len(posts), BATCH):
        yield posts[i : i + BATCH]
