"""Two hundred operators' connections in a process of their own, some of which move tiles.

It runs as a child (`Crowd`), so that reading two hundred streams holds up nobody else's Python.
Its messages are raw: the connections do what a console must, and no more.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect

REVISION = re.compile(rb'"revision":\s*(\d+)')
IS_CHANGE = b"scene.changed"
HELLO_WITHIN_S = 20.0


@dataclass(frozen=True)
class Heard:
    """What came of the changes, in milliseconds from the sender's call."""

    delays_ms: list[float]
    slowest_ms: list[float]
    """Of each change: when the last of all had heard of it."""
    expected: int
    connected: int


class Crowd:
    """Owns the child for one measurement."""

    def __init__(
        self, url: str, token: str, tiles: Sequence[str], size: int, per_s: float, seconds: float
    ) -> None:
        given = json.dumps(
            {"url": url, "tiles": list(tiles), "size": size, "per_s": per_s, "seconds": seconds}
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", "import bench.crowd; bench.crowd.main()", given],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(token + "\n")
        self._process.stdin.flush()
        if self._process.stdout.readline().strip() != "connected":
            raise RuntimeError("the crowd could not connect")

    @property
    def pid(self) -> int:
        """Of the child."""
        return self._process.pid

    def wait(self) -> Heard:
        """Until it has measured; it ends by itself."""
        told, _ = self._process.communicate()
        if self._process.returncode:
            raise RuntimeError("the crowd ended before it had measured")
        return Heard(**json.loads(told))


class _Listening:
    """What all connections together have heard."""

    def __init__(self) -> None:
        self.sent_at: dict[int, float] = {}
        """Revision → when its sender asked for it."""
        self.heard_at: dict[int, list[float]] = {}

    async def follow(self, connection: ClientConnection) -> None:
        async for message in connection:
            now = time.monotonic()
            raw = message if isinstance(message, bytes) else message.encode()
            if IS_CHANGE not in raw[:200]:
                continue
            found = REVISION.search(raw)
            if found is not None:
                self.heard_at.setdefault(int(found.group(1)), []).append(now)


class _Mover:
    """One active operator: moves a tile of its own to and fro."""

    def __init__(self, connection: ClientConnection, tile: str, listening: _Listening) -> None:
        self._connection = connection
        self._tile = tile
        self._listening = listening
        self._asked: dict[int, float] = {}
        self._count = 0

    async def read(self) -> None:
        """Answers of its own, and what everybody hears."""
        async for message in self._connection:
            now = time.monotonic()
            told = json.loads(message)
            if told.get("op") == "response":
                if not told["ok"]:
                    raise RuntimeError(f"a move was refused: {told['error']}")
                self._listening.sent_at[told["revision"]] = self._asked.pop(told["id"])
            elif told.get("type") == "scene.changed":
                self._listening.heard_at.setdefault(told["revision"], []).append(now)

    async def move(self, every_s: float, first_s: float, until: float) -> None:
        due = time.monotonic() + first_s
        while due < until:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self._count += 1
            rect = [20 + 10 * (self._count % 2), 20, 160, 90]
            index = int(self._tile.rpartition("-")[2])
            rect[0] += index % 6 * 1920
            rect[1] += index // 6 % 3 * 1080
            self._asked[self._count] = time.monotonic()
            data = {"id": self._tile, "rect": rect}
            request = {"op": "request", "id": self._count, "type": "tile.move", "data": data}
            await self._connection.send(json.dumps(request))
            due += every_s


async def _join(url: str, token: str) -> ClientConnection:
    connection = await connect(url, max_size=None, open_timeout=HELLO_WITHIN_S, compression=None)
    await connection.recv()
    await connection.send(json.dumps({"op": "identify", "token": token, "client": "crowd"}))
    answered = json.loads(await connection.recv())
    if answered.get("op") != "identified":
        raise RuntimeError(f"the wall did not let a console in: {answered}")
    await connection.send(json.dumps({"op": "request", "id": 0, "type": "subscribe"}))
    answered = json.loads(await connection.recv())
    while answered.get("op") != "response":
        answered = json.loads(await connection.recv())
    return connection


async def _measure(
    url: str, token: str, tiles: Sequence[str], size: int, per_s: float, seconds: float
) -> Heard:
    connections = [await _join(url, token) for _ in range(size)]
    print("connected", flush=True)
    listening = _Listening()
    movers = [_Mover(one, tile, listening) for one, tile in zip(connections, tiles, strict=False)]
    readers = [asyncio.create_task(mover.read()) for mover in movers]
    readers += [asyncio.create_task(listening.follow(c)) for c in connections[len(movers) :]]
    every_s = len(movers) / per_s
    until = time.monotonic() + seconds
    moves = (m.move(every_s, every_s * i / len(movers), until) for i, m in enumerate(movers))
    await asyncio.gather(*moves)
    # What is on its way still counts.
    await asyncio.sleep(1.0)
    for reader in readers:
        if reader.done():
            reader.result()
        reader.cancel()
    delays = [
        (at - sent) * 1000
        for revision, sent in listening.sent_at.items()
        for at in listening.heard_at.get(revision, ())
    ]
    slowest = [
        (max(listening.heard_at[revision]) - sent) * 1000
        for revision, sent in listening.sent_at.items()
        if revision in listening.heard_at
    ]
    connected = sum(1 for one in connections if one.state.name == "OPEN")
    await asyncio.gather(*(one.close() for one in connections))
    return Heard(delays, slowest, len(listening.sent_at) * size, connected)


def main() -> None:
    """The child's program. The token comes by standard input: arguments are for all to read."""
    given = json.loads(sys.argv[1])
    heard = asyncio.run(_measure(token=sys.stdin.readline().strip(), **given))
    print(json.dumps(heard.__dict__))
