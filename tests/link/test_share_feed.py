"""A display's end of a shared desk, against a real controller: on this machine, and over TLS."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.controller.sharing_desks import Sharers, sharers
from tests.controller.wires import SECRET, until
from wall.link.connection import LinkAddress
from wall.link.share_feed import ShareFeed
from wall.protocol.share_wire import ChunkHeader
from wall.protocol.share_words import ShareState, ShareTold

KEY = "k" * 43


@dataclass
class Sink:
    """Keeps what comes. Pictures that begin with `bad` cannot be decoded; `fault` is a defect."""

    states: list[ShareState] = field(default_factory=list)
    pictures: list[tuple[bool, bytes]] = field(default_factory=list)
    shown: int = 0
    silences: int = 0
    has_ended: threading.Event = field(default_factory=threading.Event)

    def told(self, word: ShareTold) -> None:
        self.states.append(word.state)

    def silent(self) -> None:
        self.silences += 1

    def heard(self) -> None:
        """After a silence."""

    def picture(self, chunk: ChunkHeader, data: memoryview) -> bool:
        self.pictures.append((chunk.is_key, bytes(data)))
        if bytes(data) == b"fault":
            raise RuntimeError("a decoder that nobody foresaw")
        return not bytes(data).startswith(b"bad")

    def sound(self, chunk: ChunkHeader, data: memoryview) -> None:
        """None comes."""

    def show(self) -> None:
        self.shown += 1

    def ended(self) -> None:
        self.has_ended.set()


def address(at: Sharers, *, remote: bool, fingerprint: str = "") -> LinkAddress:
    if not remote:
        return LinkAddress(SECRET, at.socket)
    at.work.approvals.ask("lobby", KEY, "there")
    at.work.approvals.approve("lobby")
    return LinkAddress(KEY, None, at.url, fingerprint or at.fingerprint)


@pytest.mark.parametrize("remote", [False, True], ids=["this machine", "TLS"])
def test_pictures_come_are_acknowledged_and_broken_ones_cost_a_key(
    tmp_path: Path, remote: bool
) -> None:
    async def work() -> None:
        async with sharers(tmp_path, tls=remote) as at:
            ticket = await at.start()
            async with at.accepted(ticket.ticket) as publisher:
                sink = Sink()
                where = address(at, remote=remote)
                feed = ShareFeed(where, "lobby", ticket.share.id, (96, 54), sink)
                try:
                    await publisher.hear("key")
                    await publisher.send(b"one", key=True)
                    for number in range(30):  # more than fit without being acknowledged
                        await publisher.send(b"x")
                        await until(lambda seen=number: len(sink.pictures) == seen + 2)
                    await publisher.send(b"bad")
                    await publisher.hear("key")
                    await publisher.send(b"of no use")
                    await publisher.send(b"again", key=True)
                    await until(lambda: sink.pictures[-1] == (True, b"again"))
                    assert (False, b"of no use") not in sink.pictures
                    await until(lambda: sink.shown > 0)
                    feed.resize((1280, 720))
                    assert (await publisher.hear("limit"))["w"] == 1280
                    await publisher.say(type="end")
                    await until(lambda: ShareState.ENDED in sink.states)
                finally:
                    await asyncio.to_thread(feed.stop)
                assert sink.has_ended.is_set()

    asyncio.run(work())


def test_a_defect_in_decoding_is_told_and_the_share_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        async with sharers(tmp_path) as at:
            ticket = await at.start()
            async with at.accepted(ticket.ticket) as publisher:
                sink = Sink()
                feed = ShareFeed(
                    address(at, remote=False), "lobby", ticket.share.id, (96, 54), sink
                )
                try:
                    await publisher.hear("key")
                    await publisher.send(b"fault", key=True)
                    await publisher.hear("key")
                    await publisher.send(b"again", key=True)
                    await until(lambda: (True, b"again") in sink.pictures)
                finally:
                    await asyncio.to_thread(feed.stop)

    asyncio.run(work())
    assert "a decoder that nobody foresaw" in caplog.text


def test_a_controller_with_another_certificate_is_told_nothing(tmp_path: Path) -> None:
    async def work() -> None:
        async with sharers(tmp_path, tls=True) as at:
            ticket = await at.start()
            sink = Sink()
            where = address(at, remote=True, fingerprint="0" * 64)
            feed = ShareFeed(where, "lobby", ticket.share.id, (96, 54), sink)
            try:
                await until(lambda: sink.silences > 0)
            finally:
                await asyncio.to_thread(feed.stop)
            share = at.sharing.share(ticket.share.id)
            assert share is not None
            assert share.relay.viewers == 0
            assert sink.states == []

    asyncio.run(work())
