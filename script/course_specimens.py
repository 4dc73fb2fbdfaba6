"""Material for the pictures of kinds that show how much is said, and in which mood, over time."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from specimens import Specimen

from wall.model.datasets import Line, Series

QUARTER_S = 900.0
BUCKETS = 96
ALARM_FROM = 88


def course_specimens(now: float) -> list[Specimen]:
    return [
        Specimen(
            "volume",
            "Since the launch people talk more than four times as much",
            (1920, 1080),
            {"zone": "Europe/Warsaw", "events": [{"at": "08:30", "label": "Launch"}]},
            _volume(now),
        ),
        Specimen(
            "sentiment",
            "Kind words lead, though anger has grown since the launch",
            (1920, 1080),
            {"zone": "Europe/Warsaw"},
            _sentiment(now),
        ),
    ]


def _volume(now: float) -> Series:
    """A day with a quiet night, its usual band, an alarm in the evening and a large one now."""
    chance = random.Random(4)
    times = _times(now)
    usual = [190 * _daily(at) for at in times]
    counts, alarms = [], []
    for at, expected in enumerate(usual):
        evening = 2.4 * math.exp(-(((at - 37) / 2.0) ** 2))
        launch = 3.9 / (1 + math.exp(-(at - ALARM_FROM - 1) / 0.7)) * math.exp(-max(0, at - 92) / 9)
        mean = expected * (1 + evening + launch)
        counts.append(float(max(0, round(chance.gauss(mean, math.sqrt(mean) * 1.3)))))
        alarms.append(1.0 if at >= ALARM_FROM or 35 <= at <= 39 else None)
    counts[-1] = float(round(counts[-1] * (now - times[-1]) / QUARTER_S))
    spread = [2.6 * math.sqrt(value) * 1.3 for value in usual]
    lines: dict[str, Sequence[float | None]] = {
        "count": counts,
        "usual": usual,
        "low": [max(0.0, value - by) for value, by in zip(usual, spread, strict=True)],
        "high": [value + by for value, by in zip(usual, spread, strict=True)],
        "spike": alarms,
    }
    return Series(
        unit="posts",
        times=times,
        lines=tuple(Line(name=name, values=tuple(values)) for name, values in lines.items()),
    )


def _sentiment(now: float) -> Series:
    """Moods of the same day: more anger since the morning."""
    chance = random.Random(2)
    times = _times(now)
    moods: dict[str, list[float]] = {"positive": [], "neutral": [], "negative": []}
    for at, moment in enumerate(times):
        posts = 190 * _daily(moment) * chance.uniform(0.85, 1.15)
        posts *= (now - moment) / QUARTER_S if at == BUCKETS - 1 else 1.0
        anger = 0.16 + 0.22 / (1 + math.exp(-(at - ALARM_FROM) / 2))
        negative = anger * chance.uniform(0.8, 1.2)
        positive = (1 - anger) * 0.6 * chance.uniform(0.9, 1.1)
        for mood, part in (("positive", positive), ("negative", negative)):
            moods[mood].append(float(round(posts * part)))
        moods["neutral"].append(float(round(posts * max(0.0, 1 - positive - negative))))
    lines = (Line(name=name, values=tuple(values)) for name, values in moods.items())
    return Series(unit="posts", times=times, lines=tuple(lines))


def _times(now: float) -> tuple[float, ...]:
    last = now // QUARTER_S * QUARTER_S
    return tuple(last - (BUCKETS - 1 - at) * QUARTER_S for at in range(BUCKETS))


def _daily(at: float) -> float:
    """How much is said at an hour of the day, beside the most."""
    hour = (at + 3600) % 86_400 / 3600
    noon, evening = math.exp(-(((hour - 13) / 5) ** 2)), math.exp(-(((hour - 20.5) / 2) ** 2))
    return 0.12 + noon + 0.6 * evening
