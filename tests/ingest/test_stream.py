"""What the stream says of the past: posts of quarter-hours, without reading them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from tests.journal.posts.making import post, stored
from wall.ingest.stream import PublicStream, Reading, Stream
from wall.journal.posts.store import PostStore
from wall.model.post_queries import PostQuery

NOON = 1_790_000_000.0 // 86_400 * 86_400 + 43_200


def at(back_s: float) -> datetime:
    return datetime.fromtimestamp(NOON - back_s, UTC)


def test_quarter_hours_of_days_are_counted_as_each_sort_of_walls_sees_them(tmp_path: Path) -> None:
    async def main() -> None:
        store = PostStore(tmp_path)
        states = ("pending", "approved", "rejected")
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
