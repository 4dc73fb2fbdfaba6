"""What a decoder counts of itself, for the budget of cores and for `videowall status`."""

from __future__ import annotations

import time
from collections import deque

from wall.display.media.budget import Work
from wall.display.media.states import LiveFacts, PlaybackState, StreamStats

_SMOOTHING = 0.1
WINDOW_S = 3.0
# A stream that begins looks for its latency.
SETTLING_S = 2.0


class Counters:
    """Counts of one source. Written by its worker, read by anybody."""

    def __init__(self) -> None:
        self.decoded = 0
        self.shown = 0
        self.dropped = 0
        self.decode_ms = 0.0
        self.decode_s = 0.0
        """Of all frames."""
        self.scale_ms = 0.0
        self.last_frame_s: float | None = None
        """Monotonic time of the newest picture."""
        self.longest_gap_s = 0.0
        """Between two pictures of a run, once it has found its pace; a reconnection is no run."""
        self._settled_at_s = 0.0
        self._shown_at: deque[float] = deque(maxlen=512)

    def count_decoded(self, took_s: float) -> None:
        """One more frame came out of the decoder."""
        self.decode_s += took_s
        self.decode_ms += (took_s * 1000 - self.decode_ms) * (_SMOOTHING if self.decoded else 1)
        self.decoded += 1

    def begin_run(self) -> None:
        """Pictures of another connection follow."""
        self._settled_at_s = time.monotonic() + SETTLING_S

    def count_shown(self, took_s: float) -> None:
        """One more picture is there."""
        self.scale_ms += (took_s * 1000 - self.scale_ms) * (_SMOOTHING if self.shown else 1)
        self.shown += 1
        now_s = time.monotonic()
        if self.last_frame_s is not None and now_s > self._settled_at_s:
            self.longest_gap_s = max(self.longest_gap_s, now_s - self.last_frame_s)
        self.last_frame_s = now_s
        self._shown_at.append(now_s)

    def fps(self) -> float:
        """Pictures a second, over the last three."""
        since_s = time.monotonic() - WINDOW_S
        times = [at_s for at_s in tuple(self._shown_at) if at_s >= since_s]
        return len(times) / WINDOW_S

    def stats(self, state: PlaybackState, live: LiveFacts) -> StreamStats:
        """All of it; what only the source knows is added by it."""
        facts = state.media
        return StreamStats(
            address="",
            phase=state.phase,
            outputs=0,
            decoded=self.decoded,
            shown=self.shown,
            dropped=self.dropped,
            damaged=0,
            slipped_s=0.0,
            last_frame_s=self.last_frame_s,
            decode_ms=self.decode_ms,
            scale_ms=self.scale_ms,
            longest_gap_s=self.longest_gap_s,
            fps_wanted=facts.fps if facts else 0.0,
            fps_got=self.fps(),
            live=live,
            hardware=facts.hardware if facts else "",
        )

    def so_far(self) -> Work:
        """What was counted until now."""
        return Work(decoding_s=self.decode_s, decoded=self.decoded, late=self.dropped)

    def work(self, since: Work, took_s: float, threads: int) -> Work:
        """What was done since then, in so much of one core; a picture has so many threads."""
        decoding_s = (self.decode_s - since.decoding_s) * threads
        # Other threads of a decoder are not seen: they take as long as this one waits.
        core_s = max(took_s, decoding_s) if threads > 1 else took_s
        decoded, late = self.decoded - since.decoded, self.dropped - since.late
        return Work(core_s, min(core_s, decoding_s), decoded, late)

    def cores(self, fps: float) -> float:
        """Share of a core that so many frames a second need."""
        return (self.decode_ms + self.scale_ms) * fps / 1000
