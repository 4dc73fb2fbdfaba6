"""Cells of tables as kinds read them: rows may be short, and cells of any type."""

from __future__ import annotations

import math
from collections.abc import Sequence

from wall.model.datasets import Cell


def cell_at(row: Sequence[Cell], at: int) -> Cell:
    """None beyond the end of the row."""
    return row[at] if at < len(row) else None


def words_at(row: Sequence[Cell], at: int) -> str:
    """On one line; empty for what is no text."""
    cell = cell_at(row, at)
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def number_at(row: Sequence[Cell], at: int) -> float | None:
    """Finite; None for what is no number."""
    cell = cell_at(row, at)
    if isinstance(cell, float | int) and math.isfinite(cell):
        return float(cell)
    return None
