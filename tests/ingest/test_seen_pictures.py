"""What a moderator saw goes with an approved post to every wall, also after a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.ingest.controller_end import ControllerEnd
from tests.ingest.ingest_at_work import ingest, told_of
from tests.ingest.told_source import Told, post
from wall.model.datasets import Posts
from wall.model.posts import PostMedia
from wall.protocol.post_requests import DecidePosts

PLACE = "https://cdn.example/p.jpg"
SEEN, CLAIMED = "a" * 64, "b" * 64


def hashes(end: ControllerEnd, source: str) -> list[str]:
    posts = end.data[source]
    assert isinstance(posts, Posts)
    return [media.sha256 for one in posts.posts for media in one.media]


def test_it_is_kept_over_what_its_source_says_and_over_a_restart(tmp_path: Path) -> None:
    async def main() -> None:
        Told.reset()
        async with ControllerEnd(tmp_path / "s") as end:
            async with ingest(end, tmp_path):
                (source,) = await told_of(end, tmp_path, "s")
                claimed = PostMedia(url=f"{PLACE}?sig=1", sha256=CLAIMED)
                source.changed([post(1, media=(claimed,))])
                await end.until(lambda e: e.texts("s") == ["Post 1"])
                assert hashes(end, "s") == [""], "no source says what people saw"
                approve = DecidePosts(posts=("net:1",), verdict="approve")
                await end.ask(approve, pictures={f"{PLACE}?sig=1": SEEN})
                await end.until(lambda e: hashes(e, "public:s") == [SEEN])
                signed = PostMedia(url=f"{PLACE}?sig=2", sha256=CLAIMED)
                source.changed([post(1, media=(signed,)), post(2)])
                await end.until(lambda e: e.texts("s") == ["Post 2", "Post 1"])
                assert hashes(end, "s") == [SEEN]
            Told.reset()
            end.data.clear()
            end.health.clear()
            async with ingest(end, tmp_path):
                await told_of(end, tmp_path, "s")
                await end.until(lambda e: e.texts("s") == ["Post 2", "Post 1"])
                assert hashes(end, "public:s") == hashes(end, "s") == [SEEN]
                (media,) = (await end.entries())["net:1"].post.media
                assert (media.url, media.sha256) == (f"{PLACE}?sig=2", SEEN)

    asyncio.run(main())
