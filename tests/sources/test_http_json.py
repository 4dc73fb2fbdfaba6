"""Any JSON mapped to datasets, from a server and from a file."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from pydantic import JsonValue, ValidationError

from tests.sources.listening import Patience, running
from tests.sources.scripted_server import ScriptedServer, answer
from wall.model.datasets import Dataset, Figure, Posts, Series, Table
from wall.sources.http_json.mapping import dataset_of, read_document
from wall.sources.http_json.settings import HttpJsonSettings
from wall.sources.source import Unreadable

NOW = 1_795_400_000.0


def read(document: JsonValue, before: Dataset | None = None, **settings: JsonValue) -> Dataset:
    given = HttpJsonSettings.model_validate({"url": "https://example.org/x", **settings})
    return dataset_of(read_document(json.dumps(document).encode()), given, before, NOW)


def test_posts_are_mapped_field_by_field() -> None:
    posts = read(
        {"data": [{"k": 7, "when": 1795331100, "body": "<b>Hi</b>", "by": {"n": "Ann"}, "l": "3"}]},
        dataset="posts",
        items="data",
        fields={"id": "k", "at": "when", "text": "body", "author": "by.n", "likes": "l"},
    )
    assert isinstance(posts, Posts)
    (post,) = posts.posts
    assert (post.id, post.text, post.author.name, post.counts.likes) == ("7", "Hi", "Ann", 3)
    assert post.at.timestamp() == 1795331100


def test_a_table_has_the_columns_that_are_asked_for_or_all() -> None:
    rows: JsonValue = [{"a": 1, 'odd "name"': "x"}, {"a": None, "b": True}]
    everything = read({"rows": rows}, dataset="table", items="rows")
    assert isinstance(everything, Table)
    assert [column.name for column in everything.columns] == ["a", 'odd "name"', "b"]
    assert everything.rows == ((1.0, "x", None), (None, None, "yes"))
    chosen = read({"rows": rows}, dataset="table", items="rows", columns={"A": "a"})
    assert isinstance(chosen, Table)
    assert chosen.columns[0].numeric


def test_a_series_comes_from_items_in_order_of_time() -> None:
    series = read(
        [{"t": 20, "v": "2"}, {"t": 10, "v": 1}, {"t": "bad", "v": 3}],
        dataset="series",
        items="@",
        time="t",
        lines={"V": "v", "W": "w"},
    )
    assert isinstance(series, Series)
    assert series.times == (10.0, 20.0)
    assert [line.values for line in series.lines] == [(1.0, 2.0), (None, None)]


def test_a_figure_and_a_series_gather_their_history() -> None:
    first = read({"v": 1}, dataset="value", value="v", target="`5`")
    second = read({"v": 2}, first, dataset="value", value="v", keep=2)
    third = read({"v": 3}, second, dataset="value", value="v", keep=2)
    assert isinstance(third, Figure)
    assert [point.value for point in third.history] == [2.0, 3.0]
    gathered = read({"v": 1, "at": 10}, dataset="series", lines={"V": "v"}, time="at")
    gathered = read({"v": 2, "at": 20}, gathered, dataset="series", lines={"V": "v"}, time="at")
    assert isinstance(gathered, Series)
    assert (gathered.times, gathered.lines[0].values) == ((10.0, 20.0), (1.0, 2.0))


@pytest.mark.parametrize(
    ("document", "settings"),
    [
        ({}, {"dataset": "posts", "items": "data"}),
        ({"v": "x"}, {"dataset": "value", "value": "v"}),
        ({"v": 1}, {"dataset": "value", "value": "sum(v)"}),
        ({"v": {"type": "posts"}}, {"dataset": "value", "whole": "v"}),
        ([], {"dataset": "value", "whole": "v"}),
        ([{"t": "no"}], {"dataset": "series", "items": "@", "time": "t", "lines": {"a": "a"}}),
    ],
)
def test_what_does_not_fit_is_told(document: JsonValue, settings: dict[str, JsonValue]) -> None:
    with pytest.raises(Unreadable):
        read(document, None, **settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"dataset": "value"},
        {"dataset": "posts"},
        {"dataset": "series"},
        {"dataset": "series", "items": "x", "lines": {"a": "a"}},
        {"dataset": "value", "value": "[["},
        {"dataset": "value", "value": "v", "path": "x.json"},
    ],
)
def test_settings_that_cannot_work_are_refused_before_anything_runs(
    settings: dict[str, JsonValue],
) -> None:
    with pytest.raises(ValidationError):
        HttpJsonSettings.model_validate({"url": "https://example.org", **settings})


def test_a_polled_value_grows_a_history_even_when_unchanged() -> None:
    async def main() -> None:
        patience = Patience()
        async with ScriptedServer(
            answer(b'{"v": 4}', ETag='"a"'), answer(status="304 Not Modified"), answer(b'{"v": 5}')
        ) as server:
            settings: dict[str, JsonValue] = {"url": server.url, "dataset": "value", "value": "v"}
            async with running("http-json", settings, Path(), patience=patience) as heard:
                for count in (1, 2, 3):
                    await heard.until_said("ok", count)
                    patience.let_go()
                assert isinstance(heard.dataset, Figure)
                assert [point.value for point in heard.dataset.history] == [4.0, 4.0, 5.0]

    asyncio.run(main())


def test_a_recorded_figure_of_a_file_is_of_now(tmp_path: Path) -> None:
    figure = {
        "type": "value",
        "value": 9,
        "history": [{"at": i * 60, "value": i} for i in range(9)],
    }
    (tmp_path / "kpis.json").write_text(json.dumps({"kpis": {"one": figure}}))

    async def main() -> None:
        patience = Patience()
        settings: dict[str, JsonValue] = {
            "path": "kpis.json",
            "dataset": "value",
            "whole": "kpis.one",
            "shift": "now",
        }
        async with running("http-json", settings, tmp_path, patience=patience) as heard:
            await heard.until(lambda e: "whole" in e.said)
            assert isinstance(heard.dataset, Figure)
            assert 0 <= patience.now_s - heard.dataset.history[-1].at <= 60
            assert heard.dataset.value == heard.dataset.history[-1].value

    asyncio.run(main())
