"""What the stream says of the past, and how it tells what happens."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from tests.journal.posts.making import post, stored
from wall.ingest.pipeline import Done
from wall.ingest.stream import SLICE, PublicStream, Reading, Stream
from wall.insight.measuring import Counted
from wall.journal.posts.interface import Change
from wall.journal.posts.store import PostStore
from wall.model.post_queries import PostQuery, PostState
from wall.protocol.post_requests import PostEntry
from wall.sources.post_stream import KeptPost, PostChanges

NOON = 1_790_000_000.0 // 86_400 * 86_400 + 43_200


def at(back_s: float) -> datetime:
    return datetime.fromtimestamp(NOON - back_s, UTC)


def test_quarter_hours_of_days_are_counted_as_each_sort_of_walls_sees_them(tmp_path: Path) -> None:
    async def main() -> None:
        store = PostStore(tmp_path)
        states: tuple[PostState, ...] = ("pending", "approved", "rejected")
        batch = [
            stored(post(number, at=at(hours * 3600), observed_at=at(hours * 3600 - 5)), state)
            for number, (hours, state) in enumerate(
                (hours, state) for hours in (1, 30, 60) for state in states
            )
        ]
        batch.append(stored(post(99, at=at(30 * 3600), observed_at=at(3600)), "approved"))
        store.writer.upsert(batch)
        reading = Reading(store.reader())
        stream = Stream(reading, store.reader)
        since, until = NOON - 5 * 86_400, NOON - 20 * 3600
        query = PostQuery(sources=("news",))
        first, second = int((NOON - 60 * 3600) // 900), int((NOON - 30 * 3600) // 900)
        assert await stream.quarters(query, since, until) == {first: 2, second: 2}
        public = PublicStream(stream)
        assert await public.quarters(query, since, until) == {first: 1, second: 1}
        assert await public.quarters(PostQuery(states=("pending",)), since, until) == {}
        assert await stream.quarters(PostQuery(text="Łódź"), since, until) is None
        assert await stream.quarters(query, since, NOON - 60 * 3600) == {}
        await reading.close()
        store.close()

    asyncio.run(main())


def entry(number: int, state: PostState = "pending") -> PostEntry:
    return PostEntry(post=post(number), state=state)


class Followed:
    """A stream without a past, and what one of its followers hears, in order."""

    def __init__(self, store: PostStore) -> None:
        self.reading = Reading(store.reader())
        self.stream = Stream(self.reading, store.reader)
        self.heard: list[tuple[str, str]] = []
        self.sizes: list[int] = []
        self.stream.follow(self._hear)

    def _hear(self, changes: PostChanges) -> None:
        said = [("arrived", one.post.id) for one in changes.arrived]
        said += [("changed", after.post.id) for _, after in changes.changed]
        said += [("gone", one.post.id) for one in changes.gone]
        self.heard += said
        self.sizes.append(len(said))


def test_much_is_told_in_slices_in_order_and_before_whoever_read_goes_on(tmp_path: Path) -> None:
    async def main() -> None:
        store = PostStore(tmp_path)
        followed = Followed(store)
        turns: list[int] = []
        loop = asyncio.get_running_loop()

        def turn() -> None:
            turns.append(len(followed.heard))
            if len(followed.heard) < 3 * many:
                loop.call_soon(turn)

        many = 5 * SLICE + 7
        arrived = tuple(Change(None, entry(number)) for number in range(many))
        changed = tuple(Change(entry(number), entry(number, "approved")) for number in range(many))
        followed.stream.tell(Done(changes=arrived))
        followed.stream.tell(Done(changes=changed, gone=tuple(map(entry, range(many)))))
        loop.call_soon(turn)
        assert await followed.stream.newest(PostQuery(), 5) == []
        ids = [f"web:{number}" for number in range(many)]
        assert followed.heard == [
            (what, name) for what in ("arrived", "changed", "gone") for name in ids
        ]
        assert max(followed.sizes) <= SLICE
        assert len(turns) > many // SLICE
        steps = [after - before for before, after in pairwise(turns)]
        assert max(steps) < 2 * SLICE
        await followed.reading.close()
        store.close()

    asyncio.run(main())


def test_what_is_told_while_a_history_is_read_is_heard_before_the_next_page(
    tmp_path: Path,
) -> None:
    async def main() -> None:
        store = PostStore(tmp_path)
        store.writer.upsert([stored(post(number)) for number in range(6)])
        followed = Followed(store)
        told = 0
        async for _ in followed.stream.history(PostQuery(), batch=2):
            assert len(followed.heard) == told
            some = tuple(Change(entry(n), entry(n, "approved")) for n in range(4 * SLICE))
            followed.stream.tell(Done(changes=some))
            told += len(some)
        assert told == len(followed.heard) == 3 * 4 * SLICE
        await followed.reading.close()
        store.close()

    asyncio.run(main())


def test_a_post_is_folded_once_for_all_who_hear_of_it(tmp_path: Path) -> None:
    async def main() -> None:
        store = PostStore(tmp_path)
        followed = Followed(store)
        heard: list[KeptPost] = []
        for _ in range(2):
            followed.stream.follow(lambda changes: heard.extend(changes.arrived))
        followed.stream.tell(Done(changes=(Change(None, entry(1)),)))
        await followed.stream.newest(PostQuery(), 1)
        one, same = heard
        assert one is same
        assert "folded" not in vars(one)
        assert Counted(PostQuery(text="łódź"))(one)
        kept_folded = vars(one)["folded"]
        assert one.folded is kept_folded
        await followed.reading.close()
        store.close()

    asyncio.run(main())


CANCELLING = """
import asyncio, random, sys
from pathlib import Path
from tests.journal.posts.making import NOW, post, stored
from wall.ingest.stream import Reading, Stream
from wall.journal.posts.store import PostStore
from wall.model.post_queries import PostQuery

async def read(stream, text):
    async for _ in stream.history(PostQuery(text=text)):
        pass

async def main():
    store = PostStore(Path(sys.argv[1]))
    store.writer.upsert([stored(post(number, "whales " * 40)) for number in range(4000)])
    reading = Reading(store.reader())
    stream = Stream(reading, store.reader)
    chance = random.Random(7)
    for _ in range(12):
        tasks = [asyncio.create_task(read(stream, text)) for text in ("whales", "", "boats")]
        tasks.append(asyncio.create_task(stream.quarters(PostQuery(), NOW, NOW + 9 * 86400)))
        await asyncio.sleep(chance.uniform(0.005, 0.1))
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        strange = [e for e in ended if isinstance(e, Exception)]
        assert not strange, strange
    await reading.close()
    store.close()
    print("ended well")

asyncio.run(main())
"""


def test_whoever_reads_history_may_be_stopped_at_any_time(tmp_path: Path) -> None:
    """In a process of its own: a connection closed under a question ends the process."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", CANCELLING, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "ended well\n"), done.stderr[-3000:]
