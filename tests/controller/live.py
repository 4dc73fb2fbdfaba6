"""A real server on 127.0.0.1 over FakeOperations, and a client that speaks plain JSON to it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from argon2 import PasswordHasher
from pydantic import JsonValue
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.controller.fakes import FakeOperations
from wall.controller.certificates import own_certificate
from wall.controller.channel import Channel
from wall.controller.openid import SettingsOf
from wall.controller.passwords import Passwords
from wall.controller.people import People
from wall.controller.server import CHANNEL, Server, Tls, build_app, serve
from wall.controller.tokens import Tokens
from wall.controller.uploads import Uploads
from wall.model.actors import Role
from wall.sitefile.reverse_proxies import Network

T = TypeVar("T")
Json = dict[str, Any]
ANSWER_WITHIN_S = 30.0
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""Weak, so that tests are quick."""


@dataclass
class LiveWall:
    """A running server and what is behind it."""

    server: Server
    channel: Channel
    operations: FakeOperations
    tokens: Tokens
    people: People
    admin: str
    operator: str
    viewer: str
    fingerprint: str | None

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def channel_url(self) -> str:
        return self.url.replace("http", "ws", 1) + CHANNEL


@asynccontextmanager
async def live_wall(
    data: Path,
    *,
    tls: bool = False,
    port: int = 0,
    operations: FakeOperations | None = None,
    openid: SettingsOf = lambda: None,
    trusted_proxies: Sequence[Network] = (),
) -> AsyncIterator[LiveWall]:
    tokens = Tokens(data)
    known = {token.name for token in tokens.list()}
    for name in {"anna", "vera"} & known:
        tokens.revoke(name)
    fake = operations or FakeOperations(Uploads(data / "uploads", spare_bytes=0))
    people = People(data, tokens, "test", Passwords(QUICK))
    app = build_app(fake, people, openid=openid, trusted_proxies=lambda: trusted_proxies)
    own = own_certificate(data) if tls else None
    files = Tls(own.certificate, own.key) if own else None
    server = await serve(app, "127.0.0.1", port, files)
    try:
        yield LiveWall(
            server=server,
            channel=app.state.channel,
            operations=fake,
            tokens=tokens,
            people=people,
            admin=tokens.admin_token_file.read_text().strip(),
            operator=tokens.add("anna", Role.OPERATOR).token,
            viewer=tokens.add("vera", Role.VIEWER).token,
            fingerprint=own.fingerprint if own else None,
        )
    finally:
        await server.close()


class RawClient:
    """Sends and receives JSON. Events are kept apart from responses."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.events: list[Json] = []
        self.parts: list[bytes] = []
        self._last = 0

    async def hear(self) -> Json:
        """The next text message; binary ones go to `parts`."""
        while True:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                message = await self.socket.recv()
            if isinstance(message, bytes):
                self.parts.append(message)
                continue
            heard: Json = json.loads(message)
            return heard

    async def say(self, **message: JsonValue) -> None:
        await self.socket.send(json.dumps(message))

    async def ask(self, type: str, **data: JsonValue) -> Json:  # noqa: A002
        """The response; events that come before it are kept."""
        self._last += 1
        await self.say(op="request", id=self._last, type=type, data=data)
        return await self.answer(self._last)

    async def answer(self, number: int) -> Json:
        while True:
            message = await self.hear()
            if message["op"] == "event":
                self.events.append(message)
            elif message["id"] == number:
                return message

    async def event(self) -> Json:
        if self.events:
            return self.events.pop(0)
        message = await self.hear()
        assert message["op"] == "event", message
        return message

    async def close_code(self) -> int:
        """Read on until the server closes. 0 where it did not say a code."""
        try:
            while True:
                await self.hear()
        except ConnectionClosed as error:
            return error.rcvd.code if error.rcvd else 0

    async def identify(self, token: str) -> Json:
        assert (await self.hear())["op"] == "hello"
        await self.say(op="identify", token=token)
        return await self.hear()


@asynccontextmanager
async def raw_client(live: LiveWall, token: str | None = None) -> AsyncIterator[RawClient]:
    """Identified when a token is given."""
    async with connect(live.channel_url, max_size=None, compression=None) as socket:
        client = RawClient(socket)
        if token is not None:
            assert (await client.identify(token))["op"] == "identified"
        yield client


async def until(condition: Callable[[], bool], within_s: float = ANSWER_WITHIN_S) -> None:
    """Wait for a condition of the same loop."""
    deadline = monotonic() + within_s
    while not condition():
        assert monotonic() < deadline, "the condition never held"
        await asyncio.sleep(0.01)


class ThreadedWall:
    """A live wall on its own thread, for clients that block."""

    def __init__(self, data: Path, *, tls: bool = False) -> None:
        self._data = data
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="live wall")
        self._stack: Any = None
        self.live: LiveWall

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_WITHIN_S)

    def start(self) -> None:
        self._thread.start()
        self.open()

    def open(self, port: int = 0, operations: FakeOperations | None = None) -> None:
        self._stack = live_wall(self._data, tls=self._tls, port=port, operations=operations)
        self.live = self.run(self._stack.__aenter__())

    def close(self) -> None:
        """Close the server; `open` may follow."""
        if self._stack is not None:
            self.run(self._stack.__aexit__(None, None, None))
            self._stack = None

    def stop(self) -> None:
        self.close()
        self.run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@contextmanager
def threaded_wall(data: Path, *, tls: bool = False) -> Iterator[ThreadedWall]:
    wall = ThreadedWall(data, tls=tls)
    wall.start()
    try:
        yield wall
    finally:
        wall.stop()
