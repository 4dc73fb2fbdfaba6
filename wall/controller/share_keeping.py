"""Shares that outlive the controller: who shares what where, and the tickets that are good."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from wall.controller.keeping import write_private
from wall.errors import WallError
from wall.model.geometry import Rect
from wall.model.values import Value
from wall.protocol.share_words import ShareId, ShareState

log = logging.getLogger(__name__)


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
    """The file of all shares: written on a thread of its own, in order. Closed once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = ThreadPoolExecutor(1, "shares")
        self._newest: tuple[KeptShare, ...] | None = None
        """Not written yet."""

    def read(self) -> tuple[KeptShare, ...]:
        """Raises WallError for a damaged file."""
        if not self._path.exists():
            return ()
        try:
            return _KEPT.validate_json(self._path.read_bytes())
        except (OSError, ValidationError) as error:
            raise WallError(
                f"{self._path} is damaged; remove it: desks that are shared must be shared again"
            ) from error

    def write(self, shares: tuple[KeptShare, ...]) -> None:
        """Returns at once. What comes before the disk was ready replaces what waits."""
        self._newest = shares
        self._writing.submit(self._write)

    def close(self) -> None:
        """Everything is on disk afterwards, or the log says why not. Blocks."""
        self._writing.shutdown(wait=True)

    def _write(self) -> None:
        shares, self._newest = self._newest, None
        if shares is None:
            return
        try:
            write_private(self._path, _KEPT.dump_json(shares))
        except OSError as error:
            log.error("%s cannot be written, a restart forgets who shares: %s", self._path, error)


def new_ticket() -> str:
    return secrets.token_urlsafe(24)


def ticket_hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def has_ticket(share: KeptShare, ticket: str) -> bool:
    given = ticket_hash(ticket)
    return any(hmac.compare_digest(given, known) for known in share.tickets)
