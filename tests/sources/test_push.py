"""Datasets that programs send."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pydantic import JsonValue

from tests.sources.listening import Listener, running
from wall.model.datasets import Dataset, Figure, Line, Posts, Series
from wall.model.posts import Author, Post
from wall.sources.composing import moment


def post(number: int) -> Post:
    return Post(
        id=f"p{number}", at=moment(1e9 + number), author=Author(name="Ann"), text=f"Post {number}"
    )


def pushed(
    *datasets: Dataset,
    kept: Dataset | None = None,
    **more: JsonValue,
) -> Listener:
    """What is heard after these pushes, each taken."""

    async def main() -> Listener:
        queue: asyncio.Queue[Dataset] = asyncio.Queue()
        settings: dict[str, JsonValue] = {"dataset": datasets[0].type, **more}
        async with running("push", settings, Path(), pushed=queue, kept=kept) as heard:
            for count, dataset in enumerate(datasets, 1):
                queue.put_nowait(dataset)
                await heard.until_said("ok", count)
            return heard

    return asyncio.run(main())


def test_posts_join_those_that_are_there_and_the_oldest_make_room() -> None:
    heard = pushed(Posts(posts=(post(1), post(2))), Posts(posts=(post(3),)), keep=2)
    assert heard.texts == ["Post 3", "Post 2"]
    assert heard.said == ["whole", "ok", "changed", "ok"]


def test_replace_means_all_there_is() -> None:
    heard = pushed(Posts(posts=(post(1),)), Posts(posts=(post(3),)), on_push="replace")
    assert heard.texts == ["Post 3"]


def test_points_follow_points_and_a_missing_line_is_a_gap() -> None:
    heard = pushed(
        Series(times=(1.0, 2.0), lines=(Line(name="a", values=(1.0, 2.0)),)),
        Series(times=(2.0, 3.0), lines=(Line(name="b", values=(7.0, 8.0)),)),
    )
    assert isinstance(heard.dataset, Series)
    assert heard.dataset.times == (1.0, 2.0, 3.0)
    assert {line.name: line.values for line in heard.dataset.lines} == {
        "a": (1.0, None, None),
        "b": (None, 7.0, 8.0),
    }


def test_a_figure_keeps_its_history() -> None:
    heard = pushed(Figure(value=1), Figure(value=2), Figure(value=3), keep=2)
    assert isinstance(heard.dataset, Figure)
    assert [point.value for point in heard.dataset.history] == [2.0, 3.0]


def test_another_dataset_is_refused() -> None:
    async def main() -> None:
        queue: asyncio.Queue[Dataset] = asyncio.Queue()
        async with running("push", {"dataset": "value"}, Path(), pushed=queue) as heard:
            queue.put_nowait(Posts())
            queue.put_nowait(Figure(value=1))
            await heard.until(lambda e: e.state == "ok")
            assert heard.said == ["whole", "ok"]

    asyncio.run(main())


def test_silence_makes_it_stale_and_the_next_word_heals() -> None:
    async def main() -> None:
        queue: asyncio.Queue[Dataset] = asyncio.Queue()
        settings: dict[str, JsonValue] = {"dataset": "value", "stale_after": "100ms"}
        async with running("push", settings, Path(), pushed=queue) as heard:
            queue.put_nowait(Figure(value=1))
            await heard.until(lambda e: e.state == "ok")
            await heard.until(lambda e: e.state == "stale")
            queue.put_nowait(Figure(value=2))
            await heard.until(lambda e: e.state == "ok")

    asyncio.run(main())


def test_what_was_there_before_a_restart_is_told_again() -> None:
    heard = pushed(Posts(posts=(post(2),)), kept=Posts(posts=(post(1),)))
    assert heard.texts == ["Post 2", "Post 1"]
