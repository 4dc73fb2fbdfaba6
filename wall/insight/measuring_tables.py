"""Measures that are tables: who and what there is most of, and what rises."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Literal
from urllib.parse import urlsplit

from wall.insight.counting import AuthorsOf, SlidingCounts, Spans
from wall.insight.matching import tag_key
from wall.insight.measuring import Kept, TalliedBy, Tally, author_name, author_number
from wall.insight.words_counted import counted_words
from wall.model.datasets import MAX_ROWS, Cell, Column, Table

TopName = Literal["hashtags", "words", "authors", "links"]
ShareName = Literal["countries", "languages", "networks", "topics"]
LEAST_AUTHORS = 5
"""What fewer people say does not rise: one person is no trend."""
LEAST_SURPRISE = 2.0
PRIOR = 1.0
"""Posts that anything unheard of is expected to have had: without it everything new is a wonder."""
MAX_SPELLINGS, MAX_FORMS = 20_000, 6
_NOW, _BEFORE = 0, 1


def _links(kept: Kept) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in kept.post.links:
        parts = urlsplit(link) if link.startswith(("http://", "https://")) else None
        if parts is not None and parts.netloc:
            name = f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}"[:200]
            found[name] = name
    return found


def _tags(kept: Kept) -> dict[str, str]:
    written = (tag.strip().lstrip("#")[:200] for tag in kept.post.hashtags)
    return {key: form for form in written if (key := tag_key(form))}


def _authors(kept: Kept) -> dict[str, str]:
    name = author_name(kept.post.author)
    return {name: name}


_NAMES: Mapping[TopName, Callable[[Kept], Mapping[str, str]]] = {
    "hashtags": _tags,
    "words": lambda kept: counted_words(kept.post),
    "authors": _authors,
    "links": _links,
}
_COUNTED_BY: Mapping[ShareName, TalliedBy] = {
    "countries": "country",
    "languages": "language",
    "networks": "network",
}
_CODE_OF: Mapping[ShareName, Callable[[str], str]] = {
    "countries": str.upper,
    "languages": lambda language: language or "und",
}
_CODES: Mapping[ShareName, Callable[[Kept], Iterable[str]]] = {
    "countries": lambda kept: (_CODE_OF["countries"](kept.post.country),),
    "languages": lambda kept: (_CODE_OF["languages"](kept.post.language),),
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
        at_least: int = 1,
        left_out: Collection[str] = frozenset(),
        grain_s: float | None = None,
    ) -> None:
        """`at_least`: posts that a name must have. `left_out`: keys of names, as the measure
        counts them."""
        spans = Spans.of(span_s, grain_s)
        self._names = _NAMES[name]
        self._top = min(top, MAX_ROWS)
        self._at_least = at_least
        self._left_out = frozenset(left_out)
        self._counts = SlidingCounts[str](spans.grain_s, (spans.now, spans.before))
        self._authors = AuthorsOf(spans.grain_s, (spans.now,)) if rising else None
        self._spelled = _Spellings() if name in ("hashtags", "words") else None

    def advance(self, now: float) -> bool:
        if self._authors is not None:
            self._authors.advance(now)
        return self._counts.advance(now)

    def add(self, kept: Kept) -> None:
        names = self._names(kept)
        if self._spelled is not None:
            self._spelled.learn(names)
        self._count(kept, names, 1)

    def add_all(self, some: Sequence[Kept]) -> None:
        told = [(kept, self._names(kept)) for kept in some]
        if self._spelled is not None:
            for _, names in told:
                self._spelled.learn(names)
        out = self._left_out
        counted = [(kept, name) for kept, names in told for name in names if name not in out]
        self._counts.add_all((kept.moment, name, 1) for kept, name in counted)
        if self._authors is not None:
            self._authors.add_all(
                (kept.moment, (name, author_number(kept.post)), 1) for kept, name in counted
            )

    def remove(self, kept: Kept) -> None:
        self._count(kept, self._names(kept), -1)

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
            enough = [item for item in now.items() if item[1] >= self._at_least]
            return sorted(enough, key=lambda item: (-item[1], item[0]))[: self._top]
        ranked: list[tuple[float, str, int]] = []
        for name, count in now.items():
            authors = self._authors.of(name)
            if authors >= LEAST_AUTHORS and count >= self._at_least:
                expected = self._counts.totals(_BEFORE).get(name, 0) + PRIOR
                how_much = surprise(count, expected)
                if how_much >= LEAST_SURPRISE:
                    ranked.append((-how_much * math.log2(1 + authors), name, count))
        return [(name, count) for _, name, count in sorted(ranked)[: self._top]]

    def _row(self, name: str, count: int) -> tuple[Cell, ...]:
        before = self._counts.totals(_BEFORE).get(name, 0)
        shown = self._spelled.of(name) if self._spelled is not None else name
        return (shown, float(count), count / before if before else None)

    def _count(self, kept: Kept, names: Iterable[str], sign: int) -> None:
        at = kept.moment
        number = author_number(kept.post)
        for name in names:
            if name in self._left_out:
                continue
            self._counts.add(at, name, sign)
            if self._authors is not None:
                self._authors.add(at, (name, number), sign)


class _Spellings:
    """How a name is written most: `#CôteOuest`, not `#coteouest`; `réseau`, not `reseau`.

    Of two as frequent it is the one with more accents, then more capitals that is no shouting.
    The oldest names are forgotten; then the folded form is shown.
    """

    def __init__(self) -> None:
        self._known: dict[str, dict[str, int]] = {}

    def learn(self, names: Mapping[str, str]) -> None:
        """Key → as it is written."""
        for key, written in names.items():
            forms = self._known.get(key)
            if forms is None:
                forms = self._known[key] = {}
                if len(self._known) > MAX_SPELLINGS:
                    del self._known[next(iter(self._known))]
            if written in forms or len(forms) < MAX_FORMS:
                forms[written] = forms.get(written, 0) + 1

    def of(self, key: str) -> str:
        forms = self._known.get(key, {})
        return max(forms, key=lambda form: (forms[form], *_dressed(form), form), default=key)


def _dressed(form: str) -> tuple[int, int]:
    """Letters that ASCII has not, and capitals; all of them are no better than one."""
    capitals = sum(sign.isupper() for sign in form)
    return sum(not sign.isascii() for sign in form), 1 if capitals == len(form) else capitals


class ShareMeasure(Tally[str]):
    """How many posts of each country, language, network or topic; unknown ones have no code."""

    def __init__(
        self, name: ShareName, span_s: float, top: int, grain_s: float | None = None
    ) -> None:
        spans = Spans.of(span_s, grain_s)
        self._name: ShareName = name
        self._codes = _CODES[name]
        self._top = min(top, MAX_ROWS)
        super().__init__(spans.grain_s, spans.now, spans.before)

    @property
    def counted_by(self) -> TalliedBy | None:
        return _COUNTED_BY.get(self._name)

    def add_counted(self, items: Iterable[tuple[float, str, int]]) -> None:
        code = _CODE_OF.get(self._name, str)
        self._counts.add_all((at, code(said), number) for at, said, number in items)

    def amounts(self, kept: Kept) -> Iterable[tuple[str, int]]:
        return [(code, 1) for code in self._codes(kept)]

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
