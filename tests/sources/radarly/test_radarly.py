"""Radarly over real sockets: the log-in, searches by when things were found, and faults."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pydantic import JsonValue

from tests.sources.listening import Patience, running
from tests.sources.network_server import NetworkServer, in_turn, json_answer, payload
from tests.sources.scripted_server import answer
from wall.model.datasets import Posts

SEARCH = "/1.1/projects/7/inbox/search.json"


def test_documents_are_posts_and_searches_overlap() -> None:
    async def main() -> None:
        patience = Patience()
        search = in_turn(
            json_answer(payload("radarly_search_response.json"), "201 Created"),
            json_answer(payload("radarly_search_response.json")),
            json_answer({"error": "expired"}, "401 Unauthorized"),
            answer(b"", "429 Too Many Requests", Retry_After="900"),
            json_answer({"hits": [{"uid": 1}]}),
        )
        login = json_answer({"access_token": "tok", "expires_in": 86400})
        async with NetworkServer({"/oauth2/token": login, SEARCH: search}) as server:
            given: dict[str, JsonValue] = {
                "client_id": "ich",
                "client_secret": "geheim",
                "project": 7,
                "focuses": [79336],
                "api": server.url,
                "login": server.url,
            }
            async with running("radarly", given, Path(), patience=patience) as heard:
                await heard.until_said("ok", 1)
                assert isinstance(heard.dataset, Posts)
                (post,) = heard.dataset.posts
                assert post.id == "instagram:Bp7sHnul341"
                assert (post.country, post.country_from) == ("FR", "supplier")
                assert (post.sentiment, post.reach) == (1.0, 250)
                assert (post.author.handle, post.author.kind) == ("simontheinstigator", "brand")
                assert "1 of X without their words" in heard.why
                assert heard.bookmarks == [{"until": patience.now_s}]
                asked = server.asked[1]
                assert asked.headers["authorization"] == "Bearer tok"
                first = asked.json()
                assert isinstance(first, dict)
                assert first["date"] == {
                    "createdAfter": "2026-11-23T01:13:20Z",
                    "createdBefore": "2026-11-23T02:13:20Z",
                }
                patience.let_go()
                await heard.until_said("ok", 2)
                assert heard.said.count("changed") == 1
                second = server.asked[2].json()
                assert isinstance(second, dict)
                date = second["date"]
                assert isinstance(date, dict)
                assert date["createdAfter"] == "2026-11-23T02:03:20Z"
                patience.let_go()
                await heard.until_stale(1)
                assert "`client_id` and `client_secret`" in heard.why
                assert "geheim" not in heard.why
                patience.let_go()
                await heard.until_stale(2)
                assert patience.pauses[-1] >= 900
                assert server.paths().count("/oauth2/token") == 2
                patience.let_go()
                await heard.until(lambda e: "1 items could not be read" in e.why)

    asyncio.run(main())
