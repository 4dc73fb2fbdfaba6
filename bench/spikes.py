"""How soon spikes are recognised, how many are, and how often there is an alarm in quiet weeks.

The weeks are made (bench/quiet_weeks.py), quiet (12 posts an hour), middle (2 a minute) and busy
(20 a minute) series; two weeks are learned from, one is judged, once with spikes and once without.
A spike lasts 20 minutes, is four times the usual and at least 20 posts in five minutes more than
that; half of them rise within five minutes. Small ones are four times the usual, however few that
is. What is never recognised counts as never in the medians. The reference judges the same minutes:
three standard deviations above the last three hours, which is what charts of monitoring tools often
do. Then the recorded day of the built-in site.

    script/bench spikes [--json] [--quick]
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from statistics import median

from bench.measuring import Budget, Figure, Report, arguments
from bench.quiet_weeks import MINUTES, START, counts, crowd_day, minutes, quiet_crowd
from wall.insight.spikes import Limits, Minute, Spikes

SEED = 20261123
LEARN_DAYS, JUDGE_DAYS = 14, 7
RATES = (0.2, 2.0, 20.0)
SPIKES_PER_WEEK, SPIKE_MINUTES, TIMES, MORE = 4, 20, 4.0, 4.0
TOO_LATE, ECHO = 30, 45
"""Minutes after a spike's begin: what comes later did not recognise it; and until when an alarm is
taken for its."""
SITES = (1, 30, 150)
"""How many series a site watches: they share one budget of false alarms."""
SITE = SITES[1]
SERIES, QUIET_SERIES = 45, 300
GOAL_MIN, FALSE_A_WEEK = 6.0, 1.0
OUTAGE = ("SolvanePanne", "SolvaneDown", "SolvanePan", "عطل_سولفان")
OUTAGE_BEGAN = 14 * 60 + 6 - 60
"""Of the recorded day, in minutes UTC."""
Judge = Callable[[float, Minute], bool]


@dataclass
class Found:
    spikes: int = 0
    delays: list[int] = field(default_factory=list)
    false: int = 0
    weeks: int = 0

    @property
    def recognised(self) -> float:
        return 100.0 * len(self.delays) / self.spikes if self.spikes else math.nan

    @property
    def delay_min(self) -> float:
        """Infinite where half of them were not recognised."""
        missed = [math.inf] * (self.spikes - len(self.delays))
        return median([*self.delays, *missed]) if self.spikes else math.nan

    def false_a_week(self, series: int) -> float:
        return self.false / self.weeks * series


class Deviation:
    """The reference: five minutes against mean and deviation of the last three hours."""

    def __init__(self) -> None:
        self._recent: deque[int] = deque(maxlen=5)
        self._fives: deque[int] = deque(maxlen=180)

    def minute(self, _: float, minute: Minute) -> bool:
        self._recent.append(minute.count)
        count, known = sum(self._recent), len(self._fives)
        stands = False
        if known >= 30:
            mean = sum(self._fives) / known
            spread = math.sqrt(sum((one - mean) ** 2 for one in self._fives) / known)
            stands = count >= 4 and count > mean + 3 * spread
        self._fives.append(count)
        return stands


def crowd(chance: random.Random, count: int) -> Minute:
    """So many posts of as many people."""
    authors = {chance.randrange(1_000_000): 1 for _ in range(count)}
    return Minute(count, authors, {str(name): 1 for name in authors})


def alarms_of(judge: Judge, week: Sequence[Minute], began: float) -> list[int]:
    """The minutes at which an alarm began; the day before teaches too."""
    alarms: list[int] = []
    standing = False
    for number, minute in enumerate(week):
        stands = judge(began + number * 60, minute)
        if stands and not standing and number >= MINUTES:
            alarms.append(number - MINUTES)
        standing = stands
    return alarms


def quarters(counted: Sequence[int]) -> list[tuple[float, int]]:
    starts = range(0, len(counted) - len(counted) % 15, 15)
    return [(START + n * 60, sum(counted[n : n + 15])) for n in starts]


def begins_of(chance: random.Random) -> dict[int, int]:
    """When spikes begin in the judged week, and in how many minutes they rise."""
    drawn = sorted(chance.randrange(60, JUDGE_DAYS * MINUTES - 120) for _ in range(SPIKES_PER_WEEK))
    kept = [b for n, b in enumerate(drawn) if n == 0 or b - drawn[n - 1] > 240]
    return {begin: chance.choice((1, 5)) for begin in kept}


def with_spikes(means: Sequence[float], begins: dict[int, int], more: float) -> list[float]:
    first = LEARN_DAYS * MINUTES
    changed = list(means)
    for begin, rise in begins.items():
        for minute in range(SPIKE_MINUTES):
            usual = changed[first + begin + minute]
            above = max((TIMES - 1) * usual, more)
            changed[first + begin + minute] = usual + above * min(1.0, (minute + 1) / rise)
    return changed


def note(found: Found, alarms: Iterable[int], begins: dict[int, int]) -> None:
    told = list(alarms)
    found.weeks += 1
    found.spikes += len(begins)
    for begin in begins:
        first = next((a for a in told if begin <= a <= begin + TOO_LATE), None)
        if first is not None:
            # A minute is judged when it is over: one more has passed then.
            found.delays.append(first - begin + 1)
    found.false += sum(not any(b <= a <= b + ECHO for b in begins) for a in told)


class Judged:
    """What the thresholds of all sites, and the reference, find in some weeks."""

    def __init__(self) -> None:
        self.by_site = {site: Found() for site in SITES}
        self.by_rate = {rate: Found() for rate in RATES}
        """Of the middle site."""
        self.reference = Found()

    def judge(self, rate: float, counted: Sequence[int], begins: dict[int, int]) -> None:
        chance = random.Random(SEED)
        taught = (LEARN_DAYS - 1) * MINUTES
        week = [crowd(chance, count) for count in counted[taught:]]
        began = START + taught * 60
        for site, found in self.by_site.items():
            spikes = Spikes(UTC, Limits.of(site))
            spikes.learn(quarters(counted[:taught]))
            alarms = alarms_of(spikes.minute, week, began)
            note(found, alarms, begins)
            if site == SITE:
                note(self.by_rate[rate], alarms, begins)
        note(self.reference, alarms_of(Deviation().minute, week, began), begins)


def weeks(series: int, more: float | None) -> Judged:
    """Of so many series, with spikes; None: quiet weeks."""
    judged = Judged()
    for number in range(series):
        rate = RATES[number % len(RATES)]
        chance = random.Random(f"{SEED} {number} {more}")
        means = [mean for _, mean in minutes(chance, rate)]
        begins = begins_of(chance) if more is not None else {}
        judged.judge(rate, [*counts(chance, with_spikes(means, begins, more or 0.0))], begins)
    return judged


def recorded(report: Report, quiet_weeks: int) -> None:
    """The day of the built-in site: its outage after two quiet weeks, and quiet weeks of it."""
    chance, site = random.Random(SEED), SITE
    day = crowd_day()
    began = START + (LEARN_DAYS - 1) * MINUTES * 60
    false = 0
    for _ in range(quiet_weeks):
        counted = [*quiet_crowd(chance, day, LEARN_DAYS + JUDGE_DAYS)]
        taught = (LEARN_DAYS - 1) * MINUTES
        spikes = Spikes(UTC, Limits.of(site))
        spikes.learn(quarters(counted[:taught]))
        week = [crowd(chance, count) for count in counted[taught:]]
        false += len(alarms_of(spikes.minute, week, began))
    for name, words in (("all posts", ()), ("posts of the outage", OUTAGE)):
        said = crowd_day(words)
        quiet = [0] * MINUTES if words else None
        counted = quiet * LEARN_DAYS if quiet else [*quiet_crowd(chance, day, LEARN_DAYS)]
        spikes = Spikes(UTC, Limits.of(site))
        taught = (LEARN_DAYS - 1) * MINUTES
        spikes.learn(quarters(counted[:taught]))
        last = [crowd(chance, count) for count in (*counted[taught:], *said)]
        alarms = alarms_of(spikes.minute, last, began)
        first = next((a for a in alarms if a >= OUTAGE_BEGAN), None)
        took = math.nan if first is None else float(first - OUTAGE_BEGAN + 1)
        # Of all posts its first minutes are few.
        budget = Budget(GOAL_MIN) if words else None
        report.add(Figure(f"recorded outage, {name}", took, "min", budget))
    report.add(
        Figure(
            f"alarms a week in quiet weeks drawn from the recorded day, one series of {site}",
            false / quiet_weeks,
            "",
        )
    )


def run(report: Report, series: int, quiet_series: int) -> None:
    """All figures."""
    loud, small = weeks(series, MORE), weeks(series, 0.0)
    quiet = weeks(quiet_series, None)
    told = "3 deviations"
    for site in SITES:
        of = f"{site} series"
        delay, usual = loud.by_site[site].delay_min, loud.reference.delay_min
        false, often = quiet.by_site[site].false_a_week(site), quiet.reference.false_a_week(site)
        report.add(
            Figure(f"median to recognition, {of}", delay, "min", Budget(GOAL_MIN), usual, told),
            Figure(f"recognised, {of}", loud.by_site[site].recognised, "%"),
            Figure(f"false alarms a week, {of}", false, "", Budget(FALSE_A_WEEK), often, told),
        )
    for rate in RATES:
        of = f"{rate:g} posts a minute, site of {SITE}"
        report.add(
            Figure(f"median to recognition, {of}", loud.by_rate[rate].delay_min, "min"),
            Figure(f"small ones recognised, {of}", small.by_rate[rate].recognised, "%"),
        )
    recorded(report, max(1, quiet_series // 12))
    report.notes.append(
        f"{quiet_series} quiet weeks of one series, {loud.by_site[SITE].spikes} spikes, "
        f"{small.by_site[SITE].spikes} small ones"
    )
    report.notes.append("made but for the recorded day: on posts of real networks unmeasured")


def main() -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__, seconds=0.0)
    parser.add_argument("--quick", action="store_true", help="fewer series")
    given = parser.parse_args()
    report = Report("spikes")
    run(report, *((3, 3) if given.quick else (SERIES, QUIET_SERIES)))
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
