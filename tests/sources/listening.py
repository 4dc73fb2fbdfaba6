"""Named fakes around a source: who hears it, and a clock that moves when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import JsonValue

from wall.model.datasets import Dataset, Posts, merged
from wall.model.posts import Post
from wall.sitefile.declared import AddressPolicy
from wall.sources.following import SiteFiles
from wall.sources.post_stream import HookDoor
from wall.sources.registry import source_kinds
from wall.sources.source import Surroundings

UNTIL_S = 30.0


@dataclass
class Listener:
    """A Delivery that keeps what it is told."""

    dataset: Dataset | None = None
    said: list[str] = field(default_factory=list)
    """`whole`, `changed`, `ok`, or the sentence of a stale one."""
    state: str = ""
    why: str = ""
    ever: set[str] = field(default_factory=set)
    """Ids of all posts that were told."""
    gone_authors: list[tuple[str, str]] = field(default_factory=list)
    bookmarks: list[JsonValue] = field(default_factory=list)
    _told: asyncio.Event = field(default_factory=asyncio.Event)

    def whole(self, dataset: Dataset) -> None:
        self.dataset = dataset
        if isinstance(dataset, Posts):
            self.ever |= {post.id for post in dataset.posts}
        self._note("whole")

    def changed(self, upserts: Iterable[Post], removals: Iterable[str] = ()) -> None:
        before = self.dataset if isinstance(self.dataset, Posts) else Posts()
        new = tuple(upserts)
        self.ever |= {post.id for post in new}
        self.dataset = merged(before, new, removals)
        self._note("changed")

    def ok(self, note: str = "") -> None:
        self.state, self.why = "ok", note
        self._note("ok")

    def author_gone(self, network: str, author: str) -> None:
        self.gone_authors.append((network, author))
        self._told.set()

    def bookmark(self, value: JsonValue) -> None:
        self.bookmarks.append(value)
        self._told.set()

    def stale(self, why: str) -> None:
        self.state, self.why = "stale", why
        self._note(why)

    def _note(self, what: str) -> None:
        self.said.append(what)
        self._told.set()

    @property
    def texts(self) -> list[str]:
        """Titles or texts of the posts, newest first."""
        assert isinstance(self.dataset, Posts)
        return [post.title or post.text for post in self.dataset.posts]

    async def until_said(self, word: str, count: int) -> None:
        await self.until(lambda heard: heard.said.count(word) >= count)

    async def until_stale(self, count: int) -> None:
        """Until it said so many sentences about what is wrong."""
        words = ("whole", "changed", "ok")
        await self.until(lambda heard: sum(said not in words for said in heard.said) >= count)

    async def until(self, holds: Callable[[Listener], bool]) -> None:
        async with asyncio.timeout(UNTIL_S):
            while not holds(self):
                self._told.clear()
                await self._told.wait()


@dataclass
class Patience:
    """The pauses of a source: noted, and over when the test lets go."""

    pauses: list[float] = field(default_factory=list)
    now_s: float = 1_795_400_000.0
    _permits: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    _paused: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._paused.set()
        await self._permits.acquire()
        self.now_s += seconds

    async def until_paused(self, count: int) -> None:
        async with asyncio.timeout(UNTIL_S):
            while len(self.pauses) < count:
                self._paused.clear()
                await self._paused.wait()

    def let_go(self) -> None:
        self._permits.release()


def run_until_it_fails(kind: str, settings: Mapping[str, JsonValue], folder: Path) -> None:
    """Raises what the source raises."""

    async def main() -> None:
        found = source_kinds()[kind]
        surroundings = Surroundings(name="tested", site_folder=folder, files=SiteFiles(folder))
        source = found.make(found.read(dict(settings)), surroundings, Listener())
        await asyncio.wait_for(source.run(), UNTIL_S)

    asyncio.run(main())


@asynccontextmanager
async def running(
    kind: str,
    settings: Mapping[str, JsonValue],
    folder: Path,
    *,
    patience: Patience | None = None,
    policy: AddressPolicy | None = None,
    kept: Dataset | None = None,
    pushed: asyncio.Queue[Dataset] | None = None,
    bookmark: JsonValue = None,
    hooks: HookDoor | None = None,
) -> AsyncIterator[Listener]:
    """A source of this kind at work. What it raises is raised here.

    `Path()` is for those without files: it is the whole checkout, and nobody watches it.
    """
    listener = Listener()
    found = source_kinds()[kind]
    files = SiteFiles(folder)
    patience = patience or Patience()
    surroundings = Surroundings(
        name="tested",
        site_folder=folder,
        files=files,
        policy=policy or AddressPolicy(),
        kept=kept,
        pushed=pushed or asyncio.Queue(),
        bookmark=bookmark,
        hooks=hooks or HookDoor(),
        now=patience.now,
        sleep=patience.sleep,
    )
    source = found.make(found.read(dict(settings)), surroundings, listener)
    tasks = [asyncio.create_task(source.run())]
    if folder != Path():
        tasks.append(asyncio.create_task(files.run()))
    try:
        yield listener
        if tasks[0].done():
            tasks[0].result()
    finally:
        for one in tasks:
            one.cancel()
            with suppress(asyncio.CancelledError):
                await one
