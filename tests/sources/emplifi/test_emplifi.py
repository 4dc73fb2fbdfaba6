"""Emplifi over real sockets: posts by pages, cubes of metrics, and answers without success."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from tests.sources.network_server import (
    NetworkServer,
    Route,
    in_turn,
    json_answer,
    payload,
    payload_json,
)
from tests.sources.scripted_server import Answer, answer
from wall.model.datasets import Posts, Series, Table

POSTS = "/3/facebook/page/posts"
METRICS = "/3/facebook/metrics"
ID = "164929129743"


def listen(
    check: Callable[[NetworkServer, Listener, Patience], Awaitable[None]],
    routes: dict[str, Route | Answer],
    **given: JsonValue,
) -> None:
    async def main() -> None:
        patience = Patience()
        async with NetworkServer(routes) as server:
            settings: dict[str, JsonValue] = {
                "api": server.url,
                "token": "wort",
                "secret": "geheim",
                "network": "facebook",
                "profiles": {ID: {"name": "Marque FR", "country": "FR"}},
                **given,
            }
            async with running("emplifi", settings, Path(), patience=patience) as heard:
                await check(server, heard, patience)

    asyncio.run(main())


def item(number: int, **more: JsonValue) -> dict[str, JsonValue]:
    return {
        "id": f"{ID}_{number}",
        "created_time": "2026-11-21T17:00:03+00:00",
        "content": "Nouvelle #campagne",
        "url": f"https://www.facebook.com/{ID}/posts/{number}",
        "page": {"id": ID, "name": "Marque"},
        "reactions": 12,
        "shares": 3,
        "comments": 4,
        "sentiment": "positive",
        "post_labels": [{"id": "1", "name": "Campagne"}],
        **more,
    }


def test_posts_come_page_by_page_and_an_unknown_field_is_left_out() -> None:
    refused = {"success": False, "errors": [{"code": 3, "errors": ["fields: 'deleted' unknown"]}]}
    pages = in_turn(
        json_answer(refused),
        json_answer({"success": True, "data": {"posts": [item(1)], "next": "abc", "remaining": 1}}),
        json_answer({"success": True, "data": {"posts": [item(2, deleted=True), item(3), {}]}}),
    )

    async def check(server: NetworkServer, heard: Listener, _: Patience) -> None:
        await heard.until_said("ok", 1)
        assert isinstance(heard.dataset, Posts)
        assert {post.id for post in heard.dataset.posts} == {f"facebook:{ID}_1", f"facebook:{ID}_3"}
        post = heard.dataset.posts[0]
        assert (post.country, post.country_from) == ("FR", "source")
        assert (post.counts.likes, post.counts.shares, post.counts.replies) == (12, 3, 4)
        assert (post.sentiment, post.tags, post.hashtags) == (1.0, ("Campagne",), ("campagne",))
        assert "unknown to it: deleted" in heard.why
        assert "1 items could not be read" in heard.why
        first, second, third = (one.json() for one in server.asked)
        assert isinstance(first, dict)
        assert isinstance(second, dict)
        assert isinstance(first["fields"], list)
        assert isinstance(second["fields"], list)
        assert set(first["fields"]) - set(second["fields"]) == {"deleted"}
        assert third == {"after": "abc"}
        assert server.asked[0].headers["authorization"] == "Basic d29ydDpnZWhlaW0="

    listen(check, {POSTS: pages})


def test_what_is_deleted_later_goes() -> None:
    def page(**more: JsonValue) -> Answer:
        return json_answer({"success": True, "data": {"posts": [item(1, **more), item(2)]}})

    async def check(_: NetworkServer, heard: Listener, patience: Patience) -> None:
        await heard.until_said("ok", 1)
        assert isinstance(heard.dataset, Posts)
        assert len(heard.dataset.posts) == 2
        patience.let_go()
        await heard.until(lambda e: isinstance(e.dataset, Posts) and len(e.dataset.posts) == 1)

    listen(check, {POSTS: in_turn(page(), page(deleted=True))})


def test_a_cube_is_drawn_by_day_and_ranked() -> None:
    cube = payload_json("emplifi_metrics_response.json")
    assert isinstance(cube, dict)

    async def drawn(server: NetworkServer, heard: Listener, _: Patience) -> None:
        await heard.until_said("ok", 1)
        assert isinstance(heard.dataset, Series)
        assert [line.name for line in heard.dataset.lines] == ["Marque FR"]
        assert heard.dataset.lines[0].values[-1] in (182402.0, 91.0)
        asked = server.asked[0].json()
        assert isinstance(asked, dict)
        assert asked["dimensions"] == [{"type": "date.day"}, {"type": "profile"}]

    async def ranked(_: NetworkServer, heard: Listener, __: Patience) -> None:
        await heard.until_said("ok", 1)
        assert isinstance(heard.dataset, Table)
        assert heard.dataset.rows == (("Marque FR", 182402.0, None, "FR"),)

    one: dict[str, JsonValue] = {
        **cube,
        "header": [*cube["header"][:2], {"type": "metric", "rows": ["fans_lifetime"]}],  # type: ignore[index,list-item]
        "data": [[[None]], [[182402]]],
    }
    listen(drawn, {METRICS: json_answer(cube)}, dataset="series")
    listen(ranked, {METRICS: json_answer(one)}, dataset="table")


def test_faults_are_told_also_with_status_200() -> None:
    given = in_turn(
        json_answer(payload("emplifi_metrics_error.json")),
        json_answer({"success": False, "errors": [{"code": 1}]}, "401 Unauthorized"),
        answer(b"", "429 Too Many Requests", Retry_After="7000"),
    )

    async def check(_: NetworkServer, heard: Listener, patience: Patience) -> None:
        await heard.until_stale(1)
        assert "value is not one of the allowed values" in heard.why
        patience.let_go()
        await heard.until_stale(2)
        assert "`token` and `secret`" in heard.why
        patience.let_go()
        await heard.until_stale(3)
        assert patience.pauses[-1] >= 7000
        assert "geheim" not in heard.why

    listen(check, {METRICS: given}, dataset="series")
