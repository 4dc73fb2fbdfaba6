"""Calls from outside: who may call, and whether a call came before. Pure.

Standard Webhooks (standardwebhooks.com, 1.0); X-Hub-Signature-256 as GitHub and Meta send it;
WebSub 1.0 section 7. Signatures are of the bytes as they came.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections import OrderedDict
from hashlib import sha1, sha256

from wall.sources.post_stream import Hook

TOLERANCE_S = 300.0
REMEMBERED = 10_000


def _same(one: str, other: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def signed_standard(hook: Hook, secret: str, now: float) -> str:
    """Why a call is refused; empty: it is not. Several signatures are for changing secrets."""
    item, at = hook.headers.get("webhook-id", ""), hook.headers.get("webhook-timestamp", "")
    given = hook.headers.get("webhook-signature", "")
    if not (item and given and at.isdecimal() and len(at) < 12):
        return "webhook-id, webhook-timestamp or webhook-signature is missing"
    if abs(int(at) - now) > TOLERANCE_S:
        return "the timestamp is more than five minutes away; set the clock right"
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = secret.encode()
    content = f"{item}.{at}.".encode() + hook.body
    right = base64.b64encode(hmac.digest(key, content, sha256)).decode()
    found = [_same(part.removeprefix("v1,"), right) for part in given.split()[:10]]
    return "" if any(found) else "the signature is wrong"


def signed_hub(hook: Hook, secret: str) -> str:
    """The same for `X-Hub-Signature-256`."""
    given = hook.headers.get("x-hub-signature-256", "")
    right = "sha256=" + hmac.new(secret.encode(), hook.body, sha256).hexdigest()
    return "" if _same(given, right) else "X-Hub-Signature-256 is missing or wrong"


def signed_websub(hook: Hook, secret: str) -> str:
    """The same for hubs of feeds, which sign by SHA-1 still."""
    given = hook.headers.get("x-hub-signature", "")
    way, _, _ = given.partition("=")
    if way not in ("sha1", "sha256"):
        return "X-Hub-Signature is missing"
    digest = sha1 if way == "sha1" else sha256
    right = f"{way}=" + hmac.new(secret.encode(), hook.body, digest).hexdigest()
    return "" if _same(given, right) else "X-Hub-Signature is wrong"


def has_secret(hook: Hook, name: str, secret: str) -> str:
    """The same for a header that holds the secret itself."""
    given = hook.headers.get(name.lower(), "")
    return "" if _same(given, secret) else f"the header {name} is missing or wrong"


class Seen:
    """Calls that were taken, by their id or their content."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, None] = OrderedDict()

    def before(self, hook: Hook) -> bool:
        return self._name(hook) in self._seen

    def note(self, hook: Hook) -> None:
        """Once it was taken: a call that failed may come again."""
        self._seen[self._name(hook)] = None
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)

    def _name(self, hook: Hook) -> str:
        return hook.headers.get("webhook-id", "")[:200] or sha256(hook.body).hexdigest()
