"""Leases: who may change what while somebody has claimed screens.

- A change that touches at least one screen of somebody else's lease is refused, whatever else it
  touches: a tile that spans leased and free screens belongs to the leased ones.
- Alarms and panic pass always, and so do parts of Wall itself (expiries, the site's files).
- Only the holder ends, extends or hands over a lease.
- Whoever has the right to override, and says so, is not refused; the journal tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from wall.control.authorizing import touched_rects
from wall.control.entries import PARTS_OF_WALL
from wall.control.rights import check_right
from wall.errors import CommandRefused, Why
from wall.model.actors import Actor, Right
from wall.model.changes import Change, LeaseChanged, TileAdded, TileChanged, TileRemoved
from wall.model.commands import ClaimLease, Command, ExtendLease
from wall.model.leases import Lease
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.tiles import Layer, Tile
from wall.protocol.together import LeaseInfo

ALARM = "alarm"


class Leased(CommandRefused):
    """Somebody else has claimed the screens."""

    code = "leased"

    def __init__(self, wall: Wall, lease: Lease) -> None:
        super().__init__(
            f"{places(lease.screens, wall)} of wall '{wall.name}' "
            f"{'is' if len(lease.screens) == 1 else 'are'} held by {lease.holder}"
            f"{f' ({lease.purpose})' if lease.purpose else ''} until {clock(lease.until)}; "
            f"ask {lease.holder} for the lease, or wait"
        )
        self.lease = lease_info(lease, wall)


def check_leases(
    actor: Actor,
    wall: Wall,
    scene: Scene,
    command: Command,
    changes: Sequence[Change],
    *,
    at: float,
    override: bool,
) -> tuple[Lease, ...]:
    """Raises Leased, and NotAllowed for an override without the right.

    `scene` is the one before the command, `at` in seconds since the epoch. Returns the leases
    of others that are overridden.
    """
    if actor.name in PARTS_OF_WALL:
        return ()
    _check_times(command, at)
    held = {lease.id: lease for lease in _in_the_way(actor, wall, scene, changes, at)}
    if held and not override:
        raise Leased(wall, next(iter(held.values())))
    known = {screen.address for screen in wall.screens}
    for lease in held.values():
        check_right(actor, Right.OVERRIDE_LEASE, wall, known.intersection(lease.screens))
    return tuple(held.values())


def free_lease_id(scene: Scene) -> str:
    taken = {lease.id for lease in scene.leases}
    number = 1
    while f"lease-{number}" in taken:
        number += 1
    return f"lease-{number}"


def ended(scene: Scene, now: float) -> tuple[Lease, ...]:
    """The leases whose time is over."""
    return tuple(lease for lease in scene.leases if lease.until <= now)


def places(addresses: Sequence[str], wall: Wall) -> str:
    """`A1, B2`, or all screens in two words."""
    if len(addresses) >= len(wall.screens):
        return "all screens"
    shown = ", ".join(addresses[:6])
    return shown if len(addresses) <= 6 else f"{shown} and {len(addresses) - 6} more"


def clock(at: float) -> str:
    """Hours and minutes, on the controller's clock."""
    return datetime.fromtimestamp(at).strftime("%H:%M")


def _check_times(command: Command, at: float) -> None:
    match command:
        case ClaimLease(lease=lease) if lease.until <= at:
            raise CommandRefused("a lease ends in the future; give a later time", Why.LEASE_OVER)
        case ExtendLease(until=until) if until <= at:
            raise CommandRefused("that time is over; release the lease instead", Why.LEASE_OVER)
        case _:
            pass


def _in_the_way(
    actor: Actor, wall: Wall, scene: Scene, changes: Iterable[Change], at: float
) -> Iterable[Lease]:
    others = [lease for lease in scene.leases if lease.holder != actor.name and lease.until > at]
    if not others:
        return
    for change in changes:
        if isinstance(change, LeaseChanged):
            if change.before in others:
                yield change.before
            continue
        addresses = _touched(wall, scene, change)
        yield from (lease for lease in others if lease.covers(addresses))


def _touched(wall: Wall, scene: Scene, change: Change) -> frozenset[str]:
    match change:
        case TileAdded(tile=tile) | TileRemoved(tile=tile):
            tile_now: Tile | None = tile
        case TileChanged(id=tile_id):
            tile_now = scene.tile(tile_id)
        case _:
            return frozenset()
    if tile_now is not None and _passes(tile_now):
        return frozenset()
    rects = touched_rects(scene, change) or ()
    return frozenset(
        screen.address
        for rect in rects
        if not isinstance(rect, str)
        for screen in wall.screens_under(rect)
    )


def _passes(tile: Tile) -> bool:
    return tile.layer is Layer.PANIC or (
        tile.layer is Layer.ALERT and tile.settings.get("level") == ALARM
    )


def lease_infos(scene: Scene, wall: Wall) -> tuple[LeaseInfo, ...]:
    """The leases of a wall as people are told of them."""
    return tuple(lease_info(lease, wall) for lease in scene.leases)


def lease_info(lease: Lease, wall: Wall) -> LeaseInfo:
    every = frozenset(screen.address for screen in wall.screens)
    whole_wall = every <= frozenset(lease.screens)
    return LeaseInfo(**lease.model_dump(), wall=wall.name, whole_wall=whole_wall)
