"""`bench/spikes.py`: how soon spikes are recognised, how many are, and how often there are none.

Synthetic weeks of posts, the same ones at every run: a day and a week cycle on the series' own
clock, a slow drift, over-dispersed minutes that hang together, quiet (12 posts an hour), middle
(2 a minute) and busy (20 a minute) series. Two weeks are learned from, one is judged. Its spikes
last 20 minutes and are four times the usual; half of them rise within five minutes.

    .venv/bin/python bench/spikes.py
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from statistics import median

from wall.insight.spikes import QUARTER_S, Minute, Spikes, threshold_of

SEED = 20261123
START = 1_767_571_200.0
"""A Monday, 00:00 UTC."""
LEARN_DAYS, JUDGE_DAYS, MINUTES = 14, 7, 1440
RATES = (0.2, 2.0, 20.0)
SPIKES_PER_WEEK, SPIKE_MINUTES, TIMES = 4, 20, 4.0
TOO_LATE = 30
SITES = (1, 30, 150)
SERIES = 45


@dataclass
class Found:
    spikes: dict[float, int] = field(default_factory=dict)
    delays: dict[float, list[int]] = field(default_factory=dict)
    false: int = 0
    weeks: int = 0


def poisson(chance: random.Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, number, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        number, product = number + 1, product * chance.random()
    return number


def minutes(chance: random.Random, rate: float) -> Iterator[tuple[float, float]]:
    """Each minute of three weeks, and how many posts a minute are to be expected then."""
    swing, peak, mood = chance.uniform(0.4, 0.9), chance.uniform(12, 20), 0.0
    weekend, drift = chance.uniform(0.6, 1.0), chance.uniform(-0.1, 0.1)
    for number in range((LEARN_DAYS + JUDGE_DAYS) * MINUTES):
        if number % 5 == 0:
            mood = 0.97 * mood + chance.gauss(0, 0.05)
        day, hour = number / MINUTES, number % MINUTES / 60
        season = 1 + swing * math.cos((hour - peak) / 24 * 2 * math.pi)
        week = weekend if int(day) % 7 >= 5 else 1.0
        yield START + number * 60, rate * season * week * (1 + drift * day / 7) * math.exp(mood)


def judge(series: int, rate: float, threshold: float, found: Found) -> None:
    chance = random.Random(f"{SEED} {series}")
    begins = sorted(
        LEARN_DAYS * MINUTES + chance.randrange(60, JUDGE_DAYS * MINUTES - 120)
        for _ in range(SPIKES_PER_WEEK)
    )
    begins = [b for n, b in enumerate(begins) if n == 0 or b - begins[n - 1] > 240]
    ramps = {begin: chance.choice((1, 5)) for begin in begins}
    spikes = Spikes(UTC, threshold)
    quarters: list[tuple[float, int]] = []
    alarms: list[int] = []
    standing = False
    for number, (at, mean) in enumerate(minutes(chance, rate)):
        for begin in begins:
            if 0 <= number - begin < SPIKE_MINUTES:
                mean *= 1 + (TIMES - 1) * min(1.0, (number - begin + 1) / ramps[begin])
        count = poisson(chance, mean)
        if number < LEARN_DAYS * MINUTES - MINUTES:
            if number % 15 == 0:
                quarters.append((at, 0))
            quarters[-1] = (quarters[-1][0], quarters[-1][1] + count)
            continue
        if quarters:
            spikes.learn(quarters)
            quarters = []
        authors = {chance.randrange(1_000_000): 1 for _ in range(count)}
        stands = spikes.minute(at, Minute(count, authors, {str(name): 1 for name in authors}))
        if stands and not standing and number >= LEARN_DAYS * MINUTES:
            alarms.append(number)
        standing = stands
    found.weeks += 1
    for begin in begins:
        found.spikes[rate] = found.spikes.get(rate, 0) + 1
        first = next((a for a in alarms if begin <= a <= begin + TOO_LATE), None)
        if first is not None:
            # A minute is judged when it is over: one more has passed then.
            found.delays.setdefault(rate, []).append(first - begin + 1)
    found.false += sum(
        not any(begin <= alarm <= begin + TOO_LATE + 15 for begin in begins) for alarm in alarms
    )


def main() -> None:
    assert QUARTER_S == 15 * 60
    for sites in SITES:
        found = Found()
        for series in range(SERIES):
            judge(series, RATES[series % len(RATES)], threshold_of(sites), found)
        delays = [delay for of in found.delays.values() for delay in of]
        print(
            json.dumps(
                {
                    "series": sites,
                    "threshold": round(threshold_of(sites), 2),
                    "recall": {
                        rate: f"{len(found.delays.get(rate, []))}/{number}"
                        for rate, number in found.spikes.items()
                    },
                    "delay_min": {
                        "median": median(delays) if delays else None,
                        **{str(rate): median(of) for rate, of in found.delays.items()},
                    },
                    "false_alarms_per_series_week": round(found.false / found.weeks, 4),
                    "false_alarms_per_site_week": round(found.false / found.weeks * sites, 2),
                }
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
