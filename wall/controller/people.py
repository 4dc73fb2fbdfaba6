"""People: everything by which somebody is known, in one place: tokens, accounts, sessions."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from time import time

from wall.controller.account_keeping import invitation_path
from wall.controller.accounts import Account, Accounts
from wall.controller.passwords import Passwords
from wall.controller.sessions import Sessions
from wall.controller.signing_in import SigningIn
from wall.controller.tokens import ADMIN, Tokens
from wall.model.actors import Actor, Grant, Role

SWEEP_EVERY_S = 30.0
FIRST = "administrator"
"""The account that the first start makes."""
FIRST_INVITED_FOR_S = 24 * 3600.0


class People:
    """Owns the files; `sweep` runs until `close`."""

    def __init__(
        self, data: Path, tokens: Tokens, wall: str = "", passwords: Passwords | None = None
    ) -> None:
        """`wall` is what authenticator apps call it. Raises WallError for damaged files."""
        self.wall = wall
        self.tokens = tokens
        self.accounts = Accounts(data)
        self.sessions = Sessions(data)
        self.signing_in = SigningIn(self.accounts, self.sessions, passwords or Passwords())
        self.cookie_suffix = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:8]
        """Cookies know no ports: two walls of one machine must not share one."""
        self.accounts.on_changed(self._changed)

    def first_invitation(self) -> str | None:
        """The path of a one-time link while nobody has an account that can sign in.

        Each start makes a new one, and the one before is good no more.
        """
        if any(account.password or account.identity for account in self.accounts.all()):
            return None
        if self.accounts.find(FIRST) is None:
            grants = (Grant(role=Role.ADMIN),)
            self.accounts.add(Account(name=FIRST, grants=grants, created=time()))
        return invitation_path(self.accounts.invite(FIRST, FIRST_INVITED_FOR_S))

    def actor_now(self, name: str) -> Actor | None:
        """With the rights of this moment, by the name of an account or a token; None: nobody has
        it any more, or it is disabled."""
        if name == ADMIN.name:
            return ADMIN
        account = self.accounts.find(name)
        if account is not None:
            return None if account.disabled else account.actor
        return self.tokens.actor_of(name)

    def called(self, name: str) -> str:
        """The display name of an account; empty for what is none."""
        account = self.accounts.find(name)
        return account.display_name if account is not None and account.name == name else ""

    async def sweep(self) -> None:
        """End what is over, for ever."""
        while True:
            await asyncio.sleep(SWEEP_EVERY_S)
            self.sessions.sweep()
            self.tokens.sweep()

    def close(self) -> None:
        self.sessions.close()

    def _changed(self, name: str) -> None:
        """Sessions of accounts that are gone or disabled end."""
        account = self.accounts.find(name)
        if account is None or account.disabled:
            self.sessions.end_all(name)
