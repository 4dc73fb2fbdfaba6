"""Who connects and says nothing takes nobody's place."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.controller.live import LiveWall, live_wall

BEGUN = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def begin(live: LiveWall, said: bytes = BEGUN) -> Ends:
    reader, writer = await asyncio.open_connection("127.0.0.1", live.server.port)
    writer.write(said)
    await writer.drain()
    return reader, writer


async def is_ended(ends: Ends) -> bool:
    try:
        return await asyncio.wait_for(ends[0].read(1), 10) == b""
    except ConnectionResetError:
        return True


def leave(all_ends: Sequence[Ends]) -> None:
    for _, writer in all_ends:
        writer.transport.abort()


@pytest.mark.parametrize("said", [b"", b"G", BEGUN, BEGUN + b"\r\n" + BEGUN])
def test_a_head_that_never_ends_is_not_waited_for(
    said: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wall.controller.public_requests.HEAD_WITHIN_S", 0.5)

    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            ends = await begin(live, said)
            if said.startswith(BEGUN + b"\r\n"):
                assert (await ends[0].readuntil(b"}")).startswith(b"HTTP/1.1 200")
            assert await is_ended(ends)
            leave([ends])

    asyncio.run(scenario())


def test_an_address_that_says_nothing_takes_nobodys_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wall.controller.server.MAX_CONNECTIONS", 12)
    monkeypatch.setattr("wall.controller.public_requests.WAITING_PER_ADDRESS", 5)

    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            silent = [await begin(live) for _ in range(30)]
            reader, writer = await begin(live, BEGUN + b"\r\n")
            assert (await reader.readline()).startswith(b"HTTP/1.1 200")
            assert await is_ended(silent[0]), "the oldest goes first"
            leave([*silent, (reader, writer)])

    asyncio.run(scenario())


def test_who_asks_is_not_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wall.controller.public_requests.HEAD_WITHIN_S", 30.0)

    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            ends = await begin(live, BEGUN + b"\r\n")
            for _ in range(3):
                assert (await ends[0].readuntil(b"}")).startswith(b"HTTP/1.1 200")
                ends[1].write(BEGUN + b"\r\n")
            leave([ends])

    asyncio.run(scenario())
