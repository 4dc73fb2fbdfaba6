"""How serious a subject is, and what its figures say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import partial
from itertools import pairwise, takewhile
from math import isfinite

from wall.model.datasets import TopicCard, ValuePoint
from widgets.topic.settings import TopicSettings

LEAST_MOODS = 20
"""A share of fewer posts is chance."""
DEFAULT_GRAIN_S = 900.0
HOUR_S = 3600.0


class Level(Enum):
    UNKNOWN = "unknown"
    CALM = "calm"
    RISING = "rising"
    ALARM = "alarm"

    @property
    def is_quiet(self) -> bool:
        return self in (Level.UNKNOWN, Level.CALM)


@dataclass(frozen=True)
class Moods:
    """Shares of posts, together 1."""

    negative: float
    neutral: float
    positive: float


def level_of(card: TopicCard, settings: TopicSettings) -> Level:
    """Calm until it began to be more than usual; an alarm when it is much more, or mostly bad.

    Nothing is said to be calm before it is known what is usual.
    """
    if card.since is None:
        return Level.UNKNOWN if card.usual_hourly is None else Level.CALM
    times = ratio(card)
    if times is not None and times >= settings.alarm:
        return Level.ALARM
    moods = moods_of(card)
    many = card.negative + card.neutral + card.positive
    is_bad = moods is not None and moods.negative * 100 >= settings.alarm_negative
    return Level.ALARM if is_bad and many >= LEAST_MOODS else Level.RISING


def ratio(card: TopicCard) -> float | None:
    """How many times the usual it is; None where nothing is usual."""
    if not card.usual_hourly:
        return None
    found = card.hourly / card.usual_hourly
    return found if isfinite(found) else None


def moods_of(card: TopicCard) -> Moods | None:
    total = card.negative + card.neutral + card.positive
    if not total:
        return None
    return Moods(card.negative / total, card.neutral / total, card.positive / total)


def rates(card: TopicCard, now: float) -> list[tuple[float, float]]:
    """At each time, the posts of the hour before it; as the newest point, now, says, too."""
    points = card.history
    if len(points) < 2:
        return []
    grain = min((b.at - a.at for a, b in pairwise(points)), default=0.0)
    grain = grain if grain > 0 else DEFAULT_GRAIN_S
    # What is longer than an hour is a mean.
    span = max(grain, HOUR_S)
    found: list[tuple[float, float]] = []
    for index, point in enumerate(points):
        end = point.at + grain
        if points[0].at <= end - span and end < now:
            known = reversed(points[: index + 1])
            hour = [p.value for p in takewhile(partial(_is_after, end - span), known)]
            found.append((end, sum(hour) * HOUR_S / span))
    return [*found, (now, card.hourly)] if found else []


def _is_after(begin: float, point: ValuePoint) -> bool:
    return point.at >= begin
