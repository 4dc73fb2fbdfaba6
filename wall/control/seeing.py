"""Seeing is a right: what an actor may be told of the walls.

Scenes, changes, status and history obey it per wall; pictures per screen and tile, since a
picture shows what a name does not tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from wall.control.rights import check_right, check_somewhere, may_see
from wall.model.actors import Actor, Right
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.protocol.share_requests import SharesTold
from wall.protocol.status import HistoryEntry, Status
from wall.protocol.together import DrivesTold, PeopleTold, Person, PointersTold, Told


def visible_walls(actor: Actor, walls: Sequence[Wall]) -> tuple[Wall, ...]:
    return tuple(wall for wall in walls if may_see(actor, wall))


def visible_status(actor: Actor, walls: Sequence[Wall], status: Status) -> Status:
    """Without what stands on other walls; machines and files are told to who sees all."""
    names = {wall.name for wall in visible_walls(actor, walls)}
    if len(names) == len(walls):
        return status
    told = tuple(wall for wall in status.walls if wall.name in names)
    first = told[0] if told else None
    return status.model_copy(
        update={
            "revision": first.revision if first else 0,
            "layout": first.layout if first else None,
            "ready": first.ready if first else False,
            "walls": told,
            "screens": tuple(screen for screen in status.screens if screen.wall in names),
            "tiles": tuple(tile for tile in status.tiles if tile.wall in names),
            "leases": tuple(lease for lease in status.leases if lease.wall in names),
            "displays": (),
            "problems": (),
        }
    )


def visible_history(
    actor: Actor, walls: Sequence[Wall], entries: Sequence[HistoryEntry]
) -> tuple[HistoryEntry, ...]:
    names = {wall.name for wall in visible_walls(actor, walls)}
    return tuple(entry for entry in entries if entry.wall in names)


def visible_told(actor: Actor, walls: Sequence[Wall], told: Told) -> Told:
    """Without what is about other walls. The wall of an event as a whole is for its sender."""
    names = {wall.name for wall in visible_walls(actor, walls)}
    match told:
        case PointersTold(pointers=pointers):
            return PointersTold(pointers=tuple(p for p in pointers if p.wall in names))
        case DrivesTold(drives=drives):
            return DrivesTold(drives=tuple(d for d in drives if d.wall in names))
        case SharesTold(shares=shares):
            return SharesTold(shares=tuple(s for s in shares if s.wall in names))
        case PeopleTold(people=people):
            return PeopleTold(people=tuple(_person_on(person, names) for person in people))
        case _:
            return told


def _person_on(person: Person, walls: AbstractSet[str]) -> Person:
    return person.model_copy(update={"walls": tuple(w for w in person.walls if w in walls)})


def check_sees(actor: Actor, wall: Wall) -> None:
    """Raises NotAllowed for a wall that the actor may not see."""
    check_somewhere(actor, Right.SEE, wall)


def check_sees_picture(
    actor: Actor, wall: Wall, scene: Scene, *, screen: str | None, tile: str | None
) -> None:
    """Raises NotAllowed for a picture that shows more than the actor may see.

    One of a screen, of a tile, or of the whole wall. A tile that is not there shows nothing.
    """
    if screen is not None:
        check_right(actor, Right.SEE, wall, [s.address for s in wall.screens_of(screen)])
    elif tile is not None:
        shown = scene.tile(tile)
        check_right(actor, Right.SEE, wall, [shown.rect] if shown is not None else [])
    else:
        check_right(actor, Right.SEE, wall)
