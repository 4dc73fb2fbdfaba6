"""What servers refuse, in sentences that say what to do. RFC 9110 section 15, RFC 6585."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from pydantic import JsonValue

from wall.errors import WallError
from wall.sources.connecting.documents import read_json
from wall.sources.connecting.meaning import meaning_of
from wall.sources.fetching import LONGEST_RETRY_AFTER_S, spoken
from wall.sources.plain_text import plain
from wall.sources.source import Unreadable
from wall.sources.times import time_of

_RESETS = (
    *("x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset", "ratelimit-day-reset"),
    *("x-app-limit-24hour-reset", "x-user-limit-24hour-reset"),
)
_REMAINS = ("x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining")


class CallFailed(WallError):
    """A call or connection that did not work; the sentence holds no secrets."""

    code = "call_failed"

    def __init__(self, url: str, why: str, *, status: int = 0, retry_after_s: float = 0.0) -> None:
        super().__init__(f"{spoken(url)} {why}")
        self.status = status
        self.retry_after_s = retry_after_s

    @property
    def lasting(self) -> bool:
        """Whether only a person can change it: asking often is of no use."""
        return self.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.GONE)


def refusal(
    url: str,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: float,
    credential: str,
    secrets: tuple[str, ...] = (),
) -> CallFailed:
    """What an answer that is no success means. `credential` names the settings to look at."""
    document = _document(body)
    told = _without(plain(_said(document, 0), 200).rstrip("."), secrets)
    tail = f": {told}" if told else ""
    meant = meaning_of(status, document, told)
    match meant.status:
        case 401:
            state = meant.token or "is missing, wrong, expired or revoked"
            why = (
                f"does not accept the credential ({status}): `{credential}` {state}; make a new "
                f"one and put it into its secret{tail}"
            )
        case 402:
            why = f"says that the account's credits are used up ({status}){tail}"
        case 403:
            why = (
                f"refuses access ({status}): the account behind `{credential}` has not the right, "
                f"or the service refuses this{tail}"
            )
        case 404:
            why = f"does not know this address (404){tail}"
        case 429:
            why = f"says that it was asked too often ({status}){tail}"
        case _ if meant.status >= 500:
            why = f"has trouble itself ({status}){tail}"
        case _:
            why = f"answers {status}{tail}"
    return CallFailed(url, why, status=meant.status, retry_after_s=wait_of(headers, now))


def wait_of(headers: Mapping[str, str], now: float) -> float:
    """Seconds that a refusal asks to wait."""
    said = headers.get("retry-after", "").strip()
    if said:
        return _seconds(said, now)
    return next((_seconds(headers[name], now) for name in _RESETS if name in headers), 0.0)


def spent(headers: Mapping[str, str]) -> bool:
    """Whether a success was the last that is allowed for now."""
    return any(headers.get(name, "").strip() == "0" for name in _REMAINS)


def _seconds(said: str, now: float) -> float:
    text = said.strip()
    if text.isdecimal() and len(text) < 12:
        number = float(text)
        seconds = number - now if number > 1_000_000_000 else number
    else:
        at = time_of(text)
        if at is None:
            try:
                at = parsedate_to_datetime(text).timestamp()
            except (ValueError, OverflowError, TypeError):
                return 0.0
        seconds = at - now
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER_S)


def _document(body: bytes) -> JsonValue:
    """What the server itself says, where it says it in JSON."""
    try:
        return read_json(body[:20_000])
    except Unreadable:
        return None


def _said(value: JsonValue, depth: int) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and depth < 5:
        return _said(value[0], depth + 1)
    if isinstance(value, dict) and depth < 5:
        for name in ("error_description", "detail", "message", "error", "errors", "title"):
            found = _said(value.get(name), depth + 1)
            if found:
                return found
    return ""


def _without(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        if secret:
            text = text.replace(secret, "…")
    return text
