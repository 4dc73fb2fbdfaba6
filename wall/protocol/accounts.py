"""Requests about accounts and sessions, and what their results hold."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from wall.model.actors import Grant, Right, Role
from wall.model.values import Value
from wall.protocol.names import TokenName

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]
DisplayName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Grants = Annotated[tuple[Grant, ...], Field(min_length=1, max_length=50)]
SessionHandle = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class ListUsers(Value):
    """The accounts. The result is a list of UserInfo."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["users.list"] = "users.list"


class InviteUser(Value):
    """Make an account. The result is an InvitationTold: a link by which to set a password."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["users.invite"] = "users.invite"
    name: TokenName
    grants: Grants
    display_name: DisplayName = ""
    language: Language = "en"


class ResetPassword(Value):
    """Forget a password and sign out. The result is an InvitationTold."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["users.reset_password"] = "users.reset_password"
    name: TokenName
    second_factor: bool = False
    """Forget the second factor too, for somebody who has lost it."""


class SetGrants(Value):
    """Give an account other roles. The result is a UserInfo."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["users.set_grants"] = "users.set_grants"
    name: TokenName
    grants: Grants


class DisableUser(Value):
    """Sign an account out and let it not sign in again."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["users.disable"] = "users.disable"
    name: TokenName


class EnableUser(Value):
    """Let a disabled account sign in again."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["users.enable"] = "users.enable"
    name: TokenName


class RemoveUser(Value):
    """Forget an account. What it did stays in the history."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["users.remove"] = "users.remove"
    name: TokenName


class ListSessions(Value):
    """Where people have signed in. The result is a list of SessionInfo."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["users.sessions"] = "users.sessions"
    name: TokenName | None = None
    """None: of all accounts."""


class SignOutUser(Value):
    """End the sessions of an account, or one of them."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["users.sign_out"] = "users.sign_out"
    name: TokenName
    session: SessionHandle | None = None


AccountRequest = (
    ListUsers
    | InviteUser
    | ResetPassword
    | SetGrants
    | DisableUser
    | EnableUser
    | RemoveUser
    | ListSessions
    | SignOutUser
)


# -- what results hold ------------------------------------------------------------------------


class UserInfo(Value):
    """An account without its secrets."""

    name: str
    display_name: str
    role: Role
    """The strongest of its grants."""
    grants: tuple[Grant, ...]
    state: Literal["invited", "active", "disabled"]
    second_factor: bool
    language: str
    created: float
    """Seconds since the epoch."""
    signed_in: float | None = None
    sessions: int = 0


class InvitationTold(Value):
    """A link that sets a password, once. Told this once."""

    name: str
    path: str = Field(repr=False)
    """Comes behind the wall's address: what follows the `#` is never sent to a server."""
    until: float
    """Seconds since the epoch."""


class InvitationInfo(Value):
    """Whom a one-time link is for. Looking does not use it up."""

    name: str
    """What to sign in with later."""
    display_name: str
    role: Role
    site: str
    until: float
    """Seconds since the epoch."""
    again: bool
    """Whether somebody who was here before sets another password."""
    language: str
    shortest: int
    longest: int
    """Characters of a password."""


class SessionInfo(Value):
    """One browser in which somebody has signed in."""

    session: str
    account: str
    created: float
    used: float
    until: float
    """Seconds since the epoch, at the latest."""
    address: str
    agent: str
    current: bool = False
    """Whether the answer goes there."""


class SessionTold(Value):
    """Who has signed in, and what a page needs to act in this name."""

    name: str
    display_name: str
    role: Role
    grants: tuple[Grant, ...]
    rights: dict[str, tuple[Right, ...]]
    """For each wall that the person may see: what is allowed on some screen of it."""
    everywhere: tuple[Right, ...]
    """What is allowed on all walls."""
    language: str
    second_factor: bool
    password: bool
    """Whether the account has one here; people from OpenID Connect have none."""
    csrf: str = Field(repr=False)
    """For the header X-CSRF-Token of everything that is not a GET."""
    until: float


class FactorOffered(Value):
    """A second factor that is not confirmed yet."""

    secret: str = Field(repr=False)
    address: str = Field(repr=False)
    """`otpauth://…`, for apps."""
    qr: str = Field(repr=False)
    """The address as an SVG picture, as a `data:` address."""


class RecoveryCodes(Value):
    """Each signs in once instead of a code of the app. Told this once."""

    codes: tuple[str, ...] = Field(repr=False)
