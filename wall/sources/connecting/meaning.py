"""What services mean by the codes in their refusals: some say that a token has expired with the
status of a bad question. Pure.

Documented at developers.facebook.com (Graph API), developers.google.com (YouTube) and
learn.microsoft.com (LinkedIn), each under error handling.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from wall.sources.connecting.shaping import number_at, objects_at, part, text_at

GRAPH_LIMITS = frozenset((4, 17, 32, 341, 613)) | frozenset(range(80_000, 80_015))
GRAPH_RIGHTS = frozenset((3, 10, *range(200, 300)))
GRAPH_TROUBLE = frozenset((1, 2))
GRAPH_TOKEN = frozenset((102, 190))
REVOKED = frozenset((458, 460, 467, 492))
"""Removed, password changed, made invalid, no longer in that role."""
QUOTA = frozenset(("quotaexceeded", "dailylimitexceeded", "ratelimitexceeded", "usagecapexceeded"))
TOKEN = frozenset(("keyinvalid", "api_key_invalid", "keyexpired", "autherror"))
RIGHTS = frozenset(("accessnotconfigured", "service_disabled", "insufficientpermissions"))


@dataclass(frozen=True)
class Meaning:
    """What the refusal is, as a status, and what is wrong with the credential where it tells."""

    status: int
    token: str = ""


def meaning_of(status: int, document: JsonValue, said: str) -> Meaning:
    """`said` is what the answer says in words."""
    graph = _graph(status, document)
    if graph is not None:
        return graph
    reasons = _reasons(document)
    if reasons & QUOTA and status in (403, 429):
        status = 429
    elif reasons & TOKEN and status in (400, 401, 403):
        status = 401
    elif reasons & RIGHTS:
        status = 403
    elif status == 400 and "api key" in said.lower():
        status = 401
    return Meaning(status, _token(said, reasons) if status == 401 else "")


def _graph(status: int, document: JsonValue) -> Meaning | None:
    error = part(document, "error")
    code = number_at(error, "code")
    if code is None or not (text_at(error, "type") or text_at(error, "fbtrace_id")):
        return None
    number, detail = int(code), int(number_at(error, "error_subcode") or 0)
    if number in GRAPH_LIMITS:
        return Meaning(429)
    if number in GRAPH_TOKEN:
        told = "was revoked" if detail in REVOKED else "has expired" if detail == 463 else ""
        return Meaning(401, told or _token(text_at(error, "message"), frozenset()))
    if number in GRAPH_RIGHTS:
        return Meaning(403)
    return Meaning(503 if number in GRAPH_TROUBLE else status)


def _reasons(document: JsonValue) -> frozenset[str]:
    """Words that services use as codes, in small letters."""
    errors = [*objects_at(document, "error", "errors"), *objects_at(document, "error", "details")]
    found = [text_at(one, "reason") for one in errors]
    found += [text_at(document, name) for name in ("title", "code", "error", "reason")]
    return frozenset(word.lower() for word in found if word)


def _token(said: str, reasons: frozenset[str]) -> str:
    words = f"{said} {' '.join(reasons)}".lower()
    if "revoked" in words or "invalidated" in words:
        return "was revoked"
    return "has expired" if "expired" in words else ""
