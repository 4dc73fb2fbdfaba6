"""What a series says of moods: sums, shares, and words for them. Pure, with numpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

import numpy as np

from wall.model.datasets import Dataset, Series
from wall.views.numbers import THIN, format_number
from wall.views.thinning import Array

Mood = Literal["positive", "neutral", "negative"]
MOODS: tuple[Mood, ...] = ("positive", "neutral", "negative")
Language = Literal["en", "fr"]
FEWEST = 20
"""Of fewer posts a share says nothing, and today is not told by itself."""
HOUR_S, DAY_S = 3600.0, 86_400.0
NAMES: Mapping[Language, Mapping[Mood, str]] = {
    "en": {"positive": "positive", "neutral": "neutral", "negative": "negative"},
    "fr": {"positive": "positifs", "neutral": "neutres", "negative": "négatifs"},
}
_WORDS = {
    "en": {
        "today": "Today",
        "shown": "Last {span}",
        "days": "days",
        "yesterday": "positive {points} pts on yesterday",
        "before": "positive {points} pts on before",
    },
    "fr": {
        "today": "Aujourd’hui",
        "shown": "Depuis {span}",
        "days": "jours",
        "yesterday": "positifs {points} pts sur hier",
        "before": "positifs {points} pts sur avant",
    },
}


@dataclass(frozen=True)
class Tally:
    """Posts by mood."""

    positive: float = 0.0
    neutral: float = 0.0
    negative: float = 0.0

    @property
    def total(self) -> float:
        return self.positive + self.neutral + self.negative

    def of(self, mood: Mood) -> float:
        return {"positive": self.positive, "neutral": self.neutral, "negative": self.negative}[mood]

    def share(self, mood: Mood) -> float:
        return self.of(mood) / self.total if self.total else 0.0

    def percents(self) -> Mapping[Mood, int]:
        """Whole ones that add up to 100: the largest remainders are rounded up."""
        if not self.total:
            return dict.fromkeys(MOODS, 0)
        exact = {mood: self.share(mood) * 100 for mood in MOODS}
        whole = {mood: int(exact[mood]) for mood in MOODS}
        order = sorted(MOODS, key=lambda mood: whole[mood] - exact[mood])
        for mood in order[: 100 - sum(whole.values())]:
            whole[mood] += 1
        return whole


@dataclass(frozen=True)
class Moods:
    """Posts per bucket, in the order of MOODS; arrays of one length."""

    starts: Array
    grain_s: float
    lines: tuple[Array, Array, Array]

    @property
    def is_empty(self) -> bool:
        return not any(line.any() for line in self.lines)

    def tally(self, since: float = float("-inf"), until: float = float("inf")) -> Tally:
        inside = (self.starts >= since) & (self.starts < until)
        return Tally(*(float(line[inside].sum()) for line in self.lines))

    def grouped(self, most: int) -> Moods:
        """Sums of neighbours, at most so many; the newest group is whole."""
        size = -(-len(self.starts) // max(1, most))
        if size <= 1:
            return self
        ends = np.arange(len(self.starts), 0, -size)[::-1]
        begins = np.maximum(0, ends - size)
        return Moods(
            self.starts[begins],
            self.grain_s * size,
            tuple(  # type: ignore[arg-type]
                np.array([line[b:e].sum() for b, e in zip(begins, ends, strict=True)])
                for line in self.lines
            ),
        )


@dataclass(frozen=True)
class Told:
    """What the large shares are of, and how that is said."""

    tally: Tally
    caption: tuple[str, ...]
    """The first parts matter most."""


def moods_of(dataset: Dataset | None) -> Moods:
    """Lines are told by their names."""
    if not isinstance(dataset, Series) or not dataset.times:
        none = np.empty(0)
        return Moods(none, HOUR_S, (none, none, none))
    starts = np.array(dataset.times, dtype=float)
    named = {line.name.casefold(): line.values for line in dataset.lines}
    steps = np.diff(starts)
    positive, neutral, negative = (_array(named.get(mood, ()), len(starts)) for mood in MOODS)
    return Moods(
        starts,
        float(np.median(steps)) if len(steps) else HOUR_S,
        (positive, neutral, negative),
    )


def told_of(
    moods: Moods, of: Literal["today", "shown"], now: float, zone: tzinfo | None, language: Language
) -> Told:
    """Of today, if all of it is there and it is enough; else of all that is shown, and the words
    say so."""
    words = _WORDS[language]
    local = datetime.fromtimestamp(now, UTC).astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    today = moods.tally(midnight.timestamp())
    is_whole_day = float(moods.starts[0]) < midnight.timestamp() + moods.grain_s
    if of == "shown" or today.total < FEWEST or not is_whole_day:
        whole = moods.tally()
        span = words["shown"].format(span=_span(moods, words["days"]))
        return Told(whole, (span, _posts(whole)))
    caption = [words["today"], _posts(today)]
    before = moods.tally(until=midnight.timestamp())
    if before.total >= FEWEST:
        points = round((today.share("positive") - before.share("positive")) * 100)
        first = (midnight - timedelta(days=1)).timestamp()
        key = "yesterday" if float(moods.starts[0]) >= first else "before"
        signed = format_number(points, signed=True) if points else "±0"
        caption.append(words[key].format(points=signed))
    return Told(today, tuple(caption))


def _span(moods: Moods, days: str) -> str:
    hours = max(1, round(len(moods.starts) * moods.grain_s / HOUR_S))
    if hours > 48 and hours % 24 == 0:
        return f"{hours // 24}{THIN}{days}"
    return f"{hours}{THIN}h"


def _posts(tally: Tally) -> str:
    return f"{format_number(round(tally.total), compact=tally.total >= 10_000)}{THIN}posts"


def _array(values: tuple[float | None, ...], length: int) -> Array:
    line = np.zeros(length)
    known = [0.0 if v is None else max(0.0, v) for v in values[:length]]
    line[: len(known)] = known
    line[~np.isfinite(line)] = 0.0
    return line
