"""REST for people: signing in, the own account, and the accounts of others."""

from __future__ import annotations

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field, StringConstraints

from wall.controller.account_keeping import end_session, session_infos
from wall.controller.answering import Answering
from wall.controller.entering import told_everywhere, told_rights
from wall.controller.gate import (
    Gate,
    check_own_page,
    forget_session,
    keep_session,
    origin_of,
)
from wall.controller.operations import Operations
from wall.controller.passwords import LONGEST, SHORTEST
from wall.controller.people import People
from wall.controller.sessions import IDLE_S, LONGEST_S, csrf_token
from wall.controller.signing_in import SignedIn
from wall.model.actors import Actor
from wall.model.values import Value
from wall.protocol import accounts as ask
from wall.protocol.names import TokenName

Password = Annotated[str, StringConstraints(max_length=1000)]
Code = Annotated[str, StringConstraints(max_length=40)]


class SignInBody(Value):
    name: str = Field(max_length=200)
    password: Password = Field(repr=False)
    code: Code | None = Field(default=None, repr=False)
    """Of the authenticator app, or a recovery code."""


class LinkBody(Value):
    invitation: str = Field(max_length=200, repr=False)


class InvitationBody(LinkBody):
    password: Password = Field(repr=False)
    display_name: ask.DisplayName | None = None


class PasswordBody(Value):
    password: Password = Field(repr=False)
    new_password: Password = Field(repr=False)


class AccountBody(Value):
    display_name: ask.DisplayName | None = None
    language: ask.Language | None = None


class AgainBody(Value):
    password: Password = Field(default="", repr=False)
    """Once more; empty for people who sign in elsewhere."""


class CodeBody(Value):
    code: Code = Field(repr=False)


class InviteBody(Value):
    name: TokenName
    grants: ask.Grants
    display_name: ask.DisplayName = ""
    language: ask.Language = "en"


class GrantsBody(Value):
    grants: ask.Grants


class ResetBody(Value):
    second_factor: bool = False


class Routes:
    """What the routes share."""

    def __init__(self, operations: Operations, people: People, gate: Gate) -> None:
        self.operations = operations
        self.people = people
        self.signed_in = gate.signed_in

    def site(self) -> str:
        """What people call it: the title of the wall, where there is one."""
        walls = self.operations.walls()
        return walls[0].title if len(walls) == 1 else self.people.wall

    def told(self, who: SignedIn) -> ask.SessionTold:
        account, actor = who.account, who.account.actor
        return ask.SessionTold(
            name=account.name,
            display_name=account.told_name,
            role=actor.role,
            grants=actor.held,
            rights=told_rights(actor, self.operations.walls()),
            everywhere=told_everywhere(actor),
            language=account.language,
            second_factor=account.factor is not None,
            password=account.password is not None,
            csrf=csrf_token(who.secret),
            until=min(who.session.used + IDLE_S, who.session.created + LONGEST_S),
        )


def add_session(router: APIRouter, routes: Routes) -> None:
    people = routes.people

    @router.post("/session", tags=["signing in"])
    async def sign_in(body: SignInBody, request: Request, response: Response) -> ask.SessionTold:
        """Sign in. The answer sets a cookie, and tells the token for X-CSRF-Token."""
        check_own_page(request.headers)
        who = await people.signing_in.sign_in(
            body.name, body.password, body.code, origin_of(request)
        )
        keep_session(people, request, response, who)
        return routes.told(who)

    @router.post("/session/invitation", tags=["signing in"])
    async def accept(body: InvitationBody, request: Request, response: Response) -> ask.SessionTold:
        """Set a password by a one-time link, and sign in."""
        check_own_page(request.headers)
        who = await people.signing_in.accept(
            body.invitation, body.password, body.display_name, origin_of(request)
        )
        keep_session(people, request, response, who)
        return routes.told(who)

    @router.post("/session/invitation/look", tags=["signing in"])
    async def look(body: LinkBody, request: Request) -> ask.InvitationInfo:
        """Whom a one-time link is for. It stays good."""
        check_own_page(request.headers)
        account = people.signing_in.invited(body.invitation, origin_of(request))
        return ask.InvitationInfo(
            name=account.name,
            display_name=account.display_name,
            role=account.actor.role,
            site=routes.site(),
            until=account.invitation.until if account.invitation else 0.0,
            again=account.signed_in is not None,
            language=account.language,
            shortest=SHORTEST,
            longest=LONGEST,
        )

    @router.get("/session", tags=["signing in"])
    async def session(request: Request) -> ask.SessionTold:
        """Who has signed in."""
        return routes.told(routes.signed_in(request))

    @router.delete("/session", status_code=204, tags=["signing in"])
    async def sign_out(request: Request, response: Response) -> None:
        """Sign out."""
        people.signing_in.sign_out(routes.signed_in(request))
        forget_session(people, request, response)


def add_own_account(router: APIRouter, routes: Routes) -> None:
    people = routes.people

    @router.put("/account", tags=["own account"])
    async def change(body: AccountBody, request: Request) -> ask.SessionTold:
        """Another name for people, or another language."""
        who = routes.signed_in(request)
        fields = {k: v for k, v in body.model_dump().items() if v is not None}
        account = people.accounts.change(who.account.name, **fields)
        return routes.told(SignedIn(who.secret, who.session, account))

    @router.put("/account/password", status_code=204, tags=["own account"])
    async def password(body: PasswordBody, request: Request) -> None:
        """Another password. All other sessions end."""
        who = routes.signed_in(request)
        await people.signing_in.change_password(who, body.password, body.new_password)

    @router.post("/account/second-factor", tags=["own account"])
    async def offer(body: AgainBody, request: Request) -> ask.FactorOffered:
        """Begin with a second factor: show this to an app, then confirm a code of it."""
        who = routes.signed_in(request)
        await people.signing_in.check_again(who, body.password)
        secret, address = people.signing_in.offer_factor(who, people.wall)
        qr = segno.make(address).svg_data_uri(scale=4, border=2)
        return ask.FactorOffered(secret=secret, address=address, qr=qr)

    @router.put("/account/second-factor", tags=["own account"])
    async def confirm(body: CodeBody, request: Request) -> ask.RecoveryCodes:
        """Confirm the second factor. From now on signing in needs it."""
        who = routes.signed_in(request)
        return ask.RecoveryCodes(codes=people.signing_in.confirm_factor(who, body.code))

    @router.post("/account/second-factor/recovery-codes", tags=["own account"])
    async def renew(body: AgainBody, request: Request) -> ask.RecoveryCodes:
        """Other recovery codes; those before are good no more. The app stays as it is."""
        who = routes.signed_in(request)
        await people.signing_in.check_again(who, body.password)
        return ask.RecoveryCodes(codes=people.signing_in.renew_recovery(who))

    @router.post("/account/second-factor/removal", status_code=204, tags=["own account"])
    async def remove(body: AgainBody, request: Request) -> None:
        """Sign in without a second factor from now on."""
        who = routes.signed_in(request)
        await people.signing_in.check_again(who, body.password)
        people.signing_in.remove_factor(who)

    @router.get("/account/sessions", tags=["own account"])
    async def sessions(request: Request) -> list[ask.SessionInfo]:
        """Where one has signed in."""
        who = routes.signed_in(request)
        mine = people.sessions.of(who.account.name)
        return list(session_infos(mine, current=who.session.key))

    @router.delete("/account/sessions", status_code=204, tags=["own account"])
    async def end_others(request: Request) -> None:
        """Sign out everywhere else."""
        who = routes.signed_in(request)
        people.sessions.end_all(who.account.name, but=who.session.key)

    @router.delete("/account/sessions/{session}", status_code=204, tags=["own account"])
    async def end_one(session: ask.SessionHandle, request: Request) -> None:
        """Sign out in another browser."""
        end_session(people, routes.signed_in(request).account.name, session)


def add_users(router: APIRouter, gate: Gate, answering: Answering) -> None:
    caller = Depends(gate)

    @router.get("/users", response_model=list[ask.UserInfo], tags=["administration"])
    async def users(actor: Actor = caller) -> object:
        """The accounts."""
        return (await answering.answer(actor, ask.ListUsers())).result

    @router.post("/users", response_model=ask.InvitationTold, tags=["administration"])
    async def invite(body: InviteBody, actor: Actor = caller) -> object:
        """Make an account, and a link by which to set its password."""
        return (await answering.answer(actor, ask.InviteUser(**body.model_dump()))).result

    @router.put("/users/{name}/grants", response_model=ask.UserInfo, tags=["administration"])
    async def grants(name: TokenName, body: GrantsBody, actor: Actor = caller) -> object:
        """Give an account other roles."""
        request = ask.SetGrants(name=name, grants=body.grants)
        return (await answering.answer(actor, request)).result

    @router.post(
        "/users/{name}/reset-password", response_model=ask.InvitationTold, tags=["administration"]
    )
    async def reset(name: TokenName, body: ResetBody, actor: Actor = caller) -> object:
        """Forget a password, and make a link by which to set another."""
        request = ask.ResetPassword(name=name, second_factor=body.second_factor)
        return (await answering.answer(actor, request)).result

    @router.post("/users/{name}/disable", status_code=204, tags=["administration"])
    async def disable(name: TokenName, actor: Actor = caller) -> None:
        """Sign an account out and let it not sign in again."""
        await answering.answer(actor, ask.DisableUser(name=name))

    @router.post("/users/{name}/enable", status_code=204, tags=["administration"])
    async def enable(name: TokenName, actor: Actor = caller) -> None:
        """Let a disabled account sign in again."""
        await answering.answer(actor, ask.EnableUser(name=name))

    @router.delete("/users/{name}", status_code=204, tags=["administration"])
    async def remove(name: TokenName, actor: Actor = caller) -> None:
        """Forget an account."""
        await answering.answer(actor, ask.RemoveUser(name=name))

    @router.get("/sessions", response_model=list[ask.SessionInfo], tags=["administration"])
    async def sessions(name: TokenName | None = None, actor: Actor = caller) -> object:
        """Where people have signed in."""
        return (await answering.answer(actor, ask.ListSessions(name=name))).result

    @router.delete("/users/{name}/sessions", status_code=204, tags=["administration"])
    async def sign_out_user(
        name: TokenName, session: ask.SessionHandle | None = None, actor: Actor = caller
    ) -> None:
        """End the sessions of an account, or one of them."""
        await answering.answer(actor, ask.SignOutUser(name=name, session=session))


def add_accounts(
    router: APIRouter, operations: Operations, people: People, gate: Gate, answering: Answering
) -> None:
    routes = Routes(operations, people, gate)
    add_session(router, routes)
    add_own_account(router, routes)
    add_users(router, gate, answering)
