"""Real servers of networks on 127.0.0.1: routes over HTTP with bodies, and websockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, urlsplit

from pydantic import JsonValue
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request as SocketRequest
from websockets.http11 import Response

from tests.sources.scripted_server import Answer, answer

PAYLOADS = Path(__file__).parent.parent / "data" / "payloads"


def payload(name: str) -> bytes:
    return (PAYLOADS / name).read_bytes()


def payload_json(name: str) -> JsonValue:
    found: JsonValue = json.loads(payload(name))
    return found


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> JsonValue:
        found: JsonValue = json.loads(self.body)
        return found


Route = Callable[[Asked], Answer]


def json_answer(value: object, status: str = "200 OK", **headers: str) -> Answer:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return answer(body, status, content_type="application/json", **headers)


def stream_answer(*pieces: bytes | float, hold: asyncio.Event | None = None) -> Answer:
    """Chunk after chunk; a number is a pause; then open until `hold` is set."""

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in pieces:
            if isinstance(piece, float):
                await asyncio.sleep(piece)
                continue
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            await writer.drain()
        if hold is not None:
            await hold.wait()

    return write


def in_turn(*answers: Answer) -> Route:
    """One after the other; the last one again and again."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


class NetworkServer:
    """Answers by path; what has no route is 404."""

    def __init__(self, routes: dict[str, Route | Answer]) -> None:
        self.routes = routes
        self.asked: list[Asked] = []
        self.port = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {k.lower(): v for k, v in (e.split(": ", 1) for e in head[1:] if e)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            method, target, _ = head[0].split(" ")
            parts = urlsplit(target)
            query = {name: ",".join(values) for name, values in parse_qs(parts.query).items()}
            asked = Asked(method, parts.path, query, headers, body)
            self.asked.append(asked)
            route = self.routes.get(parts.path)
            if route is None:
                await answer(b"", "404 Not Found")(writer)
            elif asyncio.iscoroutinefunction(route):
                await route(writer)
            else:
                given = route(asked)  # type: ignore[arg-type]
                assert not isinstance(given, Awaitable)
                await given(writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return
        finally:
            self._tasks.discard(task)
            writer.close()


Refusing = tuple[int, dict[str, str], bytes]


@dataclass
class SocketServer:
    """A websocket server: what it sends is put into `say`, what it hears is in `heard`. `pages`
    answer plain requests by path; `refuse` refuses the next connections."""

    pages: dict[str, list[JsonValue]] = field(default_factory=dict)
    refuse: list[Refusing] = field(default_factory=list)
    heard: list[JsonValue] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    connections: list[ServerConnection] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    port: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def say(self, *messages: str | bytes) -> None:
        for message in messages:
            await self.connections[-1].send(
                message.decode() if isinstance(message, bytes) else message
            )

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds():
                self.changed.clear()
                await self.changed.wait()

    async def until_connected(self, count: int = 1) -> None:
        await self.until(lambda: len(self.connections) >= count)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        async with serve(self._converse, "127.0.0.1", 0, process_request=self._request) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            yield self

    async def _converse(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        self.changed.set()
        async for message in connection:
            self.heard.append(json.loads(message))
            self.changed.set()

    def _request(self, _: ServerConnection, request: SocketRequest) -> Response | None:
        path = urlsplit(request.path).path
        self.tokens.append(request.headers.get("Authorization", ""))
        self.targets.append(request.path)
        self.changed.set()
        if path in self.pages:
            left = self.pages[path]
            said = left.pop(0) if len(left) > 1 else left[0]
            return _response(200, {}, json.dumps(said).encode())
        if "upgrade" not in request.headers.get("Connection", "").lower():
            return _response(404, {}, b"")
        if self.refuse:
            return _response(*self.refuse.pop(0))
        return None


def _response(status: int, headers: dict[str, str], body: bytes) -> Response:
    held = Headers({"Content-Length": str(len(body)), "Connection": "close", **headers})
    return Response(status, HTTPStatus(status).phrase, held, body)
