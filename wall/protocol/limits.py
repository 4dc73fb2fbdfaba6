"""What one client may use. The numbers are part of the protocol and told in `hello`."""

from __future__ import annotations

from wall.model.values import Value

MAX_TEXT_BYTES = 1024 * 1024
MAX_CHUNK_BYTES = 512 * 1024
"""With its header a part stays below the 1 MiB that common websocket clients take at most."""
MAX_DEPTH = 32
"""Objects and lists within each other in one message."""
MAX_BATCH = 200
IDENTIFY_WITHIN_S = 10.0
REQUESTS_PER_S = 100.0
REQUESTS_AT_ONCE = 300.0
REFUSED_UNTIL_CLOSED = 1000
"""So many refused requests without a pause are a flood."""
MAX_IN_FLIGHT = 64
"""Requests of one client that run at the same time; the next one waits."""


class Limits(Value):
    """The limits that a client must know to keep them."""

    text_bytes: int = MAX_TEXT_BYTES
    chunk_bytes: int = MAX_CHUNK_BYTES
    depth: int = MAX_DEPTH
    batch: int = MAX_BATCH
    identify_within_s: float = IDENTIFY_WITHIN_S
    requests_per_s: float = REQUESTS_PER_S
    requests_at_once: float = REQUESTS_AT_ONCE
    in_flight: int = MAX_IN_FLIGHT


class RateLimit:
    """A bucket that fills with `per_s` and holds at most `burst`."""

    def __init__(self, per_s: float, burst: float, now: float) -> None:
        self._per_s = per_s
        self._burst = burst
        self._left = burst
        self._at = now
        self.refused = 0
        """Since the bucket was last half full: since the client last paused."""

    def admits(self, now: float) -> bool:
        """Whether one more is allowed at this time (seconds, monotonic)."""
        self._left = min(self._burst, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left >= self._burst / 2:
            self.refused = 0
        if self._left < 1:
            self.refused += 1
            return False
        self._left -= 1
        return True
