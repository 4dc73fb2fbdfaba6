"""Accounts: who may sign in. `DATA/accounts.json`, for the machine's owner alone.

Nothing in it signs anybody in: passwords, invitations and recovery codes are hashes. The secrets
of second factors are what an authenticator app needs, and are of no use without the password.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from pathlib import Path
from time import time

from pydantic import Field, ValidationError

from wall.control.rights import strongest
from wall.controller.keeping import write_private
from wall.controller.second_factor import SecondFactor
from wall.errors import CommandRefused, WallError, Why, did_you_mean
from wall.model.actors import AT_THE_WALL, CLOCK, FILES, GUARD, Actor, Grant
from wall.model.values import Value

MAX_ACCOUNTS = 1_000
FILE = "accounts.json"
_RESERVED = frozenset(a.name for a in (AT_THE_WALL, FILES, CLOCK, GUARD)) | {"admin"}


class Invitation(Value):
    """A one-time link by which somebody sets a password."""

    sha256: str
    until: float
    """Seconds since the epoch."""


class Account(Value):
    """One person."""

    name: str
    display_name: str = ""
    grants: tuple[Grant, ...] = Field(min_length=1)
    password: str | None = None
    """Argon2id. None: invited, or signs in elsewhere."""
    factor: SecondFactor | None = None
    invitation: Invitation | None = None
    identity: str | None = None
    """Issuer and subject, of people who sign in with OpenID Connect."""
    disabled: bool = False
    language: str = "en"
    created: float
    signed_in: float | None = None
    """Seconds since the epoch of the last time."""

    @property
    def actor(self) -> Actor:
        role = strongest(self.grants)
        everywhere = self.grants == (Grant(role=role),)
        return Actor(name=self.name, role=role, grants=None if everywhere else self.grants)

    @property
    def told_name(self) -> str:
        return self.display_name or self.name


class _File(Value):
    version: int = 1
    """Raised when an older program could not read the file."""
    accounts: tuple[Account, ...] = ()


class Accounts:
    """The accounts of one controller. Reads and writes a small file on the calling thread."""

    def __init__(self, data: Path) -> None:
        """Raises WallError for a damaged file."""
        self._path = data / FILE
        self._accounts = self._read()
        self._listeners: list[Callable[[str], None]] = []
        self._called: list[Callable[[], None]] = []

    def __len__(self) -> int:
        return len(self._accounts)

    def all(self) -> tuple[Account, ...]:
        return tuple(self._accounts.values())

    def find(self, name: str) -> Account | None:
        """By its name, whatever the case of the letters."""
        return self._accounts.get(name.strip().casefold())

    def get(self, name: str) -> Account:
        """Raises CommandRefused."""
        found = self.find(name)
        if found is None:
            near = did_you_mean(name, [account.name for account in self.all()])
            raise CommandRefused(f"there is no account '{name}'{near}")
        return found

    def of_identity(self, identity: str) -> Account | None:
        return next((a for a in self.all() if a.identity == identity), None)

    def add(self, account: Account) -> Account:
        """Raises CommandRefused for a name that is taken."""
        if account.name.casefold() in _RESERVED:
            raise CommandRefused(
                f"'{account.name}' is a name of Wall itself; choose another",
                Why.NAME_RESERVED,
                name=account.name,
            )
        if self.find(account.name) is not None:
            raise CommandRefused(
                f"there is already an account '{account.name}'",
                Why.ACCOUNT_THERE,
                name=account.name,
            )
        if len(self._accounts) >= MAX_ACCOUNTS:
            raise CommandRefused(f"there are {MAX_ACCOUNTS} accounts; remove some first")
        self._keep({**self._accounts, account.name.casefold(): account})
        return account

    def change(self, name: str, **fields: object) -> Account:
        """Other values of these fields. Raises CommandRefused for an unknown account."""
        account = self.get(name)
        changed = Account.model_validate({**account.model_dump(), **fields})
        if changed == account:
            return account
        self._keep({**self._accounts, account.name.casefold(): changed})
        if (account.grants, account.disabled) != (changed.grants, changed.disabled):
            self._tell(account.name)
        if account.display_name != changed.display_name:
            for called in self._called:
                called()
        return changed

    def remove(self, name: str) -> None:
        account = self.get(name)
        key = account.name.casefold()
        self._keep({n: kept for n, kept in self._accounts.items() if n != key})
        self._tell(account.name)

    # -- invitations -----------------------------------------------------------------------

    def invite(self, name: str, lasting_s: float) -> str:
        """A new code, told once; one before it is good no more. Raises CommandRefused."""
        code = secrets.token_urlsafe(24)
        self.change(name, invitation=Invitation(sha256=_hash(code), until=time() + lasting_s))
        return code

    def invited(self, code: str) -> Account | None:
        """Whose invitation it is, if it has not ended."""
        given, found = _hash(code), None
        for account in self.all():
            kept = account.invitation
            if kept is not None and hmac.compare_digest(kept.sha256, given):
                found = account if kept.until > time() and not account.disabled else None
        return found

    def on_changed(self, listener: Callable[[str], None]) -> None:
        """Hear the names of accounts whose rights have changed, or that are gone."""
        self._listeners.append(listener)

    def on_called(self, listener: Callable[[], None]) -> None:
        """Hear that somebody has another display name."""
        self._called.append(listener)

    def _tell(self, name: str) -> None:
        for listener in self._listeners:
            listener(name)

    def _read(self) -> dict[str, Account]:
        if not self._path.exists():
            return {}
        try:
            kept = _File.model_validate_json(self._path.read_bytes())
        except ValidationError as error:
            raise WallError(
                f"{self._path} is damaged; put back a copy, or remove it and invite people again"
            ) from error
        if kept.version > 1:
            raise WallError(f"{self._path} is of a newer Wall; update this one")
        return {account.name.casefold(): account for account in kept.accounts}

    def _keep(self, accounts: dict[str, Account]) -> None:
        file = _File(accounts=tuple(accounts.values()))
        write_private(self._path, file.model_dump_json(indent=2).encode())
        self._accounts = accounts


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()
