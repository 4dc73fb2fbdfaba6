"""Summaries: what was done in each entry, and one line about it for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wall.control.deeds import deed, joined, listed, told
from wall.control.entries import Entry
from wall.control.sounding import sound_deeds
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
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.tiles import Layer, Tile
from wall.protocol.status import Deed

SHOWN_PARTS = 3


Titles = Mapping[str, str]
"""Tile → its title, of those that have one."""


def summary(entry: Entry, wall: Wall | None = None, titles: Titles | None = None) -> str:
    """`anne moved 'news' to B1:C2`, or `'Today (news)'` where it has a title. Without the wall,
    which may be gone, places are pixels."""
    words = joined([told(done) for done in deeds(entry, wall, titles)])
    return words if _is_expiry(entry) else f"{entry.actor.name} {words}"


def titles_of(entries: Iterable[Entry], scene: Scene) -> Titles:
    """What tiles of a wall are called, as far as its scene and these entries of it say. Those are
    newest first."""
    tiles = list(scene.tiles)
    for entry in entries:
        tiles += [c.tile for c in entry.changes if isinstance(c, TileAdded | TileRemoved)]
    return {tile.id: tile.title for tile in reversed(tiles) if tile.title}


def deeds(entry: Entry, wall: Wall | None = None, titles: Titles | None = None) -> tuple[Deed, ...]:
    """What was done, command by command, of the first ones."""
    return tuple(_titled(done, titles or {}) for done in _deeds(entry, wall))


def _titled(done: Deed, titles: Titles) -> Deed:
    tile_id = done.values.get("tile", "")
    if tile_id not in titles:
        return done
    named = f"{_short(titles[tile_id])} ({tile_id})"
    return done.model_copy(update={"values": {**done.values, "tile": named}})


def _deeds(entry: Entry, wall: Wall | None) -> tuple[Deed, ...]:
    if entry.actor == CLOCK:
        closed = [c.id for c in entry.commands if isinstance(c, CloseTile)]
        if closed:
            return (deed("expired", tiles=listed(closed)),)
        if any(isinstance(c, ReleaseLease) for c in entry.commands):
            return (deed("lease_over"),)
    shown = [
        done
        for command in entry.commands[:SHOWN_PARTS]
        for done in _deeds_of(command, entry.changes, wall)
    ]
    if len(entry.commands) > SHOWN_PARTS:
        shown.append(deed("more", n=len(entry.commands) - SHOWN_PARTS))
    return tuple(shown)


def _is_expiry(entry: Entry) -> bool:
    """It happened by itself: nobody did it."""
    by_time = CloseTile | ReleaseLease
    return entry.actor == CLOCK and any(isinstance(c, by_time) for c in entry.commands)


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


def _deeds_of(command: Command, changes: tuple[Change, ...], wall: Wall | None) -> list[Deed]:
    done = _done(command, changes, wall)
    return [done] if isinstance(done, Deed) else done


def _done(command: Command, changes: tuple[Change, ...], wall: Wall | None) -> Deed | list[Deed]:
    match command:
        case AddTile(tile=tile):
            return _added(tile, wall)
        case MoveTile(id=tile_id, rect=rect):
            return deed("moved", tile=tile_id, at=area_name(rect, wall))
        case ConfigureTile(id=tile_id):
            return deed("changed", tile=tile_id, fields=listed(_fields(command)))
        case StackTile(id=tile_id, to=to):
            return deed("to_front" if to == "front" else "to_back", tile=tile_id)
        case LockTile(id=tile_id, locked=locked):
            return deed("locked" if locked else "unlocked", tile=tile_id)
        case SuspendTile(id=tile_id, why=why):
            return deed("suspended", tile=tile_id, why=why)
        case CloseTile(id=tile_id):
            return deed("closed", tile=tile_id)
        case ClearLayer(layer=layer):
            return deed("cleared", layer=layer, n=_count(changes, layer))
        case TakeLayout(layout=layout, clear=clear):
            return deed("took_clearing" if clear else "took", layout=layout.title)
        case MergeLayout(layout=layout):
            return deed("merged", layout=layout.title)
        case PutBack(revision=revision):
            return _put_back(revision, command.changes)
        case RestoreScene(revision=revision):
            return deed("restored", revision=revision)
        case DuplicateTile(id=tile_id, rect=rect):
            return deed("duplicated", tile=tile_id, at=area_name(rect, wall))
        case CoverWall():
            return deed("covered")
        case UncoverWall():
            return deed("uncovered")
        case StartRecording(recording=begun):
            if begun.tile:
                return deed("recorded_tile", tile=begun.tile)
            return deed("recorded", at=area_name(begun.rect, wall))
        case EndRecording(id=ended):
            return deed("recording_ended", recording=ended)
        case SetTileSound() | FocusSound() | SetWallSound() | SetGroupSound():
            return sound_deeds(command)
        case _:
            return _claimed_or_scheduled(command, changes, wall)


def _claimed_or_scheduled(
    command: ClaimLease | ReleaseLease | ExtendLease | HandOverLease | ScheduleTake | CancelTake,
    changes: tuple[Change, ...],
    wall: Wall | None,
) -> Deed:
    lease = next((c.before for c in changes if isinstance(c, LeaseChanged) and c.before), None)
    held = _screens(lease.screens, wall) if lease else ""
    match command:
        case ClaimLease(lease=claimed):
            at = _screens(claimed.screens, wall)
            if claimed.purpose:
                return deed("claimed_for", at=at, purpose=claimed.purpose)
            return deed("claimed", at=at)
        case ReleaseLease():
            return deed("lease_ended", at=held)
        case ExtendLease():
            return deed("lease_extended", at=held)
        case HandOverLease(to=to):
            return deed("lease_handed", at=held, person=to)
        case ScheduleTake(take=take):
            return deed("scheduled", layout=take.layout)
        case CancelTake(id=taken):
            return deed("unscheduled", take=taken)


def _screens(addresses: Sequence[str], wall: Wall | None) -> str:
    """`A1:B3` for a block, else its screens."""
    rects = [screen.rect for screen in wall.screens if screen.address in addresses] if wall else []
    if wall is not None and rects:
        left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
        right, bottom = max(rect.right for rect in rects), max(rect.bottom for rect in rects)
        around = Rect(left, top, right - left, bottom - top)
        if len(wall.screens_under(around)) == len(rects):
            return area_name(around, wall)
    return listed(addresses)


def _added(tile: Tile, wall: Wall | None) -> Deed:
    where = area_name(tile.rect, wall)
    if tile.layer is Layer.ALERT:
        level, text = tile.settings.get("level", tile.kind), tile.settings.get("text", "")
        return deed("raised", level=level, text=_short(str(text)), at=where)
    what = "pushed" if tile.layer is Layer.PUSHED else "added"
    return deed(what, kind=tile.kind, tile=tile.id, at=where)


def _fields(command: ConfigureTile) -> list[str]:
    names = list(command.settings)
    if command.title is not None:
        names.append("title")
    if command.label is not None:
        names.append("label")
    if command.until is not None:
        names.append("expiry")
    return names


def _count(changes: tuple[Change, ...], layer: Layer) -> int:
    return sum(isinstance(c, TileRemoved) and c.tile.layer is layer for c in changes)


def _put_back(revision: int, changes: tuple[Change, ...]) -> Deed:
    ids: dict[str, None] = {}
    for change in changes:
        match change:
            case TileAdded(tile=tile) | TileRemoved(tile=tile):
                ids[tile.id] = None
            case TileChanged(id=tile_id):
                ids[tile_id] = None
            case _:
                pass
    if not ids:
        return deed("undid", revision=revision)
    return deed("undid_tiles", revision=revision, tiles=listed(ids))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
