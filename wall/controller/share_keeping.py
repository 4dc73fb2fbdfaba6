"""Shares that outlive the controller: who shares what where, and the tickets that are good."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from wall.controller.keeping import write_private
from wall.errors import WallError
from wall.model.geometry import Rect
from wall.model.values import Value
from wall.protocol.share_words import ShareId, ShareState


class KeptShare(Value):
    """One share, as it is written down."""

    id: ShareId
    wall: str
    rect: Rect
    tile: str | None = None
    """On the wall as this one; None: not yet."""
    given_tile: str | None = None
    """A tile that was there before; it stays when the share ends."""
    who: str
    name: str = ""
    since: float
    state: ShareState = ShareState.BEGINNING
    allowed: bool = False
    override: bool = False
    audio: bool = False
    tickets: tuple[str, ...] = ()
    """SHA-256 of those that are good."""
    epoch: int = 0
    """The largest one that was used."""


_KEPT: TypeAdapter[tuple[KeptShare, ...]] = TypeAdapter(tuple[KeptShare, ...])


class ShareFile:
    """The file of all shares. Raises WallError for a damaged one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[KeptShare, ...]:
        if not self._path.exists():
            return ()
        try:
            return _KEPT.validate_json(self._path.read_bytes())
        except (OSError, ValidationError) as error:
            raise WallError(
                f"{self._path} is damaged; remove it: desks that are shared must be shared again"
            ) from error

    def write(self, shares: tuple[KeptShare, ...]) -> None:
        write_private(self._path, _KEPT.dump_json(shares))


def new_ticket() -> str:
    return secrets.token_urlsafe(24)


def ticket_hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def has_ticket(share: KeptShare, ticket: str) -> bool:
    given = ticket_hash(ticket)
    return any(hmac.compare_digest(given, known) for known in share.tickets)
