"""The past is told whole, newest first, and in bounded steps however many posts a moment has."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

from tests.journal.posts.making import NOW, post, stored, time
from wall.ingest.past import ABOUT, AT_ONCE, take_history
from wall.ingest.pipeline import Done
from wall.ingest.stream import Reading as StoreReading
from wall.ingest.stream import Stream
from wall.journal.posts.store import PostStore
from wall.model.post_queries import PostQuery
from wall.sources.insight.reading import Reading
from wall.sources.post_stream import KeptPost, PostChanges, Slice

MANY = 3 * AT_ONCE
"""Posts of one moment."""


class Told:
    """What an asker was told, as a source that counts hears it."""

    def __init__(self) -> None:
        self.slices: list[Slice] = []
        self.reading = Reading()
        self.counted: dict[str, int] = {}

    def take(self, told: Slice) -> None:
        self.slices.append(told)
        self.reading.read_slice(told, NOW)
        for kept in told.posts:
            self._count(kept, 1)

    def finish(self) -> dict[str, int]:
        for changes in self.reading.meanwhile():
            self.hear(changes)
        return {name: count for name, count in self.counted.items() if count}

    def hear(self, changes: PostChanges) -> None:
        for kept in changes.arrived:
            self._count(kept, 1)
        for before, after in changes.changed:
            self._count(before, -1)
            self._count(after, 1)
        for kept in changes.gone:
            self._count(kept, -1)

    def _count(self, kept: KeptPost, sign: int) -> None:
        name = f"{kept.post.id} {kept.post.text}"
        self.counted[name] = self.counted.get(name, 0) + sign


def test_a_moment_of_many_posts_is_told_in_parts_between_which_they_may_change(
    tmp_path: Path,
) -> None:
    """Each post counts once, as it is at the end; whoever else has work gets turns meanwhile."""

    async def main() -> None:
        store = PostStore(tmp_path)
        batch = [post(n, text="first", at=time(0), observed_at=time(0)) for n in range(MANY)]
        batch += [post(MANY + n, text="first") for n in range(1, 50)]
        store.writer.upsert([stored(one) for one in batch])
        connection = StoreReading(store.reader())
        stream, told = Stream(connection, store.reader), Told()
        edited = [batch[0], batch[MANY // 2], batch[MANY - 1]]
        erased = [batch[1], batch[MANY - 2]]

        def take(said: Slice) -> None:
            told.take(said)
            if len(told.slices) == 2:
                again = [stored(p.model_copy(update={"text": "second"})) for p in edited]
                changes = store.writer.upsert(again)
                gone = store.writer.remove([p.id for p in erased])
                stream.tell(Done(changes=tuple(changes), gone=tuple(gone)))

        stream.follow(told.reading.heard)
        await stream.past(PostQuery(), NOW - 3600, take)
        await stream.newest(PostQuery(), 1)  # all that was told has been heard
        left = {f"{one.id} first" for one in batch if one not in edited + erased}
        left |= {f"{one.id} second" for one in edited}
        assert told.finish() == dict.fromkeys(left, 1)
        assert max(len(said.posts) for said in told.slices) <= AT_ONCE
        claimed = [said for said in told.slices if said.since < said.until]
        assert claimed[0].until == math.inf
        assert all(later.until == said.since for said, later in pairwise(claimed))
        assert claimed[-1].since == NOW - 3600
        await connection.close()
        store.close()

    asyncio.run(main())


def test_a_history_of_one_moment_is_told_in_parts_too() -> None:
    kept = [KeptPost(post(n, at=time(n if n < 10 else 10)), "approved") for n in range(MANY)]

    async def batches() -> AsyncIterator[list[KeptPost]]:
        for begin in range(0, len(kept), ABOUT):
            yield kept[begin : begin + ABOUT]

    told = Told()
    asyncio.run(take_history(batches(), NOW - 10, told.take))
    assert [one for said in told.slices for one in said.posts] == kept
    assert max(len(said.posts) for said in told.slices) <= AT_ONCE + ABOUT
    claimed = [said for said in told.slices if said.since < said.until]
    assert claimed[0].since == NOW - 10
    assert claimed[-1].until == math.inf
    assert all(later.since == said.until for said, later in pairwise(claimed))
