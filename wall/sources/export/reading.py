"""Reading exports: bytes in; posts, and each line that is none with the reason, out. Blocking,
pure."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from python_calamine import CalamineError, CalamineWorkbook

from wall.model.posts import Post
from wall.sources.connecting.identifying import is_spoiled, native_of, network_by_host, usable
from wall.sources.connecting.places import country_code, language_code
from wall.sources.connecting.shaping import (
    Found,
    hashtags_in,
    links_in,
    network_of,
    sentiment_of,
    shaped,
)
from wall.sources.csv.numbers import number_of
from wall.sources.csv.parsing import Sheet, parse_sheet
from wall.sources.export.settings import ExportSettings
from wall.sources.export.titles import TITLES, folded, known_in
from wall.sources.plain_text import text_of_html
from wall.sources.source import Unreadable
from wall.sources.times import time_of

HEADER_ROWS = 20
FEWEST_TITLES = 3
MOST_ROWS = 200_000
MOST_UNPACKED = 400_000_000
TOLD_ROWS = 3


@dataclass
class Sorted:
    """What a file holds."""

    posts: dict[str, Post] = field(default_factory=dict)
    rejected: int = 0
    why: list[str] = field(default_factory=list)
    """Of the first rejected lines."""

    def reject(self, line: int, why: str) -> None:
        self.rejected += 1
        if len(self.why) < TOLD_ROWS:
            self.why.append(f"line {line} {why}")


def read_export(content: bytes, name: str, settings: ExportSettings, now: float) -> Sorted:
    """Raises Unreadable for what is no export."""
    if content.startswith(b"PK\x03\x04") or name.lower().endswith((".xlsx", ".xls")):
        sheet = _workbook(content)
    else:
        sheet = _with_titles(parse_sheet(content, "auto", "auto"))
    return _posts(sheet, settings, now)


def _with_titles(sheet: Sheet) -> Sheet:
    rows = (sheet.header, *sheet.rows[:HEADER_ROWS])
    best = max(range(len(rows)), key=lambda i: known_in(rows[i]))
    if known_in(rows[best]) < FEWEST_TITLES:
        names = ", ".join(title[:40] for title in sheet.header[:8])
        raise Unreadable(f"no row has titles that are known; there are {names}; set `columns`")
    header = tuple(cell.strip() for cell in rows[best])
    return Sheet(header, sheet.rows[best:], sheet.delimiter)


def _workbook(content: bytes) -> Sheet:
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable("the workbook is too large once it is unpacked")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_index(i) for i in range(min(len(book.sheet_names), 10))]
        tables = [sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS) for sheet in sheets]
    except (CalamineError, ValueError, OSError, IndexError) as error:
        raise Unreadable(f"the workbook cannot be read: {str(error)[:120]}") from error
    rows = max(
        ([tuple(_cell(cell) for cell in row) for row in table] for table in tables),
        key=lambda table: max((known_in(row) for row in table[:HEADER_ROWS]), default=0),
        default=[],
    )
    if not rows:
        raise Unreadable("the workbook is empty")
    width = max(len(row) for row in rows)
    even = tuple((*row, *("",) * (width - len(row))) for row in rows)
    return _with_titles(Sheet(even[0], even[1:], ","))


def _cell(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    return str(cell) if isinstance(cell, str | int) else ""


class _Row:
    """Parts of a post in a row, by title."""

    def __init__(self, sheet: Sheet, settings: ExportSettings) -> None:
        by_title: dict[str, list[int]] = {}
        for i, title in enumerate(sheet.header):
            by_title.setdefault(folded(title), []).append(i)
        self._places: dict[str, list[int]] = {}
        for part, titles in TITLES.items():
            chosen = settings.columns.get(part)
            wanted = (folded(chosen),) if chosen else titles
            self._places[part] = [i for t in wanted for i in by_title.get(folded(t), ())]
            if chosen and not self._places[part]:
                raise Unreadable(f"there is no column '{chosen}' (`columns: {part}`)")
        self.cells: tuple[str, ...] = ()

    def text(self, part: str) -> str:
        texts = (self.cells[i].strip() for i in self._places[part])
        return next((text for text in texts if text), "")


def _posts(sheet: Sheet, settings: ExportSettings, now: float) -> Sorted:
    found = Sorted()
    row = _Row(sheet, settings)
    zone = ZoneInfo(settings.zone)
    comma = sheet.delimiter == ";"

    def number(part: str) -> float | None:
        return number_of(row.text(part), "," if comma else ".")

    for line, cells in enumerate(sheet.rows[:MOST_ROWS], 2):
        if not any(cell.strip() for cell in cells):
            continue
        row.cells = cells
        at = time_of(row.text("at"), zone, day_first=settings.day_first)
        if at is None:
            found.reject(line, f"has no date: '{row.text('at')[:30]}'")
            continue
        url = row.text("url")
        network, native = native_of(url)
        network = network or _network(row, url, settings)
        if not native:
            given = [row.text("tweet_id") if network == "x" else "", row.text("id")]
            spoiled = [item for item in given if is_spoiled(item)]
            native = next((item for item in given if item and usable(item)), "") or (
                "" if spoiled else url
            )
            if spoiled and not native:
                found.reject(line, f"has an id that a sheet has rounded: {spoiled[0][:20]}")
                continue
        text = text_of_html(row.text("text"), 10_000)
        author, handle = row.text("author"), row.text("handle")
        media = row.text("media").split(",")[0].strip()
        social = network not in ("news", "web", "blog", "forum", "broadcast")
        language = language_code(row.text("language"))
        post = shaped(
            Found(
                at=min(at, now),
                native_id=native,
                network=network,
                title=text_of_html(row.text("title"), 500),
                text=text,
                author=author or handle,
                handle=handle.lstrip("@") if social else "",
                avatar=row.text("avatar"),
                author_id=row.text("author_id"),
                author_url=row.text("author_url"),
                followers=number("followers"),
                url=url,
                language=language,
                language_from="supplier",
                country=country_code(row.text("country")),
                country_from="supplier",
                region=row.text("region"),
                media=(("image", media, ""),) if media else (),
                likes=number("likes") or 0,
                shares=number("shares") or 0,
                replies=number("replies") or 0,
                views=number("views"),
                reach=number("reach"),
                kind="article" if network == "news" else "post",
                observed_at=now,
                sentiment=sentiment_of(row.text("sentiment")),
                hashtags=row.text("hashtags").replace(",", " ").split() or hashtags_in(text),
                links=links_in(text),
                tags=[tag.strip() for tag in row.text("tags").split(",")],
            )
        )
        if post is None:
            found.reject(line, "has neither text nor title")
        else:
            found.posts[post.id] = post
    return found


def _network(row: _Row, url: str, settings: ExportSettings) -> str:
    """By the column, else by the address. `SOCIALMEDIA,SOCIALMEDIA_TWITTER` names it last."""
    said = row.text("network").split(",")[-1].strip()
    name = said.casefold().removeprefix("socialmedia_").removeprefix("socialmedia")
    by_host = network_by_host(url)
    if by_host or not name or name in ("text", "social", "post", "other"):
        return by_host or settings.network
    return network_of(name.removesuffix("_other"))
