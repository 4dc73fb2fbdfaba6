"""A Jetstream server that says as much as it is told to, in a process of its own.

The child obeys lines on its standard input: `rate PER_S SECONDS` sends posts evenly, `burst COUNT`
within one second, `mark` one post with the hashtag of the benchmark. After each it prints how many
posts it has handed to the socket since it began. Texts are pairs of those of the recorded crowd,
numbered, so that they are no copies of each other; hashtags and languages come with them.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

CROWD = Path(__file__).parents[1] / "layouts" / "social-hub" / "data" / "crowd.jsonl"
MARK = "benchmarkmark"
AUTHORS = 5000
SLICES_A_S = 50
QUEUE = 64


class Jetstream:
    """Owns the child from `with` to its end."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "import bench.jetstream; bench.jetstream.main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = f"http://127.0.0.1:{self._answer()}"
        self._talk = threading.Lock()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)

    def wait_connected(self) -> None:
        """Until ingest listens."""
        self._ask("wait")

    def rate(self, per_s: float, seconds: float) -> int:
        """Returns when they are sent: how many posts there were since the beginning."""
        return self._ask(f"rate {per_s} {seconds}")

    def burst(self, count: int) -> int:
        """All of them offered within a second; how long the socket takes is the receiver's."""
        return self._ask(f"burst {count}")

    def begin_burst(self, count: int) -> None:
        """The same, in the background."""
        self._ask(f"begin-burst {count}")

    def mark(self) -> int:
        """One post that a tile waits for."""
        return self._ask("mark")

    def begin_rate(self, per_s: float, seconds: float) -> None:
        """The same as `rate`, in the background; marks may come in between."""
        self._ask(f"begin {per_s} {seconds}")

    def sent(self) -> int:
        """Since the beginning."""
        return self._ask("sent")

    def _ask(self, line: str) -> int:
        with self._talk:
            assert self._process.stdin is not None
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
            return self._answer()

    def _answer(self) -> int:
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        if not said:
            raise RuntimeError("the Jetstream of the benchmark has ended")
        return int(said)


def frames(chance: random.Random) -> list[tuple[str, str]]:
    """Text and language of each post, again and again."""
    said = [json.loads(line) for line in CROWD.read_text(encoding="utf-8").splitlines()]
    by_language: dict[str, list[str]] = {}
    for post in said:
        by_language.setdefault(post["language"], []).append(post["text"])
    return [
        (f"{post['text']} {chance.choice(by_language[post['language']])}", post["language"])
        for post in said
    ]


class _Server:
    """The child's."""

    def __init__(self) -> None:
        self._chance = random.Random(7)
        self._texts = frames(self._chance)
        self._connection: ServerConnection | None = None
        self._connected = asyncio.Event()
        self._marks = 0
        self.sent = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def talk(self, connection: ServerConnection) -> None:
        self._connection = connection
        self._connected.set()
        await connection.wait_closed()

    def made(self, text: str, language: str) -> str:
        number, now = self.sent, time.time()
        self.sent += 1
        stamp = (
            time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now * 1e6) % 10**6:06}Z"
        )
        tags = [word[1:] for word in text.split() if word.startswith("#") and word[1:].isalnum()]
        record = {
            "$type": "app.bsky.feed.post",
            "text": text[:2800],
            "createdAt": stamp,
            "langs": [language],
            "tags": tags,
        }
        commit = {
            "rev": f"r{number}",
            "operation": "create",
            "collection": "app.bsky.feed.post",
            "rkey": f"k{number}",
            "record": record,
            "cid": f"c{number}",
        }
        event = {
            "did": f"did:plc:author{number % AUTHORS}",
            "time_us": int(now * 1e6),
            "kind": "commit",
            "commit": commit,
        }
        return json.dumps(event, ensure_ascii=False)

    def next(self) -> str:
        text, language = self._texts[self.sent % len(self._texts)]
        return self.made(f"{text} {self.sent}", language)

    async def send(self, message: str) -> None:
        assert self._connection is not None
        with suppress(ConnectionClosed):  # the wall has ended, and so does the benchmark
            await self._connection.send(message)

    async def rate(self, per_s: float, seconds: float) -> None:
        began, done = time.monotonic(), 0
        while (passed := time.monotonic() - began) < seconds:
            due = min(int(passed * per_s), int(seconds * per_s))
            while done < due:
                await self.send(self.next())
                done += 1
            await asyncio.sleep(1 / SLICES_A_S)
        while done < int(seconds * per_s):
            await self.send(self.next())
            done += 1

    async def burst(self, count: int) -> None:
        ready = [self.next() for _ in range(count)]
        began = time.monotonic()
        for number, message in enumerate(ready):
            due = began + number / len(ready)
            if due > time.monotonic() + 1 / SLICES_A_S:
                await asyncio.sleep(due - time.monotonic())
            await self.send(message)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def obey(self, line: str) -> None:
        match line.split():
            case ["wait"]:
                await self._connected.wait()
            case ["rate", per_s, seconds]:
                await self.rate(float(per_s), float(seconds))
            case ["begin", per_s, seconds]:
                self._begin(self.rate(float(per_s), float(seconds)))
            case ["burst", count]:
                await self.burst(int(count))
            case ["begin-burst", count]:
                self._begin(self.burst(int(count)))
            case ["mark"]:
                self._marks += 1
                await self.send(self.made(f"Number {self._marks} #{MARK}", "en"))
        print(self.sent, flush=True)


async def _run() -> None:
    server = _Server()
    loop = asyncio.get_running_loop()
    async with serve(server.talk, "127.0.0.1", 0, compression=None, write_limit=1 << 22) as opened:
        print(next(iter(opened.sockets)).getsockname()[1], flush=True)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            await server.obey(line.strip())


def main() -> None:
    """The child."""
    asyncio.run(_run())
