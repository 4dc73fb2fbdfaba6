"""Figures after a restart are those of an ingest that never stopped."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.insight.kept_posts import AUTHORS
from tests.journal.posts.making import NOW, post, stored, time
from tests.sources.listening import Listener, Patience
from wall.ingest.pipeline import Done
from wall.ingest.stream import Reading, Stream
from wall.journal.posts.interface import StoredPost
from wall.journal.posts.store import PostStore
from wall.model.datasets import Dataset, Series, Table
from wall.model.moderation import Topic
from wall.model.post_queries import PostQuery, PostState
from wall.sources.following import SiteFiles
from wall.sources.insight import KIND
from wall.sources.source import Surroundings

DAY = 86_400.0
WINDOWS = ("1h", "24h", "7d")
MEASURES: Mapping[str, dict[str, JsonValue]] = {
    **{
        name: {"measure": name}
        for name in (
            "volume",
            "sentiment",
            "hashtags",
            "words",
            "authors",
            "countries",
            "languages",
            "networks",
            "topics",
            "leaders",
            "reach",
            "engagement",
            "count",
            "net-sentiment",
        )
    },
    "share": {"measure": "share-of-voice", "of": ["brand"]},
    "one topic": {"measure": "countries", "query": {"topics": ["brand"]}},
    "a word": {"measure": "count", "query": {"text": "whales"}},
    "race": {"measure": "race", "of": {"A": {"hashtags": ["red"]}, "B": {"hashtags": ["blue"]}}},
}


class Instance:
    """A store, its stream, and each measure over each window."""

    def __init__(self, folder: Path) -> None:
        self.store = PostStore(folder)
        self.reading = Reading(self.store.reader())
        self.stream = Stream(self.reading, self.store.reader)
        self.stream.topics = {"brand": Topic(query=PostQuery(text="brand"))}
        self.sources: dict[str, tuple[Listener, Patience]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        folder = Path("/nowhere")
        for name, said in MEASURES.items():
            for window in WINDOWS:
                listener, patience = Listener(), Patience()
                self.sources[f"{name} {window}"] = listener, patience
                surroundings = Surroundings(
                    name=name,
                    site_folder=folder,
                    files=SiteFiles(folder),
                    posts=self.stream,
                    now=lambda: NOW,
                    sleep=patience.sleep,
                )
                source = KIND.make(KIND.read({**said, "window": window}), surroundings, listener)
                self._tasks.append(asyncio.create_task(source.run()))

    async def told(self) -> dict[str, object]:
        """What all of them say in their next turn."""
        for _, patience in self.sources.values():
            await patience.until_paused(1)
            count = len(patience.pauses)
            patience.let_go()
            await patience.until_paused(count + 1)
        for task in self._tasks:
            if task.done():
                task.result()
        return {name: plain(one.dataset) for name, (one, _) in self.sources.items()}

    def keep(self, some: list[StoredPost]) -> None:
        self.stream.tell(Done(changes=tuple(self.store.writer.upsert(some))))

    def happen(self, chance: random.Random) -> None:
        number = chance.randrange(400)
        match chance.randrange(4):
            case 0:
                self.stream.tell(Done(gone=tuple(self.store.writer.forget([f"web:{number}"]))))
            case 1:
                verdict = "reject" if chance.random() < 0.5 else "approve"
                done = self.store.writer.decide([f"web:{number}"], verdict, "ann", "", NOW)
                self.stream.tell(Done(changes=done.changes))
            case _:
                self.keep([made(number, chance)])

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.reading.close()
        self.store.close()


def made(number: int, chance: random.Random) -> StoredPost:
    """The same post is published at the same time whenever it comes."""
    back_s = random.Random(number).choice((1.0, 3600.0, DAY, 3 * DAY, 14 * DAY))
    back_s *= random.Random(-number).random()
    said = post(
        number,
        chance.choice(("blue whales sing", "brand whales", "the brand")),
        at=time(-back_s),
        observed_at=time(-back_s + 5),
        author=chance.choice(AUTHORS),
        hashtags=chance.choice(((), ("red",), ("blue", "sea"))),
        language=chance.choice(("", "fr", "pt-BR")),
        country=chance.choice(("", "FR", "pl")),
        network=chance.choice(("web", "bluesky")),
        topics=chance.choice(((), ("brand",))),
        reach=chance.choice((None, 0, 700)),
        sentiment=chance.choice((None, -0.9, 0.0, 0.8)),
    )
    state: PostState = chance.choice(("pending", "approved", "rejected"))
    return stored(said, state)


def plain(dataset: Dataset | None) -> object:
    """Without what was learned of times before, and how words were written by posts now gone."""
    if isinstance(dataset, Series):
        learned = ("usual", "low", "high", "spike")
        return [(one.name, one.values) for one in dataset.lines if one.name not in learned]
    if isinstance(dataset, Table):
        return [(str(row[0]).casefold(), *row[1:]) for row in dataset.rows]
    return dataset


@pytest.mark.parametrize("seed", range(3))
def test_figures_after_a_restart_are_those_of_who_never_stopped(tmp_path: Path, seed: int) -> None:
    """And what happens while they are read counts once."""
    chance = random.Random(seed)

    async def main() -> None:
        never = Instance(tmp_path)
        never.keep([made(number, chance) for number in range(250)])
        never.start()
        for _ in range(60):
            never.happen(chance)
            await asyncio.sleep(0)
        await never.told()
        for _ in range(60):
            never.happen(chance)
        await asyncio.sleep(0)
        said = await never.told()
        await never.close()
        again = Instance(tmp_path)
        again.start()
        assert await again.told() == said
        for _ in range(40):
            again.happen(chance)
            await asyncio.sleep(0)
        said = await again.told()
        await again.close()
        third = Instance(tmp_path)
        third.start()
        for _ in range(40):
            third.happen(chance)
            await asyncio.sleep(0.001)
        said = await third.told()
        await third.close()
        last = Instance(tmp_path)
        last.start()
        assert await last.told() == said
        await last.close()

    asyncio.run(main())
