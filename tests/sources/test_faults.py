"""Every kind that asks a service, through everything that goes wrong between two machines: it says
what is wrong without its secrets, waits as long as it should, and goes on by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.sources.listening import Patience, running
from tests.sources.network_server import NetworkServer, Route, in_turn, json_answer
from tests.sources.scripted_server import Answer, answer

SECRET = "geheim-wort"
TOKEN = json_answer({"access_token": "tok-geheim", "expires_in": 999_999})
CHANNEL = "UC" + "x" * 22
GOOD: JsonValue = {"success": True, "results": [], "hits": [], "documents": [], "data": []}
KINDS: dict[str, tuple[str, dict[str, JsonValue], JsonValue]] = {
    "brandwatch": (
        "/projects/7/data/mentions/fulltext",
        {"token": SECRET, "project": 7, "queries": [1]},
        GOOD,
    ),
    "meltwater": ("/v3/search/5", {"key": SECRET, "searches": [5]}, GOOD),
    "radarly": (
        "/1.1/projects/7/inbox/search.json",
        {"client_id": "ich", "client_secret": SECRET, "project": 7},
        GOOD,
    ),
    "linkedin": ("/rest/posts", {"token": SECRET, "organization": 7}, GOOD),
    "emplifi": (
        "/3/facebook/page/posts",
        {"token": "ich", "secret": SECRET, "network": "facebook", "profiles": {"1": {}}},
        GOOD,
    ),
    "hootsuite": (
        "/v1/analytics/posts",
        {"client_id": "ich", "client_secret": SECRET, "member": "1", "profiles": ["1"]},
        GOOD,
    ),
    "youtube": (
        "/youtube/v3/channels",
        {"key": SECRET, "channels": [CHANNEL], "dataset": "table"},
        {"items": [{"id": CHANNEL, "statistics": {"subscriberCount": "5"}}]},
    ),
    "meta": ("/v24.0/1/posts", {"token": SECRET, "page": "1"}, GOOD),
}
FAULTS: tuple[tuple[Answer, str, float], ...] = (
    (json_answer({"message": f"bad {SECRET}"}, "401 Unauthorized"), "(401)", 600),
    (json_answer({"message": "no right"}, "403 Forbidden"), "no right", 600),
    (answer(b"", "429 Too Many Requests", Retry_After="30000"), "(429)", 30_000),
    (answer(b"<html>", "500 Internal Server Error"), "has trouble itself (500)", 1),
    (answer(b'{"success": tr', length=1000), "broke the connection", 1),
    (answer(b"<html>log in</html>"), "no JSON", 1),
    (answer(b"", "302 Found", Location="ftp://elsewhere.example/"), "redirects", 1),
)


@pytest.mark.parametrize("kind", KINDS)
def test_faults_are_told_waited_for_and_over(kind: str) -> None:
    path, given, good = KINDS[kind]
    places = ("api", "login") if kind == "radarly" else ("api",)

    async def main() -> None:
        patience = Patience()
        route: Route = in_turn(*(fault[0] for fault in FAULTS), json_answer(good))
        async with NetworkServer({path: route, "/oauth2/token": TOKEN}) as server:
            settings = {**given, **dict.fromkeys(places, server.url)}
            async with running(kind, settings, Path(), patience=patience) as heard:
                for count, (_, sentence, least) in enumerate(FAULTS, 1):
                    await heard.until_stale(count)
                    await patience.until_paused(count)
                    assert sentence in heard.why, count
                    assert "next try at" in heard.why
                    assert SECRET not in heard.why
                    assert "tok-geheim" not in heard.why
                    assert patience.pauses[-1] >= least
                    patience.let_go()
                await heard.until(lambda e: e.state == "ok")

    asyncio.run(main())
