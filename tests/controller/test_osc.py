"""OSC over a real socket: floods, rubbish and revoked tokens change nothing and stop nothing."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.udp_client import SimpleUDPClient

from tests.controller.fakes import FakeOperations
from tests.controller.live import until
from wall.controller.answering import Answering
from wall.controller.osc import AT_ONCE, WAITING, OscDoor
from wall.controller.people import People
from wall.controller.server import CannotListen
from wall.controller.tokens import Tokens
from wall.model.actors import Role


@asynccontextmanager
async def door(
    tmp_path: Path, role: Role = Role.OPERATOR
) -> AsyncIterator[tuple[OscDoor, FakeOperations, Tokens]]:
    tokens = Tokens(tmp_path)
    people = People(tmp_path, tokens)
    tokens.add("osc", role)
    operations = FakeOperations()
    opened = OscDoor(Answering(operations, people), lambda: tokens.actor_of("osc"))
    await opened.open("127.0.0.1", 0)
    try:
        yield opened, operations, tokens
    finally:
        await opened.close()
        people.close()


def asked(operations: FakeOperations) -> list[str]:
    return [name for name, _ in operations.calls]


def test_messages_are_carried_out_in_order(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with door(tmp_path) as (opened, operations, _):
            deck = SimpleUDPClient("127.0.0.1", opened.port)
            for number in range(10):
                deck.send_message("/wall/layout/take", f"layout{number}")
            await until(lambda: len(operations.calls) == 10)
            assert [what for _, what in operations.calls] == [
                (f"layout{number}", False, 0) for number in range(10)
            ]

    asyncio.run(scenario())


def test_a_bundle_is_its_messages(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with door(tmp_path) as (opened, operations, _):
            bundle = OscBundleBuilder(IMMEDIATELY)
            for address in ("/wall/panic", "/wall/redo"):
                bundle.add_content(OscMessageBuilder(address).build())
            SimpleUDPClient("127.0.0.1", opened.port).send(bundle.build())
            await until(lambda: asked(operations) == ["panic.cover", "redo"])

    asyncio.run(scenario())


def test_rubbish_and_refusals_are_told_and_the_next_message_is_heard(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with door(tmp_path) as (opened, operations, _):
            raw = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            with raw:
                rubbish = (b"", b"\0" * 40, b"/wall/undo", b"#bundle\0" + b"\xff" * 30, b"x" * 9000)
                for data in rubbish:
                    raw.sendto(data, ("127.0.0.1", opened.port))
            deck = SimpleUDPClient("127.0.0.1", opened.port)
            deck.send_message("/wall/undoo", [])
            deck.send_message("/wall/undo", [])
            deck.send_message("/wall/identify", 3)
            await until(lambda: "identify" in asked(operations))
            assert any("OSC" in record.message for record in caplog.records)

    asyncio.run(scenario())


def test_a_flood_is_cut_off_and_fills_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with door(tmp_path) as (opened, operations, _):
            operations.hold = asyncio.Event()
            deck = SimpleUDPClient("127.0.0.1", opened.port)
            for number in range(500):
                deck.send_message("/wall/layout/take", f"layout{number}")
                await asyncio.sleep(0)
            operations.hold.set()
            await until(lambda: any("the rest is dropped" in r.message for r in caplog.records))
            assert len(operations.calls) <= AT_ONCE + WAITING
            assert len(caplog.records) < 5

    asyncio.run(scenario())


def test_it_may_do_what_its_token_may_while_there_is_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with door(tmp_path, Role.RECALL) as (opened, operations, tokens):
            deck = SimpleUDPClient("127.0.0.1", opened.port)
            deck.send_message("/wall/panic", 1)
            deck.send_message("/wall/layout/take", "first")
            await until(lambda: asked(operations) == ["take"])
            assert "the right 'panic' is missing" in caplog.text
            caplog.clear()
            tokens.revoke("osc")
            await opened.close()
            again = OscDoor(opened.answering, lambda: tokens.actor_of("osc"))
            await again.open("127.0.0.1", 0)
            SimpleUDPClient("127.0.0.1", again.port).send_message("/wall/layout/take", "second")
            await until(lambda: "there is no token for OSC" in caplog.text)
            await again.close()
            assert asked(operations) == ["take"]

    asyncio.run(scenario())


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with door(tmp_path) as (opened, operations, _):
            second = OscDoor(Answering(operations, None), lambda: None)  # type: ignore[arg-type]
            with pytest.raises(CannotListen, match=f"127.0.0.1:{opened.port}"):
                await second.open("127.0.0.1", opened.port)

    asyncio.run(scenario())
