"""Summaries: one line for people about each entry."""

from __future__ import annotations

from wall.control.entries import Entry
from wall.control.sounding import sound_part
from wall.errors import AddressError
from wall.model.actors import CLOCK
from wall.model.changes import Change, LeaseChanged, TileAdded, TileChanged, TileRemoved
from wall.model.commands import (
    AddTile,
    CancelTake,
    ClaimLease,
    ClearLayer,
    CloseTile,
    Command,
    ConfigureTile,
    CoverWall,
    DuplicateTile,
    EndRecording,
    ExtendLease,
    FocusSound,
    HandOverLease,
    LockTile,
    MergeLayout,
    MoveTile,
    PutBack,
    ReleaseLease,
    RestoreScene,
    ScheduleTake,
    SetGroupSound,
    SetTileSound,
    SetWallSound,
    StackTile,
    StartRecording,
    SuspendTile,
    TakeLayout,
    UncoverWall,
)
from wall.model.geometry import Rect
from wall.model.screens import Wall
from wall.model.tiles import Layer, Tile

SHOWN_PARTS = 3


def summary(entry: Entry, wall: Wall | None = None) -> str:
    """`anne moved 'news' to B1:C2`. Without the wall, which may be gone, places are pixels."""
    if entry.actor == CLOCK:
        closed = [c.id for c in entry.commands if isinstance(c, CloseTile)]
        if closed:
            return f"{_quoted(closed)} expired"
        if any(isinstance(c, ReleaseLease) for c in entry.commands):
            return "a lease has ended"
    parts = [_part(command, entry.changes, wall) for command in entry.commands]
    shown = [part for part in parts[:SHOWN_PARTS] if part]
    if len(parts) > SHOWN_PARTS:
        shown.append(f"{len(parts) - SHOWN_PARTS} more")
    return f"{entry.actor.name} {_and(shown)}"


def area_name(rect: Rect, wall: Wall | None) -> str:
    """The screens under a canvas rectangle: `B2`, `A1:C2`, `all`, else pixels."""
    pixels = f"{rect.x},{rect.y} {rect.width} × {rect.height}"
    screens = wall.screens_under(rect) if wall is not None else ()
    if wall is None or not screens:
        return pixels
    if len(screens) == 1:
        return screens[0].address
    if len(screens) == len(wall.screens):
        return "all"
    block = f"{screens[0].address}:{screens[-1].address}"
    try:
        found = wall.screens_of(block)
    except AddressError:
        return pixels
    return block if found == screens else ", ".join(screen.address for screen in screens)


def _part(command: Command, changes: tuple[Change, ...], wall: Wall | None) -> str:
    match command:
        case AddTile(tile=tile):
            return _added(tile, wall)
        case MoveTile(id=tile_id, rect=rect):
            return f"moved '{tile_id}' to {area_name(rect, wall)}"
        case ConfigureTile():
            return _configured(command)
        case StackTile(id=tile_id, to=to):
            return f"brought '{tile_id}' to the {to}" if to == "front" else f"sent '{tile_id}' back"
        case LockTile(id=tile_id, locked=locked):
            return f"{'locked' if locked else 'unlocked'} '{tile_id}'"
        case SuspendTile(id=tile_id, why=why):
            return f"suspended '{tile_id}': {why}"
        case CloseTile(id=tile_id):
            return f"closed '{tile_id}'"
        case ClearLayer(layer=layer):
            return f"cleared the layer {layer}: {_counted(changes, layer)}"
        case TakeLayout(layout=layout, clear=clear):
            return f"took layout {layout.title}" + (" and cleared what was pushed" * clear)
        case MergeLayout(layout=layout):
            return f"followed the edited file of layout {layout.title}"
        case PutBack(revision=revision):
            return f"undid revision {revision}{_put_back(command.changes)}"
        case RestoreScene(revision=revision):
            return f"put back the wall of revision {revision}"
        case DuplicateTile(id=tile_id, rect=rect):
            return f"duplicated '{tile_id}' to {area_name(rect, wall)}"
        case CoverWall():
            return "covered the wall"
        case UncoverWall():
            return "uncovered the wall"
        case StartRecording(recording=begun):
            what = f"'{begun.tile}'" if begun.tile else area_name(begun.rect, wall)
            return f"began to record {what}"
        case EndRecording(id=ended):
            return f"ended recording {ended}"
        case SetTileSound() | FocusSound() | SetWallSound() | SetGroupSound():
            return sound_part(command)
        case _:
            return _claimed_or_scheduled(command, changes)


def _claimed_or_scheduled(
    command: ClaimLease | ReleaseLease | ExtendLease | HandOverLease | ScheduleTake | CancelTake,
    changes: tuple[Change, ...],
) -> str:
    lease = next((c.before for c in changes if isinstance(c, LeaseChanged) and c.before), None)
    held = ", ".join(lease.screens[:SHOWN_PARTS]) if lease else ""
    match command:
        case ClaimLease(lease=claimed):
            purpose = f" for {claimed.purpose}" if claimed.purpose else ""
            return f"claimed {', '.join(claimed.screens[:SHOWN_PARTS])}{purpose}"
        case ReleaseLease():
            return f"ended the lease of {held}"
        case ExtendLease():
            return f"gave the lease of {held} another end"
        case HandOverLease(to=to):
            return f"handed the lease of {held} over to {to}"
        case ScheduleTake(take=take):
            return f"scheduled layout {take.layout}"
        case CancelTake(id=taken):
            return f"took {taken} off the schedule"


def _added(tile: Tile, wall: Wall | None) -> str:
    where = area_name(tile.rect, wall)
    if tile.layer is Layer.ALERT:
        level, text = tile.settings.get("level", tile.kind), tile.settings.get("text", "")
        return f"raised {level} '{_short(str(text))}' at {where}"
    verb = "pushed" if tile.layer is Layer.PUSHED else "added"
    return f"{verb} {tile.kind} '{tile.id}' to {where}"


def _configured(command: ConfigureTile) -> str:
    names = list(command.settings)
    if command.title is not None:
        names.append("title")
    if command.label is not None:
        names.append("label")
    if command.until is not None:
        names.append("expiry")
    return f"changed {', '.join(names)} of '{command.id}'"


def _counted(changes: tuple[Change, ...], layer: Layer) -> str:
    count = sum(isinstance(c, TileRemoved) and c.tile.layer is layer for c in changes)
    return f"{count} tile" if count == 1 else f"{count} tiles"


def _put_back(changes: tuple[Change, ...]) -> str:
    ids: dict[str, None] = {}
    for change in changes:
        match change:
            case TileAdded(tile=tile) | TileRemoved(tile=tile):
                ids[tile.id] = None
            case TileChanged(id=tile_id):
                ids[tile_id] = None
            case _:
                pass
    return f" ({_quoted(list(ids))})" if ids else ""


def _quoted(ids: list[str]) -> str:
    shown = [f"'{tile_id}'" for tile_id in ids[:SHOWN_PARTS]]
    if len(ids) > SHOWN_PARTS:
        shown.append(f"{len(ids) - SHOWN_PARTS} more")
    return _and(shown)


def _and(parts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
