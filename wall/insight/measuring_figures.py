"""Measures that are one figure: with the same span a day before, and what it was on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from wall.insight.counting import Spans
from wall.insight.measuring import Kept, TalliedBy, Tally
from wall.insight.moods import mood
from wall.model.datasets import Figure, ValuePoint

FigureName = Literal["reach", "engagement", "count", "net-sentiment", "answer-time"]
UNITS: Mapping[FigureName, str] = {"net-sentiment": "%", "answer-time": "min"}
_COUNTED_BY: Mapping[FigureName, TalliedBy] = {"count": "", "net-sentiment": "mood"}
_NOW, _OTHER = 0, 1


def reach_of(kept: Kept) -> int:
    """What its supplier estimates; else how often it was seen. Unknown counts nothing."""
    post = kept.post
    return post.reach if post.reach is not None else post.counts.views or 0


def engagement_of(kept: Kept) -> int:
    counts = kept.post.counts
    return counts.likes + counts.shares + counts.replies


Amounts = Mapping[str, int]


def _amounts(name: FigureName, kept: Kept) -> Amounts:
    match name:
        case "reach":
            return {"sum": reach_of(kept)}
        case "engagement":
            return {"sum": engagement_of(kept)}
        case "count":
            return {"sum": 1}
        case "net-sentiment":
            return {mood(kept.post.sentiment): 1}
        case "answer-time":
            answered = kept.answered_at
            if answered is None:
                return {}
            return {"sum": max(0, round(answered - kept.moment)), "of": 1}


def _sum(totals: Amounts) -> float | None:
    return float(totals.get("sum", 0))


def _net(totals: Amounts) -> float | None:
    positive, negative = totals.get("positive", 0), totals.get("negative", 0)
    known = positive + negative + totals.get("neutral", 0)
    return 100.0 * (positive - negative) / known if known else None


def _mean_minutes(totals: Amounts) -> float | None:
    return totals["sum"] / totals["of"] / 60 if totals.get("of") and "sum" in totals else None


_VALUES: Mapping[FigureName, Callable[[Amounts], float | None]] = {
    "net-sentiment": _net,
    "answer-time": _mean_minutes,
}


class FigureMeasure(Tally[str]):
    """Where nothing is known of a mean, the value is 0 and nothing is compared with it."""

    def __init__(
        self,
        name: FigureName,
        span_s: float,
        grain_s: float | None = None,
        compare: Literal["yesterday", "before"] = "yesterday",
    ) -> None:
        self._name: FigureName = name
        spans = Spans.of(span_s, grain_s)
        other = spans.yesterday if compare == "yesterday" else spans.before
        super().__init__(spans.grain_s, spans.now, other)
        self._value = _VALUES.get(name, _sum)

    @property
    def counted_by(self) -> TalliedBy | None:
        return _COUNTED_BY.get(self._name)

    def add_counted(self, items: Iterable[tuple[float, str, int]]) -> None:
        if self._name == "count":
            items = ((at, "sum", number) for at, _, number in items)
        self._counts.add_all(item for item in items if item[1])

    def amounts(self, kept: Kept) -> Iterable[tuple[str, int]]:
        found = _amounts(self._name, kept)
        return [(key, amount) for key, amount in found.items() if key and amount]

    def dataset(self, now: float) -> Figure:
        self.advance(now)
        value = self._value(self._counts.totals(_NOW))
        known = value is not None and bool(self._counts.totals(_OTHER))
        points = ((at, self._value(counts)) for at, counts in self._counts.buckets(_NOW))
        return Figure(
            value=value or 0.0,
            unit=UNITS.get(self._name, ""),
            previous=self._value(self._counts.totals(_OTHER)) if known else None,
            history=tuple(ValuePoint(at=at, value=v) for at, v in points if v is not None),
        )
