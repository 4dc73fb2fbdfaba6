"""What an actor may ask for, and how far what it brings is trusted."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from pydantic import JsonValue

from wall.errors import CommandRefused, Why
from wall.kinds.addresses import addresses_in
from wall.kinds.registry import KindRegistry
from wall.model.actors import FILES, Actor, is_rule
from wall.model.changes import FieldChange, TileChanged
from wall.model.commands import (
    AddTile,
    ClaimLease,
    Command,
    ConfigureTile,
    CoverWall,
    DuplicateTile,
    MergeLayout,
    PutBack,
    RestoreScene,
    ScheduleTake,
    SuspendTile,
    TakeLayout,
)
from wall.model.scene import Scene
from wall.model.tiles import Settings, Tile

MAX_SETTINGS_BYTES = 64 * 1024


def check_outside(commands: Sequence[Command]) -> None:
    """Raises CommandRefused for commands that only Wall itself may build.

    They carry whole tiles with owner and trust: from a client they would be forgeries.
    """
    for command in commands:
        match command:
            case TakeLayout() | MergeLayout():
                raise CommandRefused(
                    f"'{command.type}' is not sent as a command; take a layout by its name"
                )
            case CoverWall() | RestoreScene() | ScheduleTake():
                raise CommandRefused(
                    f"'{command.type}' is not sent as a command; there is a request of that name"
                )
            case SuspendTile():
                raise CommandRefused("tiles are suspended by Wall itself; close it instead")
            case PutBack():
                raise CommandRefused(f"'{command.type}' is not sent as a command; ask for an undo")


def authored(actor: Actor, command: Command) -> Command:
    """The command with what is new in the name of the actor; tiles trusted from files only."""
    match command:
        case AddTile(tile=tile):
            given = {"owner": actor.name, "trusted": _from_files(actor, tile), "suspended": None}
            return AddTile(tile=tile.model_copy(update=given))
        case DuplicateTile():
            return command.model_copy(update={"owner": actor.name})
        case ClaimLease(lease=lease):
            return ClaimLease(lease=lease.model_copy(update={"holder": actor.name}))
        case ScheduleTake(take=take):
            return ScheduleTake(take=take.model_copy(update={"by": actor}))
        case _:
            return command


def _from_files(actor: Actor, tile: Tile) -> bool:
    """A rule brings layouts of the site; what a layout does not trust, it does not either."""
    return actor == FILES or (is_rule(actor) and tile.trusted)


def check_kinds(scene: Scene, command: Command, kinds: KindRegistry) -> None:
    """Raises CommandRefused where a tile's settings are not what its kind allows.

    A layout may hold tiles of unknown kinds, which are shown as placeholders that say so.
    """
    match command:
        case AddTile(tile=tile):
            _check_tile(tile, kinds)
        case ConfigureTile(id=tile_id, settings=settings):
            if command.until is not None and not math.isfinite(command.until):
                raise CommandRefused("a tile expires at a time, not at infinity")
            now = scene.tile(tile_id)
            if now is not None and settings:
                _check_size(settings)
                kinds.get(now.kind).read(_configured(now.settings, settings))
        case TakeLayout(layout=layout) | MergeLayout(layout=layout):
            for tile in layout.tiles:
                if kinds.find(tile.kind) is not None:
                    _check_tile(tile, kinds)
        case CoverWall(tiles=tiles):
            for tile in tiles:
                _check_tile(tile, kinds)
        case _:
            pass


def _check_tile(tile: Tile, kinds: KindRegistry) -> None:
    kind = kinds.get(tile.kind)
    if tile.until is not None and not math.isfinite(tile.until):
        raise CommandRefused("a tile expires at a time, not at infinity")
    if kind.source_required and tile.source is None:
        raise CommandRefused(
            f"a tile of kind '{kind.name}' needs a source; name one", Why.SOURCE_NEEDED
        )
    if tile.source is not None and not kind.dataset:
        raise CommandRefused(f"a tile of kind '{kind.name}' takes no source")
    _check_size(tile.settings)
    kind.read(_configured({}, tile.settings))


def _configured(settings: Settings, changed: Settings) -> Settings:
    merged = {**settings, **changed}
    return {name: value for name, value in merged.items() if value is not None}


def _check_size(settings: Settings) -> None:
    if not _is_finite(settings):
        raise CommandRefused("a setting is a finite number, not infinite and not NaN")
    size = len(json.dumps(settings, ensure_ascii=False).encode())
    if size > MAX_SETTINGS_BYTES:
        raise CommandRefused(
            f"the settings are {size} bytes long; at most {MAX_SETTINGS_BYTES} are kept in a "
            "scene: put larger content into a file or a source"
        )


def _is_finite(value: JsonValue) -> bool:
    match value:
        case float():
            return math.isfinite(value)
        case list():
            return all(_is_finite(item) for item in value)
        case dict():
            return all(_is_finite(item) for item in value.values())
        case _:
            return True


def distrust(
    before: Scene, after: Scene, command: Command, kinds: KindRegistry
) -> TileChanged | None:
    """What configuring a tile changes in its trust.

    A tile of the files that gets an address from an operator falls under the address policy,
    and is trusted again when all its addresses are those of the file.
    """
    if not isinstance(command, ConfigureTile) or not command.settings:
        return None
    was, now = before.tile(command.id), after.tile(command.id)
    if was is None or now is None:
        return None
    known = _addresses(was, kinds) if was.trusted else set()
    in_file = _in_file(before, now)
    if in_file is not None:
        known |= _addresses(in_file, kinds)
    may_be_trusted = was.trusted or in_file is not None
    trusted = may_be_trusted and _addresses(now, kinds) <= known
    if trusted == was.trusted:
        return None
    return TileChanged(
        id=now.id, fields={"trusted": FieldChange(before=was.trusted, after=trusted)}
    )


def _in_file(scene: Scene, tile: Tile) -> Tile | None:
    """The tile as the layout that is on has it, if it comes from there."""
    for taken in scene.layout.tiles if scene.layout else ():
        if (taken.id, taken.kind, taken.owner) == (tile.id, tile.kind, tile.owner):
            return taken if taken.trusted else None
    return None


def _addresses(tile: Tile, kinds: KindRegistry) -> set[str]:
    kind = kinds.find(tile.kind)
    if kind is None:
        return set()
    return {address for _, address, _ in addresses_in(kind.read(tile.settings))}
