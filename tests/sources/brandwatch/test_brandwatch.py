"""Brandwatch over real sockets: pages of mentions by when they were added, and faults."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pydantic import JsonValue

from tests.sources.listening import Patience, running
from tests.sources.network_server import Asked, NetworkServer, json_answer
from tests.sources.scripted_server import Answer, answer
from wall.model.datasets import Posts

PATH = "/projects/3/data/mentions/fulltext"


def mention(number: int, added: str, **more: object) -> dict[str, object]:
    return {
        "guid": str(number),
        "date": "2026-11-23T01:00:00.000+0000",
        "added": added,
        "url": f"https://twitter.com/a/statuses/19921234567890123{number}",
        "fullText": f"Post {number}",
        "contentSource": "twitter",
        "countryCode": "FRA",
        "language": "fr",
        "sentiment": "negative",
        "twitterFollowers": "12",
        **more,
    }


def test_pages_are_read_back_to_the_last_round() -> None:
    late, early = "2026-11-23T02:10:00.000+0000", "2026-11-23T01:00:00.000+0000"
    faults: list[Answer] = []

    def mentions(asked: Asked) -> Answer:
        if faults:
            return faults.pop(0)
        if "cursor" in asked.query:
            return json_answer({"results": [mention(12, late), mention(13, early)]})
        bad = {"guid": "x"}
        return json_answer({"results": [mention(11, late, xFollowers=9), bad], "nextCursor": "c"})

    async def main() -> None:
        patience = Patience()
        async with NetworkServer({PATH: mentions}) as server:
            given: dict[str, JsonValue] = {
                "token": "geheim",
                "project": 3,
                "queries": [1, 2],
                "api": server.url,
            }
            mark: JsonValue = {"until": patience.now_s - 600}
            async with running(
                "brandwatch", given, Path(), patience=patience, bookmark=mark
            ) as heard:
                await heard.until_said("ok", 1)
                assert isinstance(heard.dataset, Posts)
                assert {post.id for post in heard.dataset.posts} == {
                    "x:1992123456789012311",
                    "x:1992123456789012312",
                }
                post = next(p for p in heard.dataset.posts if p.id.endswith("11"))
                assert (post.country, post.sentiment, post.author.followers) == ("FR", -1.0, 9)
                assert heard.why == "1 items could not be read"
                assert server.asked[0].query["queryId"] == "1,2"
                assert server.asked[0].headers["authorization"] == "Bearer geheim"
                assert len(server.asked) == 2
                assert heard.bookmarks == [{"until": 1795399800.0}]
                faults.append(json_answer({"error": "invalid_token"}, "401 Unauthorized"))
                patience.let_go()
                await heard.until_stale(1)
                assert "invalid_token" in heard.why
                faults.append(answer(b"[", "200 OK"))
                patience.let_go()
                await heard.until_stale(2)
                assert "no JSON" in heard.why

    asyncio.run(main())
