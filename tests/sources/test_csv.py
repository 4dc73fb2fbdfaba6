"""Columns as exports write them, and a file of them that grows."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.sources.listening import Patience, running
from wall.model.datasets import Dataset, Posts, Series, Table
from wall.sources.csv.mapping import dataset_of
from wall.sources.csv.numbers import number_of
from wall.sources.csv.parsing import encoding_of, parse_sheet
from wall.sources.csv.settings import CsvSettings
from wall.sources.source import Unreadable


def read(content: str | bytes, **settings: JsonValue) -> Dataset:
    given = CsvSettings.model_validate({"path": "x.csv", **settings})
    data = content.encode() if isinstance(content, str) else content
    return dataset_of(parse_sheet(data, given.encoding, given.delimiter), given)


def test_a_time_column_and_numbers_are_a_series() -> None:
    series = read(
        "at,Solvane,Note,Telmora\n2026-11-19T00:10:00Z,2,x,\n2026-11-19T00:00:00Z,1.5,y,9\n",
        dataset="series",
        unit="k",
    )
    assert isinstance(series, Series)
    assert series.times == (1795046400.0, 1795047000.0)
    assert [(line.name, line.values) for line in series.lines] == [
        ("Solvane", (1.5, 2.0)),
        ("Telmora", (9.0, None)),
    ]
    assert series.unit == "k"


def test_columns_are_chosen_by_name_whatever_their_case() -> None:
    series = read("x,Zeit,b,a\n,2026-11-19,1,2\n", dataset="series", time="zeit", values=["A"])
    assert isinstance(series, Series)
    assert [line.name for line in series.lines] == ["a"]


def test_a_wrong_column_is_told_with_the_nearest_right_one() -> None:
    with pytest.raises(Unreadable, match="did you mean 'Solvane'"):
        read("at,Solvane\n2026-11-19,1\n", dataset="series", values=["Solvan"])


def test_french_excel_is_understood() -> None:
    content = "Pays;Abonnés;Hausse\r\nFrance;5\xa0286\xa0533;1,1 %\r\nMaroc;1 000,5;-2,0 %\r\n"
    table = read(content.encode("cp1252"), dataset="table")
    assert isinstance(table, Table)
    assert [column.numeric for column in table.columns] == [False, True, True]
    assert table.rows == (("France", 5286533.0, 1.1), ("Maroc", 1000.5, -2.0))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_found_out(encoding: str) -> None:
    table = read("Name\tWert\nŁódź\t1\nالدار\t2\n".encode(encoding), dataset="table")
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["Łódź", "الدار"]
    assert encoding_of("é".encode("cp1252")) == "utf-8"


def test_lines_before_the_header_and_long_ids_are_no_trouble() -> None:
    posts = read(
        "\ufeffReport:,Bulk Mentions Download\nFrom:,2026-11-15 00:00:00\nLabel:,\n\n"
        "Query Id,Date,Full Text,Url,Resource Id,Author,Likes,Page Type\n"
        '2003,2026-11-22 08:15:01.0,"Trois heures, bravo",https://x.com/1,1992123456789012345,'
        "lea_lyon,2,twitter\n",
        dataset="posts",
        zone="Europe/Paris",
    )
    assert isinstance(posts, Posts)
    (post,) = posts.posts
    assert post.id == "1992123456789012345"
    assert post.text == "Trois heures, bravo"
    assert post.at.isoformat() == "2026-11-22T07:15:01+00:00"
    assert (post.author.name, post.counts.likes, post.network) == ("lea_lyon", 2, "twitter")


def test_columns_of_posts_can_be_named() -> None:
    posts = read(
        "wann|was|wer\n22-Nov-2026 09:15PM|Hallo|Ann\n",
        dataset="posts",
        posts={"at": "wann", "text": "was", "author": "wer"},
    )
    assert isinstance(posts, Posts)
    assert posts.posts[0].at.hour == 21


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1,234.5", ".", 1234.5),
        ("1.234,5", ",", 1234.5),
        ("12 %", ".", 12.0),
        ("\u22123", ".", -3.0),
        ("1e3", ".", 1000.0),
        ("1992123456789012345", ".", None),
        ("007", ".", None),
        ("nan", ".", None),
        ("1,2,3", ".", None),
        ("12a", ".", None),
        ("", ".", None),
        ("1e999", ".", None),
    ],
)
def test_numbers_are_what_a_person_would_take_for_one(
    text: str, decimal: str, number: float | None
) -> None:
    assert number_of(text, "," if decimal == "," else ".") == number


@pytest.mark.parametrize("content", ["", "\n\n", "a,b\nx,y\n", "at,v\nnever,1\n"])
def test_what_is_no_series_is_told(content: str) -> None:
    with pytest.raises(Unreadable):
        read(content, dataset="series")


def test_a_half_written_row_waits_for_its_end() -> None:
    series = read("at,a,b\n2026-11-19,1,2\n2026-11-20,3", dataset="series")
    assert isinstance(series, Series)
    assert len(series.times) == 1


def test_a_file_is_followed_as_it_grows(tmp_path: Path) -> None:
    file = tmp_path / "load.csv"
    file.write_text("at,v\n2026-11-19,1\n")

    async def main() -> None:
        settings: dict[str, JsonValue] = {"path": "load.csv", "dataset": "series"}
        async with running("csv", settings, tmp_path) as heard:
            await heard.until(lambda e: e.state == "ok")
            with file.open("a") as stream:
                stream.write("2026-11-20,2\n")
            await heard.until(lambda e: isinstance(e.dataset, Series) and len(e.dataset.times) == 2)
            file.write_bytes(b"\x00\x01 nonsense")
            await heard.until(lambda e: e.state == "stale")
            assert "'load.csv'" in heard.why
            file.write_text("at,v\n2026-11-21,3\n")
            await heard.until(lambda e: e.state == "ok")

    asyncio.run(main())


def test_a_recorded_series_ends_now_and_goes_on(tmp_path: Path) -> None:
    rows = "".join(f"2026-11-19T{hour:02}:00:00Z,{hour}\n" for hour in range(24))
    (tmp_path / "day.csv").write_text("at,v\n" + rows)

    async def main() -> None:
        patience = Patience()
        settings: dict[str, JsonValue] = {
            "path": "day.csv",
            "dataset": "series",
            "shift": "now",
            "speed": 3600,
            "interval": "200ms",
        }
        async with running("csv", settings, tmp_path, patience=patience) as heard:
            await heard.until(lambda e: e.said.count("whole") == 1)
            first = heard.dataset
            assert isinstance(first, Series)
            assert patience.now_s - first.times[-1] <= 0.2
            patience.now_s += 1.0
            await heard.until(lambda e: e.dataset != first)
            assert isinstance(heard.dataset, Series)
            assert heard.dataset.times[-1] == pytest.approx(first.times[-1] + 1.0)

    asyncio.run(main())
