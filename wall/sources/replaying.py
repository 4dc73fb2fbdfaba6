"""Replaying recordings: what happened once happens again and again, always as of now.

A recording is a loop. A thing recorded at `a` is released whenever `now * speed` is `a`, modulo
the loop's length. So where a replay is depends on the clock alone: it goes on after a restart,
sources of one speed agree, and at speed 1 things happen at the time of day they were recorded.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Protocol

from wall.model.datasets import MAX_POINTS, Dataset, Figure, Line, Posts, Series, ValuePoint, merged
from wall.model.posts import Post
from wall.sources.composing import moment
from wall.sources.source import Delivery

DAY_S = 86_400.0
SHORTEST_TICK_S = 0.2
MAX_WINDOW = 5_000
"""Points of a series that is drawn finer than it was recorded."""


@dataclass(frozen=True)
class Loop:
    """A length in recorded seconds, and how much faster than recorded it passes."""

    length_s: float
    speed: float = 1.0

    def cycle(self, recorded: float, now: float) -> int:
        """How often the thing has been released by now; the number of its last release."""
        return math.floor((now * self.speed - recorded) / self.length_s)

    def release(self, recorded: float, cycle: int) -> float:
        """When it is released for that time, in seconds since the epoch."""
        return (recorded + cycle * self.length_s) / self.speed


class Replay(Protocol):
    """A recording that is being played."""

    def start(self, now: float, delivery: Delivery) -> None:
        """Deliver what there is now, as a whole."""

    def go_on(self, now: float, delivery: Delivery) -> None:
        """Deliver what has come since."""

    def next_at(self, now: float) -> float:
        """When there is something new, in seconds since the epoch."""


class PostReplay:
    """Posts come as they came, or one each `pace_s`. What a moment costs does not depend on how
    long the recording is."""

    def __init__(
        self, posts: Iterable[Post], *, speed: float, keep: int, pace_s: float | None = None
    ) -> None:
        ordered = sorted(posts, key=lambda post: (post.at, post.id))
        times = [post.at.timestamp() for post in ordered]
        if pace_s is not None:
            times = [index * pace_s for index in range(len(times))]
            self._loop = Loop(max(len(times), 1) * pace_s)
        else:
            self._loop = Loop(_whole_days(times), speed)
        length = self._loop.length_s
        placed = sorted(
            (
                (at % length, math.floor(at / length), post)
                for at, post in zip(times, ordered, strict=True)
            ),
            key=lambda one: (one[0], one[2].id),
        )
        self._places = [place for place, _, _ in placed]
        """Seconds from the loop's beginning."""
        self._rounds = [rounds for _, rounds, _ in placed]
        """By how much less often than the first round's each was released."""
        self._posts = [post for _, _, post in placed]
        self._keep = min(keep, len(placed))
        self._shown: deque[str] = deque()
        """Newest first."""
        self._count = 0

    def start(self, now: float, delivery: Delivery) -> None:
        self._count = self._counted(now)
        released = self._newest(len(self._posts))
        shown, surplus = released[: self._keep], released[self._keep :]
        if surplus:
            delivery.changed(surplus)
            delivery.changed((), [post.id for post in surplus])
        self._shown = deque(post.id for post in shown)
        delivery.whole(merged(Posts(), shown, ()))

    def go_on(self, now: float, delivery: Delivery) -> None:
        before, self._count = self._count, self._counted(now)
        new = self._newest(min(self._count - before, len(self._posts)))
        if not new:
            return
        self._shown.extendleft(post.id for post in reversed(new))
        gone = [self._shown.pop() for _ in range(len(self._shown) - self._keep)]
        delivery.changed(new, gone)

    def next_at(self, now: float) -> float:
        if not self._posts:
            return now + DAY_S
        rounds, number = divmod(self._counted(now), len(self._posts))
        return self._loop.release(self._places[number], rounds)

    def _counted(self, now: float) -> int:
        """How many releases there were, since the clock began."""
        loop = self._loop
        rounds = math.floor(now * loop.speed / loop.length_s)
        place = now * loop.speed - rounds * loop.length_s
        return rounds * len(self._posts) + bisect_right(self._places, place)

    def _newest(self, many: int) -> list[Post]:
        """The last releases, the newest first."""
        released = []
        for count in range(self._count - 1, self._count - 1 - many, -1):
            rounds, number = divmod(count, len(self._posts))
            at = self._loop.release(self._places[number], rounds)
            post, cycle = self._posts[number], rounds - self._rounds[number]
            changes = {"id": f"{post.id[:480]}~{cycle}", "at": moment(at)}
            released.append(post.model_copy(update=changes))
        return released


class SeriesReplay:
    """A series whose last point is always of now. `interval_s` draws it finer than recorded."""

    def __init__(self, series: Series, *, speed: float, interval_s: float | None = None) -> None:
        self._series = series
        self._loop = Loop(_length_of(series.times), speed)
        self._interval_s = interval_s

    def start(self, now: float, delivery: Delivery) -> None:
        delivery.whole(self.window(now))

    def go_on(self, now: float, delivery: Delivery) -> None:
        delivery.whole(self.window(now))

    def next_at(self, now: float) -> float:
        if self._interval_s is not None:
            return (math.floor(now / self._interval_s) + 1) * self._interval_s
        loop = self._loop
        return min(
            (loop.release(at, loop.cycle(at, now) + 1) for at in self._series.times),
            default=now + DAY_S,
        )

    def window(self, now: float) -> Series:
        """One loop's length of points up to now."""
        loop = self._loop
        order = sorted(
            (loop.release(at, loop.cycle(at, now)), index)
            for index, at in enumerate(self._series.times)
        )
        times = [at for at, _ in order]
        lines = [[line.values[index] for _, index in order] for line in self._series.lines]
        if self._interval_s is not None and len(times) > 1:
            grid = self._grid(now)
            lines = [_drawn(times, values, grid, loop.length_s / loop.speed) for values in lines]
            times = grid
        return self._series.model_copy(
            update={
                "times": tuple(times),
                "lines": tuple(
                    Line(name=line.name, values=tuple(values))
                    for line, values in zip(self._series.lines, lines, strict=True)
                ),
            }
        )

    def _grid(self, now: float) -> list[float]:
        interval = self._interval_s or 1.0
        last = math.floor(now / interval)
        points = min(int(self._loop.length_s / self._loop.speed / interval), MAX_WINDOW)
        return [(last - back) * interval for back in range(max(points, 2) - 1, -1, -1)]


class FigureReplay:
    """A figure that follows its recorded history."""

    def __init__(self, figure: Figure, *, speed: float, interval_s: float | None = None) -> None:
        self._figure = figure
        points = figure.history
        series = Series(
            times=tuple(point.at for point in points),
            lines=(Line(name="value", values=tuple(point.value for point in points)),),
        )
        self._series = SeriesReplay(series, speed=speed, interval_s=interval_s)

    def start(self, now: float, delivery: Delivery) -> None:
        self.go_on(now, delivery)

    def go_on(self, now: float, delivery: Delivery) -> None:
        window = self._series.window(now)
        points = [
            ValuePoint(at=at, value=value)
            for at, value in zip(window.times, window.lines[0].values, strict=True)
            if value is not None
        ]
        value = points[-1].value if points else self._figure.value
        delivery.whole(
            self._figure.model_copy(update={"value": value, "history": tuple(points[-MAX_POINTS:])})
        )

    def next_at(self, now: float) -> float:
        return self._series.next_at(now)


def replay_of(
    dataset: Dataset, *, speed: float, keep: int, pace_s: float | None, interval_s: float | None
) -> Replay | None:
    """How a recording is played; None for one without times."""
    match dataset:
        case Posts(posts=posts) if posts:
            return PostReplay(posts, speed=speed, keep=keep, pace_s=pace_s)
        case Series(times=times) if len(times) > 1:
            return SeriesReplay(dataset, speed=speed, interval_s=interval_s)
        case Figure(history=history) if len(history) > 1:
            return FigureReplay(dataset, speed=speed, interval_s=interval_s)
        case _:
            return None


def _whole_days(times: Sequence[float]) -> float:
    span = max(times) - min(times) if times else 0.0
    return DAY_S * math.floor(span / DAY_S + 1)


def _length_of(times: Sequence[float]) -> float:
    """The span and one step more; whole days where it is nearly that."""
    steps = [later - earlier for earlier, later in pairwise(times)]
    length = times[-1] - times[0] + median(steps)
    days = round(length / DAY_S)
    return days * DAY_S if days and abs(length - days * DAY_S) < 0.02 * DAY_S else length


def _drawn(
    times: list[float], values: list[float | None], grid: list[float], length_s: float
) -> list[float | None]:
    """Values at the grid's times, straight between neighbours; the loop closes on itself."""
    times = [times[-1] - length_s, *times, times[0] + length_s]
    values = [values[-1], *values, values[0]]
    drawn: list[float | None] = []
    index = 0
    for at in grid:
        while index + 2 < len(times) and times[index + 1] <= at:
            index += 1
        before, after = values[index], values[index + 1]
        if before is None or after is None:
            drawn.append(None)
            continue
        width = times[index + 1] - times[index]
        share = min(max((at - times[index]) / width, 0.0), 1.0) if width > 0 else 0.0
        drawn.append(before + (after - before) * share)
    return drawn
