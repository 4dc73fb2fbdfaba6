"""Followers: the controller's end of the link. Displays and ingest connect here.

Each follower has one bounded outbox. Policy: nothing is dropped; a follower that does not read
until the outbox is full is disconnected and gets a snapshot when it returns.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError
from websockets.asyncio.server import Server, ServerConnection, unix_serve
from websockets.exceptions import ConnectionClosed

from wall.controller.approvals import fingerprint_of
from wall.link.connection import BAD_SECRET, BAD_VERSION, MAX_MESSAGE, REPLACED, TOO_SLOW
from wall.link.messages import (
    LINK_VERSION,
    TO_CONTROLLER,
    Hello,
    Identify,
    Pending,
    ToController,
    ToFollower,
)
from wall.protocol.codes import close_reason

log = logging.getLogger(__name__)

OUTBOX_MESSAGES = 10_000
OUTBOX_BYTES = 64 * 1024 * 1024
IDENTIFY_WITHIN_S = 10.0


class Wire(Protocol):
    """One connection, whatever carries it."""

    async def send(self, message: str) -> None: ...
    async def recv(self) -> str | bytes:
        """Raises ConnectionError when the other side is gone."""

    async def close(self, code: int, reason: str) -> None: ...


class Approvals(Protocol):
    """Which displays of other machines may show the walls."""

    def approved(self, name: str, key: str) -> bool: ...
    def ask(self, name: str, key: str, machine: str) -> None: ...
    async def wait(self, name: str, key: str) -> None:
        """Return when an administrator has approved it."""


@dataclass
class Follower:
    """A connected display or ingest process."""

    identity: Identify
    wire: Wire
    local: bool
    _outbox: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(OUTBOX_MESSAGES))
    _waiting_bytes: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    end_code: int = 1000
    end_reason: str = ""

    @property
    def name(self) -> str:
        return self.identity.name

    def send(self, message: ToFollower) -> None:
        """Queue a message; never waits."""
        self.send_text(message.model_dump_json())

    def send_text(self, text: str) -> None:
        if self.ended.is_set():
            return
        self._waiting_bytes += len(text)
        if self._outbox.full() or self._waiting_bytes > OUTBOX_BYTES:
            self.end(TOO_SLOW, "it did not read its messages in time")
            return
        self._outbox.put_nowait(text)

    def end(self, code: int, reason: str) -> None:
        self.end_code, self.end_reason = code, reason
        self.ended.set()

    async def drain(self) -> None:
        """Send what is queued until cancelled.

        A broken connection does not end it: what the other side said last, before it died, is
        still to be heard, and the hearing ends by itself.
        """
        with suppress(ConnectionError, ConnectionClosed):
            while True:
                text = await self._outbox.get()
                self._waiting_bytes -= len(text)
                await self.wire.send(text)
        await self.ended.wait()


@dataclass(frozen=True)
class FollowerEvents:
    """What the controller does when followers come, speak and go. On the loop."""

    joined: Callable[[Follower], None]
    heard: Callable[[Follower, ToController], None]
    heard_bytes: Callable[[Follower, bytes], None]
    left: Callable[[Follower], None]


class Followers:
    """All followers, by role and name."""

    def __init__(self, local_secret: str, approvals: Approvals, events: FollowerEvents) -> None:
        self._secret = local_secret
        self._approvals = approvals
        self._events = events
        self._followers: dict[tuple[str, str], Follower] = {}
        self._server: Server | None = None
        self.doors: dict[str, Callable[[ServerConnection], Awaitable[None]]] = {}
        """Path → what else is served on the local socket; it asks for the secret itself."""

    def displays(self) -> list[Follower]:
        return [f for (role, _), f in self._followers.items() if role == "display"]

    def ingest(self) -> Follower | None:
        return next((f for (role, _), f in self._followers.items() if role == "ingest"), None)

    def tell_displays(self, message: ToFollower) -> None:
        """Encode once, queue for each."""
        text = message.model_dump_json()
        for follower in self.displays():
            follower.send_text(text)

    async def listen(self, path: Path) -> None:
        """Serve local followers on a Unix socket. The secret, not the file mode, guards it:
        the display may run as another user."""
        path.unlink(missing_ok=True)
        self._server = await unix_serve(
            self._serve_local,
            str(path),
            compression=None,
            max_size=MAX_MESSAGE,
            ping_interval=5,
            ping_timeout=10,
        )
        path.chmod(0o666)

    async def close(self) -> None:
        """1. no new followers, 2. end those that are there."""
        for follower in list(self._followers.values()):
            follower.end(1001, "the controller ends")
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve_local(self, connection: ServerConnection) -> None:
        request = connection.request
        if request is not None and (door := self.doors.get(request.path)) is not None:
            await door(connection)
            return
        await self.serve(_SocketWire(connection), local=True)

    async def serve(self, wire: Wire, *, local: bool) -> None:
        """One conversation, from hello to close."""
        try:
            identity = await self._identify(wire, local)
        except (ConnectionError, ConnectionClosed):
            return
        if identity is None:
            return
        follower = Follower(identity, wire, local)
        key = (identity.role, identity.name)
        former = self._followers.get(key)
        if former is not None:
            # Its leaving must not take away what the newer one says from now on.
            self._leave(former)
            former.end(REPLACED, "a newer process of this name has connected")
        self._followers[key] = follower
        log.info("%s '%s' connected", identity.role, identity.name)
        self._events.joined(follower)
        try:
            await self._converse(follower)
        finally:
            follower.ended.set()
            self._leave(follower)
            why = follower.end_reason or "its connection ended"
            log.info("%s '%s' left: %s", identity.role, identity.name, why)
            with suppress(ConnectionError, ConnectionClosed):
                await wire.close(follower.end_code, follower.end_reason)

    def _leave(self, follower: Follower) -> None:
        """Once for each that joined."""
        key = (follower.identity.role, follower.identity.name)
        if self._followers.get(key) is follower:
            del self._followers[key]
            self._events.left(follower)

    async def _identify(self, wire: Wire, local: bool) -> Identify | None:
        await wire.send(Hello().model_dump_json())
        try:
            async with asyncio.timeout(IDENTIFY_WITHIN_S):
                data = await wire.recv()
            identity = TO_CONTROLLER.validate_json(data)
        except (TimeoutError, ValidationError) as error:
            await wire.close(1007, close_reason(f"expected link.identify: {error}"))
            return None
        if not isinstance(identity, Identify):
            await wire.close(1007, f"expected link.identify, not {identity.type}")
            return None
        if identity.version != LINK_VERSION:
            await wire.close(BAD_VERSION, f"link version {LINK_VERSION} is spoken here")
            return None
        if local:
            if hmac.compare_digest(identity.secret.encode(), self._secret.encode()):
                return identity
            await wire.close(BAD_SECRET, "wrong secret")
            return None
        return identity if await self._approve(wire, identity) else None

    async def _approve(self, wire: Wire, identity: Identify) -> bool:
        """Remote: only displays, and only those that an administrator approved."""
        if identity.role != "display" or len(identity.secret) < 32:
            await wire.close(BAD_SECRET, "only displays with a key of their own may connect here")
            return False
        if not self._approvals.approved(identity.name, identity.secret):
            self._approvals.ask(identity.name, identity.secret, identity.machine)
            pending = Pending(fingerprint=fingerprint_of(identity.secret))
            await wire.send(pending.model_dump_json())
            gone = asyncio.create_task(wire.recv())
            approval = asyncio.create_task(self._approvals.wait(identity.name, identity.secret))
            done, waiting = await asyncio.wait(
                (gone, approval), return_when=asyncio.FIRST_COMPLETED
            )
            for task in waiting:
                task.cancel()
            if approval not in done:
                for task in done:
                    task.exception()
                return False
        return True

    async def _converse(self, follower: Follower) -> None:
        tasks = [
            asyncio.create_task(follower.drain()),
            asyncio.create_task(self._hear_all(follower)),
            asyncio.create_task(follower.ended.wait()),
        ]
        _, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            match result:
                case None | True | asyncio.CancelledError() | ConnectionError():
                    continue
                case ConnectionClosed():
                    continue
                case BaseException():
                    raise result

    async def _hear_all(self, follower: Follower) -> None:
        while True:
            data = await follower.wire.recv()
            if isinstance(data, bytes):
                self._events.heard_bytes(follower, data)
                continue
            try:
                message = TO_CONTROLLER.validate_json(data)
            except ValidationError as error:
                why = error.errors()[0]["msg"]
                follower.end(1007, close_reason(f"not a message of the link: {why}"))
                return
            self._events.heard(follower, message)


class _SocketWire:
    """A websocket of the local socket."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    async def send(self, message: str) -> None:
        await self._connection.send(message)

    async def recv(self) -> str | bytes:
        return await self._connection.recv()

    async def close(self, code: int, reason: str) -> None:
        await self._connection.close(code, reason)
