"""What a table says of how much is said of each. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wall.model.cells import number_at
from wall.model.datasets import Cell, Dataset, Table
from wall.views.numbers import THIN, format_number

Language = Literal["en", "fr"]
FEWEST = 20
"""Of fewer posts before, a change of shares says nothing."""
OTHERS = ""
"""The key of all that are not shown by name."""
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "others": "{many} others",
        "of": "of {many} posts",
        "beside": "change against the time before",
        "points": "{points} pts",
    },
    "fr": {
        "others": "{many} autres",
        "of": "sur {many} posts",
        "beside": "évolution par rapport à la période précédente",
        "points": "{points} pts",
    },
}


@dataclass(frozen=True)
class Voice:
    """One of those that are compared."""

    key: str
    name: str
    posts: float
    share: float
    before: float | None
    """Its share before; None where that says nothing."""
    color: str
    place: int
    """In the order in which they were told: colours stay when ranks change."""

    @property
    def percent(self) -> str:
        return percent_words(self.share)

    @property
    def points(self) -> int | None:
        """By how many points its share has changed, as it is read off whole percents."""
        return None if self.before is None else round((self.share - self.before) * 100)


def voices_of(dataset: Dataset | None, most: int, language: Language) -> tuple[Voice, ...]:
    """The most first, what is left last; columns are topic, posts, posts before, colour."""
    rows = _rows(dataset)
    total = sum(now for now, _, _, _ in rows.values())
    earlier = sum(before for _, before, _, _ in rows.values() if before is not None)
    if not total:
        return ()

    def voice(key: str, name: str, now: float, before: float | None, color: str, at: int) -> Voice:
        known = before is not None and earlier >= FEWEST
        share_before = (before or 0.0) / earlier if known else None
        return Voice(key, name, now, now / total, share_before, color, at)

    found = [voice(key, key, *row) for key, row in rows.items()]
    found.sort(key=lambda v: (-v.posts, v.place))
    if len(found) <= most:
        return tuple(found)
    named = found[: most - 1]
    left = [rows[v.key] for v in found[most - 1 :]]
    many = sum(now for now, _, _, _ in left)
    befores = [before for _, before, _, _ in left if before is not None]
    words = _WORDS[language]["others"].format(many=len(left))
    return (*named, voice(OTHERS, words, many, sum(befores) if befores else None, "", len(rows)))


def percent_words(share: float) -> str:
    if 0 < share < 0.005:
        return "<1%"
    return f"{round(share * 100)}%"


def points_words(points: int, language: Language) -> str:
    signed = format_number(points, signed=True) if points else "±0"
    return _WORDS[language]["points"].format(points=signed)


def posts_words(posts: float) -> str:
    return f"{format_number(round(posts), compact=posts >= 10_000)}{THIN}posts"


def caption_words(voices: Sequence[Voice], language: Language, *, change: bool) -> list[str]:
    """What the shares are of; the first part matters most."""
    words = _WORDS[language]
    total = sum(voice.posts for voice in voices)
    told = [words["of"].format(many=format_number(round(total), compact=total >= 10_000))]
    if change and any(voice.points is not None for voice in voices):
        told.append(words["beside"])
    return told


_Row = tuple[float, float | None, str, int]


def _rows(dataset: Dataset | None) -> dict[str, _Row]:
    """Posts now, before, colour and place by name; the same name twice is one."""
    rows: dict[str, _Row] = {}
    for row in dataset.rows if isinstance(dataset, Table) else ():
        name = " ".join(str(row[0] or "").split()) if row else ""
        now, before = _number(row, 1), _number(row, 2)
        if not name or now is None:
            continue
        color = row[3] if len(row) > 3 and isinstance(row[3], str) else ""
        had = rows.get(name)
        if had is not None:
            now += had[0]
            before = before if had[1] is None else had[1] + (before or 0.0)
            color = had[2] or color
        rows[name] = (now, before, color, had[3] if had is not None else len(rows))
    return rows


def _number(row: Sequence[Cell], at: int) -> float | None:
    number = number_at(row, at)
    return number if number is not None and number >= 0 else None
