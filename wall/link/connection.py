"""A follower's end of the link: connects, identifies itself, and comes back by itself. asyncio."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError
from websockets.asyncio.client import connect, unix_connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from wall.client.trusting import WrongCertificate, check_certificate, tls_context
from wall.errors import ProtocolError
from wall.link.messages import (
    LINK_VERSION,
    TO_FOLLOWER,
    Hello,
    Identified,
    Identify,
    Pending,
    SceneChanged,
    SceneSnapshot,
    ToController,
    ToFollower,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from websockets.asyncio.client import ClientConnection

log = logging.getLogger(__name__)

MAX_MESSAGE = 128 * 1024 * 1024
"""Bytes: the picture of a large wall is the largest message."""
OUTBOX_MESSAGES = 10_000
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 5.0
LOCAL_PAUSES_S = 0.1, 0.5
"""The same for a controller on this machine: it costs nobody anything to look often."""
HELLO_WITHIN_S = 10.0
BAD_SECRET, REPLACED, TOO_SLOW, BAD_VERSION, GAP = 4001, 4009, 4008, 4010, 4011


@dataclass(frozen=True)
class LinkAddress:
    """Where the controller is, and what proves who we are."""

    secret: str
    socket: Path | None = None
    """The local controller's Unix socket …"""
    url: str = ""
    """… or `wss://host:port` of one on another machine."""
    fingerprint: str = ""
    """SHA-256 of the remote controller's certificate, hexadecimal; empty: system authorities."""


@dataclass(frozen=True)
class Follower:
    """Who follows, and what it does with what it hears. Callbacks run on the loop."""

    role: Literal["display", "ingest"]
    name: str
    machine: str
    received: Callable[[ToFollower], Awaitable[None] | None]
    lost: Callable[[str], None]
    """The controller is gone, or refused us; the reason."""


@dataclass(frozen=True)
class _Outgoing:
    data: str | bytes
    sent: Callable[[], None]


def _nobody_waits() -> None:
    """What most messages lead to when they are sent."""


class FollowerLink:
    """Runs until cancelled. One owner; `send` may be called on the loop at any time."""

    def __init__(self, address: LinkAddress, follower: Follower) -> None:
        self._address = address
        self._follower = follower
        self._outbox: asyncio.Queue[_Outgoing] = asyncio.Queue(OUTBOX_MESSAGES)
        self._connected = False
        self._revisions: dict[str, int] = {}

    def send(self, message: ToController | bytes, sent: Callable[[], None] | None = None) -> None:
        """Queue a message. While there is no connection it is dropped: reports are repeated,
        subscriptions are sent anew at each connection.

        `sent` is called when it is with the operating system, or will never be.
        """
        data = message if isinstance(message, bytes) else message.model_dump_json()
        outgoing = _Outgoing(data, sent or _nobody_waits)
        if not self._connected:
            outgoing.sent()
            return
        try:
            self._outbox.put_nowait(outgoing)
        except asyncio.QueueFull:
            log.warning("the controller does not read; %d messages wait", OUTBOX_MESSAGES)
            outgoing.sent()

    async def run(self) -> None:
        """Connect, follow, reconnect with doubling pauses."""
        local = self._address.socket is not None
        first, longest = LOCAL_PAUSES_S if local else (FIRST_PAUSE_S, LONGEST_PAUSE_S)
        pause = first
        while True:
            try:
                async with self._connection() as connection:
                    self._revisions.clear()
                    await self._follow(connection)
                    pause = first
            except (OSError, ConnectionClosed, InvalidHandshake, InvalidMessage) as error:
                why = str(error)
            except (ProtocolError, WrongCertificate, ValidationError, TimeoutError) as error:
                why = str(error)
                log.error("the link broke: %s", error)
            else:
                why = "the controller closed the connection"
            if self._connected:
                self._connected = False
                pause = first
            while not self._outbox.empty():
                self._outbox.get_nowait().sent()
            self._follower.lost(why)
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[ClientConnection]:
        if self._address.socket is not None:
            opened = unix_connect(
                str(self._address.socket),
                "ws://local/api/v1/link",
                compression=None,
                max_size=MAX_MESSAGE,
                ping_interval=5,
                ping_timeout=10,
            )
        else:
            opened = connect(
                self._address.url.rstrip("/") + "/api/v1/link",
                ssl=tls_context(self._address.fingerprint or None) if self._is_secure else None,
                compression=None,
                max_size=MAX_MESSAGE,
                ping_interval=5,
                ping_timeout=10,
            )
        async with opened as connection:
            if self._address.fingerprint:
                check_certificate(connection, self._address.fingerprint)
            yield connection

    @property
    def _is_secure(self) -> bool:
        return self._address.url.startswith("wss:")

    async def _follow(self, connection: ClientConnection) -> None:
        await self._identify(connection)
        sender = asyncio.create_task(self._send_all(connection))
        try:
            async for data in connection:
                await self._hear(TO_FOLLOWER.validate_json(data))
        finally:
            sender.cancel()
            # Not `await sender`: it could not tell whose cancellation it hears, its or ours.
            await asyncio.wait([sender])
            error = None if sender.cancelled() else sender.exception()
            if error is not None and not isinstance(error, ConnectionClosed):
                raise error

    async def _identify(self, connection: ClientConnection) -> None:
        # Not `wait_for`: that loses a cancellation that comes together with the answer.
        async with asyncio.timeout(HELLO_WITHIN_S):
            hello = TO_FOLLOWER.validate_json(await connection.recv())
        if not isinstance(hello, Hello):
            raise ProtocolError(1007, f"the controller began with {hello.type}")
        if not hello.oldest <= LINK_VERSION <= hello.version:
            raise ProtocolError(
                BAD_VERSION,
                f"the controller speaks link versions {hello.oldest} to {hello.version}, "
                f"this program {LINK_VERSION}; update the older one",
            )
        identify = Identify(
            role=self._follower.role,
            name=self._follower.name,
            secret=self._address.secret,
            machine=self._follower.machine,
        )
        await connection.send(identify.model_dump_json())
        while True:
            answer = TO_FOLLOWER.validate_json(await connection.recv())
            if isinstance(answer, Pending):
                self._follower.lost(
                    f"this display waits to be approved; its fingerprint is {answer.fingerprint}: "
                    "compare it with `videowall status` on the controller's machine, then "
                    f"`videowall display approve {self._follower.name}` there"
                )
                continue
            if isinstance(answer, Identified):
                self._connected = True
            await self._hear(answer)
            return

    async def _hear(self, message: ToFollower) -> None:
        self._check_revision(message)
        waiting = self._follower.received(message)
        if waiting is not None:
            await waiting

    def _check_revision(self, message: ToFollower) -> None:
        """Raises ProtocolError for a gap: connecting again brings a snapshot."""
        if isinstance(message, SceneSnapshot):
            self._revisions[message.scene.wall] = message.scene.revision
        elif isinstance(message, SceneChanged):
            known = self._revisions.get(message.wall)
            if known is not None and message.revision != known + 1:
                raise ProtocolError(
                    GAP, f"revision {message.revision} of wall '{message.wall}' follows {known}"
                )
            self._revisions[message.wall] = message.revision

    async def _send_all(self, connection: ClientConnection) -> None:
        while True:
            outgoing = await self._outbox.get()
            try:
                await connection.send(outgoing.data)
            finally:
                outgoing.sent()
