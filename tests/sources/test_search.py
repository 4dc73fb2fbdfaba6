"""`search` over a stream in memory."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path

from tests.insight.kept_posts import EPOCH, post
from tests.sources.listening import Listener
from tests.sources.post_streams import PostsInMemory
from wall.model.post_queries import PostQuery
from wall.sources.following import SiteFiles
from wall.sources.post_stream import KeptPost
from wall.sources.search import KIND
from wall.sources.source import Surroundings


class SlowPosts(PostsInMemory):
    """Whatever is asked, something arrives and goes before it is answered."""

    async def newest(self, query: PostQuery, limit: int) -> list[KeptPost]:
        found = await super().newest(query, limit)
        self.arrive(kept(90, "whales, the newest"))
        self.go("test:1")
        return found


def kept(number: int, text: str) -> KeptPost:
    return KeptPost(post(number, EPOCH + number, text=text), "approved")


def reachable(of: object) -> int:
    """How many sets, lists and dictionaries' entries it holds on to."""
    seen: dict[int, object] = {}
    waiting = [of]
    while waiting:
        held = waiting.pop()
        if id(held) not in seen and isinstance(held, set | dict | list | tuple | str):
            seen[id(held)] = held
            waiting += gc.get_referents(held)
    return len(seen)


def test_what_is_heard_while_the_store_is_asked_is_newer_and_nothing_else_is_remembered() -> None:
    async def main() -> None:
        stream, listener = SlowPosts(), Listener()
        stream.arrive(kept(1, "whales sing"), kept(2, "whales dive"), kept(3, "boats"))
        surroundings = Surroundings(
            name="tested", site_folder=Path(), files=SiteFiles(Path()), posts=stream
        )
        source = KIND.make(KIND.read({"text": "whales"}), surroundings, listener)
        running = asyncio.create_task(source.run())
        await listener.until_said("whole", 1)
        assert listener.texts == ["whales, the newest", "whales dive"]
        before = reachable(vars(source))
        stream.arrive(*(kept(number, "boats") for number in range(100, 1100)))
        stream.arrive(kept(91, "more whales"))
        await listener.until(lambda heard: "more whales" in heard.texts)
        assert reachable(vars(source)) < before + 100
        running.cancel()
        await asyncio.wait([running])

    asyncio.run(main())
