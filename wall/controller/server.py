"""The web server: one port for channel, REST, health and metrics."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import uvicorn
from fastapi import Depends, FastAPI, Request, Response, params
from fastapi.responses import JSONResponse
from starlette.types import Lifespan
from starlette.websockets import WebSocket

from wall import __version__, console, form
from wall.controller.answering import Answering
from wall.controller.channel import Channel
from wall.controller.console_files import add_console, add_form
from wall.controller.forwarding import Forwarding
from wall.controller.gate import Gate
from wall.controller.interfaces import is_loopback
from wall.controller.metrics import CONTENT_TYPE, metrics_text
from wall.controller.openid import OpenId, SettingsOf
from wall.controller.operations import Operations
from wall.controller.people import People
from wall.controller.public_requests import PublicRequests
from wall.controller.public_sockets import PublicSockets
from wall.controller.rest import API, rest_router
from wall.controller.security_headers import SecurityHeaders
from wall.controller.web_errors import BoundedBodies, answer_errors
from wall.errors import RequestFailed, WallError
from wall.protocol.binary import HEADER_BYTES
from wall.protocol.codes import Status
from wall.protocol.limits import MAX_CHUNK_BYTES, MAX_TEXT_BYTES
from wall.sitefile.reverse_proxies import Network

log = logging.getLogger(__name__)

CHANNEL = f"{API}/channel"
MAX_FRAME_BYTES = max(MAX_TEXT_BYTES, MAX_CHUNK_BYTES + HEADER_BYTES)
MAX_CONNECTIONS = 1_000
"""Of all sorts; more are answered with 503."""
UNACKNOWLEDGED_MS = 30_000
"""The kernel drops a connection whose peer has taken nothing for so long."""


class CannotListen(WallError):
    """The address is taken or not ours."""

    code = "cannot_listen"


@dataclass(frozen=True)
class Tls:
    """PEM files."""

    certificate: Path
    key: Path


def build_app(
    operations: Operations,
    people: People,
    *,
    open_metrics: bool = True,
    openid: SettingsOf = lambda: None,
    trusted_proxies: Callable[[], Sequence[Network]] = tuple,
) -> FastAPI:
    """The application. `open_metrics`: whether /metrics needs no token (loopback)."""
    answering = Answering(operations, people)
    channel = Channel(operations, people, answering)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(people.sweep(), name="sessions end")
        yield
        sweeping.cancel()
        await channel.close()
        people.close()

    app = _application(lifespan)
    app.state.channel = channel
    app.add_middleware(BoundedBodies)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Forwarding, trusted=trusted_proxies)
    answer_errors(app)
    # Included, each route would be built a second time at the first request.
    app.router.routes += rest_router(operations, people, answering, OpenId(people, openid)).routes
    guard = _asked_of_loopback if open_metrics else Gate(people)
    _add_health(app, operations, channel, [Depends(guard)])

    async def serve_channel(websocket: WebSocket) -> None:
        await channel.serve(websocket)

    app.add_api_websocket_route(CHANNEL, serve_channel)
    add_console(app, console.FOLDER)
    add_form(app, form.FOLDER)
    return app


def openapi_document() -> dict[str, object]:
    """What /api/v1/openapi.json says, without a controller: routes are described, never called."""
    app = _application(None)
    operations, people = cast(Operations, None), cast(People, None)
    routed = rest_router(operations, people, cast(Answering, None), cast(OpenId, None))
    app.router.routes += routed.routes
    _add_health(app, operations, cast(Channel, None), [])
    return app.openapi()


def _application(lifespan: Lifespan[FastAPI] | None) -> FastAPI:
    return FastAPI(
        title="Wall",
        version=__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )


def _asked_of_loopback(request: Request) -> None:
    """A browser here that another site's name has led to this port says that name."""
    if not is_loopback(request.url.hostname or ""):
        raise RequestFailed(Status.NOT_ALLOWED, "ask for /metrics at 127.0.0.1 or localhost")


def _add_health(
    app: FastAPI, operations: Operations, channel: Channel, guard: Sequence[params.Depends]
) -> None:
    @app.get("/healthz", tags=["health"])
    async def healthz() -> dict[str, str]:
        """Whether the controller runs."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["health"])
    async def readyz() -> JSONResponse:
        """Whether the newest revision is completely on the screens; 503 if not."""
        ready = operations.status().ready
        body = {"status": "ready" if ready else "not ready"}
        return JSONResponse(body, status_code=200 if ready else 503)

    @app.get("/metrics", tags=["health"], dependencies=guard, response_class=Response)
    async def metrics() -> Response:
        """For Prometheus."""
        text = metrics_text(operations.status(), channel.clients, operations.posts.counters)
        return Response(text, media_type=CONTENT_TYPE)


class Server:
    """A running server. `close` ends it."""

    def __init__(self, web: _Uvicorn, task: asyncio.Task[None], app: FastAPI, url: str) -> None:
        self._web = web
        self._task = task
        self._channel: Channel = app.state.channel
        self.url = url
        """`https://host:port`; what clients are told."""
        self.port = int(url.rpartition(":")[2])

    async def close(self) -> None:
        """1 say good-bye on the channel, 2 stop accepting, 3 wait for the rest. Idempotent."""
        await self._channel.close()
        self._web.leave()
        await asyncio.gather(self._task, return_exceptions=True)

    async def ended(self) -> None:
        """Wait for the end; raises what the server failed with."""
        await asyncio.shield(self._task)


class _Uvicorn(uvicorn.Server):
    """uvicorn without its signal handlers and without its tick of 10 Hz."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self._leave = asyncio.Event()

    def leave(self) -> None:
        self.should_exit = True
        self._leave.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._leave.wait()


async def serve(app: FastAPI, host: str, port: int, tls: Tls | None = None) -> Server:
    """Listen; port 0 finds a free one. Raises CannotListen.

    Off loopback only with TLS: a token in plain text on a network is anybody's.
    """
    if tls is None and not is_loopback(host):
        raise CannotListen(f"{host} is not loopback: listen there with a certificate only")
    listener = _listen(host, port)
    config = uvicorn.Config(
        app,
        http=PublicRequests,
        ws=PublicSockets,
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
        log_config=None,
        access_log=False,
        log_level="warning",
        # Forwarding does this, for proxies that the site names; uvicorn believes loopback.
        proxy_headers=False,
        server_header=False,
        date_header=False,
        h11_max_incomplete_event_size=64 * 1024,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_graceful_shutdown=3,
        lifespan="on",
    )
    web = _Uvicorn(config)
    actual = listener.getsockname()[1]
    task = asyncio.create_task(web.serve([listener]), name="web server")
    up = asyncio.create_task(web.up.wait())
    await asyncio.wait([task, up], return_when=asyncio.FIRST_COMPLETED)
    if not up.done():
        up.cancel()
        with suppress(asyncio.CancelledError):
            await up
        listener.close()
        await task
    return Server(web, task, app, f"{'https' if tls else 'http'}://{_told(host)}:{actual}")


def _listen(host: str, port: int) -> socket.socket:
    name = host.strip("[]")
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)
        listener.bind((name, port))
    except OSError as error:
        listener.close()
        raise CannotListen(
            f"cannot listen on {host}:{port}: {error.strerror}; choose another with --listen"
        ) from error
    listener.setblocking(False)
    return listener


def _told(host: str) -> str:
    """The host that clients on this machine use: a wildcard is no address."""
    if host in ("0.0.0.0", "::", "[::]"):
        return "127.0.0.1" if "." in host else "[::1]"
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
