"""The protocol's version.

Bump rule: NEWEST rises only when a message loses or changes something that a client reads. New
optional fields, new requests and new events do not raise it; a client ignores what it does not
know. OLDEST rises when the controller stops to speak an old version.
"""

from __future__ import annotations

OLDEST = 1
NEWEST = 1


def common_version(oldest: int, newest: int) -> int | None:
    """The newest version that both sides speak, if any."""
    version = min(newest, NEWEST)
    return version if version >= max(oldest, OLDEST) else None
