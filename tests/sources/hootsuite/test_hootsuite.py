"""Hootsuite over real sockets: the log-in, what was published, what is planned, and faults."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from tests.sources.network_server import NetworkServer, Route, in_turn, json_answer, payload
from tests.sources.scripted_server import Answer, answer
from wall.model.datasets import Posts, Table
from wall.sources.registry import source_kinds
from wall.sources.source import SourceInvalid

LOGIN = json_answer({"access_token": "tok", "expires_in": 3599})
POSTS, MESSAGES = "/v1/analytics/posts", "/v1/messages"


def listen(
    check: Callable[[NetworkServer, Listener, Patience], Awaitable[None]],
    routes: dict[str, Route | Answer],
    **given: JsonValue,
) -> None:
    async def main() -> None:
        patience = Patience()
        async with NetworkServer({"/oauth2/token": LOGIN, **routes}) as server:
            settings: dict[str, JsonValue] = {
                "api": server.url,
                "client_id": "ich",
                "client_secret": "geheim",
                "member": "42",
                "profiles": ["12345678"],
                "names": {"12345678": "Marque FR"},
                **given,
            }
            async with running("hootsuite", settings, Path(), patience=patience) as heard:
                await check(server, heard, patience)

    asyncio.run(main())


def test_published_posts_by_pages_with_their_counts() -> None:
    more = {
        "data": [
            {
                "createdAt": "2026-11-22T07:00:00Z",
                "profileId": "12345678",
                "externalId": "9",
                "sourceLink": "https://x.com/marque/status/1992123456789012345",
                "content": "Encore",
                "postType": "TWITTER_QUOTE",
                "metrics": {"likes": 12.0, "retweets": 3, "impressions": 900},
                "source": {"name": "marque", "displayName": "Marque"},
            },
            {"createdAt": "no"},
        ],
        "metadata": {"collectionInfo": {}},
    }
    pages = in_turn(
        json_answer(payload("hootsuite_analytics_posts_response.json")), json_answer(more)
    )

    async def check(server: NetworkServer, heard: Listener, patience: Patience) -> None:
        await heard.until_said("ok", 1)
        assert isinstance(heard.dataset, Posts)
        quoted, first = heard.dataset.posts
        assert (first.id, first.text) == ("facebook:164929129743_10158", "Nouvelle campagne")
        assert (first.tags, first.author.name) == (("Campagne",), "Marque FR")
        assert (quoted.id, quoted.kind) == ("x:1992123456789012345", "quote")
        assert (quoted.counts.likes, quoted.counts.shares, quoted.counts.views) == (12, 3, 900)
        assert "1 items could not be read" in heard.why
        login, asked, following = server.asked
        assert login.headers["authorization"] == "Basic aWNoOmdlaGVpbQ=="
        assert login.body == b"grant_type=member_app&member_id=42"
        assert asked.headers["authorization"] == "Bearer tok"
        assert asked.query == {"networkId": "FACEBOOKPAGE", "limit": "100"}
        assert following.query["cursor"] == "aWQ9NTAK"
        patience.let_go()
        await heard.until_said("ok", 2)
        assert server.paths().count("/oauth2/token") == 1

    listen(check, {POSTS: pages})


def test_what_is_planned_is_a_table_in_the_order_of_time() -> None:
    def message(when: str, state: str) -> dict[str, JsonValue]:
        return {
            "id": "1",
            "state": state,
            "text": f"at {when}",
            "scheduledSendTime": when,
            "socialProfile": {"id": "12345678"},
        }

    pages = in_turn(
        json_answer({"data": [message("2026-11-24T08:00:00Z", "SCHEDULED")], "cursor": "c"}),
        json_answer({"data": [message("no time", "SCHEDULED"), None]}),
        json_answer({"data": [message("2026-11-23T08:00:00Z", "PENDING_APPROVAL")]}),
    )

    async def check(server: NetworkServer, heard: Listener, _: Patience) -> None:
        await heard.until_said("ok", 1)
        assert isinstance(heard.dataset, Table)
        assert heard.dataset.rows == (
            ("2026-11-23T08:00:00Z", "Marque FR", "Pending approval", "at 2026-11-23T08:00:00Z"),
            ("2026-11-24T08:00:00Z", "Marque FR", "Scheduled", "at 2026-11-24T08:00:00Z"),
        )
        states = [one.query.get("state") for one in server.asked[1:]]
        assert states == ["SCHEDULED", "SCHEDULED", "PENDING_APPROVAL"]

    listen(check, {MESSAGES: pages}, dataset="table")


def test_faults_are_told_and_a_revoked_token_is_asked_for_anew() -> None:
    given = in_turn(
        json_answer({"errors": [{"message": "revoked"}]}, "401 Unauthorized"),
        answer(b"", "429 Too Many Requests"),
        json_answer({"title": "invalid-argument", "detail": "profileId"}, "422 Unprocessable"),
    )

    async def check(server: NetworkServer, heard: Listener, patience: Patience) -> None:
        await heard.until_stale(1)
        assert "`client_id` and `client_secret`" in heard.why
        patience.let_go()
        await heard.until_stale(2)
        assert "asked too often" in heard.why
        assert server.paths().count("/oauth2/token") == 2
        patience.let_go()
        await heard.until_stale(3)
        assert "422" in heard.why
        assert "profileId" in heard.why
        assert "geheim" not in heard.why

    listen(check, {POSTS: given})


def test_settings_that_cannot_work() -> None:
    for wrong in ({"member": "1", "organization": "2"}, {}, {"member": "1"}):
        with pytest.raises(SourceInvalid):
            source_kinds()["hootsuite"].read({"client_id": "a", "client_secret": "b", **wrong})
