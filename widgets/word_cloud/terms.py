"""What a table says of words. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wall.model.cells import number_at
from wall.model.datasets import Cell, Dataset, Table
from wall.views.numbers import format_number

Language = Literal["en", "fr"]
Trend = Literal["rising", "steady", "falling"]
RISING, FALLING = 1.25, 0.8
LONGEST = 36
"""Characters of a word; links and sentences are cut."""
TREND_WORDS: Mapping[Language, Mapping[Trend, str]] = {
    "en": {"rising": "rising", "steady": "steady", "falling": "falling"},
    "fr": {"rising": "en hausse", "steady": "stable", "falling": "en baisse"},
}


@dataclass(frozen=True)
class Term:
    """A word as it is shown."""

    key: str
    text: str
    posts: float
    rise: float | None
    """Ratio to the time before; infinite for what is new, None where nobody knows."""
    number: str = ""
    """Its posts, where they are told."""

    @property
    def trend(self) -> Trend:
        if self.rise is None or FALLING < self.rise < RISING:
            return "steady"
        return "rising" if self.rise > 1 else "falling"

    @property
    def strength(self) -> float:
        """From -1, half as much and less, to 1, three times as much and more."""
        if self.rise is None:
            return 0.0
        if self.rise >= 1:
            return min(1.0, math.log(min(self.rise, 9.0)) / math.log(3.0))
        return max(-1.0, math.log(max(self.rise, 0.1)) / math.log(2.0))


def terms_of(
    dataset: Dataset | None, most: int, numbers: int = 0, *, hashtags: bool = False
) -> tuple[Term, ...]:
    """The most used first; columns are name, posts, rise. The same word twice counts once."""
    rows = [row for row in (dataset.rows if isinstance(dataset, Table) else ()) if row]
    knows_rise = any(_number(row, 2) is not None for row in rows)
    found: dict[str, tuple[str, float, float | None]] = {}
    for row in rows:
        name = " ".join(str(row[0] or "").split())
        posts = _number(row, 1)
        if not name or posts is None or posts <= 0 or name.casefold() in found:
            continue
        rise = _number(row, 2)
        if rise is None and knows_rise:
            rise = math.inf
        found[name.casefold()] = (name, posts, rise)
    order = sorted(found.items(), key=lambda item: (-item[1][1], item[0]))[:most]
    return tuple(
        Term(
            key,
            _shown(name, hashtags=hashtags),
            posts,
            rise,
            format_number(round(posts), compact=posts >= 1000) if at < numbers else "",
        )
        for at, (key, (name, posts, rise)) in enumerate(order)
    )


def _shown(name: str, *, hashtags: bool) -> str:
    if len(name) > LONGEST:
        name = name[: LONGEST - 1].rstrip() + "…"
    return f"#{name.lstrip('#')}" if hashtags else name


def _number(row: Sequence[Cell], at: int) -> float | None:
    number = number_at(row, at)
    return number if number is not None and number >= 0 else None
