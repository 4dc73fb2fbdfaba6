"""Spikes: when there is more than usual for this hour, for whole sites of many series.

The method is the one that stays quiet on many series at once (docs/insight.md has the
measurements): a seasonal profile of the day, a level that follows slow change, and the surprise of
a count under a negative binomial distribution (Hilbe, *Negative Binomial Regression*, 2011), whose
variance is what it was lately for such a mean.

- The profile has 96 quarter-hours of the day, on the series' own clock. Each quarter that ends
  moves its mean by a quarter of the difference, clipped at three times the usual, so that a crisis
  does not become the usual.
- The level is the slow ratio of what came to the profile (half-life 90 minutes); while an alarm
  stands it moves a tenth as fast.
- Every minute the last five minutes are judged, and the last ten, for what rises slowly or is
  little more than usual: S = -log10 P(NB >= count). Beyond the threshold, with enough posts of at
  least 3 authors that do not all say the same, it is a spike, until S of five minutes has stayed
  below 2 for 10 minutes. Without the posts of the one author, or of the one group of
  near-duplicates, that says most, S must still be half of the threshold: a robot is no crowd.
- Silence that is as unlikely as that is an outage: nothing is learned from it, for six hours.
- Before a series has been heard for a day there is no profile: then five minutes are judged against
  the median and the median deviation of the last three hours, once there is half an hour of them.

False alarms are budgeted for the whole site: what one series would keep is crossed N times as
often by chance in N of them. So all that an alarm asks rises with log10(N) (`Limits`): the surprise
and, because one conversation may be many posts where few are usual, and the usual itself is not
exact where many are, posts and how many times the usual they are, too.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from itertools import islice
from statistics import median
from typing import NamedTuple

QUARTERS = 96
QUARTER_S, MINUTE_S, DAY_S = 900.0, 60.0, 86400.0
WINDOWS = (5, 10)
"""Minutes that are judged together. The first says how things stand, too."""
JUDGED_MINUTES = WINDOWS[0]
LEARNING = 0.25
CLIPPED_AT = 3.0
LEVEL_HALF_LIFE_MIN = 90.0
SLOWED = 0.1
CALM_BELOW, CALM_FOR_MIN = 2.0, 10
LEAST_AUTHORS, LEAST_GROUPS = 3, 2
SILENCE = 3.0
"""-log10 of how likely silence is, from where on it is an outage."""
LONGEST_OUTAGE_MIN = 6 * 60
RETURN_MIN = 15
"""So long after an outage nothing is an alarm: what was held back comes at once."""
MEDIAN_MINUTES, MEDIAN_BEYOND = 180, 6.0
MEDIAN_LEAST = 30
"""Minutes that must have been heard before anything is judged."""
PHI_LEAST, PHI_MOST = 0.02, 50.0
ANSWERS_START, SWINGS_START = 0.5, 0.05
"""Of the variance m + answers m + swings m^2 of a mean m: posts come in conversations, and a day is
not like the other."""
FEW = 10.0
CLIPPED_SPREAD = 20.0
"""So much of one look is believed, times what is known."""
SPREAD_RATE = 0.0005
"""Of a minute: half of what is known is of the last day."""
LEAST_EXPECTED = 0.2
FEWEST = 0.01
"""Posts a minute that are expected where there never were any."""


class Limits(NamedTuple):
    """What an alarm asks of each series."""

    threshold: float = 4.2
    posts: float = 5.0
    times: float = 1.5
    """The usual."""

    @classmethod
    def of(cls, series: int) -> Limits:
        """For so many series of one site. Found on quiet weeks that are not the benchmark's."""
        more, one = math.log10(max(1, series)), cls()
        return cls(one.threshold + 0.82 * more, one.posts + 3.7 * more, one.times + 0.3 * more)


ONE_SERIES = Limits.of(1)


def surprise(count: int, mean: float, phi: float) -> float:
    """-log10 P(NB >= count), for a mean and a dispersion."""
    if count <= 0:
        return 0.0
    size = 1.0 / phi
    share = mean / (mean + size)
    log_term = (
        math.lgamma(count + size)
        - math.lgamma(size)
        - math.lgamma(count + 1)
        + size * math.log1p(-share)
        + count * math.log(share)
    )
    if count <= mean:
        return -math.log10(max(1e-300, 1.0 - _below(count, size, share)))
    total, term = 1.0, 1.0
    for more in range(count, count + 500):
        term *= share * (more + size) / (more + 1)
        total += term
        if term < total * 1e-9:
            break
    return -(log_term + math.log(total)) / math.log(10)


def _below(count: int, size: float, share: float) -> float:
    """P(NB < count)."""
    term = math.exp(size * math.log1p(-share))
    total = term
    for less in range(1, count):
        term *= share * (less - 1 + size) / less
        total += term
    return min(1.0, total)


def silence(mean: float, phi: float) -> float:
    """-log10 P(NB = 0)."""
    return math.log1p(phi * mean) / phi / math.log(10)


@dataclass(frozen=True)
class Minute:
    """What came in one minute, as it happened: late posts are not in it."""

    count: int = 0
    authors: Mapping[int, int] = field(default_factory=dict)
    """Author → posts."""
    groups: Mapping[str, int] = field(default_factory=dict)
    """Near-duplicates have one group; other posts one each."""


@dataclass(frozen=True)
class Usual:
    """Posts a minute, and where four fifths of the quarter-hours lie."""

    mean: float
    low: float
    high: float


class Spread:
    """How counts of windows of one length are spread lately."""

    def __init__(self) -> None:
        self._answers, self._swings = ANSWERS_START, SWINGS_START

    def phi(self, mean: float) -> float:
        """The dispersion at which counts of this mean are spread as they were lately."""
        return min(PHI_MOST, max(PHI_LEAST, self._swings + self._answers / mean))

    def learn(self, count: int, expected: float, rate: float) -> None:
        """Answers show where few posts come, swings of the level where many do."""
        known = 1 + self._answers + self._swings * expected
        ratio = min((count - expected) ** 2 / expected, CLIPPED_SPREAD * known)
        if expected < FEW:
            self._answers = max(0.0, self._answers + rate * (ratio - known))
        else:
            self._swings = max(0.0, self._swings + rate * (ratio - known) / expected)


class Spikes:
    """One series. Minutes come in order, each once; times are seconds since the epoch."""

    def __init__(self, zone: tzinfo, limits: Limits = ONE_SERIES) -> None:
        self.limits = limits
        self.alarm_since: float | None = None
        self.surprise = 0.0
        self._zone = zone
        self._profile: list[float | None] = [None] * QUARTERS
        self._days = 0.0
        self._level = 1.0
        self._spreads = {minutes: Spread() for minutes in WINDOWS}
        self._recent: deque[Minute] = deque(maxlen=max(WINDOWS))
        self._fives: deque[int] = deque(maxlen=MEDIAN_MINUTES)
        self._calm = 0
        self._silent = 0
        self._returned = RETURN_MIN
        self._passed = 0
        self._quarter: int | None = None
        self._quarter_count = 0
        self._quarter_minutes = 0

    # -- what is usual -----------------------------------------------------------------------

    def learn(self, quarters: Iterable[tuple[float, int]]) -> None:
        """From history: when each quarter-hour began, and its posts; in order, with empty ones."""
        for start, count in quarters:
            if self.knows_day:
                self._follow(self._mean(start), count, 15)
            self._learn_quarter(self._quarter_of(start), count / 15.0)
            self._days += QUARTER_S / DAY_S

    def usual(self, at: float) -> Usual | None:
        """None before a day was heard."""
        if self._days < 1.0:
            return None
        mean = max(FEWEST, self._mean(at))
        phi = self._spreads[max(WINDOWS)].phi(15 * mean)
        spread = 1.28 * math.sqrt(15 * mean + phi * (15 * mean) ** 2) / 15
        return Usual(mean, max(0.0, mean - spread), mean + spread)

    @property
    def knows_day(self) -> bool:
        return self._days >= 1.0

    # -- what comes --------------------------------------------------------------------------

    def minute(self, start: float, minute: Minute) -> bool:
        """The minute that began then is over; whether a spike stands."""
        self._recent.append(minute)
        usual = max(FEWEST, self._mean(start) * self._level)
        count = self._count(JUDGED_MINUTES)
        quiet = self._is_outage(count, usual * min(JUDGED_MINUTES, len(self._recent)))
        self.surprise = self._surprise(count, JUDGED_MINUTES, usual)
        self._judge(start, usual)
        if not quiet and self.knows_day:
            self._passed += 1
            if self._passed >= JUDGED_MINUTES:
                self._follow(self._mean(start), count, JUDGED_MINUTES)
                self._passed = 0
        self._end_quarter(start, minute.count, is_known=not quiet)
        self._fives.append(count)
        return self.alarm_since is not None

    def _newest(self, minutes: int) -> Iterable[Minute]:
        return islice(self._recent, max(0, len(self._recent) - minutes), None)

    def _count(self, minutes: int) -> int:
        return sum(one.count for one in self._newest(minutes))

    def _surprise(self, count: int, minutes: int, usual: float) -> float:
        """Of so many posts in that time where so many a minute are expected."""
        if not self.knows_day:
            return self._beside_median(count)
        expected = usual * min(minutes, len(self._recent))
        return surprise(count, expected, self._spreads[minutes].phi(expected))

    def _judge(self, start: float, usual: float) -> None:
        if self.alarm_since is not None:
            self._calm = self._calm + 1 if self.surprise < CALM_BELOW else 0
            if self._calm >= CALM_FOR_MIN:
                self.alarm_since = None
            return
        # The median of the first day is that of the first window.
        windows = WINDOWS if self.knows_day else WINDOWS[:1]
        if self._returned >= RETURN_MIN and any(self._is_spike(one, usual) for one in windows):
            self.alarm_since, self._calm = start, 0

    def _is_spike(self, minutes: int, usual: float) -> bool:
        count, limits = self._count(minutes), self.limits
        if count < limits.posts or (self.knows_day and count < limits.times * usual * minutes):
            return False
        is_much = self._surprise(count, minutes, usual) > limits.threshold
        return is_much and self._is_crowd(count, minutes, usual)

    def _is_crowd(self, count: int, minutes: int, usual: float) -> bool:
        authors, groups = Counter[int](), Counter[str]()
        for minute in self._newest(minutes):
            authors.update(minute.authors)
            groups.update(minute.groups)
        if len(authors) < LEAST_AUTHORS or len(groups) < LEAST_GROUPS:
            return False
        rest = count + 1 - max(*authors.values(), *groups.values())
        return self._surprise(rest, minutes, usual) > self.limits.threshold / 2

    def _is_outage(self, count: int, expected: float) -> bool:
        phi = self._spreads[JUDGED_MINUTES].phi(3 * expected)
        if count == 0 and self.knows_day and silence(3 * expected, phi) > SILENCE:
            self._silent += 1
            if self._silent <= LONGEST_OUTAGE_MIN:
                self._returned = 0
                return True
            return False
        self._silent = 0
        self._returned += 1
        return False

    def _follow(self, usual: float, count: int, minutes: int) -> None:
        """The level and the dispersion, from what is no outage. `usual` is of a minute."""
        expected = max(FEWEST, usual * self._level) * minutes
        rate = 1 - 0.5 ** (minutes / LEVEL_HALF_LIFE_MIN)
        if self.alarm_since is not None:
            rate *= SLOWED
        elif expected > LEAST_EXPECTED:
            self._learn_spreads(count, expected, minutes)
        # A quiet series says little in a minute: the ratio is taken beside an imagined post.
        ratio = (count + 0.2 * minutes) / (max(FEWEST, usual) * minutes + 0.2 * minutes)
        ratio = min(CLIPPED_AT * self._level + 1, ratio)
        self._level = max(0.05, self._level + rate * (ratio - self._level))

    def _learn_spreads(self, count: int, expected: float, minutes: int) -> None:
        """From history all learn the same: it has numbers of quarter-hours only."""
        rate = min(0.1, SPREAD_RATE * minutes)
        for window, spread in self._spreads.items():
            if minutes != JUDGED_MINUTES:
                spread.learn(count, expected, rate)
            elif len(self._recent) >= window:
                spread.learn(self._count(window), expected / minutes * window, rate)

    def _beside_median(self, count: int) -> float:
        """A surprise in the units of the threshold, for the first day."""
        if len(self._fives) < MEDIAN_LEAST:
            return 0.0
        middle = median(self._fives)
        apart = 1.4826 * median(abs(one - middle) for one in self._fives)
        beyond = (count - middle) / max(apart, math.sqrt(max(middle, 1.0)))
        return max(0.0, beyond / MEDIAN_BEYOND * self.limits.threshold)

    # -- the profile -------------------------------------------------------------------------

    def _end_quarter(self, start: float, count: int, *, is_known: bool) -> None:
        """Learn a quarter-hour of the day when the next one begins."""
        quarter = self._quarter_of(start)
        if quarter != self._quarter:
            if self._quarter is not None and self._quarter_minutes >= 10:
                self._learn_quarter(self._quarter, self._quarter_count / self._quarter_minutes)
            self._quarter, self._quarter_count, self._quarter_minutes = quarter, 0, 0
        if is_known:
            self._quarter_count += count
            self._quarter_minutes += 1
            self._days += MINUTE_S / DAY_S

    def _learn_quarter(self, quarter: int, per_minute: float) -> None:
        known = self._profile[quarter]
        if known is None:
            self._profile[quarter] = per_minute
            return
        most = CLIPPED_AT * known + 0.2
        self._profile[quarter] = known + LEARNING * (min(per_minute, most) - known)

    def _mean(self, at: float) -> float:
        """Posts a minute; smoothed over the neighbours, for a quarter-hour of few posts is luck."""
        quarter = self._quarter_of(at)
        near = ((quarter - 1, 1.0), (quarter, 2.0), (quarter + 1, 1.0))
        known = [(v, w) for q, w in near if (v := self._profile[q % QUARTERS]) is not None]
        return sum(v * w for v, w in known) / sum(w for _, w in known) if known else 0.0

    def _quarter_of(self, at: float) -> int:
        local = datetime.fromtimestamp(at, self._zone)
        return local.hour * 4 + local.minute // 15
