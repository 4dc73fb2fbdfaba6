"""Rules of leases and of the schedule. Pure; who may end whose lease is decided in control."""

from __future__ import annotations

from collections.abc import Iterable

from wall.errors import CommandRefused, Why, did_you_mean
from wall.model.changes import Change, LeaseChanged, ScheduleChanged
from wall.model.commands import (
    CancelTake,
    ClaimLease,
    ExtendLease,
    HandOverLease,
    ReleaseLease,
    ScheduleTake,
)
from wall.model.leases import MAX_LEASES, Lease
from wall.model.scene import MAX_SCHEDULED, Scene


def claim(scene: Scene, command: ClaimLease) -> Iterable[Change]:
    """Older leases, one's own too, give up what is claimed: no screen has two leases."""
    lease = command.lease
    if scene.lease(lease.id) is not None:
        raise CommandRefused(f"there is already a lease '{lease.id}'")
    claimed = frozenset(lease.screens)
    changes: list[Change] = []
    for other in scene.leases:
        rest = tuple(screen for screen in other.screens if screen not in claimed)
        if len(rest) < len(other.screens):
            changes.append(LeaseChanged(before=other, after=_with_screens(other, rest)))
    if len(scene.leases) >= MAX_LEASES and not any(_ends(change) for change in changes):
        raise CommandRefused(
            f"a wall has at most {MAX_LEASES} leases; release some first",
            Why.LEASES_FULL,
            most=MAX_LEASES,
        )
    return [*changes, LeaseChanged(before=None, after=lease)]


def release(scene: Scene, command: ReleaseLease) -> Iterable[Change]:
    return [LeaseChanged(before=_known(scene, command.lease), after=None)]


def extend(scene: Scene, command: ExtendLease) -> Iterable[Change]:
    lease = _known(scene, command.lease)
    if command.until == lease.until:
        return []
    after = Lease.model_validate({**lease.model_dump(), "until": command.until})
    return [LeaseChanged(before=lease, after=after)]


def hand_over(scene: Scene, command: HandOverLease) -> Iterable[Change]:
    lease = _known(scene, command.lease)
    if command.to == lease.holder:
        return []
    after = lease.model_copy(update={"holder": command.to})
    return [LeaseChanged(before=lease, after=after)]


def schedule(scene: Scene, command: ScheduleTake) -> Iterable[Change]:
    if scene.scheduled(command.take.id) is not None:
        raise CommandRefused(f"there is already a scheduled take '{command.take.id}'")
    if len(scene.schedule) >= MAX_SCHEDULED:
        raise CommandRefused(
            f"a wall has at most {MAX_SCHEDULED} scheduled takes; remove some first"
        )
    return [ScheduleChanged(before=None, after=command.take)]


def cancel(scene: Scene, command: CancelTake) -> Iterable[Change]:
    take = scene.scheduled(command.id)
    if take is None:
        near = did_you_mean(command.id, [known.id for known in scene.schedule])
        raise CommandRefused(f"there is no scheduled take '{command.id}'{near}")
    return [ScheduleChanged(before=take, after=None)]


def _known(scene: Scene, lease_id: str) -> Lease:
    lease = scene.lease(lease_id)
    if lease is None:
        near = did_you_mean(lease_id, [known.id for known in scene.leases])
        raise CommandRefused(f"there is no lease '{lease_id}' (any more){near}", Why.LEASE_GONE)
    return lease


def _with_screens(lease: Lease, screens: tuple[str, ...]) -> Lease | None:
    return lease.model_copy(update={"screens": screens}) if screens else None


def _ends(change: Change) -> bool:
    return isinstance(change, LeaseChanged) and change.after is None
