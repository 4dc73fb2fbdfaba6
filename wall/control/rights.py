"""Rights: who may do what on which screens. The only place that decides it.

A role is a set of rights, an actor holds roles on screens (`Grant`). Whoever holds several adds
them up. `wall.control.authorizing` says which right a command needs, and where.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wall.errors import AddressError, NotAllowed
from wall.model.actors import Actor, Grant, Right, Role
from wall.model.geometry import Rect
from wall.model.screens import Screen, Wall

_RECALL = frozenset({Right.SEE, Right.TAKE})
_MODERATOR = frozenset({Right.SEE, Right.MODERATE})
_OPERATOR = _RECALL | {
    Right.PUSH,
    Right.ARRANGE,
    Right.ANNOUNCE,
    Right.DRIVE,
    Right.PREPARE,
    Right.LEASE,
    Right.PANIC,
    Right.SOURCES,
    Right.RECORD,
}
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.SEE}),
    Role.RECALL: _RECALL,
    Role.MODERATOR: _MODERATOR,
    Role.OPERATOR: _OPERATOR,
    Role.PRODUCER: _OPERATOR | _MODERATOR | {Right.OVERRIDE_LEASE},
    Role.ADMIN: frozenset(Right),
}
"""The roles are no ladder: a moderator approves posts and changes no tile."""

_MEANING: Mapping[Right, str] = {
    Right.SEE: "see",
    Right.TAKE: "take layouts",
    Right.PUSH: "push content",
    Right.ARRANGE: "change tiles",
    Right.ANNOUNCE: "announce",
    Right.DRIVE: "work tiles by remote, point or draw",
    Right.PREPARE: "prepare or save layouts",
    Right.LEASE: "claim screens",
    Right.OVERRIDE_LEASE: "change screens that others have claimed",
    Right.PANIC: "cover the wall for panic",
    Right.RECORD: "record",
    Right.MODERATE: "moderate posts or allow desks",
    Right.USERS: "keep accounts, tokens and rights",
    Right.DISPLAYS: "approve displays",
    Right.SOURCES: "give sources their data",
}


def check_right(
    actor: Actor, right: Right, wall: Wall, where: Iterable[Rect | str] | None = None
) -> None:
    """Raises NotAllowed unless the actor has the right on every screen that is touched.

    `where`: rectangles in canvas pixels and addresses of screens; None: all screens of the wall.
    What touches no screen needs the right on one screen of the wall.
    """
    touched = wall.screens if where is None else _touched_screens(wall, where)
    allowed = screens_with(actor, right, wall)
    missing = [screen.address for screen in touched if screen.address not in allowed]
    if missing or not allowed:
        raise _refusal(actor, right, _place(wall, missing))


def check_somewhere(actor: Actor, right: Right, wall: Wall | None = None) -> None:
    """Raises NotAllowed unless the actor has the right on some screen, of the wall if given."""
    if wall is None:
        if not has_somewhere(actor, right):
            raise _refusal(actor, right, "")
    elif not screens_with(actor, right, wall):
        raise _refusal(actor, right, f" on wall '{wall.name}'")


def has_somewhere(actor: Actor, right: Right) -> bool:
    return any(right in RIGHTS[grant.role] for grant in actor.held)


def check_all_screens(actor: Actor, right: Right, walls: Iterable[Wall]) -> None:
    """For what is seen on every wall. Raises NotAllowed unless the right holds on all of them."""
    for wall in walls:
        check_right(actor, right, wall)


def check_everywhere(actor: Actor, right: Right) -> None:
    """Raises NotAllowed unless the actor has the right by a role on all walls."""
    if not has_everywhere(actor, right):
        raise _refusal(actor, right, " on all walls")


def has_everywhere(actor: Actor, right: Right) -> bool:
    return any(grant.wall is None and right in RIGHTS[grant.role] for grant in actor.held)


def has_right(
    actor: Actor, right: Right, wall: Wall, where: Iterable[Rect | str] | None = None
) -> bool:
    """`check_right` as a question."""
    try:
        check_right(actor, right, wall, where)
    except NotAllowed:
        return False
    return True


def screens_with(actor: Actor, right: Right, wall: Wall) -> frozenset[str]:
    """The addresses of the wall's screens on which the actor has the right."""
    grants = [grant for grant in actor.held if right in RIGHTS[grant.role]]
    return frozenset(screen.address for grant in grants for screen in granted(grant, wall))


def granted(grant: Grant, wall: Wall) -> tuple[Screen, ...]:
    """The screens of a grant. An area that the wall does not have any more grants nothing."""
    if grant.wall is None:
        return wall.screens
    if grant.wall != wall.name:
        return ()
    try:
        return wall.screens_of(grant.area)
    except AddressError:
        return ()


def rights_on(actor: Actor, wall: Wall) -> frozenset[Right]:
    """All that the actor may do on some screen of the wall."""
    held = [grant.role for grant in actor.held if granted(grant, wall)]
    return frozenset[Right]().union(*(RIGHTS[role] for role in held))


def may_see(actor: Actor, wall: Wall) -> bool:
    if actor.grants is None:
        return Right.SEE in RIGHTS[actor.role]
    return bool(screens_with(actor, Right.SEE, wall))


def strongest(grants: Sequence[Grant]) -> Role:
    """What somebody with these grants is called. Raises ValueError for none."""
    order = list(Role)
    return max((grant.role for grant in grants), key=order.index)


def _touched_screens(wall: Wall, where: Iterable[Rect | str]) -> tuple[Screen, ...]:
    found: dict[str, Screen] = {}
    for place in where:
        screens = (
            (wall.screen(place),) if isinstance(place, str) else wall.screens_under(Rect(*place))
        )
        found |= {screen.address: screen for screen in screens}
    return tuple(found.values())


def _place(wall: Wall, missing: Sequence[str]) -> str:
    if not missing or len(missing) == len(wall.screens):
        return f" on wall '{wall.name}'"
    listed = ", ".join(missing[:6]) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
    return f" on {listed} of wall '{wall.name}'"


def _refusal(actor: Actor, right: Right, place: str) -> NotAllowed:
    roles = [role.value for role in Role if right in RIGHTS[role]]
    return NotAllowed(actor.name, right, _MEANING[right], place, roles)
