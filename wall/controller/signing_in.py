"""Signing in: from a name and a password, or an invitation, to a session.

Whoever fails learns nothing: not whether the name exists, neither by the words nor by the time.
An attempt counts as failed from its beginning, so that many at once are no way around the waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, time

from wall.controller.accounts import Account, Accounts
from wall.controller.passwords import Passwords, check_password
from wall.controller.second_factor import (
    address_for_app,
    factor_with,
    new_recovery_codes,
    new_secret,
)
from wall.controller.sessions import Session, Sessions
from wall.controller.throttling import ACCOUNT, ADDRESS, Throttle, TooManyAttempts
from wall.errors import CommandRefused, WallError
from wall.protocol.codes import Status

MAX_WAITING = 32
"""Attempts at once; each further one is told to come back."""
FACTOR_WITHIN_S = 600.0


class SignInFailed(WallError):
    """The same words for every reason."""

    code = Status.UNAUTHORIZED

    def __init__(self) -> None:
        super().__init__("the name, the password or the code is wrong")


class SecondFactorNeeded(WallError):
    """The password is right; the code of the app is missing."""

    code = Status.SECOND_FACTOR

    def __init__(self) -> None:
        super().__init__("enter the code of your authenticator app, or a recovery code")


@dataclass(frozen=True)
class Origin:
    """From where somebody signs in."""

    address: str = ""
    agent: str = ""


@dataclass(frozen=True)
class SignedIn:
    """A session, its account, and the secret of the cookie."""

    secret: str
    session: Session
    account: Account


class SigningIn:
    """On one event loop."""

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        passwords: Passwords,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._passwords = passwords
        self._clock = clock
        self._by_account = Throttle(ACCOUNT)
        self._by_address = Throttle(ADDRESS)
        self._waiting = 0
        self._offered: dict[str, tuple[str, float]] = {}

    def resume(self, secret: str) -> SignedIn | None:
        """Whoever holds this cookie."""
        session = self._sessions.find(secret)
        account = self._accounts.find(session.account) if session is not None else None
        if session is None or account is None or account.disabled:
            return None
        return SignedIn(secret, session, account)

    async def sign_in(self, name: str, password: str, code: str | None, origin: Origin) -> SignedIn:
        """Raises SignInFailed, SecondFactorNeeded, TooManyAttempts."""
        key = name.strip().casefold()[:100]
        self._attempt(key, origin)
        account = await self._known(key, password)
        if account is None:
            raise SignInFailed
        if account.factor is not None:
            if not code:
                # No failure of the person, and no way to have failures before it forgotten.
                self._by_account.forgive(key)
                self._by_address.forgive(origin.address)
                raise SecondFactorNeeded
            taken = account.factor.taken(code, time())
            if taken is None:
                raise SignInFailed
            self._accounts.change(account.name, factor=taken)
        self._passed(key, origin)
        return self.begin(account, origin)

    def begin(self, account: Account, origin: Origin) -> SignedIn:
        """A session for somebody who has proved who it is."""
        changed = self._accounts.change(account.name, signed_in=time())
        secret, session = self._sessions.begin(
            account.name, address=origin.address, agent=origin.agent
        )
        return SignedIn(secret, session, changed)

    def sign_out(self, signed_in: SignedIn) -> None:
        self._sessions.end([signed_in.session.key])

    # -- invitations and passwords ----------------------------------------------------------

    async def accept(
        self, invitation: str, password: str, display_name: str | None, origin: Origin
    ) -> SignedIn:
        """Set the first password by a one-time link. Raises SignInFailed, CommandRefused."""
        account = self.invited(invitation, origin)
        check_password(password, account.name)
        hashed = await self._passwords.hash(password)
        if self._accounts.invited(invitation) is None:
            raise CommandRefused("this link was used in the meantime; ask for a new one")
        fields: dict[str, object] = {"password": hashed, "invitation": None}
        if display_name:
            fields["display_name"] = display_name
        self._accounts.change(account.name, **fields)
        self._sessions.end_all(account.name)
        return self.begin(account, origin)

    def invited(self, invitation: str, origin: Origin) -> Account:
        """Whose link it is. Raises CommandRefused, TooManyAttempts."""
        address = f"invitation {origin.address}"
        self._by_address.check(address, self._clock())
        account = self._accounts.invited(invitation)
        if account is None:
            self._by_address.failed(address, self._clock())
            raise CommandRefused("this link was used, replaced or has ended; ask for a new one")
        return account

    async def change_password(self, who: SignedIn, password: str, new: str) -> None:
        """Other sessions of the account end. Raises SignInFailed, CommandRefused."""
        if who.account.password is None:
            raise CommandRefused("this account has no password here: it signs in elsewhere")
        await self.check_again(who, password)
        check_password(new, who.account.name)
        self._accounts.change(who.account.name, password=await self._passwords.hash(new))
        self._sessions.end_all(who.account.name, but=who.session.key)

    async def check_again(self, who: SignedIn, password: str) -> None:
        """What a found browser must not do needs the password again. Raises SignInFailed."""
        if who.account.password is None:
            return
        key = who.account.name.casefold()
        origin = Origin(who.session.address)
        self._attempt(key, origin)
        if await self._known(key, password) is None:
            raise SignInFailed
        self._passed(key, origin)

    # -- the second factor ------------------------------------------------------------------

    def offer_factor(self, who: SignedIn, wall: str) -> tuple[str, str]:
        """A new secret and its address for apps, good once a code of it is confirmed."""
        secret = new_secret()
        self._offered[who.account.name] = (secret, self._clock() + FACTOR_WITHIN_S)
        return secret, address_for_app(secret, who.account.name, wall)

    def confirm_factor(self, who: SignedIn, code: str) -> tuple[str, ...]:
        """The recovery codes, told once. Raises CommandRefused."""
        secret, until = self._offered.get(who.account.name, ("", 0.0))
        if not secret or self._clock() > until:
            raise CommandRefused("begin again: no second factor waits for its code")
        codes = new_recovery_codes()
        factor = factor_with(secret, codes).taken(code, time())
        if factor is None:
            raise CommandRefused("this code is wrong; look whether the clock of the phone is right")
        del self._offered[who.account.name]
        self._accounts.change(who.account.name, factor=factor)
        self._sessions.end_all(who.account.name, but=who.session.key)
        return codes

    def renew_recovery(self, who: SignedIn) -> tuple[str, ...]:
        """Other recovery codes, told once. Raises CommandRefused."""
        account = self._accounts.find(who.account.name)
        if account is None or account.factor is None:
            raise CommandRefused("there is no second factor; set one up first")
        codes = new_recovery_codes()
        self._accounts.change(account.name, factor=account.factor.renewed(codes))
        return codes

    def remove_factor(self, who: SignedIn) -> None:
        self._accounts.change(who.account.name, factor=None)

    # -- inside -------------------------------------------------------------------------------

    def _attempt(self, key: str, origin: Origin) -> None:
        now = self._clock()
        self._by_address.check(origin.address, now)
        self._by_account.check(key, now)
        if self._waiting >= MAX_WAITING:
            raise TooManyAttempts(1)
        self._by_address.failed(origin.address, now)
        self._by_account.failed(key, now)

    def _passed(self, key: str, origin: Origin) -> None:
        self._by_account.succeeded(key)
        self._by_address.forgive(origin.address)

    async def _known(self, key: str, password: str) -> Account | None:
        account = self._accounts.find(key)
        hashed = account.password if account is not None and not account.disabled else None
        self._waiting += 1
        try:
            fits = await self._passwords.fits(password, hashed)
        finally:
            self._waiting -= 1
        if not fits or account is None or hashed is None:
            return None
        if self._passwords.is_dated(hashed):
            return self._accounts.change(key, password=await self._passwords.hash(password))
        return self._accounts.find(key)
