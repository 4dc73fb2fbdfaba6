"""The controller's end of the link: the real one, and one that says what it is told."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.server import ServerConnection, serve, unix_serve
from websockets.exceptions import ConnectionClosed

from wall.controller.approvals import DisplayApprovals
from wall.controller.followers import Follower, FollowerEvents, Followers
from wall.link.connection import Follower as FollowerEnd
from wall.link.connection import FollowerLink, LinkAddress
from wall.link.messages import (
    DisplaySettings,
    Identified,
    ToController,
    ToFollower,
)

SECRET = "s" * 40
WITHIN_S = 30.0


async def until(condition: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    """Let the loop run until the condition holds."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 -- the other end tells no events
            await asyncio.sleep(0.005)


@dataclass
class Noted:
    """What a follower heard, and what it was told of losses."""

    messages: list[ToFollower] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)

    def received(self, message: ToFollower) -> None:
        self.messages.append(message)

    def of(self, sort: type[ToFollower]) -> list[ToFollower]:
        return [message for message in self.messages if isinstance(message, sort)]


@asynccontextmanager
async def following(
    address: LinkAddress, noted: Noted, name: str = "local"
) -> AsyncIterator[FollowerLink]:
    """A display's end that runs until the block ends."""
    end = FollowerEnd("display", name, "here", noted.received, noted.losses.append)
    link = FollowerLink(address, end)
    task = asyncio.create_task(link.run())
    try:
        yield link
    finally:
        task.cancel()
        await asyncio.wait([task])


class RealController:
    """The followers of a controller that welcomes whoever joins."""

    def __init__(self, folder: Path, secret: str = SECRET) -> None:
        self.heard: list[ToController] = []
        self.bytes: list[bytes] = []
        self.joined: list[Follower] = []
        self.left: list[Follower] = []
        self.approvals = DisplayApprovals(folder / "displays.json")
        events = FollowerEvents(
            self._welcome,
            lambda _, message: self.heard.append(message),
            lambda _, data: self.bytes.append(data),
            self.left.append,
        )
        self.followers = Followers(secret, self.approvals, events)

    def _welcome(self, follower: Follower) -> None:
        self.joined.append(follower)
        follower.send(identified())


def identified() -> Identified:
    return Identified(now=1000.0, settings=DisplaySettings(site="test"), walls=())


@asynccontextmanager
async def listening(folder: Path, secret: str = SECRET) -> AsyncIterator[RealController]:
    """A real controller's end on FOLDER/link.sock."""
    controller = RealController(folder, secret)
    await controller.followers.listen(folder / "link.sock")
    try:
        yield controller
    finally:
        await controller.followers.close()


@dataclass
class Scripted:
    """A controller that says what it is told to, and keeps what it hears."""

    says: Sequence[str | bytes]
    heard: list[str | bytes] = field(default_factory=list)
    connections: int = 0

    async def serve(self, connection: ServerConnection) -> None:
        self.connections += 1
        try:
            for data in self.says:
                await connection.send(data)
            async for data in connection:
                self.heard.append(data)
        except ConnectionClosed:
            return


@asynccontextmanager
async def scripted(folder: Path, *says: str | bytes) -> AsyncIterator[Scripted]:
    controller = Scripted(says)
    async with unix_serve(controller.serve, str(folder / "link.sock")):
        yield controller


@asynccontextmanager
async def scripted_tls(
    certificate: Path, key: Path, *says: str
) -> AsyncIterator[tuple[Scripted, int]]:
    """The same behind TLS, on a port of loopback."""
    controller = Scripted(says)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    async with serve(controller.serve, "127.0.0.1", 0, ssl=context) as server:
        port: int = next(iter(server.sockets)).getsockname()[1]
        yield controller, port
