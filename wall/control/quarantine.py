"""Quarantine: which tile kills the display.

A display says what it is about to prepare and when it has done so. Whatever it was preparing
when it died is suspected; what is suspected twice within a minute is guilty. Where several are,
the one that was begun last: the others are free until the display dies once more.
"""

from __future__ import annotations

from typing import NamedTuple

WITHIN_S = 60.0
DEATHS = 2


class Guilty(NamedTuple):
    """A tile to suspend, and why."""

    wall: str
    tile: str
    why: str


class Quarantine:
    """What displays prepare, and which tiles were in hand when one died. Times in seconds."""

    def __init__(self, within_s: float = WITHIN_S) -> None:
        self._within_s = within_s
        self._in_hand: dict[str, dict[tuple[str, str], None]] = {}
        """Display → wall and tile, in the order in which they were begun."""
        self._deaths: dict[tuple[str, str], list[float]] = {}

    def preparing(self, display: str, wall: str, tile: str) -> None:
        in_hand = self._in_hand.setdefault(display, {})
        in_hand.pop((wall, tile), None)
        in_hand[wall, tile] = None

    def prepared(self, display: str, wall: str, tile: str) -> None:
        """It was prepared, or given up without harm: it is no longer suspected."""
        self._in_hand.get(display, {}).pop((wall, tile), None)
        self._deaths.pop((wall, tile), None)

    def died(self, display: str, now: float) -> tuple[Guilty, ...]:
        """The display is gone; what must be suspended before it comes back."""
        suspects = list(self._in_hand.pop(display, {}))
        guilty: tuple[str, str] | None = None
        for suspect in suspects:
            deaths = [at for at in self._deaths.get(suspect, []) if now - at <= self._within_s]
            self._deaths[suspect] = deaths = [*deaths, now]
            if len(deaths) >= DEATHS:
                guilty = suspect
        self._forget_before(now - self._within_s)
        if guilty is None:
            return ()
        times = len(self._deaths.pop(guilty))
        wall, tile = guilty
        why = (
            f"the display ended {times} times within {self._within_s:g} s while it prepared this "
            "tile; change its settings to try again"
        )
        return (Guilty(wall, tile, why),)

    def _forget_before(self, time: float) -> None:
        for suspect, deaths in tuple(self._deaths.items()):
            if deaths[-1] < time:
                del self._deaths[suspect]
