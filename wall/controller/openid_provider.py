"""The other end of OpenID Connect: a provider's documents, keys, tokens and claims."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from time import monotonic, time
from urllib.parse import quote, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, Field, JsonValue, TypeAdapter, ValidationError

from wall.errors import WallError
from wall.protocol.codes import Status
from wall.sitefile.sign_in import LOOPBACK

TIMEOUT_S = 10.0
MAX_BYTES = 1024 * 1024
KEPT_S = 600.0
LEEWAY_S = 60.0
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures by the provider's own key alone: never `none`, never by a shared secret."""
_CLAIMS: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


class OpenIdFailed(WallError):
    """The provider does not answer as it should, or does not let somebody in."""

    code = Status.UNAUTHORIZED


class ProviderDocument(BaseModel):
    """What is used of OpenID Connect Discovery 1.0."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Tokens(BaseModel):
    id_token: str = Field(repr=False)
    access_token: str = Field(default="", repr=False)


class Provider:
    """One provider. Documents and keys are kept for some minutes."""

    def __init__(
        self, issuer: str, client_id: str, client_secret: str | None, settings_key: str
    ) -> None:
        self.settings_key = settings_key
        """Of the settings that it was made of."""
        self._issuer = issuer
        self._client_id = client_id
        self._secret = client_secret
        self._document: tuple[float, ProviderDocument] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def document(self) -> ProviderDocument:
        """Raises OpenIdFailed."""
        if self._document is not None and monotonic() - self._document[0] < KEPT_S:
            return self._document[1]
        async with _client() as http:
            body = await _ask(http, "GET", f"{self._issuer}/.well-known/openid-configuration")
        try:
            document = ProviderDocument.model_validate_json(body)
        except ValidationError as error:
            raise OpenIdFailed("the provider's document is none") from error
        if document.issuer.rstrip("/") != self._issuer:
            raise OpenIdFailed("the provider's document is of another issuer")
        for address in (
            document.authorization_endpoint,
            document.token_endpoint,
            document.jwks_uri,
            document.userinfo_endpoint or self._issuer,
        ):
            _check_address(address)
        self._document = (monotonic(), document)
        return document

    async def claims(
        self, code: str, redirect: str, verifier: str, nonce: str, wanted: str
    ) -> Mapping[str, JsonValue]:
        """Who it is, checked. `wanted` is asked of the user info where the token lacks it."""
        document = await self.document()
        async with _client() as http:
            tokens = await self._tokens(http, document, code, redirect, verifier)
            claims = await self._checked(http, document, tokens.id_token, nonce)
            if wanted.partition(".")[0] in claims or wanted in claims:
                return claims
            return {**await self._user_info(http, document, tokens, claims), **claims}

    async def _tokens(
        self,
        http: httpx.AsyncClient,
        document: ProviderDocument,
        code: str,
        redirect: str,
        verifier: str,
    ) -> _Tokens:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
        }
        headers: dict[str, str] = {}
        methods = document.token_endpoint_auth_methods_supported
        if self._secret is not None and "client_secret_basic" in methods:
            given = httpx.BasicAuth(quote(self._client_id, safe=""), quote(self._secret, safe=""))
            request = httpx.Request("POST", document.token_endpoint)
            headers["Authorization"] = next(given.auth_flow(request)).headers["Authorization"]
        else:
            form["client_id"] = self._client_id
            if self._secret is not None:
                form["client_secret"] = self._secret
        body = await _ask(http, "POST", document.token_endpoint, form=form, headers=headers)
        try:
            return _Tokens.model_validate_json(body)
        except ValidationError as error:
            raise OpenIdFailed("the provider gave no identity") from error

    async def _checked(
        self, http: httpx.AsyncClient, document: ProviderDocument, token: str, nonce: str
    ) -> dict[str, JsonValue]:
        """The claims of an ID token, by OpenID Connect Core 1.0, 3.1.3.7."""
        for fresh in (False, True):
            keys = await self._key_set(http, document, fresh=fresh)
            try:
                decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
                break
            except (JoseError, ValueError, KeyError) as error:
                # Keys are changed now and then: once with new ones, then it is forged.
                if fresh:
                    raise OpenIdFailed("the identity is not signed by the provider") from error
        claims = _CLAIMS.validate_python(decoded.claims)
        now = time()
        audience = claims.get("aud")
        named = audience if isinstance(audience, list) else [audience]
        authorized = claims.get("azp")
        given_nonce = claims.get("nonce")
        expires, issued = claims.get("exp"), claims.get("iat")
        right = (
            str(claims.get("iss", "")).rstrip("/") == self._issuer
            and self._client_id in named
            and (authorized is None or authorized == self._client_id)
            and (len(named) == 1 or authorized is not None)
            and isinstance(expires, int | float)
            and now < expires + LEEWAY_S
            and isinstance(issued, int | float)
            and issued < now + LEEWAY_S
            and isinstance(given_nonce, str)
            and hmac.compare_digest(given_nonce, nonce)
            and isinstance(claims.get("sub"), str)
            and bool(claims["sub"])
        )
        if not right:
            raise OpenIdFailed("the identity is for somebody else, or from another time")
        return claims

    async def _user_info(
        self,
        http: httpx.AsyncClient,
        document: ProviderDocument,
        tokens: _Tokens,
        claims: Mapping[str, JsonValue],
    ) -> dict[str, JsonValue]:
        if document.userinfo_endpoint is None or not tokens.access_token:
            return {}
        headers = {"Authorization": f"Bearer {tokens.access_token}"}
        body = await _ask(http, "GET", document.userinfo_endpoint, headers=headers)
        try:
            told = _CLAIMS.validate_json(body)
        except ValidationError as error:
            raise OpenIdFailed("the provider told nothing of you") from error
        if told.get("sub") != claims["sub"]:
            raise OpenIdFailed("the provider told of somebody else")
        return told

    async def _key_set(
        self, http: httpx.AsyncClient, document: ProviderDocument, *, fresh: bool
    ) -> KeySet:
        if not fresh and self._keys is not None and monotonic() - self._keys[0] < KEPT_S:
            return self._keys[1]
        body = await _ask(http, "GET", document.jwks_uri)
        try:
            told = _CLAIMS.validate_json(body)
            listed = told.get("keys")
            usable = [
                key
                for key in (listed if isinstance(listed, list) else [])
                if isinstance(key, dict) and key.get("kty") in ("RSA", "EC")
            ]
            keys = KeySet.import_key_set({"keys": usable})  # type: ignore[typeddict-item]
        except (ValidationError, JoseError, ValueError, KeyError) as error:
            raise OpenIdFailed("the provider's keys cannot be read") from error
        self._keys = (monotonic(), keys)
        return keys


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False)


async def _ask(
    http: httpx.AsyncClient,
    method: str,
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """The body of a 200, bounded. Raises OpenIdFailed without what the provider said."""
    _check_address(address)
    body = bytearray()
    try:
        async with http.stream(
            method, address, data=dict(form) if form else None, headers=headers
        ) as answer:
            if answer.status_code != httpx.codes.OK:
                raise OpenIdFailed(
                    f"the provider refused ({answer.status_code}); look at its client settings"
                )
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > MAX_BYTES:
                    raise OpenIdFailed("the provider's answer is too long")
    except httpx.HTTPError as error:
        raise OpenIdFailed("the provider cannot be reached; try again later") from error
    return bytes(body)


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in LOOPBACK):
        raise OpenIdFailed("the provider is reached over https only")
