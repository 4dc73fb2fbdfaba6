"""A controller that serves desk shares on real sockets, and publishers and displays to talk to it.

The publishers speak JSON and bytes of their own making: nothing of the agent's is used.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect, unix_connect
from websockets.exceptions import ConnectionClosed

from tests.controller.live import QUICK
from tests.controller.sites_at_work import AtWork, at_work, write_site
from tests.controller.wires import SECRET
from wall.client.trusting import tls_context
from wall.controller.certificates import own_certificate
from wall.controller.passwords import Passwords
from wall.controller.people import People
from wall.controller.server import Server, Tls, build_app, serve
from wall.controller.share_doors import ShareDoors, add_shares
from wall.controller.share_viewing import VIEW_PATH
from wall.controller.sharing import PUBLISH_PATH, Sharing
from wall.controller.tokens import Tokens
from wall.model.actors import Actor, Grant, Role
from wall.protocol.share_requests import ShareInfo, ShareStart, ShareTicket
from wall.protocol.share_wire import ChunkHeader, ChunkKind, Codec, read_header

Json = dict[str, Any]
WITHIN_S = 30.0
WALL = """\
version: 1
name: Test
screens: {{grid: 2x1, pixels: 100x50}}
start: first
sharing: {sharing}
"""


@dataclass
class Sharers:
    """A controller at work, its people, and its doors."""

    work: AtWork
    people: People
    server: Server
    socket: Path
    anna: Actor
    fingerprint: str = ""
    """Of the server's certificate."""

    @property
    def sharing(self) -> Sharing:
        return self.work.controller.sharing

    @property
    def url(self) -> str:
        return self.server.url.replace("http", "ws", 1)

    async def start(self, actor: Actor | None = None, **about: Any) -> ShareTicket:
        answer = await self.sharing.answer(actor or self.anna, ShareStart(**{"at": "A1", **about}))
        assert isinstance(answer, ShareTicket)
        return answer

    def info(self, share: str) -> ShareInfo | None:
        return next((s for s in self.sharing.told(self.anna) if s.id == share), None)

    def state(self, share: str) -> str:
        found = self.info(share)
        return found.state if found else "forgotten"

    def tiles(self) -> list[str]:
        return [tile.id for tile in self.work.controller.scene().tiles if tile.kind == "desk"]

    @asynccontextmanager
    async def publisher(self, ticket: str, **headers: str) -> AsyncIterator[Publisher]:
        """Said hello; not yet answered."""
        tls = tls_context(self.fingerprint) if self.fingerprint else None
        opened = connect(
            self.url + PUBLISH_PATH, additional_headers=headers, compression=None, ssl=tls
        )
        async with opened as socket:
            publisher = Publisher(socket)
            await publisher.say(type="hello", proto=1, ticket=ticket, name="Mail", surface="window")
            yield publisher

    @asynccontextmanager
    async def accepted(self, ticket: str) -> AsyncIterator[Publisher]:
        async with self.publisher(ticket) as publisher:
            ok = await publisher.hear("ok")
            publisher.next_ticket = ok["ticket"]
            publisher.epoch = ok["epoch"] + 1
            yield publisher

    @asynccontextmanager
    async def display(self, share: str, *, acks: bool = True) -> AsyncIterator[Display]:
        opened = unix_connect(
            str(self.socket), f"ws://local{VIEW_PATH}", compression=None, max_size=None
        )
        async with opened as socket:
            display = Display(socket, acks=acks)
            await display.say(type="view", share=share, display="local", secret=SECRET, w=96, h=48)
            hearing = asyncio.create_task(display.hear_all())
            try:
                yield display
            finally:
                hearing.cancel()
                await asyncio.gather(hearing, return_exceptions=True)


@dataclass
class Publisher:
    socket: ClientConnection
    next_ticket: str = ""
    epoch: int = 1
    seq: int = 0
    keys_asked: int = 0
    heard: list[Json] = field(default_factory=list)

    async def say(self, **word: Any) -> None:
        await self.socket.send(json.dumps(word))

    async def hear(self, sort: str) -> Json:
        """The next word of this sort. Others before it are kept in `heard`."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                word: Json = json.loads(await self.socket.recv())
                self.heard.append(word)
                if word["type"] == sort:
                    return word

    async def send(self, data: bytes = b"x", *, key: bool = False) -> ChunkHeader:
        """The next picture of the epoch."""
        chunk = ChunkHeader(
            ChunkKind.VIDEO,
            Codec.H264,
            self.epoch,
            self.seq,
            0,
            64,
            36,
            is_key=key,
            layer=0 if key else self.seq % 2,
        )
        self.seq += 1
        await self.socket.send(chunk.encode(data))
        return chunk

    async def close_code(self) -> int:
        """Wait for the end."""
        async with asyncio.timeout(WITHIN_S):
            try:
                while True:
                    self.heard.append(json.loads(await self.socket.recv()))
            except ConnectionClosed:
                return self.socket.close_code or 0


@dataclass
class Display:
    """Acknowledges each picture at once, as if it were decoded, unless it is told not to."""

    socket: ClientConnection
    acks: bool = True
    pictures: list[ChunkHeader] = field(default_factory=list)
    words: list[Json] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def say(self, **word: Any) -> None:
        await self.socket.send(json.dumps(word))

    async def ack(self) -> None:
        """All so far."""
        last = self.pictures[-1]
        await self.say(type="ack", epoch=last.epoch, seq=last.seq)

    async def hear_all(self) -> None:
        async for message in self.socket:
            if isinstance(message, bytes):
                self.pictures.append(read_header(message))
                if self.acks:
                    await self.ack()
            else:
                self.words.append(json.loads(message))
            self.changed.set()

    @property
    def state(self) -> str:
        told = [word["state"] for word in self.words if word["type"] == "share"]
        return told[-1] if told else ""

    async def wait(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


@asynccontextmanager
async def sharers(
    folder: Path, *, sharing: str = "{rule: open, ended_s: 0.2}", tls: bool = False
) -> AsyncIterator[Sharers]:
    """May be opened again in the same folder, as after a restart."""
    if not (folder / "site").exists():
        write_site(folder / "site", {"wall.yaml": WALL.format(sharing=sharing)})
    async with at_work(folder) as work:
        data = folder / "data"
        tokens = Tokens(data)
        if not any(token.name == "anna" for token in tokens.list()):
            tokens.add("anna", Role.OPERATOR, grants=(Grant(role=Role.OPERATOR),))
        people = People(data, tokens, "test", Passwords(QUICK))
        doors = ShareDoors(work.controller.sharing, people, work.approvals, SECRET)
        work.controller.followers.doors[VIEW_PATH] = doors.viewing.view_local
        app = build_app(work.controller, people)
        add_shares(app, doors)
        own = own_certificate(data) if tls else None
        files = Tls(own.certificate, own.key) if own else None
        server = await serve(app, "127.0.0.1", 0, files)
        anna = people.actor_now("anna")
        assert anna is not None
        try:
            fingerprint = own.fingerprint if own else ""
            yield Sharers(work, people, server, folder / "link.sock", anna, fingerprint)
        finally:
            await server.close()


async def looking(url: str, socket: Path | None) -> ClientConnection:
    """A connection at the door for displays, before its first words."""
    if socket is not None:
        return await unix_connect(str(socket), f"{url}{VIEW_PATH}", compression=None)
    return await connect(f"{url}{VIEW_PATH}", compression=None)
