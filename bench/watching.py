"""Watches points of all screens, hundreds of times a second, and says when each changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bench.counting import hurry_this_thread
from bench.eyes import Eyes, Place
from bench.sites import ADDRESSES, HEIGHT, WIDTH, Color, screen

CLOSE = 12
LOOKS_PER_S = 350.0
"""Twice as many cost the server and the two cores so much that takes took a third longer."""
INSET_PX = 40
"""Clear of videos in the middle of the screens."""


class NotSeen(RuntimeError):
    """What was waited for did not appear on the screens."""


@dataclass(frozen=True)
class Sample:
    """One look at all places."""

    at: float
    """Monotonic, when the answer was there."""
    colors: NDArray[np.uint8]
    """Place, RGB."""


@dataclass(frozen=True)
class Swap:
    """How a wall changed from one colour to another."""

    first_ms: float
    """After the command: the first screen that had changed."""
    complete_ms: float
    """After the command: nothing old was left."""
    odd: int
    """Samples in which a place had neither colour: black, or a mixture."""
    torn: int
    """Samples in which one screen had both colours."""
    samples: int

    @property
    def spread_ms(self) -> float:
        """From the first to the last screen."""
        return self.complete_ms - self.first_ms


def corners() -> list[Place]:
    """Three points of each screen, screen after screen, away from its middle."""
    return [
        Place(screen(address).x + x, screen(address).y + y)
        for address in ADDRESSES
        for x, y in (
            (INSET_PX, INSET_PX),
            (WIDTH // 2, INSET_PX),
            (WIDTH - INSET_PX, HEIGHT - INSET_PX),
        )
    ]


class Watching:
    """Looks in a thread of its own from `with` to its end and keeps every sample."""

    def __init__(
        self, display: str, places: Sequence[Place], looks_per_s: float = LOOKS_PER_S
    ) -> None:
        self._display = display
        self._every_s = 1 / looks_per_s
        self._places = list(places)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watching")
        self._looked = threading.Condition()
        self._samples: list[Sample] = []
        self._failed: BaseException | None = None

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

    def clear(self) -> None:
        """Forget all samples."""
        with self._looked:
            self._samples = []

    def samples(self) -> list[Sample]:
        """All since the last `clear`."""
        with self._looked:
            return list(self._samples)

    def wait(self, color: Color, within_s: float = 20.0) -> Sample:
        """The first sample, even an earlier one, in which every place has this colour.

        Raises NotSeen.
        """
        deadline = time.monotonic() + within_s
        looked = 0
        while True:
            with self._looked:
                for sample in self._samples[looked:]:
                    if is_color(sample, color).all():
                        return sample
                looked = len(self._samples)
                self._looked.wait(0.2)
                last = self._samples[-1] if self._samples else None
            if self._failed is not None:
                raise NotSeen("the screens could not be looked at") from self._failed
            if time.monotonic() > deadline:
                missing = len(self._places) if last is None else int((~is_color(last, color)).sum())
                raise NotSeen(f"{color} was not at {missing} places within {within_s:g} s")

    def _run(self) -> None:
        hurry_this_thread()
        eyes = Eyes(self._display)
        due = time.monotonic()
        try:
            while not self._stop.is_set():
                colors = np.array([pixels[0, 0] for pixels in eyes.look(self._places)])
                now = time.monotonic()
                with self._looked:
                    self._samples.append(Sample(now, colors))
                    self._looked.notify_all()
                due = max(due + self._every_s, now)
                self._stop.wait(due - now)
        except BaseException as failed:
            # Told where it is waited for.
            self._failed = failed
            raise
        finally:
            eyes.close()


def is_color(sample: Sample, color: Color) -> NDArray[np.bool_]:
    """Which places have this colour."""
    difference = np.abs(sample.colors.astype(np.int16) - np.array(color, np.int16))
    matches: NDArray[np.bool_] = difference.max(axis=1) <= CLOSE
    return matches


def swap_of(samples: Sequence[Sample], commanded_at: float, old: Color, new: Color) -> Swap:
    """What the samples say about a change of all `corners` from one colour to another."""
    first = complete = float("nan")
    odd = torn = 0
    for sample in samples:
        is_old, is_new = is_color(sample, old), is_color(sample, new)
        odd += bool((~(is_old | is_new)).any())
        by_screen = is_new.reshape(len(ADDRESSES), -1)
        torn += bool((by_screen.any(axis=1) & ~by_screen.all(axis=1)).any())
        after_ms = (sample.at - commanded_at) * 1000
        if np.isnan(first) and is_new.any():
            first = after_ms
        if np.isnan(complete) and is_new.all():
            complete = after_ms
    return Swap(first, complete, odd, torn, len(samples))
