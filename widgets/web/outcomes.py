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

    status: int
    """HTTP status; 0 where there is none."""
    asks_password: bool


def is_login(asked: str, got: str, answer: Answer) -> bool:
    """Whether somebody must log in first: we were sent to a log-in address, or a page that was
    asked for by no such name shows a password field."""
    if _LOGIN.search(urlsplit(asked).path):
        return False
    if _LOGIN.search(urlsplit(got).path) and urlsplit(asked).path != urlsplit(got).path:
        return True
    return answer.asks_password


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


def pause_s(failures: int) -> float:
    """Before the next try: 3 s, doubling up to 5 minutes."""
    return float(min(300, 3 * 2 ** min(failures, 10)))


CODEC = (
    "the page has media that this browser cannot play ({source}); "
    "push the stream itself as a video tile"
)
