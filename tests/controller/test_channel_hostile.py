"""Hostile clients: whatever they send, the server answers with a code and serves the next one."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from tests.controller.live import (
    LiveWall,
    ThreadedWall,
    live_wall,
    raw_client,
    threaded_wall,
    until,
)
from wall.protocol.binary import HEADER_BYTES
from wall.protocol.codes import CloseCode, Status
from wall.protocol.limits import MAX_CHUNK_BYTES, REQUESTS_AT_ONCE
from wall.protocol.requests import REQUEST_TYPES


async def still_serves(live: LiveWall) -> None:
    async with raw_client(live, live.operator) as client:
        assert (await client.ask("status"))["ok"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", CloseCode.BAD_MESSAGE),
        ("[" * 1000, CloseCode.BAD_MESSAGE),
        ("[" * 900_000, CloseCode.BAD_MESSAGE),
        ('{"op": "' + "x" * 900_000 + '"}', CloseCode.BAD_MESSAGE),
        ("x" * 1_100_000, CloseCode.TOO_LARGE),
        (b"", CloseCode.BAD_MESSAGE),
        (b"\x01\x09" + bytes(38), CloseCode.BAD_MESSAGE),
        (bytes(1_100_000), CloseCode.TOO_LARGE),
        (b"\x01\x01" + bytes(HEADER_BYTES - 2 + MAX_CHUNK_BYTES + 1), CloseCode.TOO_LARGE),
    ],
    ids=["half", "deep", "very deep", "long", "oversize", "empty", "kind", "large", "chunk"],
)
def test_what_is_no_message_is_closed_with_a_code(
    tmp_path: Path, message: str | bytes, code: CloseCode
) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            async with raw_client(live, live.operator) as client:
                await client.socket.send(message)
                assert await client.close_code() == code
            await still_serves(live)

    asyncio.run(scenario())


def test_invalid_utf8_is_closed_with_a_code(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            async with raw_client(live, live.operator) as client:
                await client.socket.send(b"\xff\xfe", text=True)
                assert await client.close_code() == 1007
            await still_serves(live)

    asyncio.run(scenario())


def test_a_flood_is_slowed_and_then_closed(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            async with raw_client(live, live.operator) as client:
                message = json.dumps({"op": "request", "id": 1, "type": "status"})

                async def flood() -> None:
                    for _ in range(20_000):
                        await client.socket.send(message)

                flooding = asyncio.create_task(flood())
                answers = []
                try:
                    while True:
                        answers.append(await client.hear())
                except ConnectionClosed:
                    assert await client.close_code() == CloseCode.FLOOD
                refused = [answer["error"]["code"] for answer in answers if not answer["ok"]]
                assert set(refused) == {Status.RATE_LIMITED}
                assert len(refused) > REQUESTS_AT_ONCE
                await asyncio.gather(flooding, return_exceptions=True)
            await still_serves(live)

    asyncio.run(scenario())


def test_who_never_identifies_is_sent_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wall.controller.conversation.IDENTIFY_WITHIN_S", 0.2)

    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            async with raw_client(live) as client:
                assert await client.close_code() == CloseCode.NOT_IDENTIFIED
            await until(lambda: live.channel.clients == 0)

    asyncio.run(scenario())


def test_more_clients_than_there_is_room_for_are_asked_to_come_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wall.controller.channel.MAX_CLIENTS", 1)

    async def scenario() -> None:
        async with (
            live_wall(tmp_path) as live,
            raw_client(live, live.operator),
            raw_client(live) as second,
        ):
            assert await second.close_code() == CloseCode.TRY_LATER

    asyncio.run(scenario())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.floats(width=32),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
requests = st.fixed_dictionaries(
    {"type": st.sampled_from(REQUEST_TYPES)},
    optional={
        "id": st.integers(0, 2**53 - 1) | json_values,
        "data": st.dictionaries(
            st.sampled_from(["id", "rect", "tile", "wall", "layout", "kind", "at", "commands"]),
            json_values,
        ),
        "extra": json_values,
    },
)


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[ThreadedWall]:
    """One server for all examples of a test."""
    with threaded_wall(tmp_path) as wall:
        yield wall


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(requests.map(json.dumps) | st.text(max_size=80) | st.binary(max_size=90)))
def test_random_messages_never_break_the_server(
    wall: ThreadedWall, messages: list[str | bytes]
) -> None:
    async def scenario() -> None:
        async with raw_client(wall.live, wall.live.operator) as client:
            try:
                for message in messages:
                    if isinstance(message, str) and message.startswith('{"type"'):
                        asked = {"op": "request", **json.loads(message)}
                        if type(asked.get("id")) is int:
                            asked["id"] += 1_000_000  # not one of the client's own
                        message = json.dumps(asked)
                    await client.socket.send(message)
                assert (await client.ask("status"))["ok"]
            except ConnectionClosed:
                assert await client.close_code() in (*CloseCode, 1007)
        await still_serves(wall.live)

    asyncio.run(scenario())


def test_random_bytes_on_the_bare_socket_never_break_the_server(tmp_path: Path) -> None:
    chance = random.Random(7)

    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            upgrade = (
                f"GET /api/v1/channel HTTP/1.1\r\nHost: 127.0.0.1:{live.server.port}\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            ).encode()
            for number in range(60):
                begin = upgrade if number % 2 else b"POST /api/v1/push HTTP/1.1\r\n"
                reader, writer = await asyncio.open_connection("127.0.0.1", live.server.port)
                writer.write(begin + chance.randbytes(chance.randrange(1, 4000)))
                writer.write_eof()
                async with asyncio.timeout(15):
                    await reader.read()
                writer.close()
            await still_serves(live)

    asyncio.run(scenario())
