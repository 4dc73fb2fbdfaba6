"""X over real sockets: rules, the stream, its signs of life, the budget, what was missed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
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
    stream_answer,
)
from tests.sources.scripted_server import Answer, answer
from wall.model.datasets import Posts
from wall.model.posts import Post

RULES = "/2/tweets/search/stream/rules"
STREAM = "/2/tweets/search/stream"
SEARCH = "/2/tweets/search/recent"
POST = json.dumps(payload_json("x_stream_post_openapi2167.json")).encode()
Check = Callable[[NetworkServer, Listener, Patience], Awaitable[None]]


def listen(
    check: Check,
    *streams: Answer,
    routes: dict[str, Route | Answer] | None = None,
    bookmark: JsonValue = None,
    **settings: JsonValue,
) -> None:
    async def main() -> None:
        patience = Patience(now_s=1_795_400_000.0)
        server = NetworkServer(
            {RULES: json_answer({"data": []}), STREAM: in_turn(*streams), **(routes or {})}
        )
        async with server:
            given: dict[str, JsonValue] = {
                "api": server.url,
                "token": "bearer-geheim",
                "rules": {"brand:fr": "operateur lang:fr"},
                "recheck": None,
                **settings,
            }
            async with running("x", given, Path(), patience=patience, bookmark=bookmark) as heard:
                await check(server, heard, patience)

    asyncio.run(main())


def posts(heard: Listener) -> tuple[Post, ...]:
    return heard.dataset.posts if isinstance(heard.dataset, Posts) else ()


def line(number: int, text: str = "Bonjour", **more: JsonValue) -> bytes:
    data = {"id": str(number), "text": text, "created_at": "2026-11-22T08:15:01.000Z", **more}
    return json.dumps({"data": data}).encode() + b"\r\n"


def held(*pieces: bytes | float) -> Answer:
    return stream_answer(*pieces, hold=asyncio.Event())


def test_a_post_of_the_stream_cut_into_pieces_with_signs_of_life() -> None:
    middle = POST.index(" 🙄".encode()) + 2 if " 🙄".encode() in POST else 300

    async def check(server: NetworkServer, heard: Listener, _: Patience) -> None:
        await heard.until(lambda e: bool(posts(e)))
        (post,) = posts(heard)
        assert (post.id, post.country, post.country_from) == (
            "x:1992123456789012345",
            "FR",
            "place",
        )
        assert (post.kind, post.hashtags, post.mentions) == ("quote", ("réseau",), ("operateur",))
        assert (post.author.handle, post.author.followers) == ("lea_lyon", 1830)
        assert (post.language_from, post.region) == ("supplier", "Lyon, France")
        assert post.url == "https://x.com/lea_lyon/status/1992123456789012345"
        assert post.counts.views is None
        assert post.tags == ("brand:fr",)
        assert {asked.headers["authorization"] for asked in server.asked} == {
            "Bearer bearer-geheim"
        }
        await heard.until(lambda e: "1 of 50000 posts this month" in e.why)

    listen(check, held(b"\r\n", POST[:middle], 0.02, POST[middle:] + b"\r\n", b"\r\n"))


def test_the_older_names_of_fields_are_read_too() -> None:
    old = line(
        5,
        "court",
        note_tweet={"text": "Le texte entier"},
        public_metrics={"retweet_count": "3", "quote_count": 1, "like_count": 2},
        referenced_tweets=[{"type": "replied_to", "id": "4"}],
        edit_history_tweet_ids=["3", "5"],
    )

    async def check(_: NetworkServer, heard: Listener, __: Patience) -> None:
        await heard.until(lambda e: [p.text for p in posts(e)] == ["Le texte entier"])
        (post,) = posts(heard)
        assert (post.counts.shares, post.reply_to, post.kind) == (4, "x:4", "reply")
        assert post.edited_at is not None

    listen(check, held(line(3), old))


def test_rules_become_what_the_site_says_and_others_stay() -> None:
    there = [
        {"id": "1", "value": "old", "tag": "wall:tested:brand:fr"},
        {"id": "2", "value": "theirs", "tag": "another program"},
        {"id": "3", "value": "x", "tag": "wall:tested:gone"},
    ]

    async def check(server: NetworkServer, heard: Listener, _: Patience) -> None:
        await heard.until(lambda e: bool(posts(e)))
        told = [asked.json() for asked in server.asked if asked.method == "POST"]
        assert told == [
            {"delete": {"ids": ["1", "3"]}},
            {"add": [{"value": "operateur lang:fr", "tag": "wall:tested:brand:fr"}]},
        ]

    listen(check, held(line(1)), routes={RULES: json_answer({"data": there})})


def test_a_rule_that_x_refuses_is_named() -> None:
    refused = {"errors": [{"title": "UnprocessableEntity", "value": "a OR", "details": ["ends"]}]}

    async def check(_: NetworkServer, heard: Listener, __: Patience) -> None:
        await heard.until_stale(1)
        assert "refuses the rule 'a OR': ends" in heard.why

    listen(
        check,
        held(),
        routes={RULES: in_turn(json_answer({}), json_answer(refused))},
    )


@pytest.mark.parametrize(
    ("given", "sentence", "least"),
    [
        (json_answer({"title": "Unauthorized"}, "401 Unauthorized"), "(401)", 600),
        (json_answer({"detail": "no access"}, "403 Forbidden"), "no access", 600),
        (answer(b"", "429 Too Many Requests"), "(429)", 60),
        (answer(b"", "429 Too Many", x_rate_limit_reset="1795400900"), "(429)", 900),
        (answer(b"", "503 Service Unavailable"), "(503)", 5),
        (stream_answer(line(1), b'{"data": {"id'), "broke the connection", 0.25),
        (held(payload("x_stream_disconnect.json").replace(b"\n", b"") + b"\r\n"), "upstream", 0.25),
        (held(b"\r\n"), "was silent for 0.2 s", 0.25),
    ],
)
def test_faults_are_told_and_pauses_are_those_that_x_asks_for(
    given: Answer, sentence: str, least: float
) -> None:
    async def check(_: NetworkServer, heard: Listener, patience: Patience) -> None:
        await heard.until_stale(1)
        assert sentence in heard.why
        assert "geheim" not in heard.why
        assert least <= patience.pauses[0] <= least * 1.1
        patience.let_go()
        await heard.until(lambda e: 9 in {int(p.id[2:]) for p in posts(e)})

    listen(check, given, held(line(9)), silence="200ms", catch_up=False)


def test_garbage_is_counted_and_the_stream_goes_on() -> None:
    async def check(_: NetworkServer, heard: Listener, __: Patience) -> None:
        await heard.until(lambda e: "2 items could not be read" in e.why)
        assert [post.id for post in posts(heard)] == ["x:8"]

    listen(check, held(b"\xff\xfe\r\n", line(7).replace(b'"7"', b'"seven"'), line(8), line(8)))


def test_the_budget_is_a_hard_stop_and_survives_a_restart() -> None:
    async def check(server: NetworkServer, heard: Listener, patience: Patience) -> None:
        await heard.until_stale(1)
        assert "the day's budget of 12 posts is used up; raise `posts_a_day`" in heard.why
        assert len(posts(heard)) == 2
        mark = heard.bookmarks[-1]
        assert isinstance(mark, dict)
        assert (mark["day_posts"], mark["month_posts"], mark["since"]) == (12, 30, "2")
        assert 0 < patience.pauses[0] <= 86_400 * 1.1
        assert server.paths().count(STREAM) == 1

    mark: JsonValue = {
        "day": "2026-11-23",
        "month": "2026-11",
        "day_posts": 10,
        "month_posts": 28,
    }
    listen(check, held(line(1), line(1), line(2), line(3)), posts_a_day=12, bookmark=mark)


def test_what_a_break_missed_is_searched_for() -> None:
    def search(asked: Asked) -> Answer:
        second = "next_token" in asked.query
        number = 2_124_000_000_000_000_002 if second else 2_124_000_000_000_000_003
        data = json.loads(line(number, "Missed"))["data"]
        return json_answer({"data": [data], "meta": {} if second else {"next_token": "n"}})

    async def check(server: NetworkServer, heard: Listener, _: Patience) -> None:
        await heard.until(lambda e: len(posts(e)) == 2)
        asked = [one for one in server.asked if one.path == SEARCH]
        assert [one.query["since_id"] for one in asked] == ["2124000000000000001"] * 2
        assert asked[0].query["query"] == "operateur lang:fr"
        mark = heard.bookmarks[-1]
        assert isinstance(mark, dict)
        assert mark["since"] == "2124000000000000003"

    listen(
        check,
        held(b"\r\n"),
        routes={SEARCH: search},
        bookmark={"since": "2124000000000000001"},
    )


def test_posts_of_the_day_are_looked_at_again_while_the_stream_goes_on() -> None:
    missing = {"resource_id": "5", "title": "Not Found Error"}

    async def check(server: NetworkServer, heard: Listener, patience: Patience) -> None:
        await heard.until(lambda e: bool(posts(e)))
        patience.let_go()
        await heard.until(lambda e: not posts(e))
        asked = next(one for one in server.asked if one.path == "/2/tweets")
        assert asked.headers["authorization"] == "Bearer bearer-geheim"

    listen(
        check,
        held(line(5)),
        routes={"/2/tweets": json_answer({"errors": [missing]})},
        recheck="5m",
    )
