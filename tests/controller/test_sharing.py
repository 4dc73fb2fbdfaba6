"""Desk shares over real sockets: who may, who is shown what, and how it ends."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.controller.sharing_desks import Display, Publisher, Sharers, looking, sharers
from tests.controller.sites_at_work import ADMIN, VERA
from tests.controller.wires import until
from wall.control.share_flow import VIEWER_WINDOW
from wall.control.shares import MOST_OF_ONE
from wall.errors import NotAllowed, RequestFailed, WallError
from wall.model.actors import Actor, Grant, Role
from wall.model.commands import CloseTile
from wall.protocol.codes import CloseCode
from wall.protocol.share_requests import (
    ShareAllow,
    SharePicture,
    ShareRefuse,
    ShareStop,
)
from wall.protocol.share_wire import INVALID, MAX_CHUNK_BYTES, ChunkHeader, ChunkKind, Codec

Work = Callable[[Sharers], Coroutine[None, None, None]]
KEY = "k" * 43
BOB = Actor(name="bob", role=Role.OPERATOR)


def run(folder: Path, work: Work, **how: Any) -> None:
    async def at_it() -> None:
        async with sharers(folder, **how) as at:
            await work(at)

    asyncio.run(at_it())


@asynccontextmanager
async def shared(of: Sharers, **about: Any) -> AsyncIterator[tuple[str, Publisher]]:
    """One desk that is on the wall."""
    ticket = await of.start(**about)
    async with of.accepted(ticket.ticket) as publisher:
        await until(lambda: bool(of.tiles()))
        yield ticket.share.id, publisher


def test_a_desk_comes_to_the_wall_is_relayed_and_goes_with_its_publisher(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        async with shared(at) as (share, publisher):
            tile = at.work.controller.scene().tiles[-1]
            assert (tile.kind, tile.owner, tile.settings) == ("desk", "anna", {"share": share})
            async with at.display(share) as display:
                await publisher.hear("key")
                limit = next(w for w in reversed(publisher.heard) if w["type"] == "limit")
                assert (limit["w"], limit["h"], limit["fps"]) == (320, 180, 30)
                await publisher.send(b"key", key=True)
                assert await publisher.hear("ack") == {"type": "ack", "epoch": 1, "seq": 0}
                await publisher.send(b"more")
                await display.wait(lambda: len(display.pictures) == 2)
                await publisher.say(type="end", reason="")
                await display.wait(lambda: display.state == "ended")
                assert at.tiles(), "it says so for a while"
            await until(lambda: not at.tiles())
            history = await at.work.controller.history()
            assert {(entry.actor, entry.reason) for entry in history} >= {
                ("anna", "desk share"),
                ("clock", "desk share ended"),
            }

    run(tmp_path, work)


def test_who_comes_late_gets_a_key_picture_first(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        async with shared(at) as (share, publisher), at.display(share) as first:
            await publisher.hear("key")
            await publisher.send(key=True)
            await first.wait(lambda: bool(first.pictures))
            async with at.display(share) as late:
                await publisher.hear("key")
                await publisher.send()
                await publisher.send(key=True)
                await publisher.send()
                await late.wait(lambda: len(late.pictures) == 2)
                assert [chunk.is_key for chunk in late.pictures] == [True, False]
                await first.wait(lambda: len(first.pictures) == 4)

    run(tmp_path, work)


def test_a_slow_display_loses_pictures_and_the_others_do_not(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        async with (
            shared(at) as (share, publisher),
            at.display(share) as quick,
            at.display(share, acks=False) as slow,
        ):
            await publisher.hear("key")
            await publisher.send(key=True)
            for number in range(40):
                await publisher.send()
                await quick.wait(lambda seen=number: len(quick.pictures) == seen + 2)
            assert len(slow.pictures) <= VIEWER_WINDOW
            slow.acks = True
            await slow.ack()
            await publisher.hear("key")
            before = len(slow.pictures)
            await publisher.send()
            await publisher.send(key=True)
            await slow.wait(lambda: len(slow.pictures) > before)
            assert slow.pictures[before].is_key, "no backlog, and nothing that cannot be decoded"

    run(tmp_path, work)


def test_a_display_that_could_not_decode_asks_for_a_key_picture(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        async with shared(at) as (share, publisher), at.display(share) as display:
            await publisher.hear("key")
            await publisher.send(key=True)
            await display.wait(lambda: bool(display.pictures))
            await display.say(type="key")
            await publisher.hear("key")

    run(tmp_path, work)


@pytest.mark.parametrize("allows", [True, False])
def test_where_the_owner_wants_it_nothing_is_shown_before_it_is_allowed(
    tmp_path: Path, allows: bool
) -> None:
    async def work(at: Sharers) -> None:
        ticket = await at.start()
        share = ticket.share.id
        async with at.accepted(ticket.ticket) as publisher, at.display(share) as display:
            await until(lambda: at.state(share) == "waiting")
            await display.wait(lambda: display.state == "waiting")
            await publisher.send(b"secret", key=True)
            still = ChunkHeader(ChunkKind.STILL, Codec.JPEG, 1, 0, 0, 32, 18)
            await publisher.socket.send(still.encode(b"jpeg"))
            await until(lambda: bool((i := at.info(share)) and i.has_picture))
            assert (at.tiles(), display.pictures) == ([], [])
            with pytest.raises(NotAllowed):
                await at.sharing.answer(BOB, SharePicture(share=share))
            with pytest.raises(NotAllowed):
                await at.sharing.answer(at.anna, ShareAllow(share=share))
            assert await at.sharing.answer(ADMIN, SharePicture(share=share)) == b"jpeg"
            if allows:
                await at.sharing.answer(ADMIN, ShareAllow(share=share))
                await until(lambda: bool(at.tiles()))
                await publisher.hear("key")
                await publisher.send(key=True)
                await display.wait(lambda: bool(display.pictures))
            else:
                await at.sharing.answer(ADMIN, ShareRefuse(share=share))
                assert (await publisher.hear("stop"))["reason"] == "ada did not allow it"
                await until(lambda: at.state(share) == "forgotten")
                assert at.tiles() == []

    run(tmp_path, work, sharing="ask")


def test_a_wall_whose_owner_wants_no_desks_shows_none(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        with pytest.raises(RequestFailed, match="shows no desks"):
            await at.start()

    run(tmp_path, work, sharing="'off'")


def test_paused_and_hidden_are_told_and_hidden_sends_nothing(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        async with shared(at) as (share, publisher), at.display(share) as display:
            await publisher.hear("key")
            await publisher.send(key=True)
            await display.wait(lambda: bool(display.pictures))
            await publisher.say(type="state", state="paused")
            await display.wait(lambda: display.state == "paused")
            await publisher.say(type="state", state="hidden")
            await display.wait(lambda: display.state == "hidden")
            await publisher.send(key=True)
            await publisher.hear("ack")
            await publisher.say(type="state", state="live")
            await display.wait(lambda: display.state == "live")
            assert len(display.pictures) == 1
            await publisher.hear("key")

    run(tmp_path, work)


def test_a_ticket_is_good_once_and_each_connection_gives_the_next(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        ticket = await at.start()
        async with at.accepted(ticket.ticket) as publisher:
            following = publisher.next_ticket
            await publisher.send(key=True)
            await publisher.hear("ack")
            for stale in (ticket.ticket, "", "guess"):
                async with at.publisher(stale) as thief:
                    assert (await thief.hear("stop"))["reason"].startswith("this ticket")
                    assert await thief.close_code() == CloseCode.BAD_TOKEN
            publisher.socket.transport.abort()
        await until(lambda: at.state(ticket.share.id) == "away")
        async with at.accepted(following) as again:
            assert again.epoch > publisher.epoch - 1
            await until(lambda: at.state(ticket.share.id) == "live")
            assert len(at.tiles()) == 1

    run(tmp_path, work)


def test_a_share_outlives_the_controller(tmp_path: Path) -> None:
    async def both() -> None:
        async with sharers(tmp_path) as at:
            ticket = await at.start()
            async with at.accepted(ticket.ticket) as publisher:
                await until(lambda: bool(at.tiles()))
                await publisher.send(key=True)
                await publisher.hear("ack")
                await publisher.say(type="hb")
                following = publisher.next_ticket
                stopping = asyncio.create_task(at.server.close())
                await publisher.close_code()
                await stopping
        async with sharers(tmp_path) as at:
            share = ticket.share.id
            assert at.state(share) == "away"
            async with at.display(share) as display, at.accepted(following) as again:
                assert again.epoch > publisher.epoch
                await again.hear("key")
                await again.send(key=True)
                await display.wait(lambda: bool(display.pictures))
                assert len(at.tiles()) == 1

    asyncio.run(both())


def test_a_tile_of_a_share_that_there_is_not_closes_by_itself(tmp_path: Path) -> None:
    async def both() -> None:
        async with sharers(tmp_path) as at, shared(at) as (share, publisher):
            publisher.socket.transport.abort()
            await until(lambda: at.state(share) == "away")
        (tmp_path / "data" / "shares.json").unlink()
        async with sharers(tmp_path) as at:
            assert at.tiles()
            await until(lambda: not at.tiles())

    asyncio.run(both())


def test_it_ends_when_its_tile_is_closed_and_when_others_may_end_it(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        async with shared(at) as (share, publisher):
            with pytest.raises(NotAllowed):
                await at.sharing.answer(VERA, ShareStop(share=share))
            await at.work.controller.submit(BOB, None, [CloseTile(id=at.tiles()[0])])
            assert "taken off the wall" in (await publisher.hear("stop"))["reason"]
        async with shared(at) as (share, publisher):
            await at.sharing.answer(BOB, ShareStop(share=share))
            assert (await publisher.hear("stop"))["reason"] == "bob ended it"

    run(tmp_path, work)


def test_it_ends_with_the_rights_of_who_shares(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        async with shared(at) as (_, publisher):
            at.people.tokens.revoke("anna")
            assert "no account" in (await publisher.hear("stop"))["reason"]

    run(tmp_path, work)


def test_it_needs_the_right_on_the_screens_and_there_is_a_limit(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        local = Actor(
            name="carl",
            role=Role.OPERATOR,
            grants=(Grant(role=Role.OPERATOR, wall="wall", area="A1"),),
        )
        with pytest.raises(NotAllowed):
            await at.start(VERA)
        with pytest.raises(NotAllowed):
            await at.start(local, at="B1")
        for _ in range(MOST_OF_ONE):
            await at.start(local, at="A1")
        with pytest.raises(WallError, match="end one first"):
            await at.start(local, at="A1")

    run(tmp_path, work)


def test_pages_of_others_cannot_publish(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        ticket = await at.start()
        with pytest.raises(InvalidStatus) as refused:
            async with at.publisher(ticket.ticket, Origin="https://evil.example"):
                pass
        assert refused.value.response.status_code == 403
        own = at.server.url
        async with at.publisher(ticket.ticket, Origin=own) as publisher:
            await publisher.hear("ok")

    run(tmp_path, work)


def _picture(length: int) -> bytes:
    return ChunkHeader(ChunkKind.VIDEO, Codec.H264, 1, 0, 0, 64, 36, is_key=True).encode(
        bytes(length)
    )


HOSTILE: dict[str, tuple[list[str | bytes], int]] = {
    "no chunk": ([b"garbage"], INVALID),
    "a wrong length": ([_picture(10) + b"more"], INVALID),
    "too much sound": (
        [
            struct.pack(">HBBBBBBIIQHHI", 0x5753, 1, 2, 0, 0, 0, 5, 1, 0, 0, 0, 0, 99_999)
            + bytes(99_999)
        ],
        CloseCode.TOO_LARGE,
    ),
    "a huge picture": ([_picture(MAX_CHUNK_BYTES + 1)], CloseCode.TOO_LARGE),
    "no word": (["{"], CloseCode.BAD_MESSAGE),
    "a word of displays": (['{"type": "ack", "epoch": 1, "seq": 1}'], CloseCode.BAD_MESSAGE),
    "hello again": (['{"type": "hello", "ticket": "x"}'], CloseCode.BAD_MESSAGE),
    "a flood": (['{"type": "hb"}'] * 1000, CloseCode.FLOOD),
}


def test_hostile_publishers_are_closed_and_harm_nobody(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        async with shared(at, at="B1") as (_, good):
            for case, (messages, code) in HOSTILE.items():
                ticket = await at.start()
                async with at.accepted(ticket.ticket) as hostile:
                    with suppress(ConnectionClosed):
                        for message in messages:
                            await hostile.socket.send(message)
                    assert await hostile.close_code() == code, case
                await at.sharing.answer(at.anna, ShareStop(share=ticket.share.id))
                await until(lambda share=ticket.share.id: at.state(share) == "forgotten")
            await good.send(key=True)
            await good.hear("ack")

    run(tmp_path, work)


def test_displays_alone_may_look(tmp_path: Path) -> None:
    async def work(at: Sharers) -> None:
        async with shared(at) as (share, publisher):
            for url, path, secret in ((at.url, None, "k" * 40), ("ws://local", at.socket, "guess")):
                stranger = Display(await looking(url, path))
                await stranger.say(type="view", share=share, display="hall", secret=secret)
                await stranger.socket.wait_closed()
                assert stranger.socket.close_code == CloseCode.NOT_IDENTIFIED
            at.work.approvals.ask("lobby", KEY, "there")
            at.work.approvals.approve("lobby")
            approved = Display(await looking(at.url, None))
            await approved.say(type="view", share=share, display="lobby", secret=KEY, w=64, h=36)
            hearing = asyncio.create_task(approved.hear_all())
            await publisher.hear("key")
            await publisher.send(key=True)
            await approved.wait(lambda: bool(approved.pictures))
            hearing.cancel()
            await approved.socket.close()

    run(tmp_path, work)
