"""The schedule: which takes are due, and when the next one is."""

from __future__ import annotations

from wall.errors import CommandRefused
from wall.model.scene import Scene, ScheduledTake

LATEST_S = 600.0
"""A take that was missed by more, while nothing ran, does not surprise anybody afterwards."""
FURTHEST_S = 366 * 24 * 3600.0


def check_time(at: float, now: float) -> None:
    """Raises CommandRefused for a time that cannot be kept. Seconds since the epoch."""
    if not now < at <= now + FURTHEST_S:
        raise CommandRefused("a take is scheduled for a time to come, at most a year from now")


def due(scene: Scene, now: float) -> tuple[ScheduledTake, ...]:
    """In the order of their times."""
    return tuple(take for take in scene.schedule if take.at <= now)


def next_due(scene: Scene, now: float) -> float | None:
    """The time of the next take after `now`."""
    return min((take.at for take in scene.schedule if take.at > now), default=None)


def free_schedule_id(scene: Scene) -> str:
    taken = {take.id for take in scene.schedule}
    number = 1
    while f"take-{number}" in taken:
        number += 1
    return f"take-{number}"
