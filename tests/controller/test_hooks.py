"""Hooks: calls from outside reach the source as they came, and tell a stranger nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import unquote

import httpx

from tests.controller.live import live_wall
from tests.controller.wires import RecordingWire, connected, until
from wall.controller.hook_routes import CALLS_AT_ONCE, HookGate
from wall.controller.throttling import ADDRESS
from wall.link.messages import HookAnswer, HookCall

MEBIBYTE = 1024 * 1024
PATH = "/api/v1/hooks/meta"
Work = Callable[[httpx.AsyncClient, RecordingWire], Awaitable[None]]


def at_the_door(tmp_path: Path, work: Work) -> None:
    async def run() -> None:
        async with (
            live_wall(tmp_path) as wall,
            httpx.AsyncClient(base_url=wall.url, trust_env=False, timeout=30) as http,
            connected(wall.operations.followers, "ingest", "ingest") as ingest,
        ):
            await work(http, ingest)

    asyncio.run(run())


async def answered(
    ingest: RecordingWire, count: int, status: int = 200, body: str = "ok"
) -> HookCall:
    await until(lambda: len(ingest.heard(HookCall)) >= count)
    call = ingest.heard(HookCall)[count - 1]
    ingest.say(HookAnswer(number=call.number, status=status, body=body))
    return call


def test_a_call_is_handed_on_as_it_came_with_few_of_its_headers(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, ingest: RecordingWire) -> None:
        headers = {
            "Content-Type": "text/plain",
            "X-Hub-Signature-256": "sha256=abc",
            "webhook-id": "msg_1",
            "X-Twitter-Webhooks-Signature": "sha256=def",
            "Authorization": "Basic eDp5",
            "Cookie": "wall_session=1",
            "Wall-Report": "from the controller itself",
            "X-Forwarded-For": "10.0.0.1",
        }
        body = b"\xff\x00 no JSON at all"
        calling = asyncio.create_task(
            http.post(f"{PATH}?hub.mode=x&n=1", content=body, headers=headers)
        )
        call = await answered(ingest, 1, 202, "thanks")
        reply = await calling
        assert (reply.status_code, reply.text) == (202, "thanks")
        assert reply.headers["content-type"].startswith("text/plain")
        assert (call.method, call.source, call.body) == ("POST", "meta", body)
        assert call.query == {"hub.mode": "x", "n": "1"}
        assert call.headers == {
            "content-type": "text/plain",
            "x-hub-signature-256": "sha256=abc",
            "webhook-id": "msg_1",
            "x-twitter-webhooks-signature": "sha256=def",
            "authorization": "Basic eDp5",
        }
        asking = asyncio.create_task(http.get(f"{PATH}?hub.challenge=1158201444"))
        await answered(ingest, 2, 200, "1158201444")
        assert (await asking).text == "1158201444"

    at_the_door(tmp_path, work)


def test_a_source_that_there_is_not_is_asked_for_like_any_other(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, ingest: RecordingWire) -> None:
        for count, name in enumerate(("meta", "nobody", "%2e%2e%2fetc"), 1):
            calling = asyncio.create_task(http.post(f"/api/v1/hooks/{name}", content=b"{}"))
            if "/" not in unquote(name):
                await answered(ingest, count, 404, "not found")
            reply = await calling
            assert reply.status_code == 404
            assert "Traceback" not in reply.text

    at_the_door(tmp_path, work)


def test_a_body_is_bounded_and_without_ingest_the_answer_is_the_same_for_all(
    tmp_path: Path,
) -> None:
    async def run() -> None:
        async with (
            live_wall(tmp_path) as wall,
            httpx.AsyncClient(base_url=wall.url, trust_env=False, timeout=30) as http,
        ):
            big = await http.post(PATH, content=b"x" * (MEBIBYTE + 1))
            assert big.status_code == 413
            known, unknown = await http.post(PATH), await http.post("/api/v1/hooks/nobody")
            assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
            assert known.status_code == 503
            many = {f"k{number}": "v" for number in range(100)}
            assert (await http.get(PATH, params=many)).status_code == 400

    asyncio.run(run())


def test_an_address_that_fails_again_and_again_waits(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, ingest: RecordingWire) -> None:
        for count in range(1, ADDRESS.free + 1):
            calling = asyncio.create_task(http.post(PATH, content=b"{}"))
            await answered(ingest, count, 401, "no")
            assert (await calling).status_code == 401
        reply = await http.post(PATH, content=b"{}")
        assert reply.status_code == 429
        assert int(reply.headers["retry-after"]) >= 1

    at_the_door(tmp_path, work)


def test_a_flood_is_slowed_down_and_others_are_not() -> None:
    now = [0.0]
    gate = HookGate(lambda: now[0])
    waits = [gate.wait_s("10.0.0.1") for _ in range(int(CALLS_AT_ONCE) + 1)]
    assert waits[:-1] == [0.0] * int(CALLS_AT_ONCE)
    assert waits[-1] > 0
    assert gate.wait_s("10.0.0.2") == 0
    now[0] += 1
    assert gate.wait_s("10.0.0.1") == 0
