"""Tokens: who may speak to the controller, and as what.

`DATA/admin-token` holds the first one in plain text, for the machine's owner alone. All others
are kept as SHA-256 hashes in `DATA/tokens.json`: a token is 256 random bits, so that a slow hash
would add nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from pathlib import Path
from time import time

from pydantic import ValidationError

from wall.control.rights import strongest
from wall.controller.keeping import write_private
from wall.errors import CommandRefused, WallError, Why, did_you_mean
from wall.model.actors import AT_THE_WALL, CLOCK, FILES, GUARD, Actor, Grant, Role
from wall.model.values import Value
from wall.protocol.messages import NewToken, TokenInfo

ADMIN = Actor(name="admin", role=Role.ADMIN)
ADMIN_TOKEN = "admin-token"
RESERVED = frozenset(a.name for a in (ADMIN, AT_THE_WALL, FILES, CLOCK, GUARD))
MAX_TOKENS = 1_000
WRITE_EVERY_S = 600.0
"""How old the last use of a token in the file may be."""


class _Kept(Value):
    name: str
    role: Role
    grants: tuple[Grant, ...] | None = None
    sha256: str
    created: float
    until: float | None = None
    used: float | None = None

    @property
    def actor(self) -> Actor:
        return Actor(name=self.name, role=self.role, grants=self.grants)

    def is_over(self, now: float) -> bool:
        return self.until is not None and now > self.until


class _File(Value):
    version: int = 1
    tokens: tuple[_Kept, ...] = ()


class Tokens:
    """The tokens of one controller. Reads and writes small files on the calling thread."""

    def __init__(self, data: Path) -> None:
        """Raises WallError for a damaged file."""
        self._path = data / "tokens.json"
        self.admin_token_file = data / ADMIN_TOKEN
        self._admin_hash = _hash(self._admin_token())
        self._tokens = self._read()
        self._written = time()
        self._listeners: list[Callable[[str], None]] = []

    def identify(self, token: str) -> Actor | None:
        """Whose token it is. Takes the same time whether it is known or not."""
        given, now = _hash(token), time()
        found = ADMIN if hmac.compare_digest(given, self._admin_hash) else None
        used = None
        for kept in self._tokens.values():
            if hmac.compare_digest(given, kept.sha256) and not kept.is_over(now):
                found, used = kept.actor, kept
        if used is not None:
            self._note_use(used, now)
        return found

    def actor_of(self, name: str) -> Actor | None:
        """Who the token of this name is for, while there is one: for doors without secrets."""
        kept = self._tokens.get(name)
        return None if kept is None or kept.is_over(time()) else kept.actor

    def add(
        self,
        name: str,
        role: Role,
        *,
        grants: tuple[Grant, ...] | None = None,
        until: float | None = None,
    ) -> NewToken:
        """With grants, the token has them alone. `until` is in seconds since the epoch.

        Raises CommandRefused for a name that is taken.
        """
        if name in RESERVED:
            raise CommandRefused(
                f"'{name}' is a name of Wall itself; choose another", Why.NAME_RESERVED, name=name
            )
        if name in self._tokens:
            raise CommandRefused(
                f"there is already a token '{name}'; revoke it first", Why.TOKEN_THERE, name=name
            )
        if len(self._tokens) >= MAX_TOKENS:
            raise CommandRefused(f"there are {MAX_TOKENS} tokens; revoke some first")
        token, role = _new(), strongest(grants) if grants else role
        kept = _Kept(
            name=name,
            role=role,
            grants=grants or None,
            sha256=_hash(token),
            created=time(),
            until=until,
        )
        self._write({**self._tokens, name: kept})
        return NewToken(name=name, role=role, grants=kept.grants, until=until, token=token)

    def list(self) -> tuple[TokenInfo, ...]:
        return tuple(
            TokenInfo(
                name=kept.name,
                role=kept.role,
                grants=kept.grants,
                created=kept.created,
                until=kept.until,
                used=kept.used,
            )
            for kept in self._tokens.values()
        )

    def revoke(self, name: str) -> None:
        """Raises CommandRefused for a token that is not there."""
        if name == ADMIN.name:
            raise CommandRefused(
                f"the admin token is renewed by removing the file {ADMIN_TOKEN} and a restart"
            )
        if name not in self._tokens:
            near = did_you_mean(name, list(self._tokens))
            raise CommandRefused(f"there is no token '{name}'{near}")
        self._write({n: kept for n, kept in self._tokens.items() if n != name})
        for listener in self._listeners:
            listener(name)

    def sweep(self) -> None:
        """Revoke those whose time is over."""
        now = time()
        for name in [kept.name for kept in self._tokens.values() if kept.is_over(now)]:
            self.revoke(name)

    def on_revoked(self, listener: Callable[[str], None]) -> None:
        """Hear the names of revoked tokens."""
        self._listeners.append(listener)

    def _admin_token(self) -> str:
        path = self.admin_token_file
        if path.exists():
            token = path.read_text().strip()
            if len(token) < 32:
                raise WallError(f"{path} holds no token; remove it, and the next start makes one")
            path.chmod(0o600)
            return token
        token = _new()
        write_private(path, f"{token}\n".encode())
        return token

    def _note_use(self, kept: _Kept, now: float) -> None:
        """In the file now and then only: a script that asks all the time is no reason to write."""
        noted = {**self._tokens, kept.name: kept.model_copy(update={"used": now})}
        if kept.used is None or now - self._written > WRITE_EVERY_S:
            self._write(noted)
        else:
            self._tokens = noted

    def _read(self) -> dict[str, _Kept]:
        if not self._path.exists():
            return {}
        try:
            kept = _File.model_validate_json(self._path.read_bytes()).tokens
        except ValidationError as error:
            raise WallError(
                f"{self._path} is damaged; put back a copy, or remove it and make new tokens"
            ) from error
        return {token.name: token for token in kept}

    def _write(self, tokens: dict[str, _Kept]) -> None:
        file = _File(tokens=tuple(tokens.values()))
        write_private(self._path, file.model_dump_json(indent=2).encode())
        self._tokens = tokens
        self._written = time()


def _new() -> str:
    return f"wall_{secrets.token_urlsafe(32)}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
