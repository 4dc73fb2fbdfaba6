"""A real controller and its web server without a display; the ingest beside it is a PostBook."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from playwright.sync_api import ConsoleMessage, Locator, Page

from tests.console.post_book import PostBook
from tests.console.windows import Windows
from tests.controller.live import QUICK
from tests.controller.sites_at_work import WALL, at_work, write_site
from tests.controller.wires import RecordingWire, connected
from wall.controller.followers import Followers
from wall.controller.passwords import Passwords
from wall.controller.people import People
from wall.controller.server import Server, build_app, serve
from wall.controller.tokens import Tokens
from wall.link.messages import AskPosts, PostsAnswer, PostsNews
from wall.model.actors import Role

T = TypeVar("T")
WITHIN_S = 20.0
_PAINTED = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"""
THREADS = 4
SOURCES = """\
sources:
  reports: {kind: reports}
  count: {kind: insight, measure: count}
"""
SITE = WALL.replace("sources:\n", SOURCES)
MORE = """\
addresses: {allow: [127.0.0.1]}
topics: {outage: {title: Network outage, query: {text: outage}}}
publishing: {url: "PUBLISHER", zone: Europe/Paris, wall: "http://127.0.0.1:1"}
rules:
  burst: {title: A burst of posts, when: {count: {at_least: 10}}, do: [notify]}
"""


class _Publisher(BaseHTTPRequestHandler):
    """A publishing tool that takes everything."""

    server: ThreadingHTTPServer
    published: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.published.append(json.loads(body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing of it is news."""


class ModeratedWall:
    """On a thread of its own. Tests change `book` only by `with_book`."""

    def __init__(self, folder: Path) -> None:
        self.book = PostBook()
        self.seen: list[dict[str, str]] = []
        """Which pictures each that asked had seen, by address."""
        self.url = ""
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="moderated wall")
        self._stack = AsyncExitStack()
        self._tokens = Tokens(folder / "data")
        self._followers: Followers
        self._publisher = ThreadingHTTPServer(("127.0.0.1", 0), _Publisher)
        self._publishing = threading.Thread(target=self._publisher.serve_forever, name="publisher")
        self._ingest: AsyncExitStack

    def start(self) -> None:
        self._publishing.start()
        self._thread.start()
        self._run(self._begin_threads())
        self._run(self._open())

    def stop(self) -> None:
        self._run(self._ingest.aclose())
        self._run(self._stack.aclose())
        self._run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WITHIN_S)
        self._loop.close()
        self._publisher.shutdown()
        self._publishing.join(WITHIN_S)
        self._publisher.server_close()

    @property
    def published(self) -> list[dict[str, Any]]:
        """What the publishing tool got."""
        return _Publisher.published

    def use(self, book: PostBook) -> None:
        """From now on this is what ingest has."""

        async def change() -> None:
            self.book = book

        self._run(change())

    def ingest_leaves(self) -> None:
        self._run(self._ingest.aclose())

    def ingest_comes(self) -> None:
        self._run(self._join())

    def token(self, name: str, role: Role) -> str:
        async def make() -> str:
            if name in {token.name for token in self._tokens.list()}:
                self._tokens.revoke(name)
            return self._tokens.add(name, role).token

        return self._run(make())

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(WITHIN_S)

    async def _begin_threads(self) -> None:
        """All at once: one that began during a test would seem to be left by it."""
        self._loop.set_default_executor(ThreadPoolExecutor(THREADS))
        together = threading.Barrier(THREADS)
        await asyncio.gather(*(asyncio.to_thread(together.wait) for _ in range(THREADS)))

    async def _open(self) -> None:
        more = MORE.replace("PUBLISHER", f"http://127.0.0.1:{self._publisher.server_port}")
        write_site(self._folder / "site", {"wall.yaml": SITE + more})
        at = await self._stack.enter_async_context(at_work(self._folder))
        people = People(self._folder / "data", self._tokens, "test", Passwords(QUICK))
        server: Server = await serve(build_app(at.controller, people), "127.0.0.1", 0)
        self._stack.push_async_callback(server.close)
        self.url = server.url
        self._followers = at.controller.followers
        await self._join()

    async def _join(self) -> None:
        self._ingest = AsyncExitStack()
        wire = await self._ingest.enter_async_context(
            connected(self._followers, "ingest", "ingest")
        )
        ingest = asyncio.create_task(self._be_ingest(wire), name="book of posts")
        self._ingest.push_async_callback(_ended, ingest)

    async def _be_ingest(self, wire: RecordingWire) -> None:
        answered, told = 0, None
        while True:
            asked = wire.heard(AskPosts)
            for ask in asked[answered:]:
                self.seen.append(ask.pictures)
                result = self.book.answer(ask.actor, ask.request)
                wire.say(PostsAnswer(number=ask.number, result=result))
            answered = len(asked)
            if (counters := self.book.counters) != told:
                told = counters
                wire.say(PostsNews(counters=counters))
            await asyncio.sleep(0.005)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


class Moderator:
    """Somebody at the moderation desk, in a browser window."""

    def __init__(
        self,
        windows: Windows,
        wall: ModeratedWall,
        name: str,
        *,
        role: Role = Role.MODERATOR,
        size: tuple[int, int] = (1440, 900),
        room: str = "",
        language: str = "en-GB",
    ) -> None:
        self.wall = wall
        self.complaints: list[str] = []
        self._windows = windows
        self.page: Page = windows.open(size, language)
        kept = json.dumps(wall.token(name, role))
        self.page.add_init_script(f"sessionStorage.setItem('wall.token', {kept})")
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error.stack)))
        self.page.goto(f"{wall.url}/#posts{f'/{room}' if room else ''}")
        self.page.locator("moderation-desk").wait_for()

    def close(self) -> None:
        self._windows.close(self.page)

    def card(self, post: str) -> Locator:
        return self.page.locator(f'post-card[data-key="{post}"]')

    @property
    def cards(self) -> Locator:
        return self.page.locator("post-card")

    @property
    def current(self) -> Locator:
        return self.page.locator("post-card.current")

    def press(self, *keys: str) -> None:
        """One after the other, each when what came of the one before is on the screen."""
        for key in keys:
            self.look()
            self.page.keyboard.press(key)

    def press_blindly(self, *keys: str) -> None:
        """All before anything can be painted between them."""
        down = "new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true})"
        self.page.evaluate(
            f"(keys) => keys.forEach((key) => document.body.dispatchEvent({down}))", keys
        )

    def look(self) -> None:
        """Until the page has been painted as it is now."""
        self.page.evaluate(_PAINTED)

    def _hear(self, message: ConsoleMessage) -> None:
        # A browser tells of every answer that refuses something.
        if message.type in ("error", "warning") and "status of 422" not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")
