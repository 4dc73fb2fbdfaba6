"""Facebook and Instagram: calls that are verified, and what is asked for over real sockets."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path

from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from tests.sources.network_server import (
    Asked,
    NetworkServer,
    Route,
    in_turn,
    json_answer,
    payload,
    payload_json,
)
from tests.sources.scripted_server import Answer
from wall.model.datasets import Posts, Series
from wall.model.posts import Post
from wall.sources.post_stream import Hook, HookDoor

SECRET = "app-secret-example"
Check = Callable[[NetworkServer, Listener, Patience, HookDoor], Awaitable[None]]


def listen(
    check: Check, routes: dict[str, Route | Answer] | None = None, **settings: JsonValue
) -> None:
    async def main() -> None:
        patience, door = Patience(), HookDoor()
        async with NetworkServer(routes or {}) as server:
            hooks: dict[str, JsonValue] = {"app_secret": SECRET, "verify_token": "meatyhamhock"}
            given = {"api": server.url, **(settings or hooks)}
            async with running("meta", given, Path(), patience=patience, hooks=door) as heard:
                await heard.until(lambda e: bool(e.state))
                await check(server, heard, patience, door)

    asyncio.run(main())


def signed(content: object) -> Hook:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    digest = hmac.new(SECRET.encode(), body, sha256).hexdigest()
    return Hook("POST", {}, {"x-hub-signature-256": f"sha256={digest}"}, body)


def posts(heard: Listener) -> tuple[Post, ...]:
    return heard.dataset.posts if isinstance(heard.dataset, Posts) else ()


def changed(verb: str) -> JsonValue:
    found = json.loads(payload("meta_page_feed_comment.json"))
    found["entry"][0]["changes"][0]["value"] |= {"verb": verb, "message": f"{verb}!"}
    return found


def test_the_address_is_confirmed_with_the_right_token_alone() -> None:
    async def check(_: NetworkServer, __: Listener, ___: Patience, door: HookDoor) -> None:
        assert door.handler is not None
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": "1158201444",
            "hub.verify_token": "meatyhamhock",
        }
        reply = await door.handler(Hook("GET", query, {}, b""))
        assert (reply.status, reply.body) == (200, "1158201444")
        wrong = {**query, "hub.verify_token": "x"}
        assert (await door.handler(Hook("GET", wrong, {}, b""))).status == 403

    listen(check)


def test_the_recorded_call_is_verified_on_its_bytes() -> None:
    recorded = payload("meta_signature_example.txt").decode()
    signature = recorded.partition("X-Hub-Signature-256: ")[2].split()[0]
    body = recorded.partition("as received):\n")[2].strip().encode()

    async def check(_: NetworkServer, heard: Listener, __: Patience, door: HookDoor) -> None:
        assert door.handler is not None
        headers = {"x-hub-signature-256": signature}
        forged = Hook("POST", {}, headers, body.replace(b"panne", b"ponne"))
        assert (await door.handler(forged)).status == 401
        assert (await door.handler(Hook("POST", {}, headers, body))).status == 200
        await heard.until(lambda e: bool(posts(e)))
        (post,) = posts(heard)
        assert post.id == "facebook:1164870100259578_1164999999999999"
        assert (post.kind, post.text) == ("comment", "Toujours en panne chez moi…")
        assert post.reply_to == post.thread == "facebook:1142469655832956_1164870100259578"
        assert post.author.name == "Léa Martin"
        assert post.url.endswith("?comment_id=1164999999999999")

    listen(check)


def test_comments_are_edited_and_removed_and_both_shapes_of_instagram_are_read() -> None:
    nested = payload_json("meta_instagram_comment.json")
    flat = json.loads(payload("meta_instagram_comment.json"))
    change = flat["entry"][0].pop("changes")[0]
    flat["entry"][0] |= change | {"value": {**change["value"], "id": "99"}}

    async def check(_: NetworkServer, heard: Listener, __: Patience, door: HookDoor) -> None:
        assert door.handler is not None
        for content in (changed("add"), changed("add"), changed("edited"), nested, flat):
            assert (await door.handler(signed(content))).status == 200
        await heard.until(lambda e: len(posts(e)) == 3)
        assert {post.id for post in posts(heard) if post.network == "instagram"} == {
            "instagram:17865799348089039",
            "instagram:99",
        }
        edited = next(post for post in posts(heard) if post.network == "facebook")
        assert edited.text == "edited!"
        assert edited.edited_at is not None
        await door.handler(signed(changed("remove")))
        await heard.until(lambda e: len(posts(e)) == 2)
        assert (await door.handler(signed(b"no json"))).status == 200
        assert (await door.handler(signed({"object": "user"}))).status == 200
        await heard.until(lambda e: "2 items could not be read" in e.why)

    listen(check)


def test_a_pages_posts_are_asked_for_with_their_counts() -> None:
    item = {
        "id": "1_2",
        "message": "Bonjour #tous",
        "created_time": "2026-11-22T08:15:01+0000",
        "permalink_url": "https://www.facebook.com/1/posts/2",
        "from": {"id": "1", "name": "Marque"},
        "likes": {"summary": {"total_count": "12"}},
        "shares": {"count": 3},
    }
    usage = json.dumps({"1": [{"call_count": 97, "estimated_time_to_regain_access": 19}]})
    expired = {"error": {"message": "Session has expired", "code": 190}}
    route = in_turn(
        json_answer({"data": [item]}, X_Business_Use_Case_Usage=usage),
        json_answer(expired, "401 Unauthorized"),
    )

    async def check(
        server: NetworkServer, heard: Listener, patience: Patience, _: HookDoor
    ) -> None:
        (post,) = posts(heard)
        assert (post.id, post.counts.likes, post.counts.shares) == ("facebook:1_2", 12, 3)
        assert server.asked[0].headers["authorization"] == "Bearer pagetoken"
        patience.let_go()
        await heard.until_stale(1)
        assert "quota is used up" in heard.why
        assert len(server.asked) == 1
        patience.now_s += 2000
        patience.let_go()
        await heard.until_stale(2)
        assert "Session has expired" in heard.why
        assert "pagetoken" not in heard.why

    listen(check, {"/v24.0/1/posts": route}, token="pagetoken", page="1")


def test_a_post_that_is_missing_among_the_newest_was_deleted() -> None:
    def item(number: int) -> JsonValue:
        at = f"2026-11-22T08:{number:02}:01+0000"
        return {"id": f"1_{number}", "message": "Bonjour", "created_time": at}

    route = in_turn(
        json_answer({"data": [item(3), item(2), item(1)]}),
        json_answer({"data": []}),
        json_answer({"data": [item(3), {"id": "1_1", "created_time": "2026-11-22T08:01:01+0000"}]}),
    )

    async def check(_: NetworkServer, heard: Listener, patience: Patience, __: HookDoor) -> None:
        await heard.until(lambda e: e.state == "ok")
        patience.let_go()
        await heard.until_said("ok", 2)
        assert len(posts(heard)) == 3
        patience.let_go()
        await heard.until(lambda e: [p.id for p in posts(e)] == ["facebook:1_3", "facebook:1_1"])

    listen(check, {"/v24.0/1/posts": route}, token="pagetoken", page="1")


def test_a_metric_that_is_gone_does_not_take_the_others_along() -> None:
    def insights(asked: Asked) -> Answer:
        if asked.query["metric"] == "page_fans":
            return json_answer({"error": {"message": "invalid metric"}}, "400 Bad Request")
        values = [{"value": 7, "end_time": "2026-11-21T08:00:00+0000"}, {"value": None}]
        return json_answer({"data": [{"name": "page_follows", "values": values}]})

    async def check(
        server: NetworkServer, heard: Listener, patience: Patience, _: HookDoor
    ) -> None:
        assert isinstance(heard.dataset, Series)
        assert [line.name for line in heard.dataset.lines] == ["page_follows"]
        assert heard.dataset.lines[0].values == (7,)
        assert heard.why == "Meta has no page_fans (any more)"
        patience.let_go()
        await heard.until_said("ok", 2)
        assert len(server.asked) == 3

    listen(
        check,
        {"/v24.0/1/insights": insights},
        token="t",
        page="1",
        dataset="series",
        metrics=["page_fans", "page_follows"],
    )
