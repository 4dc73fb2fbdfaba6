"""What the table says of sides and their votes. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from wall.model.cells import number_at, words_at
from wall.model.datasets import Dataset, Table

CLOSE = 0.02
"""Shares of two leaders that are nearer than this are told with a decimal."""


@dataclass(frozen=True)
class Side:
    name: str
    votes: float
    color: str
    """`#rrggbb`, or nothing."""
    place: int
    """Its row in the table, from 0: who has no colour takes one by it."""


@dataclass(frozen=True)
class Votes:
    """Sides in the order of the table, and all votes together."""

    sides: tuple[Side, ...] = ()
    total: float = 0.0
    left_out: int = 0

    @property
    def leader(self) -> Side | None:
        """Who alone has most."""
        ranked = sorted(self.sides, key=lambda side: -side.votes)
        if not ranked or not ranked[0].votes:
            return None
        is_alone = len(ranked) == 1 or ranked[1].votes < ranked[0].votes
        return ranked[0] if is_alone else None

    @property
    def lead(self) -> float:
        """Of the first over the second."""
        votes = sorted((side.votes for side in self.sides), reverse=True)
        return votes[0] - votes[1] if len(votes) > 1 else 0.0

    @property
    def is_level(self) -> bool:
        """Votes have come, and nobody leads."""
        return self.total > 0 and self.leader is None

    def share(self, side: Side) -> float:
        return side.votes / self.total if self.total else 0.0

    def first(self, count: int) -> Votes:
        """Those with the most votes alone, in the same order."""
        kept = sorted(self.sides, key=lambda side: -side.votes)[:count]
        kept.sort(key=lambda side: side.place)
        left_out = self.left_out + len(self.sides) - len(kept)
        return Votes(tuple(kept), self.total, left_out)

    @property
    def decimals(self) -> int:
        """Of shares in percent: as many as tell two leaders apart."""
        return 1 if self.total and 0 < self.lead / self.total < CLOSE else 0


def votes_of(dataset: Dataset | None, most: int) -> Votes:
    """Columns are side, votes, colour. Beyond `most` sides those with the fewest are left out."""
    found: list[Side] = []
    for place, row in enumerate(dataset.rows if isinstance(dataset, Table) else ()):
        name, votes = words_at(row, 0), max(0.0, number_at(row, 1) or 0.0)
        if name:
            found.append(Side(name, votes, words_at(row, 2), place))
    return Votes(tuple(found), sum(side.votes for side in found)).first(most)
