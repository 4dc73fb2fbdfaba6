"""`insight` reads the store once and then follows it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import get_args

import pytest
from pydantic import JsonValue

from tests.insight.kept_posts import AUTHORS, EPOCH, post
from tests.sources.listening import Listener, Patience
from tests.sources.post_streams import PostsInMemory
from wall.model.datasets import Figure, Table, TopicCard
from wall.model.moderation import Topic
from wall.model.post_queries import PostQuery, PostState
from wall.sources.following import SiteFiles
from wall.sources.insight import KIND
from wall.sources.insight.reading import Reading
from wall.sources.insight.settings import InsightSettings, MeasureName
from wall.sources.post_stream import KeptPost, PostChanges
from wall.sources.source import SourceInvalid, Surroundings

NOW = EPOCH + 12 * 3600


def kept(
    number: int, back_s: float = 60, state: PostState = "approved", **more: object
) -> KeptPost:
    return KeptPost(post(number, NOW - back_s, **more), state)


@asynccontextmanager
async def running(
    settings: Mapping[str, JsonValue], stream: PostsInMemory, *, public: bool = False
) -> AsyncIterator[tuple[Listener, Patience]]:
    listener, patience, folder = Listener(), Patience(now_s=NOW), Path("/nowhere")
    surroundings = Surroundings(
        name="tested",
        site_folder=folder,
        files=SiteFiles(folder),
        posts=stream,
        public=public,
        now=patience.now,
        sleep=patience.sleep,
    )
    source = KIND.make(KIND.read(dict(settings)), surroundings, listener)
    task = asyncio.create_task(source.run())
    try:
        yield listener, patience
        if task.done():
            task.result()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert stream.followers == 0


async def next_turn(patience: Patience) -> None:
    count = len(patience.pauses)
    patience.let_go()
    await patience.until_paused(count + 1)


def value_of(listener: Listener) -> float:
    assert isinstance(listener.dataset, Figure)
    return listener.dataset.value


def test_it_reads_once_then_follows_and_tells_only_what_changed() -> None:
    async def main() -> None:
        stream = PostsInMemory()
        stream.arrive(*(kept(number, 60 + number) for number in range(12)))
        async with running({"measure": "count", "window": "1h"}, stream) as (heard, patience):
            await patience.until_paused(1)
            assert value_of(heard) == 12
            await next_turn(patience)
            assert heard.said.count("whole") == 1
            stream.arrive(kept(20))
            stream.go("test:3")
            stream.go("test:4")
            await next_turn(patience)
            assert value_of(heard) == 11
            assert (stream.read, heard.said.count("whole")) == (1, 2)

    asyncio.run(main())


def test_what_happens_while_it_reads_counts_once() -> None:
    """Whatever arrives, changes and goes between two pages of the history."""

    async def main(seed: int) -> None:
        chance, stream = random.Random(seed), PostsInMemory()
        stream.arrive(*(kept(number, 10 * number + 200) for number in range(30)))

        def between() -> None:
            number = chance.randrange(40)
            name = f"test:{number}"
            if name not in stream.posts:
                stream.arrive(kept(number, chance.randrange(1, 500), reach=3))
            elif chance.random() < 0.5:
                stream.go(name)
            else:
                known = stream.posts[name]
                changed = known.post.model_copy(update={"reach": chance.randrange(1, 100)})
                stream.change(KeptPost(changed, known.state))

        stream.between = between
        async with running({"measure": "reach", "window": "1h"}, stream) as (heard, patience):
            await patience.until_paused(1)
            stream.between = None
            await next_turn(patience)
            left = sum(known.post.reach or 0 for known in stream.posts.values())
            assert value_of(heard) == left, seed

    for seed in range(40):
        asyncio.run(main(seed))


def test_what_is_gone_before_it_was_read_is_not_taken_away() -> None:
    reading = Reading()
    reading.read([kept(1, 500)], NOW)
    reading.heard(PostChanges(gone=(kept(1, 500), kept(2, 100))))
    (changes,) = reading.meanwhile()
    assert [one.post.id for one in changes.gone] == ["test:1"]


def test_for_the_public_only_what_is_approved_counts() -> None:
    async def main() -> None:
        stream = PostsInMemory()
        states: tuple[PostState, ...] = ("pending", "approved", "shown", "stashed", "rejected")
        stream.arrive(*(kept(n, state=state) for n, state in enumerate(states)))
        async with running({"measure": "count"}, stream, public=True) as (heard, patience):
            await patience.until_paused(1)
            assert value_of(heard) == 2
            stream.change(kept(0, state="approved"))
            stream.change(kept(1, state="rejected"))
            stream.change(kept(2, state="stashed"))
            await next_turn(patience)
            assert value_of(heard) == 1
        async with running({"measure": "count"}, stream) as (heard, patience):
            await patience.until_paused(1)
            assert value_of(heard) == 1

    asyncio.run(main())


def test_a_race_has_sides_in_their_colours_and_one_vote_for_each() -> None:
    async def main() -> None:
        stream = PostsInMemory()
        settings: dict[str, JsonValue] = {
            "measure": "race",
            "window": "3h",
            "of": {
                "Red": {"hashtags": ["GoRed"], "color": "#aa0000"},
                "Blue": {"hashtags": ["#goblue"], "color": "#0000aa"},
            },
        }
        votes = ((1, "gored", 0), (2, "GoRed", 0), (3, "GOBLUE", 1), (4, "GoBlue", 2))
        stream.arrive(*(kept(n, 90 - n, hashtags=[t], author=AUTHORS[a]) for n, t, a in votes))
        async with running(settings, stream) as (heard, patience):
            await patience.until_paused(1)
            assert isinstance(heard.dataset, Table)
            assert heard.dataset.rows == (("Red", 1.0, "#aa0000"), ("Blue", 2.0, "#0000aa"))

    asyncio.run(main())


def test_a_card_is_about_its_topic_and_follows_the_site() -> None:
    async def main() -> None:
        stream = PostsInMemory({"outage": Topic(title="Outage", query=PostQuery(text="dark"))})
        stream.arrive(kept(1, topics=["outage"]), kept(2), kept(3, topics=["outage"]))
        async with running({"measure": "topic", "topic": "outage"}, stream) as (heard, patience):
            await patience.until_paused(1)
            assert isinstance(heard.dataset, TopicCard)
            assert (heard.dataset.title, heard.dataset.count) == ("Outage", 2)
            stream.topics = {"outage": Topic(title="All dark", query=PostQuery(text="dark"))}
            await next_turn(patience)
            assert heard.dataset.title == "All dark"

    asyncio.run(main())


@pytest.mark.parametrize("measure", get_args(MeasureName))
def test_each_measure_delivers_what_it_says(measure: MeasureName) -> None:
    async def main() -> None:
        settings: dict[str, JsonValue] = {"measure": measure}
        if measure == "race":
            settings["of"] = {"A": {"hashtags": ["a"]}, "B": {"hashtags": ["b"]}}
        if measure == "topic":
            settings["topic"] = "brand"
        stream = PostsInMemory({"brand": Topic(query=PostQuery())})
        links = ["https://example.org/a"]
        for number in range(3):
            about = {"hashtags": ["a"], "topics": ["brand"], "links": links}
            stream.arrive(kept(number, text="whales", reach=4, country="FR", **about))
        async with running(settings, stream) as (heard, patience):
            await patience.until_paused(1)
            read = KIND.read(settings)
            assert heard.dataset is not None
            assert heard.dataset.type == KIND.delivers(read)
            if isinstance(heard.dataset, Table):
                assert all(len(row) == len(heard.dataset.columns) for row in heard.dataset.rows)
                assert heard.dataset.rows

    asyncio.run(main())


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"measure": "race", "of": {"A": {"hashtags": ["a"]}}}, "two or more sides"),
        ({"measure": "topic"}, "needs `topic:`"),
        ({"measure": "volume", "rising": True}, "`rising` belongs to"),
        ({"measure": "volume", "of": ["brand"]}, "`of` belongs to"),
        ({"measure": "volume", "zone": "Europe/Atlantis"}, "no time zone"),
        ({"measure": "volume", "window": "30d", "bucket": "1m"}, "a window has at most"),
        ({"measure": "race", "of": {"A": {}, "B": {"hashtags": ["b"]}}}, "either `hashtags`"),
        ({"measure": "count", "query": {"nework": "x"}}, "nework"),
    ],
)
def test_settings_that_cannot_work_are_told(settings: dict[str, JsonValue], problem: str) -> None:
    with pytest.raises(SourceInvalid, match=problem):
        KIND.read(settings)


def test_topics_may_be_named_in_a_list() -> None:
    read = InsightSettings.model_validate({"measure": "share-of-voice", "of": ["a", "b"]})
    assert [side.topic for side in read.of.values()] == ["a", "b"]


@pytest.mark.parametrize("query", [{}, {"topics": ["brand"]}, {"text": "something"}])
def test_the_usual_is_the_same_whether_posts_are_read_or_counted(query: dict[str, object]) -> None:
    """Queries with words are read, all others are counted where they are older than a day."""
    hour = 3600.0

    async def main() -> None:
        stream = PostsInMemory()
        numbers = iter(range(100_000))
        for quarter in range(4 * 24 * 5):
            for _ in range(3 if quarter // 4 % 24 == 9 else 1):
                back_s = quarter * 900 + 450
                stream.arrive(kept(next(numbers), back_s=back_s, topics=["brand"]))
        for number in range(200):
            # An import is no news: nothing is learned from it.
            late = post(next(numbers), NOW - 30 * hour - number, topics=["brand"])
            stream.arrive(KeptPost(late, "approved", late=True))
        settings = {"measure": "volume", "window": "24h", "bucket": "1h", "query": query}
        async with running(settings, stream) as (heard, patience):
            await patience.until_paused(1)
            lines = {line.name: line.values for line in heard.dataset.lines}  # type: ignore[union-attr]
            assert [round(value or 0, 2) for value in lines["usual"]] == USUAL
        assert bool(stream.counted) == ("text" not in query)

    asyncio.run(main())


USUAL = [4.0] * 13 + [12.0] + [4.0] * 10
