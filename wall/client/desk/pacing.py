"""How much a publisher sends: no picture that would only come late. Pure; times in seconds."""

from __future__ import annotations

from collections import deque

from wall.control.share_flow import WINDOW
from wall.protocol.share_words import Limit

OLDEST_S = 0.2
JUDGED_S = 2.0
TOO_MANY_SKIPPED = 0.2
LESS, MORE = 0.7, 1.08
LEAST_BITS = 300_000


class Pace:
    """One connection at a time."""

    def __init__(self, limit: Limit | None = None) -> None:
        self.window = WINDOW
        self.limit = limit or Limit(fps=0)
        self.bitrate = self.limit.bitrate
        self._sent: deque[tuple[int, int, float]] = deque()
        self._skipped = self._taken = 0
        self._judged_at = 0.0
        self._last_at = float("-inf")

    def reset(self, now: float) -> None:
        """A new connection or epoch: nothing is on its way."""
        self._sent.clear()
        self._skipped = self._taken = 0
        self._judged_at = now
        self._last_at = float("-inf")

    def restrict(self, limit: Limit) -> None:
        self.limit = limit
        self.bitrate = min(max(self.bitrate, LEAST_BITS), limit.bitrate)

    def takes(self, now: float) -> bool:
        """Whether a picture may be encoded now."""
        if not self.limit.fps or now - self._last_at < 0.75 / self.limit.fps:
            return False
        if len(self._sent) >= self.window or (self._sent and now - self._sent[0][2] > OLDEST_S):
            self._skipped += 1
            return False
        self._taken += 1
        self._last_at = now
        return True

    def sent(self, epoch: int, seq: int, now: float) -> None:
        self._sent.append((epoch, seq, now))

    def acked(self, epoch: int, seq: int) -> None:
        """All up to this one have arrived."""
        if any(one[:2] == (epoch, seq) for one in self._sent):
            while self._sent.popleft()[:2] != (epoch, seq):
                pass

    @property
    def unacked(self) -> int:
        return len(self._sent)

    def adapt(self, now: float) -> None:
        """Choose the bitrate anew, where it is time for that."""
        if now - self._judged_at < JUDGED_S:
            return
        all_of_them = self._skipped + self._taken
        if all_of_them and self._skipped / all_of_them > TOO_MANY_SKIPPED:
            self.bitrate = max(LEAST_BITS, round(self.bitrate * LESS))
        elif self._taken and not self._skipped:
            self.bitrate = min(self.limit.bitrate, round(self.bitrate * MORE))
        self._skipped = self._taken = 0
        self._judged_at = now
