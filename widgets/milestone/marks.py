"""Marks on the way of a figure: which comes next, which was passed. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_ROUND = 100.0
AGAIN = 0.5
LOW_S = 600.0
"""A figure that stays below this share of its highest for so long begins anew, as the count of a
day does. What a source tells wrongly for a moment is neither passed again nor celebrated."""


@dataclass(frozen=True)
class Way:
    """From one mark to the next; `is_over` where no mark is left."""

    begin: float
    end: float
    is_over: bool = False

    def share(self, value: float) -> float:
        """How far a value has come, 0 to 1."""
        if self.is_over or self.end <= self.begin:
            return 1.0
        return min(1.0, max(0.0, (value - self.begin) / (self.end - self.begin)))


@dataclass(frozen=True)
class Marks:
    """Told marks, and round figures beyond them where wanted."""

    told: tuple[float, ...]
    beyond: bool

    @staticmethod
    def of(told: Sequence[float], target: float | None, *, beyond: bool) -> Marks:
        if not told and target is not None and math.isfinite(target) and target > 0:
            told = (target,)
        return Marks(tuple(sorted(set(told))), beyond or not told)

    def way(self, value: float) -> Way:
        """Where a value is."""
        begin, end = self.passed(value) or 0.0, self._next(value)
        if end is None:
            return Way(0.0, begin, is_over=True)
        return Way(begin, end)

    def passed(self, value: float) -> float | None:
        """The highest mark that a value has reached."""
        found = [mark for mark in self.told if mark <= value]
        if self._is_round(value):
            step = _step(value)
            found.append(math.floor(value / step) * step)
        return max(
            (mark for mark in found if mark >= LEAST_ROUND or mark in self.told), default=None
        )

    def _next(self, value: float) -> float | None:
        ahead = [mark for mark in self.told if mark > value]
        if ahead:
            return ahead[0]
        if not self._is_round(value):
            return None
        step = _step(value)
        return max(LEAST_ROUND, (math.floor(value / step) + 1) * step)

    def _is_round(self, value: float) -> bool:
        """Whether round figures are what counts there."""
        return self.beyond and (not self.told or value >= self.told[-1])


class Passing:
    """Tells when a mark is passed: once, and never for what was over when it began to look."""

    def __init__(self) -> None:
        self._highest: float | None = None
        self._low_since: float | None = None

    def forget(self) -> None:
        self._highest = self._low_since = None

    def see(self, value: float, marks: Marks, now: float) -> float | None:
        """The mark that this value is the first to reach; `now` in seconds."""
        highest = self._highest
        if highest is None:
            self._highest = value
            return None
        if value < highest * AGAIN:
            if self._low_since is None:
                self._low_since = now
            elif now - self._low_since >= LOW_S:
                self._highest, self._low_since = value, None
            return None
        self._low_since = None
        self._highest = max(highest, value)
        mark = marks.passed(value)
        return mark if mark is not None and mark > highest else None


def _step(value: float) -> float:
    """Of round figures at a value: 1 000 below 10 000, 10 000 below 100 000 …"""
    return 10.0 ** math.floor(math.log10(value)) if value >= LEAST_ROUND else LEAST_ROUND
