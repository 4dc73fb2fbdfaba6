"""What the table says of countries. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from wall.model.cells import number_at
from wall.model.datasets import Dataset, Table

UNKNOWN = frozenset({"", "UNKNOWN", "UND", "ZZ", "??"})


@dataclass(frozen=True)
class Tally:
    """Posts by country, most first."""

    posts: Mapping[str, float]
    before: Mapping[str, float]
    unknown: float = 0.0
    """Posts whose country nobody knows."""

    @property
    def total(self) -> float:
        return sum(self.posts.values())

    def of(self, codes: Collection[str]) -> Tally:
        """Of these alone."""
        posts = {code: many for code, many in self.posts.items() if code in codes}
        return Tally(posts, self.before, self.unknown)

    def rank(self) -> list[str]:
        return sorted(self.posts, key=lambda code: (-self.posts[code], code))


def tally_of(dataset: Dataset | None, countries: Sequence[str]) -> Tally:
    """Columns are code, posts, posts before; of `countries` alone where they are given."""
    wanted = {code.upper() for code in countries}
    posts: dict[str, float] = {}
    before: dict[str, float] = {}
    unknown = 0.0
    for row in dataset.rows if isinstance(dataset, Table) else ():
        code, many = str(row[0] or "").strip().upper() if row else "", number_at(row, 1)
        if many is None or many <= 0:
            continue
        if code in UNKNOWN:
            unknown += many
        elif not wanted or code in wanted:
            posts[code] = posts.get(code, 0.0) + many
            if (was := number_at(row, 2)) is not None:
                before[code] = before.get(code, 0.0) + was
    return Tally(posts, before, unknown)
