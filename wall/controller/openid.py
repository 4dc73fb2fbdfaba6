"""Signing in with OpenID Connect: authorization code with PKCE, against any standard provider.

Names and rules are those of OpenID Connect Core 1.0, RFC 7636 (PKCE) and RFC 9207 (issuer in the
response). Nothing of the provider is believed before its signature, issuer, audience, times and
nonce are checked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import time
from urllib.parse import urlencode

from pydantic import JsonValue

from wall.controller.accounts import Account
from wall.controller.openid_provider import OpenIdFailed, Provider
from wall.controller.people import People
from wall.controller.signing_in import Origin, SignedIn
from wall.model.actors import Grant
from wall.sitefile.secrets import SecretLookup, SecretMissing
from wall.sitefile.sign_in import OpenIdEntry
from wall.sitefile.site import Site

log = logging.getLogger(__name__)

WITHIN_S = 600.0
MAX_BEGUN = 1_000
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.@-]+")


@dataclass(frozen=True)
class OpenIdSettings:
    """What the site says of the provider, with the secret in place."""

    entry: OpenIdEntry
    client_secret: str | None


SettingsOf = Callable[[], OpenIdSettings | None]


@dataclass(frozen=True)
class _Begun:
    """Somebody is at the provider."""

    verifier: str
    nonce: str
    browser: str
    """SHA-256 of what the browser keeps in a cookie."""
    redirect: str
    until: float


def site_settings(site: Callable[[], Site], lookup: SecretLookup) -> SettingsOf:
    """The settings as the site's files say them now."""

    def settings() -> OpenIdSettings | None:
        entry = site().sign_in.openid
        if entry is None:
            return None
        reference = entry.client_secret
        secret = lookup(reference.secret) if reference is not None else None
        if reference is not None and secret is None:
            log.error("sign_in.openid: %s", SecretMissing(reference.secret))
            return None
        return OpenIdSettings(entry, secret)

    return settings


class OpenId:
    """On one event loop."""

    def __init__(self, people: People, settings: SettingsOf) -> None:
        """`settings` is asked each time: the site's files may change."""
        self._people = people
        self._settings = settings
        self._begun: OrderedDict[str, _Begun] = OrderedDict()
        self._provider: Provider | None = None

    @property
    def title(self) -> str | None:
        """Of the button; None where the site has no provider."""
        settings = self._settings()
        return settings.entry.title if settings is not None else None

    async def begin(self, redirect: str) -> tuple[str, str]:
        """The provider's address to go to, and what the browser must bring back in a cookie."""
        settings, provider = self._current()
        document = await provider.document()
        state, nonce, browser = (secrets.token_urlsafe(24) for _ in range(3))
        verifier = secrets.token_urlsafe(48)
        self._begun[state] = _Begun(verifier, nonce, _hash(browser), redirect, time() + WITHIN_S)
        while len(self._begun) > MAX_BEGUN:
            self._begun.popitem(last=False)
        asked = {
            "response_type": "code",
            "client_id": settings.entry.client_id,
            "redirect_uri": redirect,
            "scope": " ".join(("openid", *settings.entry.scopes)),
            "state": state,
            "nonce": nonce,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        joint = "&" if "?" in document.authorization_endpoint else "?"
        return f"{document.authorization_endpoint}{joint}{urlencode(asked)}", browser

    async def end(self, answer: Mapping[str, str], browser: str | None, origin: Origin) -> SignedIn:
        """What the provider sent the browser back with. Raises OpenIdFailed."""
        begun = self._begun.pop(answer.get("state", ""), None)
        if begun is None or time() > begun.until:
            raise OpenIdFailed("this sign-in was not begun here, or took too long; begin again")
        if not hmac.compare_digest(_hash(browser or ""), begun.browser):
            raise OpenIdFailed("this sign-in was begun in another browser; begin again")
        settings, provider = self._current()
        if answer.get("iss", settings.entry.issuer).rstrip("/") != settings.entry.issuer:
            raise OpenIdFailed("the answer is of another provider")
        if "error" in answer or not answer.get("code"):
            raise OpenIdFailed("the provider did not let you sign in")
        claims = await provider.claims(
            answer["code"], begun.redirect, begun.verifier, begun.nonce, settings.entry.roles.claim
        )
        return self._people.signing_in.begin(self._account(settings.entry, claims), origin)

    def _current(self) -> tuple[OpenIdSettings, Provider]:
        settings = self._settings()
        if settings is None:
            raise OpenIdFailed("this site has no OpenID Connect provider")
        if self._provider is None or self._provider.settings_key != _key(settings):
            self._provider = Provider(
                settings.entry.issuer,
                settings.entry.client_id,
                settings.client_secret,
                _key(settings),
            )
        return settings, self._provider

    def _account(self, entry: OpenIdEntry, claims: Mapping[str, JsonValue]) -> Account:
        """The account of these claims, made at the first time; its roles are those of now."""
        accounts = self._people.accounts
        identity = f"{entry.issuer}|{claims['sub']}"
        grants = granted_by(entry, claims)
        known = accounts.of_identity(identity)
        if known is not None and known.disabled:
            raise OpenIdFailed("this account is disabled; an administrator can enable it")
        if not grants:
            if known is not None:
                self._people.sessions.end_all(known.name)
            raise OpenIdFailed("you have no role on this wall; an administrator can give you one")
        told = claims.get("name")
        display_name = told.strip()[:100] if isinstance(told, str) else ""
        if known is not None:
            return accounts.change(known.name, grants=grants, display_name=display_name)
        return accounts.add(
            Account(
                name=self._free_name(claim_at(claims, entry.name_claim), str(claims["sub"])),
                display_name=display_name,
                grants=grants,
                identity=identity,
                created=time(),
            )
        )

    def _free_name(self, wanted: JsonValue, subject: str) -> str:
        """Never the name of somebody else: a provider does not decide who is who here."""
        text = wanted if isinstance(wanted, str) and wanted else subject
        name = _NOT_IN_NAMES.sub("-", text).strip("-_.@")[:50] or "person"
        taken = {token.name for token in self._people.tokens.list()} | {"admin", "wall"}
        taken |= {"file", "clock", "guard"}
        free, number = name, 1
        while free in taken or self._people.accounts.find(free) is not None:
            number += 1
            free = f"{name}-{number}"
        return free


def granted_by(entry: OpenIdEntry, claims: Mapping[str, JsonValue]) -> tuple[Grant, ...]:
    """The roles that the site gives to people with these claims."""
    said = claim_at(claims, entry.roles.claim)
    values = {said} if isinstance(said, str) else set(_texts(said))
    found = [g for value, grants in entry.roles.values.items() if value in values for g in grants]
    if not found and entry.roles.everyone is not None:
        found = list(entry.roles.everyone)
    return tuple(dict.fromkeys(found))


def claim_at(claims: Mapping[str, JsonValue], path: str) -> JsonValue:
    """A claim by its name, else by the way to it: `realm_access.roles`."""
    if path in claims:
        return claims[path]
    value: JsonValue = dict(claims)
    for step in path.split("."):
        if not isinstance(value, dict) or step not in value:
            return None
        value = value[step]
    return value


def _texts(value: JsonValue) -> Iterable[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _key(settings: OpenIdSettings) -> str:
    entry = settings.entry
    return _hash("\n".join((entry.issuer, entry.client_id, settings.client_secret or "")))
