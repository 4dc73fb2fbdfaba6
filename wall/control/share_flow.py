"""How much of a desk share goes where: who is behind, who needs a key picture, how much is asked.

Pure. Times in seconds of any clock that does not go back. A slow reader loses frames, not time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from wall.protocol.share_wire import ChunkHeader
from wall.protocol.share_words import Limit

WINDOW = 6
"""Pictures on their way from a publisher; more only make it late."""
VIEWER_WINDOW = 12
VIEWER_BEHIND_S = 0.4
HALVED_AT, WHOLE_AT = 6, 2
"""A viewer with so many unacknowledged gets half the pictures, until it has so few."""
HALVED_FOR_S = 1.0
KEY_GAP_S = 0.3
BEHIND_KEY_GAP_S = 1.0
SMALLEST_LIMIT = (320, 180)
LARGEST_LIMIT = (3840, 2160)
NOTHING = Limit(w=320, h=180, fps=0, bitrate=300_000)
"""Nobody looks."""


class Verdict(Enum):
    """What becomes of a chunk for one viewer."""

    SEND = auto()
    SKIP = auto()
    """It can be left out without harm."""
    DROP = auto()
    """The viewer waits for a key picture."""


@dataclass
class ViewerFlow:
    """Which pictures one viewer gets."""

    epoch: int = -1
    needs_key: bool = True
    is_behind: bool = False
    """It fell behind; as long as it has not caught up, a key picture is of no use to it."""
    _halved_until: float | None = None
    _unacked: deque[tuple[int, int, float]] = field(default_factory=deque)

    def offer(self, chunk: ChunkHeader, now: float) -> Verdict:
        """Decide about the next picture; call once for each, in order."""
        if chunk.epoch != self.epoch:
            self.epoch = chunk.epoch
            self.needs_key = True
        if self._lags(now):
            self.needs_key = self.is_behind = True
            return Verdict.DROP
        if self.is_behind and len(self._unacked) > WHOLE_AT:
            return Verdict.DROP
        self.is_behind = False
        if self.needs_key and not chunk.is_key:
            return Verdict.DROP
        if not chunk.is_key and chunk.layer > 0 and self._is_halved(now):
            return Verdict.SKIP
        self.needs_key = False
        self._unacked.append((chunk.epoch, chunk.seq, now))
        return Verdict.SEND

    def acked(self, epoch: int, seq: int) -> None:
        """All up to this one are decoded. One that was never sent changes nothing."""
        if not any(sent[:2] == (epoch, seq) for sent in self._unacked):
            return
        while self._unacked:
            sent = self._unacked.popleft()
            if sent[:2] == (epoch, seq):
                return

    @property
    def waits_for_key(self) -> bool:
        """Whether a key picture would help it now."""
        return self.needs_key and not (self.is_behind and len(self._unacked) > WHOLE_AT)

    @property
    def unacked(self) -> int:
        return len(self._unacked)

    def _lags(self, now: float) -> bool:
        if len(self._unacked) >= VIEWER_WINDOW:
            return True
        return bool(self._unacked) and now - self._unacked[0][2] > VIEWER_BEHIND_S

    def _is_halved(self, now: float) -> bool:
        if len(self._unacked) >= HALVED_AT:
            self._halved_until = now + HALVED_FOR_S
        elif self._halved_until is not None and now >= self._halved_until:
            self._halved_until = None if len(self._unacked) <= WHOLE_AT else now
        return self._halved_until is not None


@dataclass
class KeyRequests:
    """When the publisher is asked for a key picture: seldom, once for all who need it, always."""

    _asked_at: float = float("-inf")
    _due: float | None = None

    def want(self, now: float, *, behind: bool = False) -> None:
        due = max(now, self._asked_at + (BEHIND_KEY_GAP_S if behind else KEY_GAP_S))
        self._due = due if self._due is None else min(self._due, due)

    @property
    def due(self) -> float | None:
        """When to ask; None: nobody needs one."""
        return self._due

    def asked(self, now: float) -> None:
        self._asked_at = now
        self._due = None

    def came(self) -> None:
        """A key picture is here: whoever waits gets it."""
        self._due = None


@dataclass
class Epochs:
    """What of a publisher's numbering is good: epochs rise, numbers within one too."""

    epoch: int = 0
    seq: int = -1

    def admits(self, chunk: ChunkHeader) -> bool:
        if chunk.epoch < self.epoch or (chunk.epoch == self.epoch and chunk.seq <= self.seq):
            return False
        self.epoch, self.seq = chunk.epoch, chunk.seq
        return True


def limit_for(sizes: Iterable[tuple[int, int]]) -> Limit:
    """What viewers of these sizes, in pixels of their screens, need at most."""
    wanted = [size for size in sizes if min(size) > 0]
    if not wanted:
        return NOTHING
    width = min(max(max(w for w, _ in wanted), SMALLEST_LIMIT[0]), LARGEST_LIMIT[0])
    height = min(max(max(h for _, h in wanted), SMALLEST_LIMIT[1]), LARGEST_LIMIT[1])
    return Limit(w=width, h=height, fps=30, bitrate=_bitrate(width * height))


def _bitrate(pixels: int) -> int:
    """Bits per second: 4 to 6 M at 720p, 8 M at 1080p, as measured for text."""
    wanted = 8_000_000 * float((pixels / (1920 * 1080)) ** 0.75)
    return max(600_000, min(24_000_000, round(wanted)))
