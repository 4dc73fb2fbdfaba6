"""Signed webhooks: who may call, what shapes are understood, and what is refused."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from tests.sources.network_server import payload
from wall.model.datasets import Posts
from wall.model.posts import Post
from wall.sources.post_stream import Hook, HookDoor, HookHandler, HookReply

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
SIGNED_AT = 1_795_335_301.0
Check = Callable[[HookHandler, Listener, Patience], Awaitable[None]]


def listen(check: Check, now_s: float = SIGNED_AT, **settings: JsonValue) -> None:
    async def main() -> None:
        patience, door = Patience(now_s=now_s), HookDoor()
        given: dict[str, JsonValue] = {"secret": "geheim1", **settings}
        async with running("webhook", given, Path(), patience=patience, hooks=door) as heard:
            await heard.until(lambda e: e.state == "ok")
            assert door.handler is not None
            await check(door.handler, heard, patience)
        assert door.handler is None

    asyncio.run(main())


def standard() -> Hook:
    """The recorded call, byte by byte."""
    head, _, rest = payload("standard_webhook.http").decode().partition("\n\n")
    headers = dict(line.lower().split(": ", 1) for line in head.splitlines()[1:])
    given = dict(line.split(": ", 1) for line in head.splitlines()[1:])
    headers["webhook-signature"] = given["webhook-signature"]
    headers["webhook-id"] = given["webhook-id"]
    return Hook("POST", {}, headers, rest.partition("\n\n#")[0].encode())


def bearer(body: object) -> Hook:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Hook("POST", {}, {"authorization": "Bearer geheim1"}, content)


def posts(heard: Listener) -> tuple[Post, ...]:
    return heard.dataset.posts if isinstance(heard.dataset, Posts) else ()


def test_a_recorded_standard_webhook_is_taken_once() -> None:
    async def check(call: HookHandler, heard: Listener, _: Patience) -> None:
        assert (await call(standard())).status == 202
        assert await call(standard()) == HookReply(202, "taken before")
        await heard.until(lambda e: bool(posts(e)))
        (post,) = posts(heard)
        assert (post.id, post.network) == ("tiktok:7400000000000000001", "tiktok")
        assert (post.text, post.hashtags) == ("Test produit #avis", ("avis",))
        assert (post.author.handle, post.author.followers) == ("lea", 5400)
        assert (post.country, post.country_from, post.counts.views) == ("FR", "supplier", 900)

    listen(check, secret=SECRET)


@pytest.mark.parametrize(("later_s", "said"), [(301, "five minutes"), (-301, "five minutes")])
def test_old_and_future_calls_are_refused(later_s: float, said: str) -> None:
    async def check(call: HookHandler, heard: Listener, _: Patience) -> None:
        reply = await call(standard())
        assert reply.status == 401
        assert said in reply.body
        await heard.until(lambda e: "1 calls refused" in e.why)

    listen(check, SIGNED_AT + later_s, secret=SECRET)


def test_one_changed_byte_is_refused_and_one_right_signature_of_several_is_enough() -> None:
    async def check(call: HookHandler, _: Listener, __: Patience) -> None:
        good = standard()
        bad = Hook("POST", {}, good.headers, good.body.replace(b"Test", b"Tost"))
        assert (await call(bad)).status == 401
        several = "v1,AAAA v2,zzz " + good.headers["webhook-signature"]
        headers = {**good.headers, "webhook-signature": several}
        assert (await call(Hook("POST", {}, headers, good.body))).status == 202
        assert (await call(Hook("GET", {}, headers, b""))).status == 405

    listen(check, secret=SECRET)


def test_hub_signatures_secret_headers_and_bearers() -> None:
    body = json.dumps({"id": "1", "text": "Größe"}, ensure_ascii=False).encode()
    digest = "sha256=" + hmac.new(b"geheim1", body, sha256).hexdigest()
    ways: list[tuple[str, dict[str, str]]] = [
        ("hub", {"x-hub-signature-256": digest}),
        ("header", {"x-wall-secret": "geheim1"}),
        ("bearer", {"authorization": "Bearer geheim1"}),
    ]
    for verify, headers in ways:

        async def check(
            call: HookHandler, heard: Listener, _: Patience, held: dict[str, str] = headers
        ) -> None:
            assert (await call(Hook("POST", {}, {}, body))).status == 401
            wrong = {name: value[:-1] + "é" for name, value in held.items()}
            assert (await call(Hook("POST", {}, wrong, body))).status == 401
            assert (await call(Hook("POST", {}, held, body))).status == 202
            await heard.until(lambda e: bool(posts(e)))

        listen(check, verify=verify)


def test_lines_our_own_posts_activities_and_deletions() -> None:
    own = {"id": "x:1", "at": "2026-11-22T08:00:00Z", "author": {"name": "A"}, "text": "Eins"}
    lines = b"\n".join(json.dumps(one).encode() for one in (own, {"id": "2", "text": "Zwei"}))

    async def check(call: HookHandler, heard: Listener, _: Patience) -> None:
        assert (await call(bearer(lines))).body == "2 posts, 0 removals"
        assert (await call(bearer(payload("activitystreams_create_note.json")))).status == 202
        await heard.until(lambda e: len(posts(e)) == 3)
        note = next(post for post in posts(heard) if post.network == "activitypub")
        assert (note.language, note.counts.likes, note.hashtags) == ("fr", 4, ("relationclient",))
        await call(bearer({"type": "post.deleted", "data": {"id": "1", "network": "x"}}))
        await heard.until(lambda e: "x:1" not in {post.id for post in posts(e)})

    listen(check, verify="bearer")


def test_any_shape_is_mapped_as_zapier_sends_it() -> None:
    async def check(call: HookHandler, heard: Listener, _: Patience) -> None:
        assert (await call(bearer(payload("zapier_flat.json")))).status == 202
        await heard.until(lambda e: bool(posts(e)))
        (post,) = posts(heard)
        assert post.id == "x:1992123456789012345"
        assert post.author.handle == "lea_lyon"
        assert post.at.isoformat() == "2026-11-22T08:15:01+00:00"

    fields: JsonValue = {"at": "created_at", "handle": "user__screen_name", "url": "url"}
    listen(check, verify="bearer", fields=fields, network="x")


def test_what_cannot_be_read_is_refused_with_the_reason() -> None:
    async def check(call: HookHandler, heard: Listener, _: Patience) -> None:
        for body, status in (
            (b"no json", 400),
            (b'{"a": 1}\nno json', 400),
            (b"[1, 2]", 400),
            (json.dumps([{"id": str(i), "text": "x"} for i in range(501)]).encode(), 400),
            (b" " * 1_000_001, 413),
        ):
            assert (await call(bearer(body))).status == status
        mixed = [{"id": "1", "text": "Gut"}, {"text": "no id"}, None]
        assert (await call(bearer(mixed))).body == "1 posts, 0 removals"
        await heard.until(lambda e: bool(posts(e)))

    listen(check, verify="bearer")
