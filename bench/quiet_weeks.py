"""Weeks of posts, the same at every run: rhythms of days and weeks, moods, and posts that answer.

Made, not recorded, but for the crowd of the built-in site: its one day without what happened in it.
The means have a day and a week cycle, a slow drift and a mood that hangs together for hours (an
autoregressive walk). Posts have answers, and these have some too (a branching process as in
Hawkes, 1971, in whole minutes): often none, sometimes many, 0.3 on average, mostly within minutes.
So counts are more spread than Poisson's: the variance of five minutes is 1.4 times their mean,
before rhythms and moods.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

START = 1_767_571_200.0
"""A Monday, 00:00 UTC."""
MINUTES = 1440
ANSWERS, ANSWERED_MIN, ANSWERED_WITHIN_MIN = 0.3, 3.0, 30
"""How many a post has on average, and after how many minutes: on average, and at most."""
CROWD = Path(__file__).parents[1] / "layouts" / "social-hub" / "data" / "crowd.jsonl"
HAPPENED = ((9, 12), (13, 16), (18, 23))
"""Hours of the crowd's day (UTC, of its file) in which something did: a launch, an outage, a
match."""
ALIKE_MIN = 60
"""Minutes of the day so near are taken for one another."""


def poisson(chance: random.Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, number, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        number, product = number + 1, product * chance.random()
    return number


def minutes(chance: random.Random, rate: float, days: int = 21) -> Iterator[tuple[float, float]]:
    """Each minute of so many days, and how many posts are to be expected then."""
    swing, peak, mood = chance.uniform(0.4, 0.9), chance.uniform(12, 20), 0.0
    weekend, drift = chance.uniform(0.6, 1.0), chance.uniform(-0.1, 0.1)
    for number in range(days * MINUTES):
        if number % 5 == 0:
            mood = 0.97 * mood + chance.gauss(0, 0.05)
        day, hour = number / MINUTES, number % MINUTES / 60
        season = 1 + swing * math.cos((hour - peak) / 24 * 2 * math.pi)
        week = weekend if int(day) % 7 >= 5 else 1.0
        yield START + number * 60, rate * season * week * (1 + drift * day / 7) * math.exp(mood)


def counts(chance: random.Random, means: Iterable[float]) -> Iterator[int]:
    """Posts of each minute, with their answers, which are counted in the means."""
    coming: list[int] = [0] * (ANSWERED_WITHIN_MIN + 2)
    goes_on = ANSWERS / (1 + ANSWERS)
    for mean in means:
        coming.append(0)
        count = coming.pop(0) + poisson(chance, mean * (1 - ANSWERS))
        for _ in range(count):
            while chance.random() < goes_on:
                later = int(chance.expovariate(1 / ANSWERED_MIN))
                coming[min(later, ANSWERED_WITHIN_MIN)] += 1
        yield count


def crowd_day(words: Sequence[str] = ()) -> list[int]:
    """Posts of each minute of the recorded day, of those with one of these words, if any."""
    day = [0] * MINUTES
    for line in CROWD.read_text(encoding="utf-8").splitlines():
        post = json.loads(line)
        at = datetime.fromisoformat(post["at"])
        if not words or any(word in post["text"] for word in words):
            day[at.hour * 60 + at.minute] += 1
    return day


def quiet_crowd(chance: random.Random, day: Sequence[int], days: int) -> Iterator[int]:
    """Days of the recorded one, each minute drawn from the quiet minutes around it."""
    quiet = [n for n in range(MINUTES) if not any(a <= n // 60 < b for a, b in HAPPENED)]
    near: list[list[int]] = []
    for minute in range(MINUTES):
        # The hours in which something happened borrow from the quiet ones at both sides.
        within = ALIKE_MIN
        while not (found := [n for n in quiet if abs(n - minute) <= within]):
            within += ALIKE_MIN
        near.append([day[n] for n in found])
    for number in range(days * MINUTES):
        yield chance.choice(near[number % MINUTES])
