"""Ingest over a real socket: what it runs, sends and remembers, and what cannot hurt it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import JsonValue

from tests.ingest.controller_end import SECRET, ControllerEnd
from wall.ingest.program import run_ingest
from wall.journal.posts.store import PostStore
from wall.link.connection import LinkAddress
from wall.link.messages import (
    PostsDelta,
    PostsNews,
    PushDataset,
    SourceData,
    SourceSpec,
    Subscribe,
)
from wall.model.datasets import DatasetType, Figure, Posts
from wall.model.posts import Author, Post
from wall.sources.composing import moment
from wall.sources.registry import source_kinds
from wall.sources.source import Delivery, SourceKind, SourceSettings, Surroundings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def post(number: int) -> Post:
    return Post(
        id=f"p{number}", at=moment(1e9 + number), author=Author(name="Ann"), text=f"Post {number}"
    )


def spec(name: str, kind: str, **settings: JsonValue) -> SourceSpec:
    return SourceSpec(name=name, kind=kind, settings=settings)


@asynccontextmanager
async def ingest(
    end: ControllerEnd, folder: Path, kinds: Mapping[str, SourceKind] | None = None
) -> AsyncIterator[None]:
    """The whole process, in this one."""
    address = LinkAddress(secret=SECRET, socket=end.socket)
    work = run_ingest(address, kinds or source_kinds(), folder / "memory", folder / "store")
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class PostSettings(SourceSettings):
    delivers: ClassVar[DatasetType | None] = "posts"


class Breaking:
    """A source that delivers once and breaks."""

    starts = 0

    def __init__(self, _: SourceSettings, surroundings: Surroundings, delivery: Delivery) -> None:
        self._delivery = delivery

    async def run(self) -> None:
        Breaking.starts += 1
        self._delivery.whole(Figure(value=Breaking.starts))
        self._delivery.ok()
        await asyncio.sleep(0)
        raise KeyError("somebody's mistake")


class Flooding:
    """A source that never stops talking."""

    def __init__(self, _: SourceSettings, surroundings: Surroundings, delivery: Delivery) -> None:
        self._delivery = delivery

    async def run(self) -> None:
        number = 0
        self._delivery.whole(Posts())
        while True:
            number += 1
            self._delivery.changed([post(number)], [f"p{number - 3}"])
            self._delivery.ok(f"said {number}")
            await asyncio.sleep(0.001)


def with_kind(name: str, source: type[Breaking] | type[Flooding]) -> dict[str, SourceKind]:
    sys.modules.setdefault("ingest_test_sources", sys.modules[__name__])
    path = f"ingest_test_sources:{source.__name__}"
    kind = SourceKind(name, name, PostSettings, path)
    return {**source_kinds(), name: kind}


def write_posts(file: Path, *numbers: int) -> None:
    file.write_text("".join(post(number).model_dump_json() + "\n" for number in numbers))


def test_a_subscription_is_answered_with_the_whole_then_with_deltas(tmp_path: Path) -> None:
    write_posts(tmp_path / "posts.jsonl", 1)

    async def main() -> None:
        async with ControllerEnd(tmp_path / "s") as end, ingest(end, tmp_path):
            await end.run(
                tmp_path,
                spec("one", "jsonl", path="posts.jsonl"),
                spec("other", "push", dataset="value"),
            )
            await end.until(lambda e: e.state("one") == "ok")
            assert not end.data, "nobody has subscribed"
            await end.subscribe("one")
            await end.until(lambda e: e.texts("one") == ["Post 1"])
            write_posts(tmp_path / "posts.jsonl", 1, 2)
            await end.until(lambda e: e.texts("one") == ["Post 2", "Post 1"])
            assert [type(m) for m in end.heard if isinstance(m, SourceData | PostsDelta)] == [
                SourceData,
                PostsDelta,
            ]
            await end.subscribe()
            await end.subscribe("one")
            await end.until(lambda e: isinstance(e.heard[-2], SourceData))

    asyncio.run(main())


def test_pushed_datasets_arrive(tmp_path: Path) -> None:
    async def main() -> None:
        async with ControllerEnd(tmp_path / "s") as end, ingest(end, tmp_path):
            await end.run(tmp_path, spec("kpi", "push", dataset="value"))
            await end.subscribe("kpi")
            await end.send(PushDataset(source="nobody", dataset=Figure(value=1)))
            await end.send(PushDataset(source="kpi", dataset=Figure(value=7)))
            await end.until(lambda e: "kpi" in e.data)
            figure = end.data["kpi"]
            assert isinstance(figure, Figure)
            assert figure.value == 7

    asyncio.run(main())


def test_only_changed_sources_are_started_again(tmp_path: Path) -> None:
    write_posts(tmp_path / "a.jsonl", 1)
    write_posts(tmp_path / "b.jsonl", 2)

    async def main() -> None:
        async with ControllerEnd(tmp_path / "s") as end, ingest(end, tmp_path):
            a, b = spec("a", "jsonl", path="a.jsonl"), spec("b", "jsonl", path="b.jsonl")
            await end.run(tmp_path, a, b)
            await end.subscribe("a", "b")
            await end.until(lambda e: bool(e.texts("a") and e.texts("b")))
            before = len(end.heard)
            await end.run(tmp_path, a, spec("b", "jsonl", path="a.jsonl"))
            await end.until(lambda e: e.texts("b") == ["Post 1"])
            # What tells of the store is of no source.
            later = {getattr(message, "source", "") for message in end.heard[before:]}
            assert later - {""} == {"b"}
            await end.run(tmp_path, a)
            write_posts(tmp_path / "a.jsonl", 1, 3)
            await end.until(lambda e: e.texts("a") == ["Post 3", "Post 1"])

    asyncio.run(main())


def test_a_broken_source_is_told_started_again_and_hurts_nobody(tmp_path: Path) -> None:
    write_posts(tmp_path / "posts.jsonl", 1)
    Breaking.starts = 0

    async def main() -> None:
        kinds = with_kind("breaking", Breaking)
        async with ControllerEnd(tmp_path / "s") as end, ingest(end, tmp_path, kinds):
            await end.run(
                tmp_path,
                spec("bad", "breaking"),
                spec("good", "jsonl", path="posts.jsonl"),
                spec("typo", "jsnol"),
                spec("wrong", "jsonl", pth="x"),
            )
            await end.subscribe("bad", "good")
            await end.until(lambda e: e.texts("good") == ["Post 1"])
            await end.until(lambda e: e.state("bad") == "stale")
            assert "broke: KeyError; started again at" in end.health["bad"].why
            assert end.health["bad"].since is not None
            await end.until(lambda _: Breaking.starts >= 2)
            assert end.state("typo") == end.state("wrong") == "failed"
            assert "did you mean 'jsonl'" in end.health["typo"].why
            assert "did you mean 'path'" in end.health["wrong"].why

    asyncio.run(main())


def test_a_flood_is_coalesced_and_nothing_is_lost(tmp_path: Path) -> None:
    async def main() -> None:
        kinds = with_kind("flooding", Flooding)
        async with ControllerEnd(tmp_path / "s") as end, ingest(end, tmp_path, kinds):
            await end.run(tmp_path, spec("flood", "flooding"))
            await end.subscribe("flood")
            await end.until(lambda e: len(e.texts("flood")) == 3)
            loop = asyncio.get_running_loop()
            began, before = loop.time(), len(end.heard)
            await end.until(lambda _: loop.time() - began > 1.5)
            heard = [one for one in end.heard[before:] if not isinstance(one, PostsNews)]
            rate = len(heard) / (loop.time() - began)
            assert 2 < rate <= 10.5
            numbers = [int(text.removeprefix("Post ")) for text in end.texts("flood")]
            assert numbers == [numbers[0], numbers[0] - 1, numbers[0] - 2]

    asyncio.run(main())


def test_a_controller_that_returns_is_served_in_full(tmp_path: Path) -> None:
    write_posts(tmp_path / "posts.jsonl", 1)

    async def main() -> None:
        async with ControllerEnd(tmp_path / "s") as end, ingest(end, tmp_path):
            sources = spec("one", "jsonl", path="posts.jsonl")
            unwatched = spec("unwatched", "push", dataset="value")
            await end.run(tmp_path, sources, unwatched)
            await end.subscribe("one")
            await end.until(lambda e: bool(e.texts("one")))
            await end.stop()
            end.data.clear()
            end.health.clear()
            await end.start()
            await end.until(lambda e: e.connections == 2)
            await end.until(lambda e: e.state("unwatched") == "loading")
            await end.run(tmp_path, sources, unwatched)
            await end.subscribe("one")
            await end.until(lambda e: e.texts("one") == ["Post 1"] and e.state("one") == "ok")

    asyncio.run(main())


def test_after_a_restart_there_is_something_at_once_marked_as_old(tmp_path: Path) -> None:
    async def main() -> None:
        posts = spec("one", "jsonl", path="posts.jsonl")
        kpi = spec("kpi", "push", dataset="value")
        write_posts(tmp_path / "posts.jsonl", 1)
        async with ControllerEnd(tmp_path / "s") as end:
            async with ingest(end, tmp_path):
                await end.run(tmp_path, posts, kpi)
                await end.subscribe("one", "kpi")
                await end.send(PushDataset(source="kpi", dataset=Figure(value=7)))
                await end.until(lambda e: bool(e.texts("one")) and "kpi" in e.data)
            (tmp_path / "posts.jsonl").unlink()
            end.data.clear()
            end.health.clear()
            async with ingest(end, tmp_path):
                await end.until(lambda e: e.connections == 2)
                await end.run(tmp_path, posts, kpi)
                await end.subscribe("one", "kpi")
                await end.until(lambda e: bool(e.texts("one")) and "kpi" in e.data)
                await end.until(lambda e: e.state("one") == "stale" and e.state("kpi") == "ok")
                assert end.health["one"].since is not None
                await end.run(tmp_path, spec("one", "jsonl", path="posts.jsonl", keep=9), kpi)
                await end.until(lambda e: e.texts("one") == ["Post 1"])
                files = list((tmp_path / "memory").iterdir())
                assert all(file.stat().st_mode & 0o077 == 0 for file in files)
                await end.run(tmp_path)
                await end.run(tmp_path, spec("next", "push", dataset="value"))
                await end.until(lambda e: e.state("next") == "loading")
                assert not list((tmp_path / "memory").iterdir())

    asyncio.run(main())


def test_a_damaged_memory_is_forgotten(tmp_path: Path) -> None:
    async def main() -> None:
        kpi = spec("kpi", "push", dataset="value")
        async with ControllerEnd(tmp_path / "s") as end:
            async with ingest(end, tmp_path):
                await end.run(tmp_path, kpi)
                await end.subscribe("kpi")
                await end.send(PushDataset(source="kpi", dataset=Figure(value=7)))
                await end.until(lambda e: "kpi" in e.data)
            (file,) = (tmp_path / "memory").iterdir()
            file.write_text(file.read_text()[:-20])
            end.health.clear()
            async with ingest(end, tmp_path):
                await end.until(lambda e: e.connections == 2)
                await end.run(tmp_path, kpi)
                await end.until(lambda e: e.state("kpi") == "loading")

    asyncio.run(main())


CHILD = """
import asyncio, sys
from pathlib import Path
from wall.ingest.program import run_ingest
from wall.journal.posts.store import PostStore
from wall.link.connection import LinkAddress
from wall.sources.registry import source_kinds
address = LinkAddress(secret=sys.argv[1], socket=Path(sys.argv[2]))
asyncio.run(run_ingest(address, source_kinds(), Path(sys.argv[3]), Path(sys.argv[4])))
"""


def test_sigterm_ends_the_process_cleanly_and_keeps_what_it_knew(tmp_path: Path) -> None:
    write_posts(tmp_path / "posts.jsonl", 1)

    async def main() -> None:
        async with ControllerEnd(tmp_path / "s") as end:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                CHILD,
                SECRET,
                str(end.socket),
                str(tmp_path / "memory"),
                str(tmp_path / "store"),
                stderr=asyncio.subprocess.PIPE,
            )
            await end.run(tmp_path, spec("one", "jsonl", path="posts.jsonl"))
            await end.subscribe("one")
            await end.until(lambda e: bool(e.texts("one")))
            os.kill(child.pid, signal.SIGTERM)
            _, errors = await asyncio.wait_for(child.communicate(), 10)
            assert (child.returncode, errors) == (0, b"")
        store = PostStore(tmp_path / "store")
        reader = store.reader()
        assert list(reader.entries(["p1"])) == ["p1"]
        reader.close()
        store.close()

    asyncio.run(main())


def test_subscriptions_are_replaced_as_a_whole(tmp_path: Path) -> None:
    async def main() -> None:
        async with ControllerEnd(tmp_path / "s") as end, ingest(end, tmp_path):
            await end.run(
                tmp_path, spec("a", "push", dataset="value"), spec("b", "push", dataset="value")
            )
            await end.send(Subscribe(sources=("a",)))
            await end.send(Subscribe(sources=("b",)))
            for name in ("a", "b"):
                await end.send(PushDataset(source=name, dataset=Figure(value=1)))
            await end.until(lambda e: e.state("a") == e.state("b") == "ok")
            await end.until(lambda e: "b" in e.data)
            assert "a" not in end.data

    asyncio.run(main())
