"""The gate of REST: who calls, by a token or a session, and whether not too often."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from time import monotonic
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from wall.controller.people import People
from wall.controller.sessions import LONGEST_S, csrf_token
from wall.controller.signing_in import Origin, SignedIn
from wall.controller.web_errors import Unauthorized
from wall.errors import RequestFailed
from wall.model.actors import Actor
from wall.protocol.codes import Status as Code
from wall.protocol.limits import REQUESTS_AT_ONCE, REQUESTS_PER_S, RateLimit

_BEARER = HTTPBearer(auto_error=False, description="A token: see `videowall token`.")
CSRF_HEADER = "x-csrf-token"
SIGNED_IN = "wall_signed_in"
"""A cookie that scripts may read and that opens nothing: whether asking for the session pays."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """A dependency of every route: gives the actor."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._rates: dict[str, RateLimit] = {}

    def __call__(
        self,
        request: Request,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
    ) -> Actor:
        if credentials is not None:
            actor = self._people.tokens.identify(credentials.credentials)
            if actor is None:
                raise Unauthorized("this token is unknown; ask an administrator for one")
        else:
            actor = self.signed_in(request).account.actor
        self._check_rate(actor.name)
        return actor

    def signed_in(self, request: Request) -> SignedIn:
        """The session of the cookie. Raises Unauthorized, and RequestFailed for a forgery."""
        secret = request.cookies.get(session_cookie(self._people, request.url.scheme))
        found = self._people.signing_in.resume(secret) if secret else None
        if found is None:
            raise Unauthorized("sign in, or send a token as 'Authorization: Bearer TOKEN'")
        if request.method not in _SAFE:
            check_own_page(request.headers)
            given = request.headers.get(CSRF_HEADER, "")
            if not hmac.compare_digest(given.encode(), csrf_token(found.secret).encode()):
                raise RequestFailed(
                    Code.NOT_ALLOWED, "the header X-CSRF-Token of this session is missing or wrong"
                )
        return found

    def _check_rate(self, name: str) -> None:
        now = monotonic()
        rate = self._rates.setdefault(name, RateLimit(REQUESTS_PER_S, REQUESTS_AT_ONCE, now))
        if not rate.admits(now):
            raise RequestFailed(
                Code.RATE_LIMITED, f"more than {REQUESTS_PER_S:g} requests a second; slow down"
            )


def is_own_page(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that a page of this very address asks."""
    origin = headers.get("origin")
    host = headers.get("host", "")
    return origin is not None and bool(host) and urlsplit(origin).netloc.lower() == host.lower()


def check_own_page(headers: Mapping[str, str]) -> None:
    """Raises RequestFailed for a page of somebody else. Programs that are no browser pass."""
    foreign = "origin" in headers and not is_own_page(headers)
    if foreign or headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise RequestFailed(Code.NOT_ALLOWED, "another site asks in your name; it is refused")


def session_cookie(people: People, scheme: str) -> str:
    """Its name. `__Host-` makes browsers refuse it from anybody but this host, over TLS."""
    prefix = "__Host-" if scheme in ("https", "wss") else ""
    return f"{prefix}wall_session_{people.cookie_suffix}"


def keep_session(people: People, request: Request, response: Response, who: SignedIn) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(
        session_cookie(people, request.url.scheme),
        who.secret,
        max_age=round(LONGEST_S),
        path="/",
        secure=secure,
        httponly=True,
        samesite="strict",
    )
    response.set_cookie(
        SIGNED_IN, "1", max_age=round(LONGEST_S), path="/", secure=secure, samesite="strict"
    )


def forget_session(people: People, request: Request, response: Response) -> None:
    secure = request.url.scheme == "https"
    for name in (session_cookie(people, request.url.scheme), SIGNED_IN):
        response.delete_cookie(name, path="/", secure=secure, samesite="strict")


def origin_of(request: Request) -> Origin:
    address = request.client.host if request.client is not None else ""
    return Origin(address, request.headers.get("user-agent", ""))
