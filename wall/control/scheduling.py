"""The schedule: which takes are due, and when the next one is."""

from __future__ import annotations

from wall.errors import CommandRefused, Why
from wall.model.scene import Scene, ScheduledTake

LATEST_S = 600.0
"""A take that was missed by more, while nothing ran, does not surprise anybody afterwards."""
AHEAD_S = 30.0
"""So long before its time a take is prepared."""
MOST_AHEAD = 4
"""Of one wall at once."""
FURTHEST_S = 366 * 24 * 3600.0


def check_time(at: float, now: float) -> None:
    """Raises CommandRefused for a time that cannot be kept. Seconds since the epoch."""
    if not now < at <= now + FURTHEST_S:
        raise CommandRefused(
            "a take is scheduled for a time to come, at most a year from now", Why.TAKE_PAST
        )


def due(scene: Scene, now: float) -> tuple[ScheduledTake, ...]:
    """In the order of their times."""
    return tuple(take for take in scene.schedule if take.at <= now)


def soon(scene: Scene, now: float) -> tuple[ScheduledTake, ...]:
    """Those that are to be prepared by now."""
    return tuple(take for take in scene.schedule if now < take.at <= now + AHEAD_S)[:MOST_AHEAD]


def next_look(scene: Scene, now: float) -> float | None:
    """When, after `now`, a take is due or to be prepared."""
    times = (at for take in scene.schedule for at in (take.at - AHEAD_S, take.at) if at > now)
    return min(times, default=None)


def free_schedule_id(scene: Scene) -> str:
    taken = {take.id for take in scene.schedule}
    number = 1
    while f"take-{number}" in taken:
        number += 1
    return f"take-{number}"
