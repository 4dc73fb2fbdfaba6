"""A small OpenID Connect provider on 127.0.0.1, with real keys and signatures.

It signs in whoever comes, as the person that the test says. What it sends can be bent, one rule
at a time, to see that each is checked.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import time
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "wall", "a secret of the client"


def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})


@dataclass
class FakeProvider:
    """State and levers of the provider."""

    url: str = ""
    key: RSAKey = field(default_factory=new_key)
    signing_key: RSAKey | None = None
    """Instead of the published one."""
    person: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "4711",
            "preferred_username": "anne.roux",
            "name": "Anne Roux",
            "groups": ["desk"],
        }
    )
    bend: dict[str, Any] = field(default_factory=dict)
    """Claims of the ID token that are wrong on purpose."""
    document: dict[str, Any] = field(default_factory=dict)
    user_info: dict[str, Any] | None = None
    unsigned: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.bend,
        }
        if self.unsigned:
            parts = (b'{"alg":"none"}', str(claims).replace("'", '"').encode(), b"")
            return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
        key = self.signing_key or self.key
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, key)


def provider_app(provider: FakeProvider) -> FastAPI:
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    async def document() -> dict[str, Any]:
        url = provider.url
        told = {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "jwks_uri": f"{url}/keys",
            "userinfo_endpoint": f"{url}/userinfo",
        }
        return told | provider.document

    @app.get("/keys")
    async def keys() -> dict[str, Any]:
        return {"keys": [provider.key.as_dict(private=False)]}

    @app.get("/authorize")
    async def authorize(request: Request) -> RedirectResponse:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(8)
        provider.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", status_code=302)

    @app.post("/token")
    async def token(request: Request) -> Response:
        form = {k: v[0] for k, v in parse_qs((await request.body()).decode()).items()}
        asked = provider.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        given = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()).decode()
        wrong = (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form["redirect_uri"]
            or request.headers.get("authorization") != f"Basic {given}"
        )
        if asked is None or wrong:
            provider.refused.append(form["code"])
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        return JSONResponse({"access_token": "access", "id_token": provider.id_token(asked)})

    @app.get("/userinfo")
    async def userinfo(request: Request) -> dict[str, Any]:
        assert request.headers["authorization"] == "Bearer access"
        return provider.user_info or {"sub": provider.person["sub"]}

    return app


@asynccontextmanager
async def running_provider() -> AsyncIterator[FakeProvider]:
    """Listening on a free port until the block ends."""
    provider = FakeProvider()
    config = uvicorn.Config(
        provider_app(provider), host="127.0.0.1", port=0, log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    listener = config.bind_socket()
    provider.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield provider
    finally:
        server.should_exit = True
        await task
        listener.close()
