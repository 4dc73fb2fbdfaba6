"""Controller and ingest are killed while people decide and cover: what was acknowledged holds."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime
from pathlib import Path

from tests.controller.sites_at_work import at_work, write_site
from tests.journal.killed import run_and_kill
from tests.journal.posts.making import post, stored
from wall.ingest.stream import PublicStream, Reading, Stream
from wall.journal.posts.store import PostStore
from wall.model.post_queries import PostQuery
from wall.model.tiles import Layer

KILLS = 4
POSTS = 2000
CHILD = Path(__file__).parent / "deciding_and_covering_child.py"


async def shown_to_the_public(store: PostStore) -> set[str]:
    reading = Reading(store.reader())
    stream = PublicStream(Stream(reading, store.reader))
    found = await stream.newest(PostQuery(), POSTS)
    await reading.close()
    return {kept.post.id for kept in found}


async def is_covered(folder: Path) -> bool:
    async with at_work(folder) as at:
        cover = at.controller.scene().in_layer(Layer.PANIC)
        screens = at.controller.wall("wall").screens
        return bool(cover) and all(
            any(tile.rect.contains(screen.rect) for tile in cover) for screen in screens
        )


def test_nothing_rejected_is_shown_nothing_approved_is_lost_and_a_cover_covers(
    tmp_path: Path,
) -> None:
    write_site(tmp_path / "site")
    store, now = PostStore(tmp_path / "store"), datetime.now(UTC)
    names = [f"web:{number}" for number in range(POSTS)]
    store.writer.upsert(
        [stored(post(n, id=name, at=now, observed_at=now)) for n, name in enumerate(names)]
    )
    store.close()
    chance, acknowledged, covers = random.Random(7), dict[str, str](), list[bool]()
    for _ in range(KILLS):
        lines = run_and_kill(CHILD, tmp_path, chance.randint(5, 150))
        said = [line.split() for line in lines]
        acknowledged |= {name: state for name, state in said if name != "wall"}
        wall = [word for name, word in said if name == "wall"]
        store = PostStore(tmp_path / "store")
        public = asyncio.run(shown_to_the_public(store))
        store.close()
        assert {name for name, state in acknowledged.items() if state == "approved"} <= public
        assert public.isdisjoint(n for n, state in acknowledged.items() if state != "approved")
        if wall and wall[-1].endswith("ed"):
            covers.append(wall[-1] == "covered")
            assert asyncio.run(is_covered(tmp_path)) == covers[-1]
    assert len(acknowledged) > KILLS
    assert covers
