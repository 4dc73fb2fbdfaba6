"""The conditions of rules: each is kept up from what it hears, and says what it finds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from wall.insight.counting import SlidingCounts, Spans
from wall.insight.matching import author_key, author_keys
from wall.insight.measuring import (
    Counted,
    Kept,
    author_name,
    author_number,
    feed,
    moment,
)
from wall.insight.moods import mood
from wall.insight.spike_watching import SpikeWatch
from wall.insight.spikes import LEAST_AUTHORS, LEAST_GROUPS, MINUTE_S
from wall.model.datasets import Dataset, Figure, Table
from wall.model.digits import in_digits
from wall.model.post_rules import (
    AuthorWhen,
    CountWhen,
    FigureWhen,
    LeaderWhen,
    RuleState,
    ShareWhen,
    SpikeWhen,
    Watched,
)

MAX_WAITING = 100
"""Posts of watched accounts that wait for the cool-down; the oldest are left out."""
FRESH_S = 3600.0
"""A post of a watched account that is older than this is no news."""


class Finding(NamedTuple):
    """How a condition stands."""

    holds: bool
    calm: bool
    figure: float
    usual: float | None = None
    topic: str = ""
    why: str = ""
    key: str = ""
    """What it is about, where each of them fires on its own."""


class Condition:
    """Base of all: each listens to what it is about, and to nothing else."""

    armed = False

    def advance(self, now: float) -> None: ...
    def learn(self, quarters: Mapping[int, int]) -> None: ...
    def history(self, kept: Kept) -> None: ...
    def taught(self, now: float, since: float | None) -> None: ...
    def heard(
        self,
        arrived: Sequence[Kept],
        changed: Sequence[tuple[Kept, Kept]],
        gone: Sequence[Kept],
    ) -> None: ...
    def told(self, dataset: Dataset) -> None: ...

    def look(self, now: float) -> Finding | None:
        """None: nothing is known yet."""
        raise NotImplementedError


def condition_of(rule: Watched, state: RuleState, series: int) -> Condition:
    counted, when, calm_at = Counted(rule.query), rule.when, rule.calm_at
    if when.spike is not None:
        return _Spike(counted, when.spike, calm_at, series)
    if when.share is not None:
        return _Share(counted, when.share, calm_at)
    if when.count is not None:
        return _Count(counted, when.count, calm_at)
    if when.author is not None:
        return _Author(counted, when.author)
    if when.figure is not None:
        return _Crossing(when.figure, calm_at, state)
    assert when.leader is not None
    return _Leader(when.leader, state)


class _OfCounts(Condition, ABC):
    """Base of conditions that count posts of a query."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted

    def history(self, kept: Kept) -> None:
        if self._counted(kept):
            self.add(kept)

    def heard(
        self,
        arrived: Sequence[Kept],
        changed: Sequence[tuple[Kept, Kept]],
        gone: Sequence[Kept],
    ) -> None:
        feed((self,), self._counted, arrived=arrived, changed=changed, gone=gone)

    @abstractmethod
    def add(self, kept: Kept) -> None: ...

    @abstractmethod
    def remove(self, kept: Kept) -> None: ...


class _Spike(_OfCounts):
    """More than so many times the usual; on a first day, what the median calls a spike."""

    def __init__(self, counted: Counted, when: SpikeWhen, calm_at: float, series: int) -> None:
        super().__init__(counted)
        self._when, self._calm_at = when, calm_at
        self._watch = SpikeWatch(ZoneInfo(when.zone), series)
        spans = Spans.of(when.within, MINUTE_S)
        self._minutes = spans.steps
        self._counts = SlidingCounts[tuple[int, str]](MINUTE_S, (spans.now,))

    def advance(self, now: float) -> None:
        self._counts.advance(now)
        self._watch.advance(now)

    def learn(self, quarters: Mapping[int, int]) -> None:
        self._watch.learn(quarters)

    def taught(self, now: float, since: float | None) -> None:
        self._watch.taught(now, since)

    def add(self, kept: Kept) -> None:
        self._watch.add(kept)
        self._count(kept, 1)

    def remove(self, kept: Kept) -> None:
        self._watch.remove(kept)
        self._count(kept, -1)

    def look(self, now: float) -> Finding | None:
        count = self._counts.total()
        usual = self._watch.usual(now)
        if usual is None:
            since = self._watch.since
            why = "more than in the hours before; the usual is not known before a day"
            holds = since is not None and count >= self._when.at_least
            return Finding(holds, since is None, count, None, why=why)
        expected = usual.mean * self._minutes
        times = count / expected
        voices = self._counts.totals()
        crowd = (
            len({author for author, _ in voices}) >= LEAST_AUTHORS
            and len({group for _, group in voices}) >= LEAST_GROUPS
        )
        least = self._when.times * expected
        return Finding(
            holds=crowd and count >= max(self._when.at_least, least),
            calm=count < self._calm_at * least,
            figure=count,
            usual=round(expected, 1),
            why=f"{count} posts in {self._minutes} min, {times:.1f} times the usual",
        )

    def _count(self, kept: Kept, sign: int) -> None:
        if not kept.late:
            key = (author_number(kept.post), kept.post.group or kept.post.id)
            self._counts.add(moment(kept.post), key, sign)


class _Share(_OfCounts):
    def __init__(self, counted: Counted, when: ShareWhen, calm_at: float) -> None:
        super().__init__(counted)
        self._when, self._calm_at = when, calm_at
        spans = Spans.of(when.within)
        self._counts = SlidingCounts[str](spans.grain_s, (spans.now,))

    def advance(self, now: float) -> None:
        self._counts.advance(now)

    def add(self, kept: Kept) -> None:
        self._counts.add(moment(kept.post), mood(kept.post.sentiment))

    def remove(self, kept: Kept) -> None:
        self._counts.add(moment(kept.post), mood(kept.post.sentiment), -1)

    def look(self, now: float) -> Finding | None:
        totals = self._counts.totals()
        known = sum(count for name, count in totals.items() if name)
        wanted = totals.get(self._when.sentiment, 0)
        share = 100.0 * wanted / known if known else 0.0
        enough = known >= self._when.at_least
        return Finding(
            holds=enough and share > self._when.over,
            calm=share < self._calm_at * self._when.over
            or known < self._calm_at * self._when.at_least,
            figure=round(share, 1),
            why=f"{wanted} of {known} posts are {self._when.sentiment}",
        )


class _Count(_OfCounts):
    def __init__(self, counted: Counted, when: CountWhen, calm_at: float) -> None:
        super().__init__(counted)
        self._when, self._calm_at = when, calm_at
        spans = Spans.of(when.within)
        self._counts = SlidingCounts[None](spans.grain_s, (spans.now,))

    def advance(self, now: float) -> None:
        self._counts.advance(now)

    def add(self, kept: Kept) -> None:
        self._counts.add(moment(kept.post), None)

    def remove(self, kept: Kept) -> None:
        self._counts.add(moment(kept.post), None, -1)

    def look(self, now: float) -> Finding | None:
        count, least = self._counts.total(), self._when.at_least
        holds = count >= least
        calm = count < self._calm_at * least
        return Finding(holds, calm, count, why=f"{count} posts, of {least} that it takes")


class _Author(Condition):
    """New posts of some accounts; old ones are no news."""

    def __init__(self, counted: Counted, when: AuthorWhen) -> None:
        self._counted = counted
        self._accounts = frozenset(map(author_key, when.accounts))
        self._waiting: deque[Kept] = deque(maxlen=MAX_WAITING)
        self._now = 0.0

    def advance(self, now: float) -> None:
        self._now = now
        while self._waiting and now - moment(self._waiting[0].post) > FRESH_S:
            self._waiting.popleft()

    def heard(
        self,
        arrived: Sequence[Kept],
        changed: Sequence[tuple[Kept, Kept]],
        gone: Sequence[Kept],
    ) -> None:
        for kept in arrived:
            if not kept.late and self._is_theirs(kept) and self._counted(kept):
                self._waiting.append(kept)
        left = {kept.post.id for kept in gone}
        if left:
            kept_on = [kept for kept in self._waiting if kept.post.id not in left]
            self._waiting = deque(kept_on, maxlen=MAX_WAITING)

    def look(self, now: float) -> Finding | None:
        """The newest one stands for all that wait: they fire together."""
        if not self._waiting:
            return Finding(holds=False, calm=True, figure=0.0)
        post = self._waiting[-1].post
        name = author_name(post.author)
        return Finding(
            holds=True,
            calm=True,
            figure=float(len(self._waiting)),
            topic=name,
            why=f"{name}: {(post.title or post.text)[:300]}",
            key=post.id,
        )

    def _is_theirs(self, kept: Kept) -> bool:
        return not self._accounts.isdisjoint(author_keys(kept.post.author))


class _Crossing(Condition):
    def __init__(self, when: FigureWhen, calm_at: float, state: RuleState) -> None:
        self._when, self._calm_at = when, calm_at
        self.armed = state.armed
        self._value: float | None = None

    def told(self, dataset: Dataset) -> None:
        if isinstance(dataset, Figure):
            self._value = dataset.value

    def look(self, now: float) -> Finding | None:
        value = self._value
        if value is None:
            return None
        over, under = self._when.over, self._when.under
        limit = over if over is not None else under or 0.0
        beyond = value >= limit if over is not None else value <= limit
        # The way back is as long as the hysteresis says, on the side that is calm.
        way_back = (1 - self._calm_at) * abs(limit)
        calm = value < limit - way_back if over is not None else value > limit + way_back
        holds = beyond and self.armed
        if not beyond:
            self.armed = True
        side = "over" if over is not None else "under"
        return Finding(holds, calm, value, why=f"{in_digits(value)} is {side} {in_digits(limit)}")


class _Leader(Condition):
    def __init__(self, when: LeaderWhen, state: RuleState) -> None:
        self._when = when
        self._last = state.key
        self._votes: list[tuple[float, str]] = []

    def told(self, dataset: Dataset) -> None:
        if isinstance(dataset, Table):
            rows = (row for row in dataset.rows if len(row) >= 2 and isinstance(row[1], float))
            self._votes = sorted(((float(row[1] or 0), str(row[0])) for row in rows), reverse=True)

    def look(self, now: float) -> Finding | None:
        if not self._votes:
            return None
        votes, name = self._votes[0]
        second = self._votes[1][0] if len(self._votes) > 1 else 0.0
        leads = votes >= self._when.at_least and votes - second >= self._when.ahead_by
        why = f"{name} leads with {in_digits(votes)} to {in_digits(second)}"
        return Finding(leads, False, votes, second, topic=name, why=why, key=name)
