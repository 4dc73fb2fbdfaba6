"""Bluesky over real sockets: both endpoints, places in bytes, deletions, cursors, silence."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from tests.sources.network_server import (
    NetworkServer,
    SocketServer,
    in_turn,
    json_answer,
    payload,
    payload_json,
)
from wall.model.datasets import Posts
from wall.model.posts import AUDIENCE_UNKNOWN, SIGNED_IN_ONLY, Post

DID = "did:plc:eygmaihciaxprqvxpfvl6flk"
ID = f"bluesky:{DID}/3m6qo2vuowo2b"
Check = Callable[[SocketServer, Listener, Patience], Awaitable[None]]


def listen(
    check: Check,
    server: SocketServer | None = None,
    bookmark: JsonValue = None,
    api: NetworkServer | None = None,
    **settings: JsonValue,
) -> None:
    async def main() -> None:
        patience = Patience()
        here = server or SocketServer()
        async with here.running(), api or NetworkServer({}) as names:
            given: dict[str, JsonValue] = {
                "server": here.url,
                "api": names.url,
                "hashtags": ["Réseau"],
                **settings,
            }
            async with running(
                "bluesky", given, Path(), patience=patience, bookmark=bookmark
            ) as heard:
                await here.until_connected()
                await check(here, heard, patience)

    asyncio.run(main())


def posts(heard: Listener) -> tuple[Post, ...]:
    return heard.dataset.posts if isinstance(heard.dataset, Posts) else ()


def create(rkey: str = "k1", text: str = "Le #réseau est en panne", **record: JsonValue) -> str:
    found = payload_json("jetstream_v1_post_create.json")
    assert isinstance(found, dict)
    commit = found["commit"]
    assert isinstance(commit, dict)
    own = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-22T08:15:01Z"}
    return json.dumps({**found, "commit": {**commit, "rkey": rkey, "record": {**own, **record}}})


def query(target: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(target).query)


def test_a_post_is_read_with_its_places_in_bytes() -> None:
    async def check(server: SocketServer, heard: Listener, _: Patience) -> None:
        await server.say(payload("jetstream_v1_post_create.json"))
        await heard.until(lambda e: bool(posts(e)))
        (post,) = posts(heard)
        assert post.id == ID
        assert post.text == "Trois heures d'attente 😡 #réseau https://exemple.fr"
        assert (post.hashtags, post.links) == (("réseau",), ("https://exemple.fr",))
        assert (post.language, post.language_from, post.kind) == ("fr", "declared", "reply")
        assert post.reply_to == "bluesky:did:plc:wa7b35aakoll7hugkrjtf3xf/3l3pte3p2e325"
        assert post.thread == post.reply_to
        assert post.media[0].url.endswith(f"/{DID}/bafkreiexample@jpeg")
        assert post.author.id == DID
        assert post.observed_at is not None
        assert server.targets == ["/subscribe?wantedCollections=app.bsky.feed.post"]

    listen(check)


def test_deletions_and_accounts_that_are_gone_take_posts_away() -> None:
    async def check(server: SocketServer, heard: Listener, _: Patience) -> None:
        await server.say(payload("jetstream_v1_post_create.json"), create("k2"), create("k2"))
        await heard.until(lambda e: len(posts(e)) == 2)
        await server.say(payload("jetstream_v1_post_delete.json"))
        await heard.until(lambda e: [post.id for post in posts(e)] == [f"bluesky:{DID}/k2"])
        await server.say(payload("jetstream_v1_account.json"))
        await heard.until(lambda e: e.gone_authors == [("bluesky", DID)])

    listen(check)


@pytest.mark.parametrize("nested", [True, False])
def test_the_second_endpoint_speaks_otherwise_and_goes_on_by_number(nested: bool) -> None:
    found = payload_json("jetstream_v1_post_create.json")
    assert isinstance(found, dict)
    commit = found["commit"]
    assert isinstance(commit, dict)
    frame = {
        "$type": "message",
        "payload": {
            "$type": "network.bsky.jetstream.subscribeEvents#commit",
            "seq": 9812345678,
            "time": "2026-11-22T08:15:02.329Z",
            "did": DID,
            **({"commit": commit} if nested else commit),
        },
    }

    async def check(server: SocketServer, heard: Listener, patience: Patience) -> None:
        await server.say(json.dumps(frame))
        await heard.until(lambda e: bool(posts(e)) and bool(e.bookmarks))
        assert posts(heard)[0].id == ID
        assert query(server.targets[0]) == {"collections": ["app.bsky.feed.post"]}
        await server.say(payload("jetstream_v2_error.json"))
        await heard.until(lambda e: e.state == "stale")
        assert "ends the stream: ConsumerTooSlow: subscriber fell behind" in heard.why
        patience.let_go()
        patience.let_go()
        await server.until_connected(2)
        assert query(server.targets[1])["cursor"] == ["9812345678"]

    listen(check, endpoint="v2")


def test_after_a_restart_it_goes_on_ten_seconds_before_where_it_was() -> None:
    mark: JsonValue = {"server": "https://elsewhere.example", "time_us": 1795399999000000}

    async def check(server: SocketServer, _: Listener, __: Patience) -> None:
        assert query(server.targets[0])["cursor"] == ["1795399989000000"]

    listen(check, bookmark=mark)


def test_a_break_that_was_too_long_is_told() -> None:
    mark: JsonValue = {"time_us": 1795000000000000}

    async def check(_: SocketServer, heard: Listener, __: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        assert "were missed: the break was too long" in heard.why

    listen(check, bookmark=mark)


def test_what_is_wanted() -> None:
    async def check(server: SocketServer, heard: Listener, _: Patience) -> None:
        await server.say(
            "garbage",
            create("a", "Rien"),
            create("b", "La Fibre est là", langs=["fr-FR"]),
            create("c", "La fibre", langs=["en"]),
            create("d", "fibreux", langs=["fr"]),
            create("e", "x", langs=["fr"], tags=["réseau"]),
        )
        await heard.until(lambda e: len(posts(e)) == 2)
        assert {post.id[-1] for post in posts(heard)} == {"b", "e"}
        await heard.until(lambda e: e.why == "1 items could not be read")

    listen(check, words=["fibre"], languages=["fr"])


def test_names_and_counts_are_asked_for_in_batches() -> None:
    profile = {"did": DID, "handle": "lea.example", "displayName": "Léa", "followersCount": "41"}
    uri = f"at://{DID}/app.bsky.feed.post/k1"
    api = NetworkServer(
        {
            "/xrpc/app.bsky.actor.getProfiles": json_answer({"profiles": [profile]}),
            "/xrpc/app.bsky.feed.getPosts": json_answer({"posts": [{"uri": uri, "likeCount": 7}]}),
        }
    )

    async def check(server: SocketServer, heard: Listener, patience: Patience) -> None:
        await server.say(create("k1"))
        await heard.until(lambda e: bool(posts(e)))
        patience.let_go()
        await heard.until(lambda e: posts(e)[0].author.name == "Léa")
        assert posts(heard)[0].author.followers == 41
        patience.now_s += 700
        patience.let_go()
        await heard.until(lambda e: posts(e)[0].counts.likes == 7)
        assert posts(heard)[0].author.name == "Léa"
        assert api.asked[0].query == {"actors": DID}

    listen(check, api=api)


def test_what_moderators_have_marked_is_marked_or_goes_and_a_new_name_is_asked_for() -> None:
    uri = f"at://{DID}/app.bsky.feed.post/"
    marked = [
        {"uri": f"{uri}k1", "labels": [{"val": "porn", "src": "did:plc:mod"}]},
        {"uri": f"{uri}k2", "labels": [{"val": "!hide"}]},
    ]
    profiles = [{"profiles": [{"did": DID, "handle": name}]} for name in ("alt", "neu")]
    api = NetworkServer(
        {
            "/xrpc/app.bsky.actor.getProfiles": in_turn(*map(json_answer, profiles)),
            "/xrpc/app.bsky.feed.getPosts": json_answer({"posts": marked}),
        }
    )

    async def check(server: SocketServer, heard: Listener, patience: Patience) -> None:
        await server.say(create("k1"), create("k2"))
        await heard.until(lambda e: len(posts(e)) == 2)
        patience.let_go()
        await heard.until(lambda e: {post.author.handle for post in posts(e)} == {"alt"})
        patience.now_s += 700
        patience.let_go()
        await heard.until(lambda e: [post.tags for post in posts(e)] == [("sensitive",)])
        identity = {"did": DID, "time_us": 1, "kind": "identity", "identity": {"handle": "neu"}}
        await server.say(json.dumps(identity), create("k3"))
        await heard.until(lambda e: len(posts(e)) == 2)
        patience.let_go()
        await heard.until(lambda e: "neu" in {post.author.handle for post in posts(e)})

    listen(check, api=api)


def test_whose_author_wants_to_be_seen_by_people_alone_who_are_signed_in_is_never_public() -> None:
    """Before that is known no rule makes it public either."""
    own = {"val": "!no-unauthenticated", "src": DID}
    profile = {"did": DID, "handle": "lea.example", "labels": [own]}
    api = NetworkServer(
        {
            "/xrpc/app.bsky.actor.getProfiles": json_answer({"profiles": [profile]}),
            "/xrpc/app.bsky.feed.getPosts": json_answer({"posts": []}),
        }
    )

    async def check(server: SocketServer, heard: Listener, patience: Patience) -> None:
        await server.say(create("k1"))
        await heard.until(lambda e: bool(posts(e)))
        assert posts(heard)[0].tags == (AUDIENCE_UNKNOWN,)
        patience.let_go()
        await heard.until(lambda e: posts(e)[0].tags == (SIGNED_IN_ONLY,))
        await server.say(create("k2"))
        await heard.until(lambda e: len(posts(e)) == 2)
        assert {post.tags for post in posts(heard)} == {(SIGNED_IN_ONLY,)}

    listen(check, api=api)


def test_who_does_without_names_learns_it_with_the_counts() -> None:
    author = {"did": DID, "labels": [{"val": "!no-unauthenticated"}]}
    uri = f"at://{DID}/app.bsky.feed.post/k1"
    api = NetworkServer(
        {"/xrpc/app.bsky.feed.getPosts": json_answer({"posts": [{"uri": uri, "author": author}]})}
    )
    labels: JsonValue = {"values": [{"val": "!no-unauthenticated"}]}

    async def check(server: SocketServer, heard: Listener, patience: Patience) -> None:
        await server.say(create("k1"), create("k2", labels=labels))
        await heard.until(lambda e: len(posts(e)) == 2)
        assert sorted(post.tags for post in posts(heard)) == [(), (SIGNED_IN_ONLY,)]
        patience.now_s += 700
        patience.let_go()
        await heard.until(lambda e: {post.tags for post in posts(e)} == {(SIGNED_IN_ONLY,)})

    listen(check, api=api, names=False)


def test_a_server_that_is_blind_for_posts_raises_an_alarm() -> None:
    async def check(server: SocketServer, heard: Listener, _: Patience) -> None:
        identity = json.dumps({"did": DID, "time_us": 1, "kind": "identity"})
        while heard.state != "stale":
            if server.connections[-1].state.name == "OPEN":
                await server.say(identity)
            await asyncio.sleep(0.05)
        assert "has sent no post for 1 s" in heard.why

    listen(check, silence="1s")


def test_a_server_that_says_nothing_is_left() -> None:
    async def check(server: SocketServer, heard: Listener, _: Patience) -> None:
        await heard.until(lambda e: "was silent for 0.3 s" in e.why)

    listen(check, silence="300ms")


def test_what_is_deleted_in_the_same_breath_never_comes() -> None:
    async def check(server: SocketServer, heard: Listener, _: Patience) -> None:
        gone = json.loads(create("k1"))
        gone["commit"] |= {"operation": "delete", "record": None}
        await server.say(create("k1"), create("k2"), json.dumps(gone), create("k3"))
        await heard.until(lambda e: len(posts(e)) == 2)
        assert sorted(post.id[-2:] for post in posts(heard)) == ["k2", "k3"]

    listen(check)


def test_a_refused_cursor_is_given_up_and_told() -> None:
    refusal = (400, {}, b'{"error":"CursorTooOld","message":"cursor is too old"}')

    async def check(server: SocketServer, heard: Listener, _: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        assert "cursor" not in server.targets[-1]
        assert "were missed" in heard.why

    async def main() -> None:
        patience = Patience()
        server = SocketServer(refuse=[refusal])
        given: dict[str, JsonValue] = {"words": ["x"], "endpoint": "v2"}
        async with server.running():
            given["server"] = server.url
            mark: JsonValue = {"server": server.url, "time_us": 1795399999000000, "sequence": 5}
            async with running("bluesky", given, Path(), patience=patience, bookmark=mark) as heard:
                await heard.until_stale(1)
                patience.let_go()
                patience.let_go()
                await server.until_connected()
                await check(server, heard, patience)

    asyncio.run(main())
