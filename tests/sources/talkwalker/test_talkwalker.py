"""Talkwalker over real sockets: results, where it goes on, and what goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from tests.sources.network_server import (
    NetworkServer,
    in_turn,
    json_answer,
    payload,
    stream_answer,
)
from tests.sources.scripted_server import Answer, answer
from wall.model.datasets import Posts

STREAM = "/api/v3/stream/c/c1/results"
RESULTS = payload("talkwalker_stream.ndjson")
Check = Callable[[NetworkServer, Listener, Patience], Awaitable[None]]


def listen(check: Check, *streams: Answer, bookmark: JsonValue = None) -> None:
    async def main() -> None:
        patience = Patience()
        async with NetworkServer({STREAM: in_turn(*streams)}) as server:
            given: dict[str, JsonValue] = {
                "api": server.url,
                "token": "geheim",
                "collector": "c1",
                "silence": "200ms",
            }
            async with running(
                "talkwalker", given, Path(), patience=patience, bookmark=bookmark
            ) as heard:
                await check(server, heard, patience)

    asyncio.run(main())


def held(*pieces: bytes) -> Answer:
    return stream_answer(*pieces, hold=asyncio.Event())


def test_a_result_is_a_post_and_the_offset_after_it_is_where_it_goes_on() -> None:
    async def check(server: NetworkServer, heard: Listener, patience: Patience) -> None:
        await heard.until(lambda e: e.bookmarks == [{"offset": "EgXEit2qAQ"}])
        assert isinstance(heard.dataset, Posts)
        (post,) = heard.dataset.posts
        assert post.id == "reddit:tg48si"
        assert (post.title, post.text) == ("Panne", "Encore une panne")
        assert (post.country, post.language, post.sentiment) == ("FR", "fr", -0.4)
        assert post.tags == ("rule_1",)
        await heard.until_stale(1)
        patience.let_go()
        await heard.until_stale(2)
        assert [one.query.get("resume_offset") for one in server.asked] == [None, "EgXEit2qAQ"]

    listen(check, stream_answer(RESULTS[:900], 0.02, RESULTS[900:]), held())


def test_it_goes_on_after_a_restart_and_skips_what_cannot_be_read() -> None:
    bad = b'{no json}\n{"chunk_type": "CT_RESULT", "chunk_result": {}}\n\n'

    async def check(server: NetworkServer, heard: Listener, _: Patience) -> None:
        await heard.until(lambda e: "2 items could not be read" in e.why)
        assert server.asked[0].query["resume_offset"] == "abc"
        assert isinstance(heard.dataset, Posts)

    listen(check, held(bad, RESULTS), bookmark={"offset": "abc"})


@pytest.mark.parametrize(
    ("given", "sentence", "least"),
    [
        (json_answer({"status_message": "x"}, "401 Unauthorized"), "(401)", 600),
        (answer(b"", "403 Forbidden"), "(403)", 600),
        (answer(b"", "429 Too Many Requests", Retry_After="120"), "(429)", 120),
        (answer(b"", "500 Broken"), "(500)", 1),
        (stream_answer(RESULTS[:100]), "broke the connection", 1),
        (held(), "was silent for 0.2 s", 1),
        (held(b'{"chunk_type":"CT_ERROR","chunk_error":{"message":"quota"}}\n'), "quota", 1),
    ],
)
def test_faults_are_told(given: Answer, sentence: str, least: float) -> None:
    async def check(_: NetworkServer, heard: Listener, patience: Patience) -> None:
        await heard.until_stale(1)
        assert sentence in heard.why
        assert "geheim" not in heard.why
        assert least <= patience.pauses[0] <= least * 1.1
        patience.let_go()
        await heard.until(lambda e: isinstance(e.dataset, Posts))

    listen(check, given, held(RESULTS))
