"""Watching for spikes: posts as they come become minutes, and minutes are judged.

Older history teaches in quarter-hours, the newest day minute by minute, as if it came now.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Iterator, Mapping
from datetime import tzinfo
from typing import NamedTuple, TypeVar

from wall.insight.counting import DAY_S, HOUR_S
from wall.insight.measuring import Kept, author_number
from wall.insight.spikes import MINUTE_S, QUARTER_S, Limits, Minute, Spikes, Usual

MAX_ALARMS = 200
LEARNED_QUARTERS = 14 * 96
"""Of history: two weeks."""
SETTLED_S = 30.0
"""A minute is judged so long after its end: posts take a while to come."""
_MOST_BEHIND = 2 * 1440
"""Minutes; after a machine slept for longer, the time between was no silence."""
MAX_VOICES = 2000
"""Authors and groups that are told apart in one minute; more are as good as so many."""


class Alarm(NamedTuple):
    """Seconds since the epoch; None while it stands."""

    since: float
    until: float | None


class _Open:
    """A minute that may still change."""

    __slots__ = ("authors", "count", "groups")

    def __init__(self) -> None:
        self.count = 0
        self.authors: Counter[int] = Counter()
        self.groups: Counter[str] = Counter()

    def change(self, kept: Kept, sign: int) -> None:
        self.count += sign
        if sign < 0 or len(self.authors) < MAX_VOICES:
            _change(self.authors, author_number(kept.post), sign)
            _change(self.groups, kept.post.group or kept.post.id, sign)

    def closed(self) -> Minute:
        return Minute(max(0, self.count), self.authors, self.groups)


Key = TypeVar("Key", bound=Hashable)


def _change(counter: Counter[Key], key: Key, sign: int) -> None:
    counter[key] += sign
    if counter[key] <= 0:
        del counter[key]


class SpikeWatch:
    """One series. `advance` first; then what history holds, then what happens."""

    def __init__(self, zone: tzinfo, series: int = 1) -> None:
        self.spikes = Spikes(zone, Limits.of(series))
        self.alarms: deque[Alarm] = deque(maxlen=MAX_ALARMS)
        self._quarters: Counter[int] = Counter()
        self._open: dict[int, _Open] = {}
        self._next: int | None = None
        """The first minute that is not judged yet."""
        self._fine_from = 0
        self._first = float("inf")
        """When the oldest post came that history has."""
        self._taught = False

    def advance(self, now: float) -> bool:
        """Judge the minutes that are over; whether an alarm began or ended."""
        last = int((now - SETTLED_S) // MINUTE_S)
        if self._next is None:
            self._fine_from = self._next = int((now - DAY_S) // QUARTER_S) * 15
        if not self._taught:
            return False
        stood = self.spikes.alarm_since is not None
        changed = False
        self._next = max(self._next, last - _MOST_BEHIND)
        while self._next < last:
            stands = self._judge(self._next)
            changed = changed or stands != stood
            stood = stands
            self._next += 1
        return changed

    def learn(self, quarters: Mapping[int, int]) -> None:
        """Before `taught`: posts of quarter-hours of which no post is told on its own; numbers of
        quarter-hours since the epoch."""
        self._quarters.update(quarters)
        if quarters:
            self._first = min(self._first, min(quarters) * QUARTER_S)

    def taught(self, now: float, since: float | None = None) -> None:
        """History was told: learn from it, and go on with what happens. `since` is from when on
        somebody listened at all: silence before says nothing, silence after is what is usual."""
        self.advance(now)
        first = int(min(self._first, since if since is not None else now, now) // MINUTE_S)
        self.spikes.learn(self._history(first // 15))
        self._quarters.clear()
        self._next = max(first, self._fine_from)
        self._taught = True
        self.advance(now)

    def add(self, kept: Kept) -> None:
        if not kept.late:
            self._count(kept, 1)

    def remove(self, kept: Kept) -> None:
        """A minute that was judged stays as it was: an alarm that stood did stand."""
        if not kept.late:
            self._count(kept, -1)

    def usual(self, at: float) -> Usual | None:
        return self.spikes.usual(at)

    @property
    def since(self) -> float | None:
        return self.spikes.alarm_since

    def stood(self, start: float, end: float) -> bool:
        """Whether an alarm stood at some time between."""
        return any(
            alarm.since < end and (alarm.until is None or alarm.until >= start)
            for alarm in self.alarms
        )

    def _count(self, kept: Kept, sign: int) -> None:
        at = kept.moment
        number = int(at // MINUTE_S)
        if not self._taught and sign > 0:
            self._first = min(self._first, at)
        if self._next is not None and number >= self._next:
            minute = self._open.get(number)
            if minute is None:
                minute = self._open[number] = _Open()
            minute.change(kept, sign)
        elif not self._taught:
            self._quarters[number // 15] += sign

    def _judge(self, number: int) -> bool:
        start = number * MINUTE_S
        minute = self._open.pop(number, None)
        before = self.spikes.alarm_since
        stands = self.spikes.minute(start, minute.closed() if minute else Minute())
        if before is None and stands:
            self.alarms.append(Alarm(start, None))
        elif before is not None and not stands and self.alarms:
            self.alarms[-1] = Alarm(self.alarms[-1].since, start)
        return stands

    def _history(self, first: int) -> Iterator[tuple[float, int]]:
        oldest = self._fine_from // 15 - LEARNED_QUARTERS
        for quarter in range(max(first, oldest), self._fine_from // 15):
            yield quarter * QUARTER_S, self._quarters[quarter]


def hourly(usual: Usual | None) -> float | None:
    return usual.mean * HOUR_S / MINUTE_S if usual is not None else None
