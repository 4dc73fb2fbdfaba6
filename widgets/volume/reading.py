"""What a series says of how much is said. Pure, with numpy.

A bucket's value stands at its end: so many posts in the time before. The current bucket is not
over; what is missing of it is taken from the one before, as in a window that slides: the line ends
now, and does not seem to fall with each new bucket.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from wall.model.datasets import Dataset, Series
from wall.views.thinning import Array, runs

HOUR_S = 3600.0
CLOSE = 0.1
"""What differs from the usual by less than this share of it is as usual."""


@dataclass(frozen=True)
class Latest:
    """The large number: posts of the last `span_s` seconds, and what is usual for as long."""

    count: float
    span_s: float
    usual: float | None = None
    low: float | None = None
    high: float | None = None
    is_alarmed: bool = False

    @property
    def times(self) -> float | None:
        """How many times the usual."""
        return self.count / self.usual if self.usual else None


@dataclass(frozen=True)
class Spike:
    """A stretch of alarm, by the places of its first and last value, and its peak's."""

    first: int
    last: int
    peak: int


@dataclass(frozen=True)
class Volume:
    """Arrays of one length, missing values as NaN."""

    starts: Array
    """Of the buckets; seconds since the epoch."""
    grain_s: float
    count: Array
    usual: Array
    low: Array
    high: Array
    is_spike: Array
    """1 where an alarm stood."""
    unit: str = ""

    @property
    def is_empty(self) -> bool:
        return not np.isfinite(self.count).any()

    @property
    def knows_usual(self) -> bool:
        return bool(np.isfinite(self.usual).any())

    def share(self, now: float) -> float:
        """How much of the last bucket is over, 0 to 1."""
        return min(1.0, max(0.0, (now - float(self.starts[-1])) / self.grain_s))

    def ends(self, now: float) -> Array:
        """When each value is known; the last one now."""
        ends = self.starts + self.grain_s
        ends[-1] = self.starts[-1] + max(self.share(now), 1e-3) * self.grain_s
        return ends

    def sliding(self, now: float) -> Array:
        """The counts; the last one of as long a time as the others."""
        counts = self.count.copy()
        if len(counts) > 1 and np.isfinite(counts[-2:]).all():
            counts[-1] += (1.0 - self.share(now)) * counts[-2]
        return counts

    def lasting(self, values: Array, now: float) -> Array:
        """The usual or its band, the last value as far on its way as the last bucket is."""
        line = values.copy()
        if len(line) > 1:
            line[-1] = line[-2] + (line[-1] - line[-2]) * self.share(now)
        return line

    def latest(self, seconds: float, now: float) -> Latest:
        """Of so many whole buckets as come nearest to the seconds."""
        many = max(1, min(len(self.count), round(seconds / self.grain_s)))
        missing = 1.0 - self.share(now)
        weights = np.zeros(len(self.count))
        weights[-many:] = 1.0
        if len(weights) > many:
            weights[-many - 1] = missing
        due = weights.copy()
        due[-1] = self.share(now)
        usual = _weighed(self.usual, due)
        return Latest(
            count=round(float(np.nansum(self.count * weights))),
            span_s=many * self.grain_s,
            usual=usual,
            low=_band_end(usual, self.usual - self.low, due, -1),
            high=_band_end(usual, self.high - self.usual, due, 1),
            is_alarmed=bool(self.is_spike[-2:].any()),
        )

    def spikes(self, most: int, now: float) -> list[Spike]:
        """The largest stretches of alarm, in their order of time."""
        stood = np.where(self.is_spike > 0, 1.0, np.nan)
        counts = np.nan_to_num(self.sliding(now))
        found = [
            Spike(run.start, run.stop - 1, run.start + int(counts[run].argmax()))
            for run in runs(stood)
        ]
        found.sort(key=lambda spike: -counts[spike.peak])
        return sorted(found[:most], key=lambda spike: spike.first)


def volume_of(dataset: Dataset | None) -> Volume:
    """Lines are told by their names; without one called `count` it is the first one."""
    if not isinstance(dataset, Series) or not dataset.times or not dataset.lines:
        none = np.empty(0)
        return Volume(none, HOUR_S, none, none, none, none, none)
    starts = np.array(dataset.times, dtype=float)
    lines = {line.name.casefold(): _array(line.values, len(starts)) for line in dataset.lines}
    nothing = np.full(len(starts), np.nan)
    first = _array(dataset.lines[0].values, len(starts))
    usual = lines.get("usual", nothing)
    steps = np.diff(starts)
    return Volume(
        starts=starts,
        grain_s=float(np.median(steps)) if len(steps) else HOUR_S,
        count=lines.get("count", first),
        usual=usual,
        low=lines.get("low", usual),
        high=lines.get("high", usual),
        is_spike=np.nan_to_num(lines.get("spike", nothing)),
        unit=dataset.unit,
    )


def first_change(old: Volume, new: Volume) -> int | None:
    """The first place where they differ; None where they are the same, 0 where all is."""
    if len(old.starts) != len(new.starts) or not np.array_equal(old.starts, new.starts):
        return 0
    pairs = [
        (getattr(old, name), getattr(new, name))
        for name in ("count", "usual", "low", "high", "is_spike")
    ]
    differs = np.zeros(len(new.starts), dtype=bool)
    for one, other in pairs:
        differs |= ~((one == other) | (np.isnan(one) & np.isnan(other)))
    places = np.flatnonzero(differs)
    return int(places[0]) if len(places) else None


def without_usual(volume: Volume) -> Volume:
    nothing = np.full(len(volume.starts), np.nan)
    return replace(volume, usual=nothing, low=nothing, high=nothing)


def _weighed(values: Array, weights: Array) -> float | None:
    used = weights > 0
    if not used.any() or not np.isfinite(values[used]).all():
        return None
    return float((values[used] * weights[used]).sum())


def _band_end(usual: float | None, far: Array, weights: Array, side: int) -> float | None:
    """Of a sum: single buckets stray by themselves, and the more of them the more it evens out;
    never nearer than CLOSE."""
    used = weights > 0
    if usual is None or not np.isfinite(far[used]).all():
        return None
    strays = float(np.sqrt(((far[used] * weights[used]) ** 2).sum()))
    return usual + side * max(strays, usual * CLOSE)


def _array(values: tuple[float | None, ...], length: int) -> Array:
    line = np.full(length, np.nan)
    known = [np.nan if v is None else v for v in values[:length]]
    line[: len(known)] = known
    line[~np.isfinite(line)] = np.nan
    return line
