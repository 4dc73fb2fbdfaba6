"""Counts the frames that really appear: numbered pictures, read from the frame buffer."""

from __future__ import annotations

import math
import os
import threading
import time
from bisect import bisect_left
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import fmean
from types import TracebackType
from typing import Self

from bench.clips import counter_rows, read_rows
from bench.eyes import Eyes, Place
from bench.measuring import percentile

LOOKS_PER_S = 100.0
"""Often enough that no frame of 30 a second is missed."""


@dataclass
class Counted:
    """What was seen of one numbered picture."""

    changed_at: list[float] = field(default_factory=list)
    """Monotonic times at which another number was there."""
    unreadable: int = 0
    looks: int = 0


@dataclass(frozen=True)
class Rates:
    """Frames a second over some tiles, and how evenly they came."""

    fps: Mapping[str, float]
    gap_p50_ms: float
    gap_p95_ms: float
    gap_max_ms: float
    unreadable: float
    """Share of looks at which no number could be read."""
    looks_per_s: float

    @property
    def least(self) -> float:
        """Of the slowest tile."""
        return min(self.fps.values())

    @property
    def mean(self) -> float:
        """Over all tiles."""
        return fmean(self.fps.values())


def hurry_this_thread() -> None:
    """Look on time even when the cores are full; only where the system allows it."""
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), -10)


class Counting:
    """Counts in a thread of its own from `with` to its end; then ask for `rates`."""

    def __init__(self, display: str, tiles: Mapping[str, Place]) -> None:
        self._display = display
        self._tiles = dict(tiles)
        self._counted = {name: Counted() for name in tiles}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="counting")
        self._seconds = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def counted(self, name: str) -> Counted:
        """What was seen of one tile so far."""
        return self._counted[name]

    def rates(self, *names: str) -> Rates:
        """Of these tiles, or of all."""
        chosen = {name: self._counted[name] for name in names or self._counted}
        seconds = max(self._seconds, 1e-9)
        gaps = sorted(
            (later - earlier) * 1000
            for counted in chosen.values()
            for earlier, later in zip(counted.changed_at, counted.changed_at[1:], strict=False)
        )
        looks = sum(counted.looks for counted in chosen.values())
        return Rates(
            fps={name: len(counted.changed_at) / seconds for name, counted in chosen.items()},
            gap_p50_ms=percentile(gaps, 50),
            gap_p95_ms=percentile(gaps, 95),
            gap_max_ms=gaps[-1] if gaps else float("nan"),
            unreadable=sum(counted.unreadable for counted in chosen.values()) / max(1, looks),
            looks_per_s=looks / len(chosen) / seconds,
        )

    def worst_second(self) -> float:
        """Frames in the second of all in which one tile had the fewest, where its first was seen
        and its last; nan where there is none. A boundary may cut one off."""
        fewest = math.nan
        for counted in self._counted.values():
            times = counted.changed_at
            for at, begin in enumerate(times):
                if times[-1] - begin < 1.0:
                    break
                frames = bisect_left(times, begin + 1.0) - at
                fewest = frames if math.isnan(fewest) else min(fewest, frames)
        return fewest

    def _run(self) -> None:
        hurry_this_thread()
        eyes = Eyes(self._display)
        try:
            self._count(eyes)
        finally:
            eyes.close()

    def _count(self, eyes: Eyes) -> None:
        places = [row for place in self._tiles.values() for row in rows_of(place)]
        last: dict[str, int | None] = dict.fromkeys(self._tiles)
        began = due = time.monotonic()
        while not self._stop.is_set():
            rows = eyes.look(places)
            now = time.monotonic()
            for index, (name, place) in enumerate(self._tiles.items()):
                counted = self._counted[name]
                number = read_rows(rows[2 * index][0], rows[2 * index + 1][0], place.width)
                counted.looks += 1
                if number is None:
                    counted.unreadable += 1
                elif number != last[name]:
                    # The first number was there before: it is not a frame of this time.
                    if last[name] is not None:
                        counted.changed_at.append(now)
                    last[name] = number
            due = max(due + 1 / LOOKS_PER_S, now)
            self._stop.wait(due - now)
        self._seconds = time.monotonic() - began


def rows_of(place: Place) -> tuple[Place, Place]:
    """The two rows of a numbered picture that its number is read from."""
    upper, lower, columns = counter_rows(place.width, place.height)
    return (
        Place(place.x, place.y + upper, columns),
        Place(place.x, place.y + lower, columns),
    )


def count(display: str, tiles: Mapping[str, Place], seconds: float) -> Rates:
    """Count all these tiles for so long."""
    with Counting(display, tiles) as counting:
        time.sleep(seconds)
    return counting.rates()
