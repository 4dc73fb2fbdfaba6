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
    """The token is unknown or was revoked."""
    BAD_VERSION = 4004
    """No common version."""
    FLOOD = 4008
    """The client kept sending although it was told to slow down."""
    TOO_SLOW = 4009
    """The client did not read what was sent to it."""


class Status(StrEnum):
    """Why a request failed. The message beside it says what is wrong and what to do."""

    BAD_REQUEST = "bad_request"
    UNKNOWN_REQUEST = "unknown_request"
    NOT_ALLOWED = "not_allowed"
    UNAUTHORIZED = "unauthorized"
    NOT_FOUND = "not_found"
    RATE_LIMITED = "rate_limited"
    TOO_LARGE = "too_large"
    BUSY = "busy"
    REFUSED = "refused"
    CONFLICT = "conflict"
    BAD_AREA = "bad_area"
    ADDRESS_REFUSED = "address_refused"
    SITE_INVALID = "site_invalid"
    JOURNAL_UNAVAILABLE = "journal_unavailable"
    UNAVAILABLE = "unavailable"
    UPLOAD_OFFSET = "upload_offset"
    UPLOAD_CHECKSUM = "upload_checksum"
    UPLOAD_REFUSED = "upload_refused"
    QUOTA_FULL = "quota_full"
    DISK_FULL = "disk_full"
    ERROR = "error"
    INTERNAL = "internal"


HTTP_STATUS: dict[str, int] = {
    Status.BAD_REQUEST: 400,
    Status.UNKNOWN_REQUEST: 404,
    Status.NOT_ALLOWED: 403,
    Status.UNAUTHORIZED: 401,
    Status.NOT_FOUND: 404,
    Status.RATE_LIMITED: 429,
    Status.TOO_LARGE: 413,
    Status.BUSY: 503,
    Status.REFUSED: 422,
    Status.CONFLICT: 409,
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
