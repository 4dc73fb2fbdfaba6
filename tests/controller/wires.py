"""Followers without sockets: wires in memory that keep what was sent, for the real Followers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Literal, TypeVar

from wall.controller.followers import Followers
from wall.link.messages import TO_FOLLOWER, Identify, ToController, ToFollower

SECRET = "s" * 40
WITHIN_S = 30.0
Message = TypeVar("Message")


async def until(condition: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    """Let the loop run until the condition holds."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 -- conditions of many parts, without events
            await asyncio.sleep(0.002)


class RecordingWire:
    """One connection: the test is the other side."""

    def __init__(self) -> None:
        self.sent: list[ToFollower] = []
        self.closed: tuple[int, str] | None = None
        self.reads = asyncio.Event()
        """Cleared, it stands for a follower that does not read."""
        self.reads.set()
        self._inbox: asyncio.Queue[str | bytes | None] = asyncio.Queue()

    async def send(self, message: str) -> None:
        await self.reads.wait()
        if self.closed is not None:
            raise ConnectionError("closed")
        self.sent.append(TO_FOLLOWER.validate_json(message))

    async def recv(self) -> str | bytes:
        data = await self._inbox.get()
        if data is None:
            raise ConnectionError("the other side has left")
        return data

    async def close(self, code: int, reason: str) -> None:
        assert len(reason.encode()) <= 123, "no close frame holds so long a reason"
        self.closed = self.closed or (code, reason)

    # -- the other side ------------------------------------------------------------------------

    def say(self, message: ToController | str | bytes) -> None:
        if not isinstance(message, str | bytes):
            message = message.model_dump_json()
        self._inbox.put_nowait(message)

    def leave(self) -> None:
        self._inbox.put_nowait(None)

    def heard(self, sort: type[Message]) -> list[Message]:
        return [message for message in self.sent if isinstance(message, sort)]


@asynccontextmanager
async def connected(
    followers: Followers,
    role: Literal["display", "ingest"] = "display",
    name: str = "local",
    *,
    secret: str = SECRET,
    local: bool = True,
) -> AsyncIterator[RecordingWire]:
    """A follower that has said who it is; it leaves when the block ends."""
    wire = RecordingWire()
    serving = asyncio.create_task(followers.serve(wire, local=local))
    wire.say(Identify(role=role, name=name, secret=secret, machine="here"))
    await until(lambda: wire.closed is not None or len(wire.sent) >= 2 or serving.done())
    try:
        yield wire
    finally:
        wire.leave()
        async with asyncio.timeout(WITHIN_S):
            await serving
