"""Sessions: who has signed in, from which browser. `DATA/sessions.json` holds hashes of ids.

A session ends when nobody used it for a while, after some days in any case, and when somebody
ends it. Its cookie is 256 random bits, so that a plain hash protects it.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from time import time

from pydantic import Field, ValidationError

from wall.controller.keeping import write_private
from wall.model.values import Value

log = logging.getLogger(__name__)

FILE = "sessions.json"
IDLE_S = 12 * 3600.0
LONGEST_S = 7 * 24 * 3600.0
WRITE_EVERY_S = 300.0
"""How old the last use in the file may be: a crash forgets no more."""
MAX_OF_ACCOUNT = 20
"""The oldest ends when there is one more."""


class Session(Value):
    """One browser in which somebody has signed in."""

    key: str = Field(repr=False)
    """SHA-256 of the id; also what people name it by, with its first letters."""
    account: str
    created: float
    used: float
    """Seconds since the epoch."""
    address: str = ""
    agent: str = ""
    """What the browser says it is."""

    @property
    def handle(self) -> str:
        return self.key[:16]

    def is_over(self, now: float) -> bool:
        return now > min(self.used + IDLE_S, self.created + LONGEST_S)


class _File(Value):
    version: int = 1
    sessions: tuple[Session, ...] = ()


class Sessions:
    """The sessions of one controller. Reads and writes a small file on the calling thread."""

    def __init__(self, data: Path, clock: Callable[[], float] = time) -> None:
        self._path = data / FILE
        self._clock = clock
        self._sessions = self._read()
        self._written = clock()
        self._listeners: list[Callable[[frozenset[str]], None]] = []

    def begin(self, account: str, *, address: str = "", agent: str = "") -> tuple[str, Session]:
        """The id for the cookie, told once, and the session."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        session = Session(
            key=_key(secret),
            account=account,
            created=now,
            used=now,
            address=address[:100],
            agent="".join(c for c in agent if c.isprintable())[:200],
        )
        mine = sorted(self.of(account), key=lambda kept: kept.used)
        self.end(kept.key for kept in mine[: max(0, len(mine) - MAX_OF_ACCOUNT + 1)])
        self._sessions[session.key] = session
        self._write()
        return secret, session

    def find(self, secret: str) -> Session | None:
        """The session of a cookie; it counts as used now."""
        key, now = _key(secret), self._clock()
        session = self._sessions.get(key)
        if session is None or session.is_over(now):
            return None
        session = self._sessions[key] = session.model_copy(update={"used": now})
        if now - self._written > WRITE_EVERY_S:
            self._write()
        return session

    def of(self, account: str) -> tuple[Session, ...]:
        """Newest use first."""
        mine = (kept for kept in self._sessions.values() if kept.account == account)
        return tuple(sorted(mine, key=lambda kept: kept.used, reverse=True))

    def all(self) -> tuple[Session, ...]:
        return tuple(sorted(self._sessions.values(), key=lambda kept: kept.used, reverse=True))

    def end(self, keys: Iterable[str]) -> None:
        """Those that are not there are no error."""
        ended = frozenset(key for key in keys if self._sessions.pop(key, None) is not None)
        if not ended:
            return
        self._write()
        for listener in self._listeners:
            listener(ended)

    def end_all(self, account: str, *, but: str | None = None) -> int:
        """How many ended."""
        keys = [kept.key for kept in self.of(account) if kept.key != but]
        self.end(keys)
        return len(keys)

    def sweep(self) -> None:
        """End those whose time is over."""
        now = self._clock()
        self.end([kept.key for kept in self._sessions.values() if kept.is_over(now)])

    def on_ended(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Hear the keys of sessions that have ended."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Write down when each was used last."""
        self._write()

    def _read(self) -> dict[str, Session]:
        if not self._path.exists():
            return {}
        try:
            kept = _File.model_validate_json(self._path.read_bytes()).sessions
        except ValidationError:
            log.warning("%s is damaged; everybody signs in again", self._path.name)
            return {}
        return {session.key: session for session in kept}

    def _write(self) -> None:
        file = _File(sessions=tuple(self._sessions.values()))
        write_private(self._path, file.model_dump_json().encode())
        self._written = self._clock()


def csrf_token(secret: str) -> str:
    """What a page must say with each change, beside the cookie that the browser adds itself."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
