"""Parts of a post in a row: by title, numbers and times as the whole sheet writes them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wall.sources.connecting.shaping import TONES
from wall.sources.csv.numbers import number_of
from wall.sources.csv.parsing import Sheet
from wall.sources.export.settings import ExportSettings
from wall.sources.export.titles import TITLES, bare, folded
from wall.sources.source import Unreadable
from wall.sources.times import time_of

SAMPLE_ROWS = 2_000
EXCEL_EPOCH = datetime(1899, 12, 30)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
"""A date that was not formatted: days since 1899."""
_DAY_AND_MONTH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}\b")
_SHORT = re.compile(r"([-+]?\d[\d\s.,]*)\s*([kKmM])")
_ADDRESS = re.compile(r"https?://[^\s\"']{4,1990}")
_SHORTER = {"k": 1e3, "m": 1e6}
_ZONE = re.compile(
    r"\(\s*(?:(UTC|GMT|Z)\s*([+-]\d{1,2})?(?::?(\d{2}))?|([A-Za-z]+/[A-Za-z_/-]+))\s*\)"
)
_MIDNIGHT = re.compile(r".*\d[T ]00:00(:00(\.0+)?)?")


class Row:
    """`cells` are set to one row after the other."""

    def __init__(self, sheet: Sheet, settings: ExportSettings) -> None:
        self.cells: tuple[str, ...] = ()
        self._comma = sheet.delimiter == ";"
        self._places = _places(sheet.header, settings)
        sample = sheet.rows[:SAMPLE_ROWS]
        titles = [sheet.header[i] for i in self._places["at"]]
        self._zone = _zone_in(titles) or ZoneInfo(settings.zone)
        self._day_first = self._seen_order(sample, settings.day_first)
        self._best = self._best_tone(sample)

    def text(self, part: str) -> str:
        """Of the first of its columns that has one."""
        return next(self.texts(part), "")

    def texts(self, part: str) -> Iterator[str]:
        texts = (self.cells[i].strip() for i in self._places[part])
        return (text for text in texts if text)

    def address(self) -> str:
        """The first cell that is nothing else, but for pictures and profiles."""
        others = {i for part in ("media", "avatar", "author_url") for i in self._places[part]}
        cells = (cell.strip() for i, cell in enumerate(self.cells) if i not in others)
        return next((cell for cell in cells if _ADDRESS.fullmatch(cell)), "")

    def number(self, part: str) -> float | None:
        """The first of its columns that has more than nothing: others count other networks."""
        texts = (self.cells[i].strip() for i in self._places[part])
        found = [number_in(text, self._comma) for text in texts if text]
        known = [number for number in found if number is not None]
        return next((number for number in known if number), known[0] if known else None)

    def at(self) -> float | None:
        """Of the first of its columns that holds one: others hold `Lifetime`."""
        clock = self.text("clock")
        texts = (self.cells[i].strip() for i in self._places["at"])
        found = (self._moment(text, clock) for text in texts if text)
        return next((at for at in found if at is not None), None)

    def _moment(self, text: str, clock: str) -> float | None:
        """The clock may stand in a column of its own."""
        if clock and (":" not in text or _MIDNIGHT.fullmatch(text)):
            joined = f"{re.split('[T ]00:', text)[0]} {clock}"
            found = time_of(joined, self._zone, day_first=self._day_first)
            if found is not None:
                return found
        if _SERIAL.fullmatch(text):
            days = float(text.replace(",", "."))
            return (EXCEL_EPOCH + timedelta(days=days)).replace(tzinfo=self._zone).timestamp()
        return time_of(text, self._zone, day_first=self._day_first)

    def sentiment(self) -> float | None:
        """A word, or a number on the scale that the sheet's numbers need."""
        text = self.text("sentiment")
        said = number_in(text, self._comma)
        if said is not None:
            return max(-1.0, min(1.0, said / self._best))
        return next((TONES[word] for word in _words(text) if word in TONES), None)

    def _seen_order(self, rows: tuple[tuple[str, ...], ...], otherwise: bool) -> bool:
        """A 25th month does not exist: what all dates of the sheet can only mean goes before
        what the site says."""
        seen = [_DAY_AND_MONTH.match(row[i]) for row in rows for i in self._places["at"]]
        firsts = any(int(one[1]) > 12 for one in seen if one)
        seconds = any(int(one[2]) > 12 for one in seen if one)
        return firsts if firsts != seconds else otherwise

    def _best_tone(self, rows: tuple[tuple[str, ...], ...]) -> float:
        cells = (row[i] for row in rows for i in self._places["sentiment"])
        sizes = [abs(n) for n in (number_in(cell, self._comma) for cell in cells) if n is not None]
        most = max(sizes, default=1.0)
        return 1.0 if most <= 1 else 5.0 if most <= 5 else 10.0 if most <= 10 else 100.0


def number_in(text: str, comma: bool) -> float | None:
    """`1 234,5` and `1,234.5`, also against the sheet's habit where it can mean nothing else,
    `1.2K` and `3,4 M`."""
    if not text:
        return None
    short = _SHORT.fullmatch(text.strip())
    plain, times = (short[1], _SHORTER[short[2].lower()]) if short else (text, 1.0)
    found = number_of(plain, "," if comma or (short and "." not in plain) else ".")
    if found is None:
        found = number_of(plain, "." if comma else ",")
    return None if found is None else found * times


def _places(header: tuple[str, ...], settings: ExportSettings) -> dict[str, list[int]]:
    by_title: dict[str, list[int]] = {}
    for i, title in enumerate(header):
        by_title.setdefault(folded(title), []).append(i)
    for i, title in enumerate(header):
        if bare(title) not in by_title:
            by_title[bare(title)] = [i]
    if "video publish time" in by_title:  # YouTube Studio calls the id so
        by_title["video id"] = by_title.pop("content", [])
    places: dict[str, list[int]] = {}
    for part, titles in TITLES.items():
        chosen = settings.columns.get(part)
        wanted = (folded(chosen),) if chosen else titles
        places[part] = [i for title in wanted for i in by_title.get(title, ())]
        if chosen and not places[part]:
            raise Unreadable(f"there is no column '{chosen}' (`columns: {part}`)")
    return places


def _zone_in(titles: list[str]) -> tzinfo | None:
    """`Date (UTC)`, `Published (GMT+01:00)`, `Date (Europe/Paris)`."""
    for title in titles:
        said = _ZONE.search(title)
        if said is None:
            continue
        if said[4]:
            try:
                return ZoneInfo(said[4])
            except (ZoneInfoNotFoundError, ValueError, OSError):
                continue
        if not said[2]:
            return UTC
        away = timedelta(hours=abs(int(said[2])), minutes=int(said[3] or 0))
        return timezone(-away if said[2].startswith("-") else away)
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())
