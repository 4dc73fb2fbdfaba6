"""OSC over UDP: datagrams in, requests out, in the name of one token. Off unless asked for.

UDP has no sender that could be trusted: whoever reaches the port may send. So it listens on
loopback unless told otherwise, may do only what its token may, and keeps a rate and a queue.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from pythonosc.osc_message import OscMessage
from pythonosc.osc_packet import OscPacket, ParseError

from wall.control.osc import request_of
from wall.controller.answering import Answering
from wall.controller.server import CannotListen
from wall.errors import CommandRefused, WallError
from wall.model.actors import Actor
from wall.protocol.limits import RateLimit

log = logging.getLogger(__name__)

MAX_BYTES = 8 * 1024
MAX_BUNDLE = 32
WAITING = 64
"""Messages that wait; more are dropped and told in the log."""
PER_S = 20.0
AT_ONCE = 60.0
LOG_EVERY_S = 5.0


class OscDoor:
    """Carries out one message after the other, in the order they came. On the loop."""

    def __init__(self, answering: Answering, actor: Callable[[], Actor | None]) -> None:
        """`actor` is asked at each message: a token that was revoked does nothing any more."""
        self.answering = answering
        self._actor = actor
        self._waiting: asyncio.Queue[OscMessage] = asyncio.Queue(WAITING)
        self._rate = RateLimit(PER_S, AT_ONCE, monotonic())
        self._transport: asyncio.DatagramTransport | None = None
        self._task: asyncio.Task[None] | None = None
        self._quiet_until = 0.0
        self.port = 0

    async def open(self, host: str, port: int) -> None:
        """Raises CannotListen. Port 0 finds a free one: see `port`."""
        loop = asyncio.get_running_loop()
        try:
            self._transport, _ = await loop.create_datagram_endpoint(
                lambda: _Receiving(self._received), local_addr=(host, port)
            )
        except OSError as error:
            raise CannotListen(
                f"cannot listen for OSC on {host}:{port}: {error.strerror}; choose another"
            ) from error
        self.port = self._transport.get_extra_info("sockname")[1]
        self._task = asyncio.create_task(self._run(), name="osc")

    async def close(self) -> None:
        """1 nothing comes in, 2 what runs is ended. Idempotent."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def _received(self, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            self._refuse(f"a datagram of {len(data)} bytes is too long")
            return
        try:
            messages = [timed.message for timed in OscPacket(data).messages]
        except (ParseError, ValueError, IndexError, RecursionError) as error:
            self._refuse(f"that is no OSC: {error}")
            return
        for message in messages[:MAX_BUNDLE]:
            if not self._rate.admits(monotonic()):
                self._refuse(f"more than {PER_S:g} messages a second; the rest is dropped")
                return
            try:
                self._waiting.put_nowait(message)
            except asyncio.QueueFull:
                self._refuse(f"{WAITING} messages wait already; the rest is dropped")
                return

    async def _run(self) -> None:
        while True:
            message = await self._waiting.get()
            try:
                request = request_of(message.address, list(message.params))
                if (actor := self._actor()) is None:
                    raise CommandRefused("there is no token for OSC; add one of that name")
                await self.answering.answer(actor, request)
            except WallError as error:
                self._refuse(f"{message.address}: {error}")

    def _refuse(self, why: str) -> None:
        """UDP has no answer. A flood of wrong messages is no flood of lines."""
        now = monotonic()
        if now >= self._quiet_until:
            self._quiet_until = now + LOG_EVERY_S
            log.warning("OSC: %s", why)


class _Receiving(asyncio.DatagramProtocol):
    def __init__(self, received: Callable[[bytes], None]) -> None:
        self._received = received

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._received(data)
