"""Sources that begin on the same frame and stay together: the `group` of video tiles.

The first frames of all members are due at one moment. Who comes later, or was paused, joins where
the others are. A member that is late drops frames instead of letting its clock slip; what sound
does to the clock of one, it does to all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

# A member that is not ready by then joins the others later.
PATIENCE_S = 4.0
# So much later they begin: each is to hear of it in time.
LEAD_S = 0.08


@dataclass(slots=True)
class _Member:
    poke: Callable[[], None]
    ready_s: float | None = None
    seen_shift_s: float = 0.0


class Group:
    """The common clock of some sources. Any thread; times are of the monotonic clock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._members: dict[object, _Member] = {}
        self._begin_s: float | None = None
        self._shift_s = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether nobody is in it."""
        return not self._members

    def join(self, member: object, poke: Callable[[], None]) -> None:
        """Count on this one; `poke` makes it look again."""
        with self._lock:
            self._members[member] = _Member(poke, seen_shift_s=self._shift_s)

    def leave(self, member: object) -> None:
        """Not wait for it any more; the last one to leave ends the group's time."""
        with self._lock:
            self._members.pop(member, None)
            if not self._members:
                self._begin_s = None

    def begin_s(self, member: object, now_s: float) -> float | None:
        """When the first frames are or were due; None while others are waited for."""
        with self._lock:
            own = self._members.get(member)
            if self._begin_s is not None or own is None:
                return now_s if self._begin_s is None else self._begin_s + self._shift_s
            if own.ready_s is None:
                own.ready_s = now_s
            waiting = [one for one in self._members.values() if one.ready_s is None]
            oldest_s = min(one.ready_s for one in self._members.values() if one.ready_s is not None)
            if waiting and now_s - oldest_s < PATIENCE_S:
                return None
            self._begin_s = now_s + LEAD_S - self._shift_s
            others = [one.poke for one in self._members.values() if one is not own]
            begin_s = self._begin_s + self._shift_s
        for poke in others:
            poke()
        return begin_s

    def shift(self, seconds: float) -> None:
        """Everything is due so much later, for all."""
        with self._lock:
            self._shift_s += seconds

    def news_s(self, member: object) -> float:
        """What the others' clock was shifted by since this member asked last."""
        with self._lock:
            own = self._members.get(member)
            if own is None:
                return 0.0
            news_s, own.seen_shift_s = self._shift_s - own.seen_shift_s, self._shift_s
            return news_s


def place_in(
    begin_s: float, duration_s: float | None, now_s: float, *, loop: bool
) -> tuple[float, float]:
    """Where a member is that joins late: when its present round began, and the position in it."""
    passed_s = max(0.0, now_s - begin_s)
    if not duration_s:
        return begin_s, 0.0
    rounds = int(passed_s / duration_s) if loop else 0
    return begin_s + rounds * duration_s, passed_s - rounds * duration_s


@dataclass(frozen=True, slots=True)
class Start:
    """What a source does with its first frame: begin at a time, wait, or go elsewhere first."""

    at_s: float | None = None
    """When that frame is due."""
    again_s: float | None = None
    seek_s: float | None = None


# A member that joins late needs so long to find its place.
SEEKING_S = 0.4
NEAR_S = 0.1
WAIT_S = 0.5


class Seat:
    """One source's place in its group; without one, it begins when it likes."""

    def __init__(self, group: Group | None, poke: Callable[[], None], *, loop: bool) -> None:
        self._group = group
        self._loop = loop
        self._sought = False
        if group is not None:
            group.join(self, poke)

    @property
    def is_taken(self) -> bool:
        """Whether others share the clock."""
        return self._group is not None

    def leave(self) -> None:
        """Idempotent."""
        if self._group is not None:
            self._group.leave(self)

    def start(self, position_s: float, duration_s: float | None, now_s: float) -> Start:
        """With the first frame, at that position of its item."""
        if self._group is None:
            return Start(at_s=now_s)
        begin_s = self._group.begin_s(self, now_s)
        if begin_s is None:
            return Start(again_s=now_s + WAIT_S)
        self._group.news_s(self)
        round_s, there_s = place_in(begin_s, duration_s, now_s, loop=self._loop)
        if now_s - begin_s > NEAR_S and duration_s and not self._sought:
            self._sought = True
            return Start(seek_s=min(there_s + SEEKING_S, max(0.0, duration_s - NEAR_S)))
        self._sought = False
        return Start(at_s=round_s + position_s)

    def shifted(self, own_s: float) -> float:
        """What the clock is to be shifted by, when this source would shift it so."""
        if self._group is None:
            return own_s
        if own_s:
            self._group.shift(own_s)
        return self._group.news_s(self)
