"""Account keeping: what administrators do with the accounts of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import time
from typing import TYPE_CHECKING, Literal

from wall.control.rights import strongest
from wall.controller.accounts import Account
from wall.controller.sessions import IDLE_S, LONGEST_S, Session
from wall.errors import CommandRefused, did_you_mean
from wall.model.actors import Grant
from wall.model.screens import Wall
from wall.protocol.accounts import (
    AccountRequest,
    DisableUser,
    EnableUser,
    InvitationTold,
    InviteUser,
    ListSessions,
    ListUsers,
    RemoveUser,
    ResetPassword,
    SessionInfo,
    SetGrants,
    SignOutUser,
    UserInfo,
)

if TYPE_CHECKING:
    from wall.controller.people import People

INVITED_FOR_S = 3 * 24 * 3600.0
Kept = UserInfo | InvitationTold | Sequence[UserInfo] | Sequence[SessionInfo] | None


class AccountKeeping:
    """Whoever asks has the right `users`: it was checked before."""

    def __init__(self, people: People, walls: Callable[[], Sequence[Wall]]) -> None:
        self._people = people
        self._walls = walls

    def answer(self, request: AccountRequest) -> Kept:
        """Raises CommandRefused, AddressError."""
        accounts, sessions = self._people.accounts, self._people.sessions
        match request:
            case ListUsers():
                return tuple(self._info(account) for account in accounts.all())
            case InviteUser():
                return self._invite(request)
            case ResetPassword(name=name):
                account = accounts.get(name)
                factor = None if request.second_factor else account.factor
                accounts.change(name, password=None, factor=factor)
                sessions.end_all(account.name)
                return self._told(account.name)
            case SetGrants(name=name, grants=grants):
                self.check_grants(grants)
                return self._info(accounts.change(name, grants=grants))
            case DisableUser(name=name):
                accounts.change(name, disabled=True, invitation=None)
            case EnableUser(name=name):
                accounts.change(name, disabled=False)
            case RemoveUser(name=name):
                accounts.remove(name)
            case ListSessions(name=None):
                return session_infos(sessions.all())
            case ListSessions(name=str(name)):
                return session_infos(sessions.of(accounts.get(name).name))
            case SignOutUser(name=name, session=None):
                sessions.end_all(accounts.get(name).name)
            case SignOutUser(name=name, session=str(handle)):
                end_session(self._people, accounts.get(name).name, handle)
        return None

    def check_grants(self, grants: Iterable[Grant]) -> None:
        """Raises CommandRefused for a wall, AddressError for an area that there is not."""
        walls = {wall.name: wall for wall in self._walls()}
        for grant in grants:
            if grant.wall is None:
                if grant.area != "all":
                    raise CommandRefused(f"name the wall of {grant.area}: 'WALL/{grant.area}'")
                continue
            if grant.wall not in walls:
                near = did_you_mean(grant.wall, list(walls))
                raise CommandRefused(f"there is no wall '{grant.wall}'{near}")
            walls[grant.wall].screens_of(grant.area)

    def _invite(self, request: InviteUser) -> InvitationTold:
        self.check_grants(request.grants)
        if any(token.name == request.name for token in self._people.tokens.list()):
            raise CommandRefused(f"'{request.name}' is the name of a token; choose another")
        account = Account(
            name=request.name,
            display_name=request.display_name,
            grants=request.grants,
            language=request.language,
            created=time(),
        )
        return self._told(self._people.accounts.add(account).name)

    def _told(self, name: str) -> InvitationTold:
        code = self._people.accounts.invite(name, INVITED_FOR_S)
        return InvitationTold(name=name, path=invitation_path(code), until=time() + INVITED_FOR_S)

    def _info(self, account: Account) -> UserInfo:
        return UserInfo(
            name=account.name,
            display_name=account.display_name,
            role=strongest(account.grants),
            grants=account.grants,
            state=_state(account),
            second_factor=account.factor is not None,
            language=account.language,
            created=account.created,
            signed_in=account.signed_in,
            sessions=len(self._people.sessions.of(account.name)),
        )


def invitation_path(code: str) -> str:
    return f"/#invitation={code}"


def session_infos(
    sessions: Iterable[Session], current: str | None = None
) -> tuple[SessionInfo, ...]:
    return tuple(
        SessionInfo(
            session=session.handle,
            account=session.account,
            created=session.created,
            used=session.used,
            until=min(session.used + IDLE_S, session.created + LONGEST_S),
            address=session.address,
            agent=session.agent,
            current=session.key == current,
        )
        for session in sessions
    )


def end_session(people: People, account: str, handle: str) -> None:
    """Raises CommandRefused for one that is not there."""
    keys = [kept.key for kept in people.sessions.of(account) if kept.handle == handle]
    if not keys:
        raise CommandRefused(f"{account} has no session {handle}; it may have ended")
    people.sessions.end(keys)


def _state(account: Account) -> Literal["invited", "active", "disabled"]:
    if account.disabled:
        return "disabled"
    return "active" if account.password or account.identity else "invited"
