"""How serious a subject is, and what its figures say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import isfinite

from wall.model.datasets import TopicCard
from widgets.topic.settings import TopicSettings

LEAST_MOODS = 20
"""A share of fewer posts is chance."""
DEFAULT_GRAIN_S = 900.0


class Level(Enum):
    CALM = "calm"
    RISING = "rising"
    ALARM = "alarm"


@dataclass(frozen=True)
class Moods:
    """Shares of posts, together 1."""

    negative: float
    neutral: float
    positive: float


def level_of(card: TopicCard, settings: TopicSettings) -> Level:
    """Calm until it began to be more than usual; an alarm when it is much more, or mostly bad."""
    if card.since is None:
        return Level.CALM
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
    """Posts an hour over time. The newest point is now: its own bucket is not over yet."""
    points = card.history
    if len(points) < 2:
        return []
    grain = min((b.at - a.at for a, b in pairwise(points)), default=0.0)
    grain = grain if grain > 0 else DEFAULT_GRAIN_S
    # A bucket stands for its middle.
    whole = [(p.at + grain / 2, p.value * 3600 / grain) for p in points if p.at + grain <= now]
    return [*whole, (max(now, whole[-1][0] + 1), card.hourly)] if whole else []
