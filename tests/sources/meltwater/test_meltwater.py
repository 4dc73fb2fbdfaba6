"""Meltwater: batches that it calls with, and searches over real sockets."""

from __future__ import annotations

import asyncio
import hmac
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.sources.listening import Patience, running
from tests.sources.mutilating import mutilated
from tests.sources.network_server import NetworkServer, in_turn, json_answer, payload
from tests.sources.scripted_server import answer
from wall.model.datasets import Posts
from wall.model.posts import Post
from wall.sources.meltwater.reading import documents_in, read_document
from wall.sources.post_stream import Hook, HookDoor
from wall.sources.source import Unreadable

BATCH = payload("meltwater_stream_batch.json")


def test_a_batch_with_the_right_key_is_taken() -> None:
    async def main() -> None:
        door = HookDoor()
        given: dict[str, JsonValue] = {"hook_key": "langes-wort", "hook_secret": "geheim"}
        async with running("meltwater", given, Path(), hooks=door) as heard:
            await heard.until(lambda e: e.state == "ok")
            assert door.handler is not None
            key = {"key": "langes-wort"}
            assert (await door.handler(Hook("POST", {}, {}, BATCH))).status == 401
            forged = Hook("POST", key, {"x-hook-signature": "sha256=00"}, BATCH)
            assert (await door.handler(forged)).status == 401
            right = hmac.new(b"geheim", BATCH, sha256).hexdigest()
            signed = Hook("POST", key, {"x-hook-signature": right}, BATCH)
            assert (await door.handler(signed)).status == 200
            assert (
                await door.handler(Hook("POST", key, {}, b"\xef\xbb\xbf" + BATCH))
            ).status == 200
            legacy = await door.handler(Hook("POST", key, {}, b'{"title": "flat"}'))
            assert legacy.status == 400
            assert "api.json" in legacy.body
            await heard.until(lambda e: isinstance(e.dataset, Posts))
            assert isinstance(heard.dataset, Posts)
            (post,) = heard.dataset.posts
            assert post.id == "x:1992123456789012345"
            assert post.text == "Trois heures d'attente, bravo @operateur"
            assert (post.country, post.language, post.sentiment) == ("FR", "fr", -1.0)
            assert (post.reach, post.counts.likes, post.counts.views) == (1830, 2, 90)
            assert post.tags == ("Marque FR", "crise")
            assert post.hashtags == ("réseau",)

    asyncio.run(main())


def test_searches_go_on_where_they_were_and_limits_are_obeyed() -> None:
    documents = BATCH.decode().partition('"documents":')[2].rsplit("}", 1)[0]
    found = f'{{"result": {{"documents": {documents}}}}}'.encode()
    search = in_turn(
        json_answer(found),
        json_answer({"error": "limit"}, "403 Forbidden"),
        answer(b"", "429 Slow", RateLimit_Reset="7200"),
        json_answer({"result": {"documents": []}}),
    )

    async def main() -> None:
        patience = Patience()
        async with NetworkServer({"/v3/search/5": search}) as server:
            given: dict[str, JsonValue] = {"key": "geheim", "searches": [5], "api": server.url}
            mark: JsonValue = {"until": patience.now_s - 100}
            async with running(
                "meltwater", given, Path(), patience=patience, bookmark=mark
            ) as heard:
                await heard.until_said("ok", 1)
                assert isinstance(heard.dataset, Posts)
                assert server.asked[0].headers["apikey"] == "geheim"
                said = server.asked[0].json()
                assert isinstance(said, dict)
                assert said["start"] == "2026-11-23T01:11:40"
                assert heard.bookmarks == [{"until": patience.now_s}]
                patience.let_go()
                await heard.until_stale(1)
                assert "refuses access (403)" in heard.why
                patience.let_go()
                await heard.until_stale(2)
                assert patience.pauses[-1] >= 7200
                patience.let_go()
                await heard.until_said("ok", 2)

    asyncio.run(main())


def test_the_alert_of_every_mention_is_read() -> None:
    alert: JsonValue = {
        "type": "every_mention",
        "source": "Marque FR",
        "title": "Panne nationale",
        "authorName": "Le Journal",
        "providerType": "news",
        "statusLine": "\U0001f50a 1.59M Reach — \U0001f614 Negative Sentiment",
        "links": {"article": "https://count.example/r?u=https%3A%2F%2Fj.example%2Fa%2F1&x=1"},
    }
    (document,) = documents_in(alert)
    post = read_document(document, 1_795_400_000.0)
    assert post is not None
    assert (post.id, post.url) == ("news:https://j.example/a/1", "https://j.example/a/1")
    assert (post.title, post.author.name, post.tags) == (
        "Panne nationale",
        "Le Journal",
        ("Marque FR",),
    )
    assert (post.reach, post.sentiment, post.kind) == (1_590_000, -1.0, "article")


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_no_wound_breaks_the_alert(data: st.DataObject) -> None:
    whole: JsonValue = {
        "title": "a",
        "links": {"article": "https://[?u=x"},
        "statusLine": "1M Reach",
    }
    with suppress(Unreadable):
        for document in documents_in(data.draw(mutilated(whole))):
            post = read_document(document, 1_795_400_000.0)
            assert post is None or Post.model_validate_json(post.model_dump_json()) == post
