"""Many posts at once, and a process that is killed: nothing is lost, and the loop goes on."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.ingest.controller_end import SECRET, ControllerEnd
from tests.ingest.ingest_at_work import ingest, spec
from tests.ingest.told_source import BEGAN, Told, ToldSettings, post
from wall.ingest.archive import Archive
from wall.ingest.backlog import Arrived
from wall.ingest.retaining import kept_since, replays_before
from wall.ingest.running import Ready, RunningSource
from wall.journal.posts.store import PostStore
from wall.link.messages import PostsDelta, PostsNews, SourceData
from wall.model.moderation import Moderation
from wall.model.post_queries import PostQuery
from wall.sources.arriving import A_SECOND, AT_ONCE
from wall.sources.registry import source_kinds
from wall.sources.source import SourceKind

BURST = 20_000
SHOWN = 20


def stored(folder: Path) -> list[str]:
    """Of a process that has ended."""
    store = PostStore(folder)
    reader = store.reader()
    posts = [entry.post.id for batch in reader.history(PostQuery()) for entry in batch]
    reader.close()
    store.close()
    return posts


def test_a_burst_of_twenty_thousand_is_stored_to_the_last_and_the_link_stays_calm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wall.ingest.archive.MEMORY_BYTES", 8_000_000)
    monkeypatch.setattr("wall.sources.arriving.YOUNG_S", 0.0)

    async def main() -> None:
        Told.reset()
        async with ControllerEnd(tmp_path / "s") as end, ingest(end, tmp_path):
            await end.run(tmp_path, spec("s", keep=SHOWN))
            await end.subscribe("s")
            source = await Told.started("s")
            began, before = time.monotonic(), len(end.heard)
            for number in range(0, BURST, 100):
                source.changed([post(n, f"Burst {n}") for n in range(number, number + 100)])
                await asyncio.sleep(0)
            await end.until(lambda e: e.counters.states.get("pending") == BURST, 100.0)
            newest = [f"Burst {n}" for n in range(BURST - 1, BURST - 1 - SHOWN, -1)]
            # Walls take up so many a second, also of those that they passed over.
            await end.until(lambda e: e.texts("s") == newest, 30.0)
            data = [m for m in end.heard[before:] if isinstance(m, SourceData | PostsDelta)]
            seconds = time.monotonic() - began
            assert len(data) <= 5 * seconds + 2
            told = sum(len(m.upserts) for m in data if isinstance(m, PostsDelta))
            assert told <= SHOWN + AT_ONCE + A_SECOND * seconds + 2
            news = [m for m in end.heard[before:] if isinstance(m, PostsNews)]
            assert len(news) <= 2 * (time.monotonic() - began) + 2

    asyncio.run(main())
    assert len(stored(tmp_path / "store")) == BURST


CHILD = """
import asyncio, sys
from pathlib import Path
from tests.ingest.test_bursts import counting_kinds
from wall.ingest.program import run_ingest
from wall.link.connection import LinkAddress
address = LinkAddress(secret=sys.argv[1], socket=Path(sys.argv[2]))
asyncio.run(run_ingest(address, counting_kinds(), Path(sys.argv[3]), Path(sys.argv[4])))
"""


class Counting(Told):
    """Goes on where its bookmark is, and never says a thing twice."""

    async def run(self) -> None:
        at = self.surroundings.bookmark
        number = at if isinstance(at, int) else 0
        while True:
            number += 1
            self.delivery.changed([post(number)])
            self.delivery.bookmark(number)
            await asyncio.sleep(0.001)


def counting_kinds() -> dict[str, SourceKind]:
    return {"told": SourceKind("told", "told", ToldSettings, f"{__name__}:Counting")}


def test_a_killed_process_goes_on_from_its_bookmark_without_a_gap(tmp_path: Path) -> None:
    async def main() -> None:
        async with ControllerEnd(tmp_path / "s") as end:
            for _ in range(2):
                had = end.counters.states.get("pending", 0)
                child = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-c",
                    CHILD,
                    SECRET,
                    str(end.socket),
                    str(tmp_path / "memory"),
                    str(tmp_path / "store"),
                )
                await end.run(tmp_path, spec("s"))
                await end.until(lambda e, had=had: e.counters.states.get("pending", 0) > had + 50)
                os.kill(child.pid, signal.SIGKILL)
                await child.wait()

    asyncio.run(main())
    posts = stored(tmp_path / "store")
    assert len(posts) > 100
    assert posts == [f"net:{number}" for number in range(1, len(posts) + 1)]


def test_what_is_past_its_time_is_erased(tmp_path: Path) -> None:
    async def main() -> None:
        told = asyncio.Event()
        counted: list[int] = []

        def tell(news: PostsNews) -> None:
            counted.append(news.counters.states.get("pending", 0))
            told.set()

        async def until(pending: int) -> None:
            async with asyncio.timeout(20):
                while counted[-1:] != [pending]:
                    told.clear()
                    await told.wait()

        archive = Archive(tmp_path, tell, now=lambda: BEGAN + 100)
        archive.start()
        await archive.be_governed(Moderation(), {})
        archive.say([Arrived("s", post(number)) for number in range(10)])
        archive.say([Arrived("t", post(number)) for number in range(10, 20)])
        await until(20)
        await archive.forget_before({"t": BEGAN + 15}, BEGAN + 5)
        await until(10)
        await archive.close()

    asyncio.run(main())
    assert stored(tmp_path) == [f"net:{n}" for n in (*range(5, 10), *range(15, 20))]


def test_a_replays_posts_are_kept_for_a_recorded_day_and_a_feeds_as_long_as_it_says_them() -> None:
    def running(name: str, kind: str, **settings: object) -> RunningSource:
        found = source_kinds()[kind]
        said = spec(name, kind, **settings)
        source = RunningSource(said, outgoing=None)  # type: ignore[arg-type]
        source.ready = Ready(found, found.read(said.settings))
        return source

    sources = [
        running("fast", "jsonl", path="p.jsonl", shift="now", speed=24),
        running("paced", "jsonl", path="p.jsonl", shift="now", pace="10s", speed=24),
        running("file", "jsonl", path="p.jsonl"),
    ]
    day = 86_400.0
    now = 100 * day
    assert replays_before(sources, now) == {"fast": now - 3600, "paced": now - day}
    rules = Moderation(keep_days=30, keep_days_of={"file": 2})
    since, others = kept_since(sources, rules, now)
    assert others == now - 30 * day
    assert since == {"file": now - 2 * day, "fast": now - 3600, "paced": now - day}
