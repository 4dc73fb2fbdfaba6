"""What became of loading a page. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_LOGIN = re.compile(
    r"(^|[/._-])(log-?in|sign-?in|signon|sso|saml2?|oauth2?|authorize|auth|wp-login)([/._-]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Answer:
    """What a loaded page says of itself."""

    address: str
    status: int
    """HTTP status; 0 where there is none."""
    password: bool
    """Whether it shows a password field."""


def is_login(asked: str, answer: Answer) -> bool:
    """Whether somebody must log in first: we were sent to a log-in address, or a page that was
    asked for by no such name shows a password field."""
    wanted, got = urlsplit(asked), urlsplit(answer.address)
    if _LOGIN.search(wanted.path):
        return False
    sent_on = (wanted.netloc, wanted.path) != (got.netloc, got.path)
    return answer.password or (sent_on and bool(_LOGIN.search(got.path)))


def status_sentence(status: int) -> str:
    """Why a page with this HTTP status is not shown; empty if it is fine."""
    if status < 400:
        return ""
    meaning = {
        401: "it wants a log-in",
        403: "access is forbidden",
        404: "there is no such page",
        429: "the server asks for fewer requests",
        500: "the server has an error",
        502: "the server behind it does not answer",
        503: "the server is not available",
        504: "the server behind it is too slow",
    }.get(status, "the server refuses it" if status < 500 else "the server has an error")
    return f"{meaning} (HTTP {status})"


def net_sentence(error: str) -> str:
    """Why nothing came, from Chromium's name for it: `net::ERR_CONNECTION_REFUSED`."""
    name = error.removeprefix("net::").removeprefix("ERR_")
    meaning = {
        "ACCESS_DENIED": "it leads to an address that is not allowed",
        "BLOCKED_BY_CLIENT": "it leads to an address that is not allowed",
        "CONNECTION_REFUSED": "nothing answers at its address",
        "CONNECTION_RESET": "the server broke off",
        "CONNECTION_TIMED_OUT": "its server does not answer",
        "EMPTY_RESPONSE": "the server sent nothing",
        "INTERNET_DISCONNECTED": "there is no network",
        "NAME_NOT_RESOLVED": "its server is not known; check the name in the address",
        "PROXY_CONNECTION_FAILED": "the filter that checks its addresses does not run",
        "TOO_MANY_REDIRECTS": "it sends us round in circles",
        "TOO_MANY_RETRIES": "its server wants a user name and a password",
        "TUNNEL_CONNECTION_FAILED": "its server does not answer, or its address is not allowed",
        "UNKNOWN_URL_SCHEME": "such addresses cannot be shown; use https://",
    }.get(name)
    if meaning is None and name.startswith("CERT_"):
        meaning = "its certificate is not valid"
    return meaning or f"it cannot be loaded ({name.replace('_', ' ').lower() or 'no answer'})"


def pause_s(failures: int) -> float:
    """Before the next try: 3 s, doubling up to 5 minutes."""
    return float(min(300, 3 * 2 ** min(failures, 10)))


CODEC = (
    "the page has media that this browser cannot play ({source}); "
    "push the stream itself as a video tile"
)
