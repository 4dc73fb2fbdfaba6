"""Measures that are tables: who and what there is most of, and what rises."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from wall.insight.counting import AuthorsOf, SlidingCounts, Spans
from wall.insight.matching import tag_key
from wall.insight.measuring import Kept, author_name, author_number, moment
from wall.insight.measuring_figures import engagement_of, reach_of
from wall.insight.words_counted import counted_words
from wall.model.datasets import MAX_ROWS, Cell, Column, Table

TopName = Literal["hashtags", "words", "authors", "links"]
ShareName = Literal["countries", "languages", "networks", "topics"]
LeadersBy = Literal["author", "country"]
LeadersValue = Literal["posts", "reach", "engagement"]
LEAST_AUTHORS = 5
"""What fewer people say does not rise: one person is no trend."""
LEAST_SURPRISE = 2.0
PRIOR = 1.0
"""Posts that anything unheard of is expected to have had: without it everything new is a wonder."""
MAX_SPELLINGS = 20_000
_NOW, _BEFORE = 0, 1


def _links(kept: Kept) -> Iterable[str]:
    for link in dict.fromkeys(kept.post.links):
        parts = urlsplit(link) if link.startswith(("http://", "https://")) else None
        if parts is not None and parts.netloc:
            yield f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}"[:200]


def _tags(kept: Kept) -> Iterable[str]:
    return dict.fromkeys(key for tag in kept.post.hashtags if (key := tag_key(tag)))


def _authors(kept: Kept) -> Iterable[str]:
    return (author_name(kept.post.author),)


_NAMES: Mapping[TopName, Callable[[Kept], Iterable[str]]] = {
    "hashtags": _tags,
    "words": lambda kept: counted_words(kept.post),
    "authors": _authors,
    "links": _links,
}
_CODES: Mapping[ShareName, Callable[[Kept], Iterable[str]]] = {
    "countries": lambda kept: (kept.post.country.upper(),),
    "languages": lambda kept: (kept.post.language or "und",),
    "networks": lambda kept: (kept.post.network,),
    "topics": lambda kept: dict.fromkeys(kept.post.topics),
}


def surprise(count: int, expected: float) -> float:
    """How unlikely so many are where so many are expected: -log10 of the Poisson tail's bound."""
    if count <= expected:
        return 0.0
    return (count * math.log(count / expected) - count + expected) / math.log(10)


class TopMeasure:
    """What there is most of; or, rising, what is most surprising beside the span before.

    What rises is ranked by surprise times the logarithm of its authors, and needs five of them.
    """

    def __init__(
        self,
        name: TopName,
        span_s: float,
        top: int,
        *,
        rising: bool = False,
        grain_s: float | None = None,
    ) -> None:
        spans = Spans.of(span_s, grain_s)
        self._names = _NAMES[name]
        self._top = min(top, MAX_ROWS)
        self._rising = rising
        self._counts = SlidingCounts[str](spans.grain_s, (spans.now, spans.before))
        self._authors = AuthorsOf(spans.grain_s, (spans.now,)) if rising else None
        self._spelled: _Spellings | None = _Spellings() if name == "hashtags" else None

    def advance(self, now: float) -> bool:
        if self._authors is not None:
            self._authors.advance(now)
        return self._counts.advance(now)

    def add(self, kept: Kept) -> None:
        if self._spelled is not None:
            self._spelled.learn(kept.post.hashtags)
        self._count(kept, 1)

    def remove(self, kept: Kept) -> None:
        self._count(kept, -1)

    def dataset(self, now: float) -> Table:
        self.advance(now)
        return Table(
            columns=(
                Column(name="Name"),
                Column(name="Posts", numeric=True),
                Column(name="Rise", numeric=True),
            ),
            rows=tuple(self._row(name, count) for name, count in self._chosen()),
        )

    def _chosen(self) -> list[tuple[str, int]]:
        now = self._counts.totals(_NOW)
        if self._authors is None:
            return sorted(now.items(), key=lambda item: (-item[1], item[0]))[: self._top]
        ranked: list[tuple[float, str, int]] = []
        for name, count in now.items():
            authors = self._authors.of(name)
            if authors >= LEAST_AUTHORS:
                expected = self._counts.totals(_BEFORE).get(name, 0) + PRIOR
                how_much = surprise(count, expected)
                if how_much >= LEAST_SURPRISE:
                    ranked.append((-how_much * math.log2(1 + authors), name, count))
        return [(name, count) for _, name, count in sorted(ranked)[: self._top]]

    def _row(self, name: str, count: int) -> tuple[Cell, ...]:
        before = self._counts.totals(_BEFORE).get(name, 0)
        shown = self._spelled.of(name) if self._spelled is not None else name
        return (shown, float(count), count / before if before else None)

    def _count(self, kept: Kept, sign: int) -> None:
        at = moment(kept.post)
        number = author_number(kept.post)
        for name in self._names(kept):
            self._counts.add(at, name, sign)
            if self._authors is not None:
                self._authors.add(at, (name, number), sign)


class _Spellings:
    """How a hashtag is written with the most capitals: `#CôteOuest`, not `#coteouest`.

    The oldest are forgotten; then the folded form is shown.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def learn(self, tags: Iterable[str]) -> None:
        for tag in tags:
            key, written = tag_key(tag), tag.strip().lstrip("#")
            known = self._known.get(key)
            if key and (known is None or _capitals(written) > _capitals(known)):
                self._known[key] = written[:200]
                if len(self._known) > MAX_SPELLINGS:
                    del self._known[next(iter(self._known))]

    def of(self, key: str) -> str:
        return self._known.get(key, key)


def _capitals(text: str) -> int:
    """None is least; all of them are shouting, and no better than one."""
    number = sum(sign.isupper() for sign in text)
    return 1 if number == len(text) else number


class ShareMeasure:
    """How many posts of each country, language, network or topic; unknown ones have no code."""

    def __init__(
        self, name: ShareName, span_s: float, top: int, grain_s: float | None = None
    ) -> None:
        spans = Spans.of(span_s, grain_s)
        self._codes = _CODES[name]
        self._top = min(top, MAX_ROWS)
        self._counts = SlidingCounts[str](spans.grain_s, (spans.now, spans.before))

    def advance(self, now: float) -> bool:
        return self._counts.advance(now)

    def add(self, kept: Kept) -> None:
        for code in self._codes(kept):
            self._counts.add(moment(kept.post), code)

    def remove(self, kept: Kept) -> None:
        for code in self._codes(kept):
            self._counts.add(moment(kept.post), code, -1)

    def dataset(self, now: float) -> Table:
        self.advance(now)
        before = self._counts.totals(_BEFORE)
        items = sorted(self._counts.totals(_NOW).items(), key=lambda item: (-item[1], item[0]))
        return Table(
            columns=(
                Column(name="Code"),
                Column(name="Posts", numeric=True),
                Column(name="Before", numeric=True),
            ),
            rows=tuple(
                (code, float(n), float(before.get(code, 0))) for code, n in items[: self._top]
            ),
        )


@dataclass(frozen=True)
class _Leader:
    name: str
    country: str


class LeadersMeasure:
    """Accounts or countries by what their posts reached, moved, or how many they were."""

    def __init__(
        self,
        by: LeadersBy,
        value: LeadersValue,
        span_s: float,
        top: int,
        grain_s: float | None = None,
    ) -> None:
        spans = Spans.of(span_s, grain_s)
        self._by: LeadersBy = by
        self._value: LeadersValue = value
        self._top = min(top, MAX_ROWS)
        self._counts = SlidingCounts[_Leader](spans.grain_s, (spans.now, spans.before))

    def advance(self, now: float) -> bool:
        return self._counts.advance(now)

    def add(self, kept: Kept) -> None:
        self._count(kept, 1)

    def remove(self, kept: Kept) -> None:
        self._count(kept, -1)

    def dataset(self, now: float) -> Table:
        self.advance(now)
        before = self._counts.totals(_BEFORE)
        items = sorted(
            self._counts.totals(_NOW).items(),
            key=lambda item: (-item[1], item[0].name, item[0].country),
        )
        return Table(
            columns=(
                Column(name="Name"),
                Column(name="Value", numeric=True),
                Column(name="Before", numeric=True),
                Column(name="Country"),
            ),
            rows=tuple(
                (leader.name, float(n), float(before.get(leader, 0)), leader.country)
                for leader, n in items[: self._top]
            ),
        )

    def _count(self, kept: Kept, sign: int) -> None:
        post = kept.post
        amount = self._amount(kept)
        country = post.country.upper()
        name = author_name(post.author) if self._by == "author" else country
        if amount and name:
            self._counts.add(moment(post), _Leader(name, country), sign * amount)

    def _amount(self, kept: Kept) -> int:
        match self._value:
            case "posts":
                return 1
            case "reach":
                return reach_of(kept)
            case "engagement":
                return engagement_of(kept)
