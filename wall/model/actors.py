"""Actors: who sends a command, with which roles, on which screens."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from wall.errors import did_you_mean
from wall.model.values import Value


class Role(StrEnum):
    """What a person or program is on the wall. `wall.control.rights` says what each may."""

    VIEWER = "viewer"
    RECALL = "recall"
    MODERATOR = "moderator"
    OPERATOR = "operator"
    PRODUCER = "producer"
    ADMIN = "admin"


class Right(StrEnum):
    """One thing that somebody may do."""

    SEE = "see"
    """See what is on, its pictures and its history."""
    TAKE = "take"
    """Take prepared layouts, and undo one's own takes."""
    PUSH = "push"
    """Put content on, and upload it."""
    ARRANGE = "arrange"
    """Move, change, lock and close tiles."""
    ANNOUNCE = "announce"
    """Show announcements and end them."""
    DRIVE = "drive"
    """Work a web tile by remote, point and draw."""
    PREPARE = "prepare"
    """Stage layouts, edit what is staged, and save layouts."""
    LEASE = "lease"
    """Claim screens for a while."""
    OVERRIDE_LEASE = "override_lease"
    """Change screens that somebody else has claimed."""
    PANIC = "panic"
    """Cover a wall with safe content, and uncover it."""
    RECORD = "record"
    """Record what is on, and keep and delete the recordings."""
    MODERATE = "moderate"
    """Approve and hide posts; allow desks to be shown."""
    USERS = "users"
    """Keep accounts, tokens and rights."""
    DISPLAYS = "displays"
    """Approve displays of other machines."""
    SOURCES = "sources"
    """Give sources their data."""


class Grant(Value):
    """A role on some screens. Without a wall: everywhere."""

    role: Role
    wall: str | None = Field(default=None, min_length=1, max_length=100)
    area: str = Field(default="all", min_length=1, max_length=200)
    """Screens of the wall, as `A1:C2`."""

    def __str__(self) -> str:
        if self.wall is None:
            return self.role
        return f"{self.role}@{self.wall}" + ("" if self.area == "all" else f"/{self.area}")


def read_grant(text: str) -> Grant:
    """What `str(grant)` says: `operator`, `operator@hub`, `operator@hub/A1:C2`.

    Raises ValueError with a sentence.
    """
    role, at, place = text.strip().partition("@")
    wall, _, area = place.partition("/")
    roles = [known.value for known in Role]
    if role not in roles:
        near = did_you_mean(role, roles)
        raise ValueError(f"'{role}' is no role; there are {', '.join(roles)}{near}")
    if at and not wall:
        raise ValueError(f"name the wall, as in {role}@hub")
    return Grant(role=Role(role), wall=wall or None, area=area or "all")


class Actor(Value):
    """A person, a program, or a part of Wall itself."""

    name: str
    role: Role
    """What others are told; where there are grants, the strongest of them."""
    grants: tuple[Grant, ...] | None = None
    """None: the role everywhere. Else these alone count."""

    @property
    def held(self) -> tuple[Grant, ...]:
        return (Grant(role=self.role),) if self.grants is None else self.grants


AT_THE_WALL = Actor(name="wall", role=Role.OPERATOR)
"""Whoever stands at the wall with mouse and keyboard."""
FILES = Actor(name="file", role=Role.ADMIN)
"""The site's files, when they change."""
CLOCK = Actor(name="clock", role=Role.ADMIN)
"""Expiries."""
GUARD = Actor(name="guard", role=Role.ADMIN)
"""Quarantine of tiles that kill the display."""
RULE_PREFIX = "rule:"
"""No person and no token has a name with a colon."""


def rule_actor(rule: str) -> Actor:
    """In whose name a rule of the site acts: it brings what the site's own files say."""
    return Actor(name=RULE_PREFIX + rule, role=Role.ADMIN)


def is_rule(actor: Actor) -> bool:
    return actor.name.startswith(RULE_PREFIX) and actor == rule_actor(
        actor.name.removeprefix(RULE_PREFIX)
    )
