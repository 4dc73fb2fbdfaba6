"""Who stands where, read from a table. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from wall.model.cells import cell_at, number_at
from wall.model.datasets import Cell, Dataset, Table

Best = Literal["most", "least"]


@dataclass(frozen=True)
class Standing:
    """One row; `key` tells it from others of the same name."""

    key: str
    name: str
    value: float
    before: float | None
    country: str
    rank: int
    climbed: int | None
    """Ranks that were won since before; None where nobody knows."""

    @property
    def is_new(self) -> bool:
        return self.before == 0 and self.value > 0


def standings_of(dataset: Dataset | None, best: Best, most: int | None) -> tuple[Standing, ...]:
    """The rows in their order, the first ones alone where `most` is told. Columns are name, value,
    value before, country. Equal values share a rank."""
    found: dict[str, tuple[str, float, float | None, str]] = {}
    for row in dataset.rows if isinstance(dataset, Table) else ():
        name, value = _text(row, 0), number_at(row, 1)
        if not name or value is None:
            continue
        key = f"{name}/{_text(row, 3)}"
        while key in found:
            key += "+"
        found[key] = name, value, number_at(row, 2), _text(row, 3).upper()
    ranks = _ranks({key: row[1] for key, row in found.items()}, best)
    then = {key: row[2] for key, row in found.items() if row[2]}
    was = _ranks({key: value for key, value in then.items() if value is not None}, best)
    rows = [
        Standing(key, name, value, before, country, ranks[key], _climbed(was, ranks, key))
        for key, (name, value, before, country) in found.items()
    ]
    rows.sort(key=lambda row: row.rank)
    return tuple(rows[:most])


def _climbed(was: dict[str, int], ranks: dict[str, int], key: str) -> int | None:
    return was[key] - ranks[key] if key in was else None


def _ranks(values: dict[str, float], best: Best) -> dict[str, int]:
    order = sorted(values.values(), reverse=best == "most")
    first: dict[float, int] = {}
    for at, value in enumerate(order, start=1):
        first.setdefault(value, at)
    return {key: first[value] for key, value in values.items()}


def _text(row: Sequence[Cell], at: int) -> str:
    cell = cell_at(row, at)
    return " ".join(str(cell).split()) if cell is not None else ""
