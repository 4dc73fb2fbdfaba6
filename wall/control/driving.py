"""Driving: who may work which tile from a desk, and what is passed on of what they do. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wall.control.leases import Leased
from wall.control.rights import check_right, check_somewhere
from wall.errors import CommandRefused, Why, did_you_mean
from wall.kinds.registry import KindRegistry
from wall.model.actors import Actor, Right
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.tiles import Tile
from wall.protocol.drive_requests import Input, KeyInput, PointerInput, WheelInput
from wall.protocol.together import Drive

INPUTS_PER_S = 150.0
INPUTS_AT_ONCE = 400.0
"""After moves are put together: nobody types or clicks so fast."""


class Driven(CommandRefused):
    """Somebody else works the tile."""

    code = "driven"

    def __init__(self, drive: Drive) -> None:
        super().__init__(
            f"{drive.name} works tile '{drive.tile}' now; ask {drive.name} to let go of it, or wait"
        )


class DrivenAtTheWall(CommandRefused):
    """Somebody stands at the wall and works the tile there."""

    code = Driven.code

    def __init__(self, drive: Drive) -> None:
        super().__init__(
            f"somebody works tile '{drive.tile}' at the wall itself now; wait until they let go"
        )


def check_drive(
    actor: Actor,
    wall: Wall,
    scene: Scene,
    tile_id: str,
    kinds: KindRegistry,
    *,
    at: float,
    override: bool = False,
) -> Tile:
    """The tile, where the actor may work it now. Raises CommandRefused, Leased and NotAllowed.

    `at`: seconds since the epoch. Whoever drives sees the tile, and needs both rights on all of
    its screens.
    """
    check_somewhere(actor, Right.DRIVE, wall)
    tile = scene.tile(tile_id)
    if tile is None:
        near = did_you_mean(tile_id, [known.id for known in scene.tiles])
        raise CommandRefused(f"there is no tile '{tile_id}' on wall '{wall.name}'{near}")
    kind = kinds.find(tile.kind)
    if kind is None or not kind.interactive:
        raise CommandRefused(
            f"tile '{tile_id}' is of kind '{tile.kind}'; web and vnc tiles can be worked",
            Why.NOT_DRIVEN,
            tile=tile_id,
        )
    if tile.suspended is not None:
        raise CommandRefused(f"tile '{tile_id}' is not shown: {tile.suspended}")
    for right in (Right.DRIVE, Right.SEE):
        check_right(actor, right, wall, [tile.rect])
    _check_leases(actor, wall, scene, tile, at, override)
    return tile


def _check_leases(
    actor: Actor, wall: Wall, scene: Scene, tile: Tile, at: float, override: bool
) -> None:
    addresses = frozenset(screen.address for screen in wall.screens_under(tile.rect))
    for lease in scene.leases:
        if lease.holder == actor.name or lease.until <= at or not lease.covers(addresses):
            continue
        if not override:
            raise Leased(wall, lease)
        known = {screen.address for screen in wall.screens}
        check_right(actor, Right.OVERRIDE_LEASE, wall, known.intersection(lease.screens))


def together(inputs: Iterable[Input]) -> tuple[Input, ...]:
    """The same with moves that follow each other as one, and turns of the wheel added up."""
    kept: list[Input] = []
    for one in inputs:
        last = kept[-1] if kept else None
        if is_move(one) and last is not None and is_move(last):
            kept[-1] = one
        elif (
            isinstance(one, WheelInput)
            and isinstance(last, WheelInput)
            and one.modifiers == last.modifiers
        ):
            by = (_within(last.by[0] + one.by[0]), _within(last.by[1] + one.by[1]))
            kept[-1] = one.model_copy(update={"by": by})
        else:
            kept.append(one)
    return tuple(kept)


def is_move(one: Input) -> bool:
    return isinstance(one, PointerInput) and one.action == "move"


def only_moves(inputs: Sequence[Input]) -> bool:
    """Whether nothing is lost if they wait a moment."""
    return all(is_move(one) for one in inputs)


_CLIPBOARD = frozenset({"c", "x", "v", "Insert"})


def reaches_clipboard(one: Input) -> bool:
    """Whether it would copy to, or paste from, the clipboard of the display's machine."""
    if not isinstance(one, KeyInput):
        return False
    key = one.key.lower() if len(one.key) == 1 else one.key
    if key == "Insert" or key == "Delete":
        return "shift" in one.modifiers or "control" in one.modifiers
    return key in _CLIPBOARD and bool({"control", "meta"} & set(one.modifiers))


def _within(value: float) -> float:
    return max(-100_000.0, min(100_000.0, value))
