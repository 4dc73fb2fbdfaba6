"""Counting in sliding windows: what came is added to its bucket, what went is taken from it.

A window is a whole number of buckets that ends with the current one, which is not over yet. The
grain of the buckets follows from the window: fine for short ones, coarse for long ones, so that a
window has 60 to 180 of them whatever its length. Nothing is ever counted anew.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86400.0
MAX_KEYS = 4000
"""Of one bucket. Where there are more, keys with the smallest counts there are let go until three
quarters are left: what everybody says stays exact, what was said once is forgotten first."""
_GRAINS = (60.0, 300.0, 900.0, 3600.0, 3 * 3600.0, 6 * 3600.0, 86400.0)
_MOST_BUCKETS = 180


def grain_of(span_s: float) -> float:
    """Seconds of one bucket for a window."""
    return next((grain for grain in _GRAINS if span_s <= grain * _MOST_BUCKETS), _GRAINS[-1])


@dataclass(frozen=True)
class Span:
    """A window by the ages of its buckets: the current one has age 0."""

    first: int
    """The youngest bucket's age."""
    last: int
    """One more than the oldest bucket's age."""

    def holds(self, age: int) -> bool:
        return self.first <= age < self.last


@dataclass(frozen=True)
class Spans:
    """The windows of a measure."""

    grain_s: float
    steps: int

    @classmethod
    def of(cls, span_s: float, grain_s: float | None = None) -> Spans:
        grain = grain_s or grain_of(span_s)
        return cls(grain, max(1, round(span_s / grain)))

    @property
    def now(self) -> Span:
        return Span(0, self.steps)

    @property
    def before(self) -> Span:
        return Span(self.steps, 2 * self.steps)

    @property
    def yesterday(self) -> Span:
        day = max(1, round(DAY_S / self.grain_s))
        return Span(day, day + self.steps)


class SlidingCounts(Generic[Key]):
    """Whole amounts by key, in each of the given spans. Times are seconds since the epoch."""

    def __init__(self, grain_s: float, spans: Sequence[Span], max_keys: int = MAX_KEYS) -> None:
        self.grain_s = grain_s
        self._spans = tuple(spans)
        self._max_keys = max_keys
        self._oldest_age = max(span.last for span in spans)
        self._buckets: dict[int, dict[Key, int]] = {}
        self._totals: tuple[dict[Key, int], ...] = tuple({} for _ in spans)
        self._newest: int | None = None

    def advance(self, now: float) -> bool:
        """Whether a bucket turned. Time never runs backwards."""
        newest, before = int(now // self.grain_s), self._newest
        if before is not None and newest <= before:
            return False
        self._newest = newest
        for bucket in [*self._buckets]:
            for number, span in enumerate(self._spans):
                was = before is not None and span.holds(before - bucket)
                if was != span.holds(newest - bucket):
                    self._move(number, self._buckets[bucket], -1 if was else 1)
            if newest - bucket >= self._oldest_age:
                del self._buckets[bucket]
        return True

    def add(self, at: float, key: Key, amount: int = 1) -> None:
        """A negative amount takes away what was added before. What is too old is left out."""
        bucket = int(at // self.grain_s)
        newest = self._newest
        if newest is not None and newest - bucket >= self._oldest_age:
            return
        counts = self._buckets.setdefault(bucket, {})
        known = counts.get(key)
        if amount < 0 and known is None:
            return  # let go before
        if known is None and len(counts) >= self._max_keys:
            self._let_go(bucket, counts)
        after = (known or 0) + amount
        if after:
            counts[key] = after
        else:
            counts.pop(key, None)
        self._count(bucket, key, amount)

    def add_all(self, items: Iterable[tuple[float, Key, int]]) -> None:
        """Times, keys and amounts: many of one bucket and key are added in one go."""
        sums: dict[tuple[float, Key], int] = {}
        for at, key, amount in items:
            place = at // self.grain_s, key
            sums[place] = sums.get(place, 0) + amount
        for (bucket, key), amount in sums.items():
            self.add(bucket * self.grain_s, key, amount)

    def total(self, span: int = 0) -> int:
        return sum(self._totals[span].values())

    def totals(self, span: int = 0) -> Mapping[Key, int]:
        """By key, without those of none."""
        return self._totals[span]

    def buckets(self, span: int = 0) -> Iterator[tuple[float, Mapping[Key, int]]]:
        """From the oldest to the current one, with the time at which each begins."""
        if self._newest is None:
            return
        chosen = self._spans[span]
        for age in range(chosen.last - 1, chosen.first - 1, -1):
            bucket = self._newest - age
            yield bucket * self.grain_s, self._buckets.get(bucket, {})

    def changed(self, span: int, key: Key, before: int, after: int) -> None:
        """For those who count how many keys there are."""

    def _let_go(self, bucket: int, counts: dict[Key, int]) -> None:
        rarest = sorted(counts, key=lambda key: counts[key])
        for key in rarest[: max(1, len(counts) - self._max_keys * 3 // 4)]:
            self._count(bucket, key, -counts.pop(key))

    def _count(self, bucket: int, key: Key, amount: int) -> None:
        if self._newest is not None:
            for number, span in enumerate(self._spans):
                if span.holds(self._newest - bucket):
                    self._change(number, key, amount)

    def _move(self, span: int, counts: Mapping[Key, int], sign: int) -> None:
        for key, amount in counts.items():
            self._change(span, key, sign * amount)

    def _change(self, span: int, key: Key, amount: int) -> None:
        totals = self._totals[span]
        before = totals.get(key, 0)
        after = before + amount
        if after:
            totals[key] = after
        else:
            totals.pop(key, None)
        self.changed(span, key, before, after)


class AuthorsOf(SlidingCounts[tuple[str, int]]):
    """How many different authors each key has in the first span."""

    def __init__(self, grain_s: float, spans: Sequence[Span], max_keys: int = MAX_KEYS) -> None:
        super().__init__(grain_s, spans, max_keys)
        self._authors: dict[str, int] = {}

    def of(self, key: str) -> int:
        return self._authors.get(key, 0)

    def changed(self, span: int, key: tuple[str, int], before: int, after: int) -> None:
        if span == 0 and (before == 0) != (after == 0):
            number = self._authors.get(key[0], 0) + (1 if after else -1)
            if number:
                self._authors[key[0]] = number
            else:
                self._authors.pop(key[0], None)
