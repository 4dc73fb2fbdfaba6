"""Numbers that glide to new values in one calm movement, which ends."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from wall.views.pacing import SMOOTH_S, in_steps
from wall.views.painting import eased
from wall.views.running import Running
from wall.views.services import ClockService

GLIDE_S = 0.9


class Gliding:
    """Numbers by name. Nothing runs while they stand still."""

    def __init__(
        self,
        clock: ClockService,
        moved: Callable[[], None],
        seconds: float = GLIDE_S,
        every_s: float = SMOOTH_S,
    ) -> None:
        self._clock = clock
        self._every_s = every_s
        self._moved = moved
        self._seconds = seconds
        self._from: dict[Hashable, float] = {}
        self._to: dict[Hashable, float] = {}
        self._share = 1.0
        self._is_seen = False
        self._running = Running()

    @property
    def is_moving(self) -> bool:
        return "glide" in self._running

    @property
    def share(self) -> float:
        """How far the movement has come, eased; 1 at rest."""
        return eased(self._share)

    def value(self, name: Hashable, missing: float = 0.0) -> float:
        end = self._to.get(name, missing)
        begin = self._from.get(name, end)
        return begin + (end - begin) * self.share

    def go_to(self, values: Mapping[Hashable, float], *, new_from: float | None = None) -> None:
        """Glide there from where they are; at once while not seen. Names that are not known yet
        begin at `new_from`, else at their value; those that are not given are forgotten."""
        now = {name: self.value(name) for name in self._to}
        begin = {n: now.get(n, v if new_from is None else new_from) for n, v in values.items()}
        is_first = not self._to
        self._to = dict(values)
        if not self._is_seen or (is_first and new_from is None) or begin == self._to:
            self.rest()
            return
        self._from = begin
        self._share = 0.0
        step = in_steps(self._step, self._seconds, self._every_s)
        self._running.start("glide", self._clock.animate(step))

    def rest(self) -> None:
        """Every number at its end."""
        self._running.stop_all()
        self._from, self._share = {}, 1.0

    def show(self) -> None:
        self._is_seen = True

    def hide(self) -> None:
        self._is_seen = False
        self.rest()

    def _step(self, elapsed_s: float) -> None:
        self._share = min(1.0, elapsed_s / self._seconds)
        if self._share >= 1.0:
            self.rest()
        self._moved()
