"""Submission: what may stand beside every command that a client sends."""

from __future__ import annotations

from pydantic import Field

from wall.model.values import Value
from wall.protocol.names import WallName


class Submission(Value):
    """What may stand beside every command."""

    wall: WallName | None = None
    """None: the site's first wall."""
    seen: int | None = Field(default=None, ge=0)
    """The newest revision that the sender saw: a field that others changed later conflicts."""
    reason: str = Field(default="", max_length=200)
    override: bool = False
    """Go over leases of others; needs the right `override_lease`."""
