"""Cells as words, the same number of decimals down a column, and which rows stand out. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wall.model.datasets import Cell, Table
from wall.views.numbers import MISSING, format_number
from widgets.table.settings import Highlight, MarkColor, TableSettings

MOST_DECIMALS = 2
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$")


@dataclass(frozen=True)
class Grid:
    """A table in words."""

    heads: tuple[str, ...]
    units: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[MarkColor | None, ...]


def grid_of(table: Table, settings: TableSettings) -> Grid:
    """The chosen columns in words, with the mark of each row."""
    names = [column.name for column in table.columns]
    places = [names.index(name) for name in settings.columns if name in names]
    if not settings.columns:
        places = list(range(len(names)))
    shown = [table.columns[at] for at in places]
    raw = [tuple(row[at] if at < len(row) else None for at in places) for row in table.rows]
    numeric = [
        column.numeric or _is_numeric([row[at] for row in raw]) for at, column in enumerate(shown)
    ]
    decimals = [_decimals([row[at] for row in raw], settings.decimals) for at in range(len(shown))]
    return Grid(
        heads=tuple(column.name for column in shown),
        units=tuple(column.unit for column in shown),
        numeric=tuple(numeric),
        rows=tuple(
            tuple(cell_words(cell, decimals[at]) for at, cell in enumerate(row)) for row in raw
        ),
        marks=tuple(_mark(row, names, settings.highlight) for row in table.rows),
    )


def cell_words(cell: Cell, decimals: int) -> str:
    if cell is None or cell == "":
        return MISSING
    if isinstance(cell, str):
        return _local_time(cell) if _MOMENT.match(cell) else " ".join(cell.split())
    return format_number(cell, decimals)


def _local_time(cell: str) -> str:
    """A moment with its zone as people here say it: `19 Nov 21:30`."""
    try:
        moment = datetime.fromisoformat(cell).astimezone()
    except ValueError:
        return cell
    return f"{moment.day} {moment:%b} {moment:%H:%M}"


def _is_numeric(cells: Sequence[Cell]) -> bool:
    known = [cell for cell in cells if cell is not None]
    return bool(known) and all(isinstance(cell, int | float) for cell in known)


def _decimals(cells: Sequence[Cell], wanted: int | None) -> int:
    """The fewest that show every figure of the column, up to two."""
    if wanted is not None:
        return wanted
    figures = [c for c in cells if isinstance(c, int | float) and math.isfinite(c)]
    for places in range(MOST_DECIMALS):
        if all(abs(c - round(c, places)) < 1e-9 * max(1.0, abs(c)) for c in figures):
            return places
    return MOST_DECIMALS


def _mark(
    row: Sequence[Cell], names: Sequence[str], rules: Sequence[Highlight]
) -> MarkColor | None:
    for rule in rules:
        at = names.index(rule.column) if rule.column in names else None
        cell = row[at] if at is not None and at < len(row) else None
        if cell is not None and _fits(cell, rule):
            return rule.color
    return None


def _fits(cell: str | float, rule: Highlight) -> bool:
    if isinstance(cell, str):
        return rule.equals is not None and cell.strip().lower() == rule.equals.strip().lower()
    if rule.above is not None and cell > rule.above:
        return True
    if rule.below is not None and cell < rule.below:
        return True
    return rule.equals is not None and format_number(cell) == rule.equals
