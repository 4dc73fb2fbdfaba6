"""Actors: who sends a command, and with which role."""

from __future__ import annotations

from enum import StrEnum

from wall.model.values import Value


class Role(StrEnum):
    """From least to most; each may do what those before it may."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    def may(self, needed: Role) -> bool:
        return list(Role).index(self) >= list(Role).index(needed)


class Actor(Value):
    """A person, a program, or a part of Wall itself."""

    name: str
    role: Role


AT_THE_WALL = Actor(name="wall", role=Role.OPERATOR)
"""Whoever stands at the wall with mouse and keyboard."""
FILES = Actor(name="file", role=Role.ADMIN)
"""The site's files, when they change."""
CLOCK = Actor(name="clock", role=Role.ADMIN)
"""Expiries."""
GUARD = Actor(name="guard", role=Role.ADMIN)
"""Quarantine of tiles that kill the display."""
