"""Mapping a sheet to a dataset. Blocking, pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import cast
from zoneinfo import ZoneInfo

from wall.model.datasets import (
    MAX_POINTS,
    MAX_ROWS,
    Cell,
    Column,
    Dataset,
    Line,
    Posts,
    Series,
    Table,
    merged,
)
from wall.model.posts import Post
from wall.sources.composing import Draft, composed
from wall.sources.csv.numbers import Decimal, number_of
from wall.sources.csv.parsing import Sheet
from wall.sources.csv.settings import CsvSettings
from wall.sources.plain_text import plain
from wall.sources.source import Unreadable
from wall.sources.times import time_of

MAX_LINES = 50
MAX_VALUES = 400_000
"""Points times lines: what fits a message of the link."""

# Names of columns in exports of Brandwatch, Meltwater, Talkwalker, Sprinklr and our own.
USUAL = {
    "id": ("id", "resource id", "mention id", "document id", "tweet id", "universalmessageid"),
    "at": ("at", "date", "published", "time", "created time", "createdtime", "created at"),
    "text": ("text", "full text", "content", "message", "hit sentence", "snippet", "description"),
    "title": ("title", "headline"),
    "author": ("author", "full name", "influencer", "author name", "sender listed name", "source"),
    "handle": ("handle", "author handle", "twitter screen name", "sender screen name"),
    "avatar": ("avatar",),
    "network": ("network", "page type", "social network", "platform", "source type"),
    "url": ("url", "permalink", "link", "links"),
    "language": ("language", "lang", "language code"),
    "country": ("country", "country code"),
    "image": ("image", "media urls", "images.url"),
    "likes": ("likes", "favorites"),
    "shares": ("shares", "reposts", "retweets", "x reposts"),
    "replies": ("replies", "comments"),
}


def dataset_of(sheet: Sheet, settings: CsvSettings) -> Dataset:
    """Raises Unreadable when a named column is missing or nothing fits."""
    decimal = _decimal(sheet, settings)
    match settings.dataset:
        case "series":
            return _series(sheet, settings, decimal)
        case "table":
            return _table(sheet, settings, decimal)
        case "posts":
            return merged(Posts(), _posts(sheet, settings, decimal), ())


def _decimal(sheet: Sheet, settings: CsvSettings) -> Decimal:
    if settings.decimal != "auto":
        return settings.decimal
    if sheet.delimiter == ",":
        return "."
    cells = [cell for row in sheet.rows[:200] for cell in row]
    commas = sum(_has_decimals(cell, ",") for cell in cells)
    return "," if commas > sum(_has_decimals(cell, ".") for cell in cells) else "."


def _has_decimals(cell: str, decimal: Decimal) -> bool:
    whole, sign, part = cell.strip().removesuffix("%").partition(decimal)
    return bool(sign) and whole.lstrip("+-").isdecimal() and part.strip().isdecimal()


def _series(sheet: Sheet, settings: CsvSettings, decimal: Decimal) -> Series:
    at = sheet.column(settings.time) if settings.time else 0
    zone = ZoneInfo(settings.zone)
    points: dict[float, tuple[str, ...]] = {}
    for row in sheet.rows:
        when = time_of(row[at], zone, day_first=settings.day_first)
        if when is not None:
            points[when] = row
    if sheet.rows and not points:
        raise Unreadable(f"the column '{sheet.header[at]}' holds no times; set `time`")
    if settings.values:
        columns = [sheet.column(name) for name in settings.values]
    else:
        rows = list(points.values())
        columns = [
            i for i in range(len(sheet.header)) if i != at and _is_numeric(rows, i, decimal)
        ][:MAX_LINES]
    if not columns:
        raise Unreadable("no column holds numbers; set `values`")
    most = min(MAX_POINTS, MAX_VALUES // len(columns))
    times = sorted(points)[-most:]
    return Series(
        unit=settings.unit,
        times=tuple(times),
        lines=tuple(
            Line(
                name=plain(sheet.header[i], 200),
                values=tuple(number_of(points[when][i], decimal) for when in times),
            )
            for i in columns
        ),
    )


def _table(sheet: Sheet, settings: CsvSettings, decimal: Decimal) -> Table:
    if settings.columns:
        columns = [sheet.column(name) for name in settings.columns]
    else:
        columns = list(range(min(len(sheet.header), 50)))
    rows = sheet.rows[:MAX_ROWS]
    numeric = {i for i in columns if _is_numeric(rows, i, decimal)}

    def cell(row: Sequence[str], i: int) -> Cell:
        if i in numeric:
            return number_of(row[i], decimal)
        return plain(row[i], 2000) or None

    return Table(
        columns=tuple(
            Column(name=plain(sheet.header[i], 200), numeric=i in numeric) for i in columns
        ),
        rows=tuple(tuple(cell(row, i) for i in columns) for row in rows),
    )


def _is_numeric(rows: Sequence[Sequence[str]], i: int, decimal: Decimal) -> bool:
    """Numbers and gaps only, and one number at least."""
    cells = [row[i] for row in rows if row[i].strip() not in ("", "-", "n/a", "N/A", "null")]
    return bool(cells) and all(number_of(cell, decimal) is not None for cell in cells)


def _posts(sheet: Sheet, settings: CsvSettings, decimal: Decimal) -> Iterator[Post]:
    cell = _part_reader(sheet, settings)
    zone = ZoneInfo(settings.zone)
    readable = False
    for row in sheet.rows:
        at = time_of(cell(row, "at"), zone, day_first=settings.day_first)
        if at is None:
            continue
        readable = True
        image = cell(row, "image").split(",")[0]
        draft = Draft(
            at=at,
            id=cell(row, "id"),
            text=cell(row, "text"),
            title=cell(row, "title"),
            author=cell(row, "author"),
            handle=cell(row, "handle"),
            avatar=cell(row, "avatar"),
            network=cell(row, "network") or "web",
            url=cell(row, "url"),
            language=cell(row, "language"),
            country=cell(row, "country"),
            media=(("image", image, ""),) if image else (),
            likes=number_of(cell(row, "likes"), decimal) or 0,
            shares=number_of(cell(row, "shares"), decimal) or 0,
            replies=number_of(cell(row, "replies"), decimal) or 0,
        )
        post = composed(draft)
        if post is not None:
            yield post
    if sheet.rows and not readable:
        raise Unreadable("no row has a date; set `posts: {at: COLUMN}`")


def _part_reader(sheet: Sheet, settings: CsvSettings) -> Callable[[Sequence[str], str], str]:
    """The text of a part of a post: the column that is set, else the first usual one with text."""
    places: dict[str, list[int]] = {}
    for part, usual in USUAL.items():
        named = cast(str | None, getattr(settings.posts, part))
        if named is not None:
            places[part] = [sheet.column(named)]
        else:
            found = (sheet.find(name) for name in usual)
            places[part] = [place for place in found if place is not None]

    def cell(row: Sequence[str], part: str) -> str:
        return next((row[i].strip() for i in places[part] if row[i].strip()), "")

    return cell
