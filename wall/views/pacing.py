"""Data that comes every second is shown in steps that people can follow, and movements take no
more steps than are seen."""

from __future__ import annotations

from collections.abc import Callable

from wall.views.running import Running
from wall.views.services import ClockService

SMOOTH_S = 1 / 30
"""Between two steps of what moves: as films are."""
SLOW_S = 0.05
"""Between two steps of a light that changes slowly: more are not seen."""
HALF_TICK_S = 1 / 120


def in_steps(
    step: Callable[[float], None], lasts_s: float, every_s: float = SMOOTH_S
) -> Callable[[float], None]:
    """For `animate`: calls `step` so often, and always when the movement has lasted so long."""
    due_s = 0.0

    def thinned(elapsed_s: float) -> None:
        nonlocal due_s
        if elapsed_s >= min(due_s, lasts_s):
            due_s = elapsed_s + every_s - HALF_TICK_S
            step(elapsed_s)

    return thinned


class Pace:
    """Calls `take` at once when it was calm, else when `seconds` have passed since; never more
    often. Unseen, always at once: nothing moves there."""

    def __init__(self, clock: ClockService, seconds: float, take: Callable[[], None]) -> None:
        self._clock = clock
        self._seconds = seconds
        self._take = take
        self._is_seen = False
        self._is_asked = False
        self._running = Running()

    def ask(self) -> None:
        """There is something new."""
        if "rest" in self._running:
            self._is_asked = True
            return
        self._is_asked = False
        self._take()
        if self._is_seen:
            self._running.start("rest", self._clock.after(self._seconds, self._rested))

    def show(self) -> None:
        self._is_seen = True

    def hide(self) -> None:
        """What waits is taken now."""
        self._is_seen = False
        self._rested()

    def stop(self) -> None:
        self._running.stop_all()
        self._is_asked = False

    def _rested(self) -> None:
        self._running.stop("rest")
        if self._is_asked:
            self.ask()
