"""YouTube over real sockets: feeds, counts that are texts, deletions, pushes, rankings."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from hashlib import sha1
from pathlib import Path

from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from tests.sources.network_server import (
    NetworkServer,
    Route,
    in_turn,
    json_answer,
    payload,
)
from tests.sources.scripted_server import Answer, answer, garbage
from wall.model.datasets import Posts, Table
from wall.model.posts import Post
from wall.sources.post_stream import Hook, HookDoor

CHANNEL = "UC" + "x" * 22
FEED = "/feeds/videos.xml"
VIDEOS = "/youtube/v3/videos"
Check = Callable[[NetworkServer, Listener, Patience, HookDoor], Awaitable[None]]


def listen(check: Check, routes: dict[str, Route | Answer], **settings: JsonValue) -> None:
    async def main() -> None:
        patience, door = Patience(), HookDoor()
        feed: dict[str, Route | Answer] = {FEED: answer(payload("youtube_channel_feed.xml"))}
        async with NetworkServer({**feed, **routes}) as server:
            given: dict[str, JsonValue] = {
                "channels": [CHANNEL],
                "feeds": server.url,
                "api": server.url,
                "hub": f"{server.url}/subscribe",
                **settings,
            }
            async with running("youtube", given, Path(), patience=patience, hooks=door) as heard:
                await check(server, heard, patience, door)

    asyncio.run(main())


def posts(heard: Listener) -> tuple[Post, ...]:
    return heard.dataset.posts if isinstance(heard.dataset, Posts) else ()


def test_a_feed_without_a_key_has_views_and_likes() -> None:
    async def check(server: NetworkServer, heard: Listener, _: Patience, __: HookDoor) -> None:
        await heard.until(lambda e: e.state == "ok")
        (post,) = posts(heard)
        assert (post.id, post.kind) == ("youtube:UTVZ7IQ2Ggg", "video")
        assert (post.title, post.text) == ("Notre nouvelle campagne", "Découvrez… #campagne")
        assert (post.counts.views, post.counts.likes) == (48211, 1250)
        assert (post.author.name, post.author.id) == ("Marque TV", CHANNEL)
        assert post.media[0].url == "https://i2.ytimg.com/vi/UTVZ7IQ2Ggg/hqdefault.jpg"
        assert post.hashtags == ("campagne",)
        assert server.asked[0].query == {"channel_id": CHANNEL}

    listen(check, {})


def test_with_a_key_counts_follow_and_videos_that_are_gone_go() -> None:
    videos = in_turn(
        json_answer(payload("youtube_videos_list.json")),
        json_answer(payload("youtube_videos_list.json")),
        json_answer({"items": []}),
    )

    async def check(
        server: NetworkServer, heard: Listener, patience: Patience, _: HookDoor
    ) -> None:
        await heard.until(lambda e: e.state == "ok")
        (post,) = posts(heard)
        assert (post.counts.replies, post.language) == (73, "fr")
        assert post.tags == ("campagne",)
        asked = next(one for one in server.asked if one.path == VIDEOS)
        assert asked.headers["x-goog-api-key"] == "schluessel"
        assert "schluessel" not in str(asked.query)
        assert all("x-goog-api-key" not in one.headers for one in server.asked if one.path == FEED)
        patience.let_go()
        await heard.until_said("ok", 2)
        assert heard.said == ["changed", "ok", "ok"]
        patience.let_go()
        await heard.until(lambda e: not posts(e))

    listen(check, {VIDEOS: videos}, key="schluessel")


def test_channels_are_ranked_beside_what_they_had() -> None:
    async def check(_: NetworkServer, heard: Listener, __: Patience, ___: HookDoor) -> None:
        await heard.until(lambda e: e.state == "ok")
        assert isinstance(heard.dataset, Table)
        assert [c.name for c in heard.dataset.columns] == ["Name", "Value", "Before", "Country"]
        assert heard.dataset.rows == (("Marque TV", 124000.0, None, "FR"),)

    routes: dict[str, Route | Answer] = {
        "/youtube/v3/channels": json_answer(payload("youtube_channels_list.json"))
    }
    listen(check, routes, key="k", dataset="table")


def test_refusals_and_garbage_are_told() -> None:
    quota = {"error": {"code": 403, "message": "The request exceeded your quota."}}
    videos = in_turn(
        json_answer(quota, "403 Forbidden"), answer(b"", "429 Slow", Retry_After="4000")
    )

    async def check(
        server: NetworkServer, heard: Listener, patience: Patience, _: HookDoor
    ) -> None:
        await heard.until_stale(1)
        assert "The request exceeded your quota" in heard.why
        assert patience.pauses[0] >= 600
        patience.let_go()
        await heard.until_stale(2)
        assert patience.pauses[1] >= 4000
        server.routes[FEED] = garbage
        patience.let_go()
        await heard.until_stale(3)
        server.routes[FEED] = answer(b"<html>sorry</html>")
        patience.let_go()
        await heard.until_stale(4)
        assert "no feed" in heard.why

    listen(check, {VIDEOS: videos}, key="geheim")


def test_pushes_are_confirmed_signed_and_delete() -> None:
    body = payload("youtube_channel_feed.xml")
    gone = (
        b'<feed xmlns:at="http://purl.org/atompub/tombstones/1.0" '
        b'xmlns="http://www.w3.org/2005/Atom"><at:deleted-entry ref="yt:video:UTVZ7IQ2Ggg" '
        b'when="2026-11-22T09:00:00Z"/></feed>'
    )

    def signed(content: bytes) -> Hook:
        digest = hmac.new(b"hubsecret", content, sha1).hexdigest()
        return Hook("POST", {}, {"x-hub-signature": f"sha1={digest}"}, content)

    async def check(server: NetworkServer, heard: Listener, _: Patience, door: HookDoor) -> None:
        await heard.until(lambda e: e.state == "ok")
        subscribed = next(one for one in server.asked if one.path == "/subscribe")
        assert b"hub.callback=https" in subscribed.body
        assert door.handler is not None
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": "1234",
            "hub.topic": f"https://www.youtube.com/xml/feeds/videos.xml?channel_id={CHANNEL}",
        }
        assert (await door.handler(Hook("GET", query, {}, b""))).body == "1234"
        strange = {**query, "hub.topic": "https://evil.example/"}
        assert (await door.handler(Hook("GET", strange, {}, b""))).status == 404
        forged = Hook("POST", {}, {"x-hub-signature": "sha1=00"}, body)
        assert (await door.handler(forged)).status == 202
        assert not posts(heard)
        assert (await door.handler(signed(body))).status == 202
        await heard.until(lambda e: len(posts(e)) == 1)
        assert (await door.handler(signed(gone))).status == 202
        await heard.until(lambda e: not posts(e))
        assert (await door.handler(signed(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"))).status == 400

    empty = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>'
    listen(
        check,
        {FEED: answer(empty), "/subscribe": answer(b"", "202 Accepted")},
        callback="https://wall.example/api/v1/hooks/tested",
        hub_secret="hubsecret",
    )
