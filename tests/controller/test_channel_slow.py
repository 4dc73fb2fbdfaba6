"""Clients that do not read: the policy of the outbox, with a real socket that nobody empties."""

from __future__ import annotations

import asyncio
import json
import socket
from collections import deque
from pathlib import Path

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from tests.controller.live import LiveWall, live_wall, until
from wall.controller import outbox as policy
from wall.controller.operations import Event
from wall.controller.outbox import Outbox, TooSlow
from wall.errors import RequestFailed
from wall.model.changes import TileAdded, TileRemoved
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.tiles import Tile
from wall.protocol.codes import Status
from wall.protocol.messages import SceneTold


class LazyClient:
    """A websocket client that reads only when told to, with a small receive buffer."""

    def __init__(self, live: LiveWall) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.setblocking(False)
        self._live = live
        self._unread: deque[dict[str, object]] = deque()
        self._protocol = ClientProtocol(parse_uri(live.channel_url), max_size=None)

    async def connect(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self._socket, ("127.0.0.1", self._live.server.port))
        self._protocol.send_request(self._protocol.connect())
        await self._flush()
        await self.hear_until("hello")

    async def say(self, **message: object) -> None:
        self._protocol.send_text(json.dumps(message).encode())
        await self._flush()

    async def hear_until(self, wanted: str) -> list[dict[str, object]]:
        """Read until a message of this type or op comes."""
        heard: list[dict[str, object]] = []
        while not heard or wanted not in (heard[-1].get("type"), heard[-1].get("op")):
            if self._unread:
                heard.append(self._unread.popleft())
                continue
            await self._receive()
            for event in self._protocol.events_received():
                if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                    self._unread.append(json.loads(event.data))
        return heard

    async def is_cut_off(self) -> bool:
        """Whether the other side ends the connection while we read on."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(10):
                while await loop.sock_recv(self._socket, 65536):
                    pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        self._socket.close()

    async def _receive(self) -> None:
        async with asyncio.timeout(10):
            data = await asyncio.get_running_loop().sock_recv(self._socket, 65536)
        assert data, "the connection ended"
        self._protocol.receive_data(data)

    async def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            await asyncio.get_running_loop().sock_sendall(self._socket, data)


def crowd(live: LiveWall, changes: int) -> None:
    """Many revisions, each with a large tile that comes or goes."""
    settings = {"text": "x" * 20_000}
    tile = Tile(id="big", kind="text", rect=Rect(0, 0, 500, 500), settings=settings)
    for _ in range(changes):
        scene = live.operations.scene("hub")
        there = scene.tile("big") is not None
        change = TileRemoved(tile=tile) if there else TileAdded(tile=tile)
        after = scene.with_tiles(() if there else (tile,))
        after = after.model_copy(update={"revision": scene.revision + 1})
        live.operations.scenes["hub"] = after
        live.operations.tell(
            Event(type="scene.changed", wall="hub", revision=after.revision, changes=(change,))
        )


async def subscribe(client: LazyClient, live: LiveWall) -> None:
    await client.connect()
    await client.say(op="identify", token=live.viewer)
    await client.hear_until("identified")
    await client.say(op="request", id=1, type="subscribe", data={"walls": ["hub"]})
    await client.hear_until("scene.snapshot")


def test_a_client_that_falls_behind_gets_a_fresh_snapshot_and_misses_nothing(
    tmp_path: Path,
) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            client = LazyClient(live)
            try:
                await subscribe(client, live)
                # Far more than kernel buffers and the outbox hold together.
                for _ in range(20):
                    crowd(live, 101)
                    await asyncio.sleep(0)
                heard = await client.hear_until("scene.snapshot")
                snapshot = heard[-1]
                assert snapshot["revision"] == live.operations.scene("hub").revision == 2020
                changed = [
                    told["revision"] for told in heard if told.get("type") == "scene.changed"
                ]
                assert changed == list(range(1, len(changed) + 1)), "in order up to the gap"
                assert len(changed) < 1500
                crowd(live, 1)
                (last,) = await client.hear_until("scene.changed")
                assert last["revision"] == 2021
            finally:
                client.close()

    asyncio.run(scenario())


def test_a_client_that_never_reads_is_disconnected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "STALLED_S", 0.3)

    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            client = LazyClient(live)
            try:
                await subscribe(client, live)
                for _ in range(20):
                    crowd(live, 101)
                    await asyncio.sleep(0)
                await until(lambda: live.channel.clients == 0)
                assert await client.is_cut_off()
            finally:
                client.close()

    asyncio.run(scenario())


class Sink:
    """Takes messages when it is opened."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.taken: list[str | bytes] = []

    async def send(self, message: str | bytes) -> None:
        await self.open.wait()
        self.taken.append(message)


def scene_told(wall: str) -> SceneTold:
    return SceneTold(wall=wall, revision=1000, scene=Scene(wall=wall, revision=1000))


async def filled(outbox: Outbox, sink: Sink, count: int) -> None:
    """Open the sink and wait for so many messages."""
    running = asyncio.create_task(outbox.run())
    sink.open.set()
    await until(lambda: len(sink.taken) >= count)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_responses_come_before_pictures_and_notices_are_one() -> None:
    async def scenario() -> None:
        sink = Sink()
        outbox = Outbox(sink.send, scene_told)
        outbox.picture([b"part"], "picture response")
        for _ in range(5):
            outbox.notice("layouts")
        outbox.respond("response")
        await filled(outbox, sink, 4)
        assert sink.taken == ["layouts", "response", b"part", "picture response"]

    asyncio.run(scenario())


def test_too_many_pictures_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "PICTURE_BYTES", 10)

    async def scenario() -> None:
        outbox = Outbox(Sink().send, scene_told)
        outbox.picture([b"12345678"], "")
        with pytest.raises(RequestFailed) as caught:
            outbox.picture([b"12345678"], "")
        assert caught.value.code == Status.BUSY

    asyncio.run(scenario())


def test_too_many_responses_end_the_conversation() -> None:
    async def scenario() -> None:
        sink = Sink()
        outbox = Outbox(sink.send, scene_told)
        for _ in range(policy.RESPONSES + 1):
            outbox.respond("x")
        with pytest.raises(TooSlow, match="responses"):
            await outbox.run()

    asyncio.run(scenario())


def test_too_many_changes_give_way_to_one_snapshot() -> None:
    async def scenario() -> None:
        sink = Sink()
        outbox = Outbox(sink.send, scene_told)
        outbox.catch_up("hub")
        await filled(outbox, sink, 1)
        sink.open.clear()
        for revision in range(1001, 1001 + policy.CHANGES + 50):
            outbox.change("hub", revision, f"change {revision}")
        await filled(outbox, sink, 2)
        assert len(sink.taken) == 2
        assert all("scene.snapshot" in str(message) for message in sink.taken)

    asyncio.run(scenario())


def test_a_forgotten_wall_is_not_told_any_more() -> None:
    async def scenario() -> None:
        sink = Sink()
        outbox = Outbox(sink.send, scene_told)
        outbox.catch_up("hub")
        outbox.forget("hub")
        outbox.respond("end")
        await filled(outbox, sink, 1)
        assert sink.taken == ["end"]

    asyncio.run(scenario())
