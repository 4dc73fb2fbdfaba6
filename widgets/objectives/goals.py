"""Objectives as a reader judges them: how far, and whether that is enough. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from wall.model.cells import cell_at, words_at
from wall.model.datasets import Cell, Table
from widgets.objectives.settings import ObjectivesSettings


class Standing(Enum):
    REACHED = "reached"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Goal:
    name: str
    value: float | None
    target: float | None
    unit: str
    share: float | None
    """Of the target, 1 is all; None where that cannot be said."""
    standing: Standing
    is_lower: bool = False
    """Whether less is better."""


def goals_of(table: Table, settings: ObjectivesSettings) -> tuple[Goal, ...]:
    """The rows of a table whose columns are name, value, target and unit."""
    found = [_goal(row, settings) for row in table.rows if words_at(row, 0)]
    if settings.order == "behind":
        # What nobody knows stands last: nothing can be done about it here.
        found.sort(key=lambda goal: (goal.standing is Standing.UNKNOWN, _rank(goal)))
    return tuple(found)


def _rank(goal: Goal) -> float:
    if goal.share is not None:
        return goal.share
    return 1.0 if goal.standing is Standing.REACHED else 0.0


def _goal(row: Sequence[Cell], settings: ObjectivesSettings) -> Goal:
    name = words_at(row, 0)
    value, target = _number(row, 1), _number(row, 2)
    is_lower = name in settings.lower
    share = _share(value, target, is_lower=is_lower)
    if value is None or target is None:
        standing = Standing.UNKNOWN
    elif (value <= target) if is_lower else (value >= target):
        standing = Standing.REACHED
    elif share is not None and share * 100 >= settings.on_track:
        standing = Standing.ON_TRACK
    else:
        standing = Standing.BEHIND
    return Goal(name, value, target, words_at(row, 3), share, standing, is_lower)


def _share(value: float | None, target: float | None, *, is_lower: bool) -> float | None:
    """Nothing is a share of nothing, nor of what is owed."""
    if value is None or target is None or target <= 0 or value < 0:
        return None
    if not is_lower:
        return value / target
    return target / value if value else None


def _number(row: Sequence[Cell], at: int) -> float | None:
    """A cell as a number; one that is not makes its whole column words."""
    cell = cell_at(row, at)
    if isinstance(cell, str):
        digits = "".join(cell.split()).replace("−", "-").replace(",", ".").rstrip("%")
        try:
            cell = float(digits)
        except ValueError:
            return None
    return cell if cell is not None and math.isfinite(cell) else None
