"""Flashes on the screens, and how far beeps are from them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

WITHIN_S = 40.0
NEAR_S = 0.45


class Flashes:
    """When a place on the screens became bright, in monotonic seconds."""

    def __init__(self, is_bright: Callable[[], bool]) -> None:
        self._is_bright = is_bright
        self._was_bright = True
        self.seen: list[float] = []

    def watch(self, until: Callable[[], bool], within_s: float = WITHIN_S) -> None:
        """Look again and again until something holds."""
        deadline = time.monotonic() + within_s
        looked = 0
        while True:
            bright = self._is_bright()
            if bright and not self._was_bright:
                self.seen.append(time.monotonic())
            self._was_bright = bright
            looked += 1
            if looked % 50 == 0 and until():
                return
            assert time.monotonic() < deadline, "beeps and flashes in time"
            os.sched_yield()


def offsets(beeps: Sequence[float], flashes: Sequence[float]) -> list[float]:
    """By how much each beep comes after its flash; negative: before it."""
    pairs = ((beep, min(flashes, key=lambda f: abs(f - beep))) for beep in beeps if flashes)
    return [beep - flash for beep, flash in pairs if abs(beep - flash) < NEAR_S]
