"""The filter's conversation with its clients: the display's browser, players and fetchers."""

from __future__ import annotations

import asyncio
import base64
import hmac
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from wall.errors import AddressRefused
from wall.proxy.heads import (
    MOST_HEAD_BYTES,
    BadHead,
    Request,
    is_interim,
    read_request,
    rewritten_answer,
    target_of,
)
from wall.proxy.judging import Judge
from wall.proxy.orders import PUSHED, SITE, Orders
from wall.proxy.relaying import Activity, Wire, close, copy

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """How much the filter does at once, and how long it waits."""

    connections: int = 400
    pushed: int = 200
    """Of those, for what people pushed: it never takes all."""
    head_s: float = 30.0
    connect_s: float = 10.0
    idle_s: float = 900.0


@dataclass(eq=False)
class _Relay:
    """One connection that is under way."""

    place: str
    address: str
    pushed: bool
    task: asyncio.Task[None]


@dataclass
class _Counts:
    all: int = 0
    by_user: dict[str, int] = field(default_factory=dict)


class FilterServer:
    """`serve` is called for each connection. Orders may change at any time. On the loop."""

    def __init__(self, judge: Judge, orders: Orders, limits: Limits | None = None) -> None:
        self._judge = judge
        self._limits = limits or Limits()
        self._counts = _Counts()
        self._relays: set[_Relay] = set()
        self._orders = orders
        self.obey(orders)

    def obey(self, orders: Orders) -> None:
        """New orders, also for what is under way: what is allowed no longer ends at once."""
        self._orders = orders
        self._judge.policy = orders.policy
        for relay in list(self._relays):
            if relay.pushed and not self._judge.allows(relay.place, relay.address):
                log.info("ended, by a new policy: %s", relay.place)
                relay.task.cancel()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request. Never raises but for its own cancellation."""
        try:
            if self._counts.all >= self._limits.connections:
                await _answer(writer, 503, "Service Unavailable", "too many connections")
                return
            with self._counted():
                await self._serve((reader, writer))
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as problem:
            log.debug("a connection ended: %s", problem)
        except ExceptionGroup as problems:
            log.debug("a connection ended: %s", problems.exceptions)
        finally:
            await close(writer)

    async def _serve(self, client: Wire) -> None:
        reader, writer = client
        async with asyncio.timeout(self._limits.head_s):
            head = await reader.readuntil(b"\r\n\r\n")
        try:
            request = read_request(head)
            user = self._user(request)
            if user is None:
                await _ask(writer)
                return
            if request.host == self._orders.greeting:
                await _lead_on(writer, target_of(request))
                return
        except BadHead as bad:
            await _answer(writer, 400, "Bad Request", str(bad))
            return
        with self._counted(user) as has_room:
            if not has_room:
                await _answer(writer, 503, "Service Unavailable", "too many connections")
                return
            await self._forward(client, request, user)

    async def _forward(self, client: Wire, request: Request, user: str) -> None:
        writer = client[1]
        try:
            addresses = await self._judge.addresses(request.place, trusted=user == SITE)
        except AddressRefused as refused:
            log.info("%s", refused)
            # Who asked may be a page: it learns nothing of the network behind the policy.
            await _answer(writer, 403, "Forbidden", "the site's address policy refuses this")
            return
        except (OSError, TimeoutError):
            await _answer(writer, 502, "Bad Gateway", "this name has no address")
            return
        found = await self._connect(addresses, request.port)
        if found is None:
            await _answer(writer, 502, "Bad Gateway", "nothing answers there")
            return
        address, server = found
        task = asyncio.current_task()
        assert task is not None
        relay = _Relay(request.place, address, user == PUSHED, task)
        self._relays.add(relay)
        try:
            await self._relay(client, server, request)
        finally:
            self._relays.discard(relay)
            await close(server[1])

    async def _connect(self, addresses: tuple[str, ...], port: int) -> tuple[str, Wire] | None:
        """To one of these numbers; no name is looked up any more."""
        for address in addresses:
            try:
                async with asyncio.timeout(self._limits.connect_s):
                    wire = await asyncio.open_connection(address, port, limit=MOST_HEAD_BYTES)
                    return address, wire
            except (OSError, TimeoutError):
                continue
        return None

    async def _relay(self, client: Wire, server: Wire, request: Request) -> None:
        activity = Activity(self._limits.idle_s)
        if request.is_tunnel:
            client[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = copy(server[0], client[1], activity)
        else:
            server[1].write(request.forwarded())
            back = _answer_back(server[0], client[1], activity)
        await activity.guard(copy(client[0], server[1], activity), back)

    def _user(self, request: Request) -> str | None:
        orders = self._orders
        for user, secret in ((PUSHED, orders.pushed_secret), (SITE, orders.site_secret)):
            wanted = b"Basic " + base64.b64encode(f"{user}:{secret}".encode())
            if hmac.compare_digest(request.authorization, wanted):
                return user
        return None

    @contextmanager
    def _counted(self, user: str = "") -> Iterator[bool]:
        """Count a connection, of all or of a user; whether there is room for it."""
        counts = self._counts
        if not user:
            counts.all += 1
        else:
            counts.by_user[user] = counts.by_user.get(user, 0) + 1
        try:
            yield user != PUSHED or counts.by_user[user] <= self._limits.pushed
        finally:
            if not user:
                counts.all -= 1
            else:
                counts.by_user[user] -= 1


async def _answer_back(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, activity: Activity
) -> None:
    """The server's answer: only what speaks HTTP is passed on."""
    try:
        while is_interim(head := await reader.readuntil(b"\r\n\r\n")):
            writer.write(rewritten_answer(head))
            await writer.drain()
            activity.seen()
        writer.write(rewritten_answer(head))
    except (BadHead, EOFError, asyncio.LimitOverrunError):
        await _answer(writer, 502, "Bad Gateway", "this is no answer of a web server")
        raise ConnectionError("no answer of a web server") from None
    await copy(reader, writer, activity)


async def _answer(
    writer: asyncio.StreamWriter, status: int, phrase: str, text: str, more: str = ""
) -> None:
    body = text.encode()
    writer.write(
        f"HTTP/1.1 {status} {phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\n"
        f"Connection: close\r\n{more}\r\n".encode()
        + body
    )
    await writer.drain()


async def _ask(writer: asyncio.StreamWriter) -> None:
    asking = 'Proxy-Authenticate: Basic realm="wall"\r\n'
    await _answer(writer, 407, "Proxy Authentication Required", "who asks?", asking)


async def _lead_on(writer: asyncio.StreamWriter, target: str) -> None:
    await _answer(writer, 302, "Found", "", f"Location: {target}\r\n")
