"""The channel by the session of a browser: which pages enter, and what they hear."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.controller.live import LiveWall, RawClient, live_wall
from wall.controller.people import FIRST
from wall.model.actors import Grant

API = "/api/v1"
PASSWORD = "four quiet rivers"


@asynccontextmanager
async def signed_in_wall(data: Path, *grants: dict[str, str]) -> Any:
    """A live wall, the cookie header of somebody who has signed in there, and the name."""
    async with live_wall(data) as live:
        path = live.people.first_invitation()
        assert path is not None
        if grants:
            live.people.accounts.change(
                FIRST, grants=tuple(Grant.model_validate(grant) for grant in grants)
            )
        async with httpx.AsyncClient(base_url=live.url, trust_env=False, timeout=30) as client:
            body = {"invitation": path.removeprefix("/#invitation="), "password": PASSWORD}
            answer = await client.post(f"{API}/session/invitation", json=body)
            assert answer.status_code == 200, answer.text
            cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        yield live, cookie


@asynccontextmanager
async def page(live: LiveWall, cookie: str, origin: str | None, **more: str) -> Any:
    """A websocket as a page of this origin opens it; identified without a token."""
    headers = {"Cookie": cookie} | ({"Origin": origin} if origin else {}) | more
    async with connect(live.channel_url, additional_headers=headers, compression=None) as socket:
        client = RawClient(socket)
        assert (await client.hear())["op"] == "hello"
        await client.say(op="identify")
        yield client


def test_the_page_of_this_wall_enters_by_its_cookie(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            signed_in_wall(tmp_path) as (live, cookie),
            page(live, cookie, live.url) as client,
        ):
            identified = await client.hear()
            assert (identified["name"], identified["role"]) == (FIRST, "admin")
            assert "panic" in identified["rights"]["lobby"]
            assert (await client.ask("users.list"))["ok"] is True

    asyncio.run(scenario())


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None, "http://127.0.0.1:1"])
def test_another_page_does_not_enter_by_the_cookie(tmp_path: Path, origin: str | None) -> None:
    async def scenario() -> None:
        async with (
            signed_in_wall(tmp_path) as (live, cookie),
            page(live, cookie, origin) as client,
        ):
            assert await client.close_code() == 4003

    asyncio.run(scenario())


def test_who_signs_out_is_out_of_the_channel(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            signed_in_wall(tmp_path) as (live, cookie),
            page(live, cookie, live.url) as client,
        ):
            await client.hear()
            live.people.sessions.end_all(FIRST)
            assert await client.close_code() == 4003

    asyncio.run(scenario())


def test_other_rights_count_at_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            signed_in_wall(tmp_path) as (live, cookie),
            page(live, cookie, live.url) as client,
        ):
            await client.hear()
            live.people.accounts.change(FIRST, grants=({"role": "viewer"},))
            assert await client.close_code() == 1001
            async with page(live, cookie, live.url) as again:
                assert (await again.hear())["role"] == "viewer"
                refused = await again.ask("tile.close", id="x")
                assert refused["error"]["code"] == "not_allowed"

    asyncio.run(scenario())


def test_walls_that_one_may_not_see_are_not_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        only = {"role": "operator", "wall": "lobby"}
        async with (
            signed_in_wall(tmp_path, only) as (live, cookie),
            page(live, cookie, live.url) as client,
        ):
            identified = await client.hear()
            assert list(identified["revisions"]) == ["lobby"]
            assert [wall["name"] for wall in identified["walls"]] == ["lobby"]
            assert (await client.ask("subscribe", walls=["hub"]))["error"]["code"] == "not_found"
            assert (await client.ask("subscribe"))["ok"] is True
            assert (await client.event())["wall"] == "lobby"
            assert (await client.ask("scene", wall="hub"))["error"]["code"] == "not_allowed"
            async with httpx.AsyncClient(base_url=live.url, trust_env=False, timeout=30) as other:
                headers = {"Authorization": f"Bearer {live.operator}"}
                for at in ("hub/A1", "lobby/A1"):
                    body = {"kind": "image", "settings": {"url": "x"}, "at": at}
                    pushed = await other.post(f"{API}/push", headers=headers, json=body)
                    assert pushed.status_code == 200, pushed.text
            assert (await client.event())["wall"] == "lobby"

    asyncio.run(scenario())
