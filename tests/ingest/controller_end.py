"""The controller's end of the link over a real Unix socket, as far as ingest can tell."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from pathlib import Path
from typing import Self

from websockets.asyncio.server import Server, ServerConnection, unix_serve
from websockets.exceptions import ConnectionClosed

from wall.link.messages import (
    TO_CONTROLLER,
    AskPosts,
    DisplaySettings,
    Hello,
    HookAnswer,
    HookCall,
    Identified,
    Identify,
    PostsAnswer,
    PostsDelta,
    PostsNews,
    RunSources,
    SourceData,
    SourceHealth,
    SourceSpec,
    Subscribe,
    ToController,
    ToFollower,
)
from wall.model.datasets import Dataset, Posts, merged
from wall.model.moderation import Moderation, Topic
from wall.model.tiles import Health
from wall.protocol.post_requests import (
    ListPosts,
    PostCounters,
    PostEntry,
    PostPage,
    PostRequest,
    PostResult,
)

SECRET = "the link's secret"
UNTIL_S = 30.0


class ControllerEnd:
    """Keeps every message, and the datasets as a controller would, watermarks checked."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.heard: list[ToController] = []
        self.health: dict[str, Health] = {}
        self.data: dict[str, Dataset] = {}
        self.answers: dict[int, PostsAnswer] = {}
        self.replies: dict[int, HookAnswer] = {}
        self.counters = PostCounters()
        self.connections = 0
        self._asked = 0
        self._watermarks: dict[str, int] = {}
        self._connection: ServerConnection | None = None
        self._server: Server | None = None
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        self._server = await unix_serve(self._converse, str(self.socket), compression=None)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _converse(self, connection: ServerConnection) -> None:
        await connection.send(Hello().model_dump_json())
        identify = TO_CONTROLLER.validate_json(await connection.recv())
        assert isinstance(identify, Identify)
        assert (identify.role, identify.secret) == ("ingest", SECRET)
        identified = Identified(now=0, settings=DisplaySettings(site="test"), walls=())
        await connection.send(identified.model_dump_json())
        self._connection = connection
        self.connections += 1
        self._watermarks.clear()
        self._news.set()
        try:
            async for text in connection:
                self._hear(TO_CONTROLLER.validate_json(text))
        except ConnectionClosed:
            return
        finally:
            self._connection = None

    def _hear(self, message: ToController) -> None:
        self.heard.append(message)
        match message:
            case SourceData(source=source, watermark=watermark, dataset=dataset):
                self._watermarks[source] = watermark
                self.data[source] = dataset
            case PostsDelta(source=source, watermark=watermark):
                assert watermark == self._watermarks[source] + 1, "a gap"
                self._watermarks[source] = watermark
                posts = self.data[source]
                assert isinstance(posts, Posts)
                self.data[source] = merged(posts, message.upserts, message.removals)
            case SourceHealth(source=source, health=health):
                self.health[source] = health
            case PostsAnswer(number=number):
                self.answers[number] = message
            case HookAnswer(number=number):
                self.replies[number] = message
            case PostsNews(counters=counters):
                self.counters = counters
        self._news.set()

    async def send(self, message: ToFollower) -> None:
        await self.until(lambda end: end._connection is not None)
        assert self._connection is not None
        await self._connection.send(message.model_dump_json())

    async def run(
        self,
        folder: Path,
        *sources: SourceSpec,
        moderation: Moderation | None = None,
        topics: dict[str, Topic] | None = None,
    ) -> None:
        said = RunSources(
            sources=sources,
            site_folder=str(folder),
            moderation=moderation or Moderation(),
            topics=topics or {},
        )
        await self.send(said)

    async def ask(
        self, request: PostRequest, by: str = "anna", pictures: dict[str, str] | None = None
    ) -> PostResult:
        self._asked += 1
        number = self._asked
        seen = pictures or {}
        await self.send(AskPosts(number=number, actor=by, request=request, pictures=seen))
        await self.until(lambda end: number in end.answers)
        answer = self.answers.pop(number)
        assert answer.result is not None, answer.error
        return answer.result

    async def entries(self) -> dict[str, PostEntry]:
        """The newest of the store."""
        page = await self.ask(ListPosts(limit=200))
        assert isinstance(page, PostPage)
        return {entry.post.id: entry for entry in page.entries}

    async def call(
        self, source: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> HookAnswer:
        self._asked += 1
        number = self._asked
        coded = base64.b64encode(body)
        call = HookCall(
            number=number, source=source, method="POST", headers=headers or {}, body=coded
        )
        await self.send(call)
        await self.until(lambda end: number in end.replies)
        return self.replies.pop(number)

    async def subscribe(self, *sources: str) -> None:
        await self.send(Subscribe(sources=sources))

    async def until(
        self, holds: Callable[[ControllerEnd], bool], within_s: float = UNTIL_S
    ) -> None:
        async with asyncio.timeout(within_s):
            while not holds(self):
                self._news.clear()
                await self._news.wait()

    def texts(self, source: str) -> list[str]:
        posts = self.data.get(source)
        return [post.text for post in posts.posts] if isinstance(posts, Posts) else []

    def state(self, source: str) -> str:
        return self.health[source].state.value if source in self.health else ""

    def is_replay(self, source: str) -> bool:
        return source in self.health and self.health[source].is_replay
