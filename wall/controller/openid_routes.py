"""REST of signing in with OpenID Connect: the browser goes to the provider and comes back."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from wall.controller.gate import keep_session, origin_of
from wall.controller.openid import WITHIN_S, OpenId
from wall.controller.people import People
from wall.errors import WallError
from wall.model.values import Value

BEGIN, END = "/openid/begin", "/openid/end"
COOKIE = "wall_openid"
"""Lax: the provider's page sends the browser back, and the cookie must come along."""


class OpenIdTold(Value):
    title: str
    path: str
    """Where the browser goes to begin."""


class WaysToSignIn(Value):
    """What the sign-in page offers."""

    password: bool = True
    openid: OpenIdTold | None = None


def add_openid(router: APIRouter, people: People, openid: OpenId) -> None:
    @router.get("/sign-in", tags=["signing in"])
    async def ways() -> WaysToSignIn:
        """How one can sign in."""
        title = openid.title
        told = OpenIdTold(title=title, path=f"{router.prefix}{BEGIN}") if title else None
        return WaysToSignIn(openid=told)

    @router.get(BEGIN, tags=["signing in"], response_class=RedirectResponse, status_code=303)
    async def begin(request: Request) -> RedirectResponse:
        """Go to the provider."""
        secure = request.url.scheme == "https"
        try:
            address, browser = await openid.begin(_here(request, f"{router.prefix}{END}"))
        except WallError as error:
            return _back(error)
        answer = RedirectResponse(address, status_code=303)
        answer.set_cookie(
            COOKIE,
            browser,
            max_age=round(WITHIN_S),
            path=f"{router.prefix}{END}",
            secure=secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    @router.get(END, tags=["signing in"], response_class=RedirectResponse, status_code=303)
    async def end(request: Request) -> RedirectResponse:
        """Come back from the provider."""
        try:
            who = await openid.end(
                dict(request.query_params), request.cookies.get(COOKIE), origin_of(request)
            )
        except WallError as error:
            return _back(error)
        answer = RedirectResponse("/", status_code=303)
        keep_session(people, request, answer, who)
        answer.delete_cookie(COOKIE, path=f"{router.prefix}{END}")
        return answer


def _here(request: Request, path: str) -> str:
    return f"{request.url.scheme}://{request.url.netloc}{path}"


def _back(error: WallError) -> RedirectResponse:
    """To the console, which tells the sentence."""
    return RedirectResponse(f"/#sign-in-failed={quote(str(error))}", status_code=303)
