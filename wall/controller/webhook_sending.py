"""Sending webhooks: a POST of JSON, signed as Standard Webhooks say.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
The site's files name the address, so that it may be inside; the deny list is obeyed, the connection
goes to what was judged, and redirects are not followed.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx

from wall import __version__
from wall.errors import WallError
from wall.sitefile.declared import AddressPolicy
from wall.sources.denying import check_declared

log = logging.getLogger(__name__)

WITHIN_S = 10.0
PAUSES_S = (0.0, 2.0, 15.0)
"""Before each try. The id stays: whoever gets it twice acts once."""


class WebhookFailed(WallError):
    """Nobody took it."""

    code = "webhook_failed"

    def __init__(self, host: str, why: str) -> None:
        super().__init__(f"the webhook to {host} failed: {why}")


def signature(secret: str, message: str, at: int, body: bytes) -> str:
    """`v1,…`. A secret that begins with `whsec_` is base64."""
    key = secret.encode()
    if secret.startswith("whsec_"):
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            key = secret.encode()
    digest = hmac.new(key, f"{message}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


async def send_webhook(
    url: str,
    message: str,
    body: bytes,
    secret: str | None,
    policy: Callable[[], AddressPolicy],
    pauses_s: tuple[float, ...] = PAUSES_S,
) -> None:
    """Raises WebhookFailed when the last try failed."""
    why = ""
    for pause_s in pauses_s:
        await asyncio.sleep(pause_s)
        try:
            async with asyncio.timeout(WITHIN_S):
                status = await _post(url, message, body, secret, policy())
        except WallError as error:
            raise WebhookFailed(urlsplit(url).hostname or "", str(error)) from error
        except (httpx.HTTPError, OSError, TimeoutError, ValueError) as error:
            why = str(error) or type(error).__name__
            continue
        if 200 <= status < 300:
            return
        why = f"it answered {status}"
        if 400 <= status < 500 and status not in (408, 425, 429):
            break
    raise WebhookFailed(urlsplit(url).hostname or "", why)


async def _post(
    url: str, message: str, body: bytes, secret: str | None, policy: AddressPolicy
) -> int:
    (address, *_) = await check_declared(url, policy)
    asked, at = httpx.URL(url), int(time.time())
    headers = {
        "Host": asked.netloc.decode("ascii"),
        "User-Agent": f"Wall/{__version__}",
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(at),
    }
    if secret is not None:
        headers["webhook-signature"] = signature(secret, message, at, body)
    host = f"[{address}]" if ":" in address else address
    async with httpx.AsyncClient(timeout=WITHIN_S, trust_env=False) as client:
        request = client.build_request(
            "POST",
            asked.copy_with(host=host, userinfo=b""),
            content=body,
            headers=headers,
            extensions={"sni_hostname": asked.host},
        )
        response = await client.send(request, stream=True)
        try:
            return response.status_code
        finally:
            await response.aclose()
