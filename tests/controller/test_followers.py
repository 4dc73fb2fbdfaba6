"""Followers are let in by proof, replaced by newer ones, and dropped when they break the rules."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from websockets.asyncio.client import unix_connect
from websockets.exceptions import ConnectionClosed

from tests.controller.wires import SECRET, RecordingWire, connected, until
from wall.controller import followers as followers_module
from wall.controller.approvals import DisplayApprovals
from wall.controller.followers import Follower, FollowerEvents, Followers
from wall.link.connection import BAD_SECRET, BAD_VERSION, REPLACED, TOO_SLOW
from wall.link.messages import (
    DisplaySettings,
    Hello,
    Identified,
    Identify,
    Pending,
    Subscribe,
    Time,
    ToController,
)

KEY = "k" * 40


class Desk:
    """Followers whose events the test reads."""

    def __init__(self, folder: Path) -> None:
        self.joined: list[str] = []
        self.left: list[str] = []
        self.heard: list[ToController] = []
        self.approvals = DisplayApprovals(folder / "displays.json")
        events = FollowerEvents(
            self._join,
            lambda _, message: self.heard.append(message),
            lambda *_: None,
            lambda follower: self.left.append(follower.name),
        )
        self.followers = Followers(SECRET, self.approvals, events)

    def _join(self, follower: Follower) -> None:
        self.joined.append(follower.name)
        follower.send(Identified(now=1.0, settings=DisplaySettings(site="t"), walls=()))


async def refused(desk: Desk, first: str | bytes, *, local: bool = True) -> tuple[int, str]:
    """How a conversation ends that begins so."""
    wire = RecordingWire()
    serving = asyncio.create_task(desk.followers.serve(wire, local=local))
    wire.say(first)
    async with asyncio.timeout(10):
        await serving
    assert not desk.joined
    assert wire.closed is not None
    return wire.closed


def identify(**other: object) -> str:
    fields = {"role": "display", "name": "local", "secret": SECRET, **other}
    return json.dumps({"type": "link.identify", **fields})


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("", 1007),
        ("[1, 2", 1007),
        ("ü" * 200, 1007),
        ('{"type": "é' + "é" * 300 + '"}', 1007),
        (b"\xff\x00\x80" * 40, 1007),
        (Subscribe(sources=()).model_dump_json(), 1007),
        (identify(role="emperor"), 1007),
        (identify(name="n" * 101), 1007),
        (identify(version=2), BAD_VERSION),
        (identify(secret="wrong"), BAD_SECRET),
        (identify(secret="wröng"), BAD_SECRET),
        (identify(secret=""), BAD_SECRET),
    ],
)
def test_first_words_that_are_wrong_end_the_conversation(
    tmp_path: Path, first: str | bytes, code: int
) -> None:
    desk = Desk(tmp_path)
    assert asyncio.run(refused(desk, first))[0] == code


@pytest.mark.parametrize(
    "nonsense", ["", "{", '{"type": "display.report"}', '{"type": "tïme' + "ü" * 200 + '"}']
)
def test_nonsense_later_ends_the_conversation_with_the_reason(
    tmp_path: Path, nonsense: str
) -> None:
    async def run() -> None:
        desk = Desk(tmp_path)
        async with connected(desk.followers) as wire:
            wire.say(nonsense)
            await until(lambda: wire.closed is not None)
            assert wire.closed is not None
            assert wire.closed[0] == 1007
        assert desk.left == ["local"]
        assert not desk.followers.displays()

    asyncio.run(run())


def test_who_says_nothing_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers_module, "IDENTIFY_WITHIN_S", 0.05)

    async def run() -> None:
        wire = RecordingWire()
        async with asyncio.timeout(10):
            await Desk(tmp_path).followers.serve(wire, local=True)
        assert wire.closed is not None
        assert wire.closed[0] == 1007

    asyncio.run(run())


def test_the_controller_speaks_first_and_then_in_order(tmp_path: Path) -> None:
    async def run() -> None:
        desk = Desk(tmp_path)
        async with connected(desk.followers) as wire:
            assert isinstance(wire.sent[0], Hello)
            for number in range(100):
                desk.followers.tell_displays(Time(now=float(number)))
            await until(lambda: len(wire.heard(Time)) == 100)
            assert [time.now for time in wire.heard(Time)] == list(range(100))

    asyncio.run(run())


def test_a_newer_display_of_the_same_name_replaces_the_first(tmp_path: Path) -> None:
    async def run() -> None:
        desk = Desk(tmp_path)
        async with connected(desk.followers) as first:
            async with connected(desk.followers) as second:
                await until(lambda: first.closed is not None)
                assert first.closed is not None
                assert first.closed[0] == REPLACED
                desk.followers.tell_displays(Time(now=5.0))
                await until(lambda: bool(second.heard(Time)))
                assert len(desk.followers.displays()) == 1
                assert desk.left == ["local"], "the first leaves before the second is there"
                assert desk.joined == ["local", "local"]
            assert not desk.followers.displays()

    asyncio.run(run())


def test_who_does_not_read_is_disconnected_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers_module, "OUTBOX_BYTES", 5_000)

    async def run() -> None:
        desk = Desk(tmp_path)
        async with (
            connected(desk.followers, name="slow") as slow,
            connected(desk.followers, name="good") as good,
        ):
            slow.reads.clear()
            for number in range(600):
                desk.followers.tell_displays(Time(now=float(number)))
                await asyncio.sleep(0)
            await until(lambda: slow.closed is not None)
            assert slow.closed is not None
            assert slow.closed[0] == TOO_SLOW
            await until(lambda: len(good.heard(Time)) == 600)
            assert good.closed is None

    asyncio.run(run())


def test_from_another_machine_only_displays_with_a_key_are_heard(tmp_path: Path) -> None:
    async def run() -> None:
        for first in (identify(role="ingest", secret=KEY), identify(secret="short")):
            desk = Desk(tmp_path)
            assert (await refused(desk, first, local=False))[0] == BAD_SECRET
            assert not desk.approvals.displays()
        # What proves a local process proves nothing from outside.
        desk = Desk(tmp_path)
        async with connected(desk.followers, name="far", local=False) as wire:
            assert wire.heard(Pending)
            assert not wire.heard(Identified)

    asyncio.run(run())


def test_a_display_of_another_machine_waits_until_it_is_approved(tmp_path: Path) -> None:
    async def run() -> None:
        desk = Desk(tmp_path)
        async with connected(desk.followers, name="lobby", secret=KEY, local=False) as wire:
            assert wire.heard(Pending)
            desk.approvals.approve("lobby")
            await until(lambda: bool(wire.heard(Identified)))
        async with connected(desk.followers, name="lobby", secret=KEY, local=False) as wire:
            assert wire.heard(Identified)
            assert not wire.heard(Pending)
        other = "x" * 40
        async with connected(desk.followers, name="lobby", secret=other, local=False) as wire:
            assert wire.heard(Pending)
            assert not wire.heard(Identified)

    asyncio.run(run())


def test_one_that_leaves_while_it_waits_leaves_nothing_behind(tmp_path: Path) -> None:
    async def run() -> None:
        desk = Desk(tmp_path)
        async with connected(desk.followers, name="lobby", secret=KEY, local=False):
            pass
        await until(lambda: len(asyncio.all_tasks()) == 1)
        desk.approvals.approve("lobby")
        assert not desk.joined

    asyncio.run(run())


def test_garbage_on_the_socket_harms_nobody(tmp_path: Path) -> None:
    async def run() -> None:
        desk = Desk(tmp_path)
        path = tmp_path / "link.sock"
        await desk.followers.listen(path)
        for garbage in (b"", b"\x00" * 5000, b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 100_000):
            _, writer = await asyncio.open_unix_connection(path)
            writer.write(garbage)
            writer.close()
        async with unix_connect(str(path), "ws://local/") as friend:
            await friend.recv()
            await friend.send(
                Identify(role="display", name="local", secret=SECRET).model_dump_json()
            )
            await friend.recv()
            async with unix_connect(str(path), "ws://local/") as stranger:
                await stranger.recv()
                await stranger.send("é" * 500)
                with pytest.raises(ConnectionClosed) as closed:
                    await stranger.recv()
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 1007
            await friend.send(Subscribe(sources=("news",)).model_dump_json())
            await until(lambda: bool(desk.heard))
        await desk.followers.close()

    asyncio.run(run())
