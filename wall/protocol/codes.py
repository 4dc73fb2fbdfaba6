"""Codes. A close code says that the conversation is broken, a status that one request failed."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class CloseCode(IntEnum):
    """Why a channel was closed. The reason beside it is a sentence."""

    GOING_AWAY = 1001
    """The controller stops; come back in a moment."""
    TOO_LARGE = 1009
    """A message was larger than the limit."""
    INTERNAL = 1011
    """The controller failed; its log says how."""
    TRY_LATER = 1013
    """Too many clients."""
    BAD_MESSAGE = 4000
    """Not JSON, not an object, or not a message of this protocol."""
    NOT_IDENTIFIED = 4001
    """Something else came first, or nothing came in time."""
    BAD_TOKEN = 4003
    """The token or session is unknown, was revoked or has ended."""
    BAD_VERSION = 4004
    """No common version."""
    FLOOD = 4008
    """The client kept sending although it was told to slow down."""
    TOO_SLOW = 4009
    """The client did not read what was sent to it."""


def close_reason(sentence: str) -> str:
    """As much of it as a close frame holds: 123 bytes (RFC 6455, section 5.5)."""
    return sentence.encode()[:123].decode(errors="ignore")


class Status(StrEnum):
    """Why a request failed. The message beside it says what is wrong and what to do."""

    BAD_REQUEST = "bad_request"
    """A field is missing, wrong or unknown."""
    UNKNOWN_REQUEST = "unknown_request"
    """There is no request of this type."""
    NOT_ALLOWED = "not_allowed"
    """The token's role does not allow it."""
    UNAUTHORIZED = "unauthorized"
    """REST only: no token or session, or an unknown one; or a sign-in that failed."""
    SECOND_FACTOR = "second_factor"
    """REST only: the password is right, and the code of the authenticator app is missing."""
    NOT_FOUND = "not_found"
    """What is named is not there."""
    RATE_LIMITED = "rate_limited"
    """Too many requests; slow down or send a batch."""
    TOO_LARGE = "too_large"
    """A body or a part is larger than the limit."""
    BUSY = "busy"
    """Too much waits for this client already; read it first."""
    REFUSED = "refused"
    """The rules of change refuse the command."""
    CONFLICT = "conflict"
    """Somebody else changed the same field first."""
    LEASED = "leased"
    """Somebody else has claimed the screens."""
    NOT_SAVED = "not_saved"
    """A layout could not be written into its file."""
    BAD_AREA = "bad_area"
    """The wall has no such area or screen."""
    ADDRESS_REFUSED = "address_refused"
    """The site's rules refuse the address."""
    SITE_INVALID = "site_invalid"
    """The site's files have problems."""
    JOURNAL_UNAVAILABLE = "journal_unavailable"
    """The journal cannot write; nothing was changed."""
    UNAVAILABLE = "unavailable"
    """What is needed is not running, a display for instance."""
    UPLOAD_OFFSET = "upload_offset"
    """The part does not begin where the last one ended; the message says where."""
    UPLOAD_CHECKSUM = "upload_checksum"
    """The content is not what was announced."""
    UPLOAD_REFUSED = "upload_refused"
    """The content is nothing that a wall shows."""
    QUOTA_FULL = "quota_full"
    """Uploads take as much as they may."""
    DISK_FULL = "disk_full"
    """The controller's disk is full."""
    ERROR = "error"
    """Something else that the message tells."""
    INTERNAL = "internal"
    """A defect; the controller's log tells more."""


HTTP_STATUS: dict[str, int] = {
    Status.BAD_REQUEST: 400,
    Status.UNKNOWN_REQUEST: 404,
    Status.NOT_ALLOWED: 403,
    Status.UNAUTHORIZED: 401,
    Status.SECOND_FACTOR: 401,
    Status.NOT_FOUND: 404,
    Status.RATE_LIMITED: 429,
    Status.TOO_LARGE: 413,
    Status.BUSY: 503,
    Status.REFUSED: 422,
    Status.CONFLICT: 409,
    Status.LEASED: 423,
    Status.NOT_SAVED: 422,
    Status.BAD_AREA: 422,
    Status.ADDRESS_REFUSED: 422,
    Status.SITE_INVALID: 422,
    Status.JOURNAL_UNAVAILABLE: 503,
    Status.UNAVAILABLE: 503,
    Status.UPLOAD_OFFSET: 409,
    Status.UPLOAD_CHECKSUM: 422,
    Status.UPLOAD_REFUSED: 422,
    Status.QUOTA_FULL: 507,
    Status.DISK_FULL: 507,
    Status.ERROR: 422,
    Status.INTERNAL: 500,
}
"""The same status in REST. A code that is not here is answered with 422."""
