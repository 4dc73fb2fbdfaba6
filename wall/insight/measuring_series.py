"""Measures over time: how many posts, beside the usual, and in which mood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, tzinfo

from wall.insight.counting import SlidingCounts, Spans
from wall.insight.measuring import Kept, TalliedBy, Tally
from wall.insight.moods import mood
from wall.insight.spike_watching import SpikeWatch
from wall.insight.spikes import MINUTE_S
from wall.model.datasets import Line, Series

UNIT = "posts"
_NOW = 0


class VolumeMeasure:
    """Posts per bucket; where the usual is known, it and its band; and where an alarm stood."""

    def __init__(
        self,
        span_s: float,
        grain_s: float | None = None,
        *,
        zone: tzinfo = UTC,
        series: int = 1,
    ) -> None:
        spans = Spans.of(span_s, grain_s)
        self.watch = SpikeWatch(zone, series)
        self._counts = SlidingCounts[None](spans.grain_s, (spans.now,))

    def advance(self, now: float) -> bool:
        alarmed = self.watch.advance(now)
        return self._counts.advance(now) or alarmed

    def taught(self, now: float, since: float | None = None) -> None:
        self.watch.taught(now, since)

    def add(self, kept: Kept) -> None:
        self._counts.add(kept.moment, None)
        self.watch.add(kept)

    def add_all(self, some: Sequence[Kept]) -> None:
        self._counts.add_all((kept.moment, None, 1) for kept in some)
        for kept in some:
            self.watch.add(kept)

    @property
    def counted_by(self) -> TalliedBy:
        return ""

    @property
    def grain_s(self) -> float:
        return self._counts.grain_s

    def add_counted(self, items: Iterable[tuple[float, str, int]]) -> None:
        """What is usual is learned from numbers of its own."""
        self._counts.add_all((at, None, number) for at, _, number in items)

    def remove(self, kept: Kept) -> None:
        self._counts.add(kept.moment, None, -1)
        self.watch.remove(kept)

    def dataset(self, now: float) -> Series:
        self.advance(now)
        buckets = [(at, counts.get(None, 0)) for at, counts in self._counts.buckets(_NOW)]
        times = tuple(at for at, _ in buckets)
        lines = [Line(name="count", values=tuple(float(count) for _, count in buckets))]
        grain_s = self._counts.grain_s
        minutes = grain_s / MINUTE_S
        usuals = [self.watch.usual(at + grain_s / 2) for at in times]
        if self.watch.spikes.knows_day:
            for name in ("mean", "low", "high"):
                values = tuple(u and getattr(u, name) * minutes for u in usuals)
                lines.append(Line(name="usual" if name == "mean" else name, values=values))
        stood = tuple(1.0 if self.watch.stood(at, at + grain_s) else None for at in times)
        lines.append(Line(name="spike", values=stood))
        return Series(unit=UNIT, times=times, lines=tuple(lines))


class SentimentMeasure(Tally[str]):
    """Posts per bucket by mood; those of which none is known are in no line."""

    MOODS = ("positive", "neutral", "negative")

    def __init__(self, span_s: float, grain_s: float | None = None) -> None:
        spans = Spans.of(span_s, grain_s)
        super().__init__(spans.grain_s, spans.now)

    @property
    def counted_by(self) -> TalliedBy:
        return "mood"

    def add_counted(self, items: Iterable[tuple[float, str, int]]) -> None:
        self._counts.add_all(items)

    def amounts(self, kept: Kept) -> Iterable[tuple[str, int]]:
        return ((mood(kept.post.sentiment), 1),)

    def dataset(self, now: float) -> Series:
        self.advance(now)
        buckets = [*self._counts.buckets(_NOW)]
        return Series(
            unit=UNIT,
            times=tuple(at for at, _ in buckets),
            lines=tuple(
                Line(name=name, values=tuple(float(counts.get(name, 0)) for _, counts in buckets))
                for name in self.MOODS
            ),
        )
