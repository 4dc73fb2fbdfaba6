"""When the frames of a live stream are due: its own clock, laid onto ours from what arrives.

A packet's *transit* is the time of its arrival less its stamp, in the order of decoding: stamps
of showing leap to and fro where pictures refer to later ones. The least transit of the last
seconds is the way without waiting; frames are due one latency later. Where none was chosen, the
latency follows how late packets were in the last minute. When the sender's clock runs faster or
slower than ours, the least transit wanders, and the frames follow it by a few per cent of speed:
nothing piles up, and nothing runs dry.
"""

from __future__ import annotations

import math
import threading
from collections import deque

# The least transit is that of so long; streams in segments come in bursts of several seconds.
WINDOW_S, SEGMENTED_WINDOW_S = 8.0, 45.0
# What held a packet up comes again: a minute is remembered, so that the next time is no gap.
LATE_WINDOW_S = 60.0
LEAST_LATENCY_S, MOST_LATENCY_S = 0.15, 3.0
SEGMENTED_LEAST_S, SEGMENTED_MOST_S = 0.8, 30.0
# So much faster or slower nobody sees it.
SPEED = 0.04
# Servers greet with what they have kept: that is behind, and not how they go on.
GREETING_S = 0.7
# After so long without a packet it greets again.
DRY_S = 1.0
# What a decoder was seen to hold back beyond what is known; half of it is forgotten in a minute.
MOST_HELD_S, FORGETTING = 0.5, 0.0115
# Farther away than this it jumps instead.
JUMP_S, SEGMENTED_JUMP_S = 1.5, 20.0


class LivePace:
    """One connection's clock. `arrived` is called by who reads, `due_s` by who shows."""

    def __init__(self, latency_ms: int | None, *, segmented: bool, held_s: float = 0.0) -> None:
        """`held_s`: what the decoder is known to hold back."""
        self._chosen_s = None if latency_ms is None else latency_ms / 1000
        self._segmented = segmented
        self._window_s = SEGMENTED_WINDOW_S if segmented else WINDOW_S
        self._lock = threading.Lock()
        self._least: deque[tuple[float, float]] = deque()
        """Second, and the least transit in it."""
        self._late: deque[tuple[float, float, float]] = deque()
        """Second, how far above the least of then packets came in it, and their most transit."""
        self._latest_s = 0.0
        """Of the seconds before this one."""
        self._began_s: float | None = None
        self._last_s = 0.0
        self._offset_s = 0.0
        self._known_held_s = self._held_s = held_s
        self.latency_s = 0.0
        """How long the last packet waits, as it is now."""

    def arrived(self, stamp_s: float, at_s: float) -> None:
        """A packet has come; times in seconds, `at_s` of the monotonic clock."""
        transit_s = at_s - stamp_s
        with self._lock:
            if self._began_s is not None and at_s - self._last_s > DRY_S and not self._segmented:
                # It was away: what waited on the way says nothing about how it goes on.
                self._began_s = at_s
                self._least.clear()
                self._late.clear()
                self._latest_s = 0.0
            if self._began_s is None:
                self._began_s = self._last_s = at_s
                self._offset_s = transit_s + self._latency(0.0)
            self._note(at_s, transit_s)
            least_s = min(low for _, low in self._least)
            wanted_s = least_s + self._latency(self._note_late(at_s, transit_s, least_s))
            self._follow(wanted_s, at_s)
            self.latency_s = self._offset_s - least_s

    def missed(self, late_s: float) -> None:
        """A frame was ready only so long after it was due: decoders hold some back."""
        with self._lock:
            self._held_s = min(MOST_HELD_S, self._held_s + late_s)

    def due_s(self, position_s: float) -> float:
        """When a frame is to be shown, by the monotonic clock."""
        with self._lock:
            return position_s + self._offset_s

    def _note(self, at_s: float, transit_s: float) -> None:
        assert self._began_s is not None
        second = float(int(at_s))
        greeting = not self._segmented and at_s - self._began_s < GREETING_S
        if greeting or not self._least:
            # Only the newest counts, until it comes at its own pace.
            self._least.clear()
            self._late.clear()
            self._latest_s = 0.0
            self._least.append((second, transit_s))
        elif self._least[-1][0] == second:
            self._least[-1] = (second, min(self._least[-1][1], transit_s))
        else:
            self._least.append((second, transit_s))
        while self._least[0][0] < second - self._window_s:
            self._least.popleft()

    def _note_late(self, at_s: float, transit_s: float, least_s: float) -> float:
        """How late the latest packet was that is remembered, with this one."""
        second, late = float(int(at_s)), self._late
        # A stream in segments begins with several: they are late against what comes next.
        late_s = math.inf if self._segmented else transit_s - least_s
        if not late or late[-1][0] != second:
            while late and late[0][0] < second - LATE_WINDOW_S:
                late.popleft()
            # Where the way became longer, what was late on the shorter one no longer is.
            self._latest_s = max((min(up, top - least_s) for _, up, top in late), default=0.0)
            late.append((second, late_s, transit_s))
        else:
            _, up, top = late[-1]
            late[-1] = (second, max(up, late_s), max(top, transit_s))
        _, up, top = late[-1]
        return max(self._latest_s, min(up, top - least_s))

    def _latency(self, late_s: float) -> float:
        if self._chosen_s is not None:
            return self._chosen_s
        if self._segmented:
            return min(SEGMENTED_MOST_S, max(SEGMENTED_LEAST_S, late_s * 1.3 + 0.5))
        least_s = max(LEAST_LATENCY_S, late_s * 1.2 + 0.04)
        return min(MOST_LATENCY_S, least_s + self._held_s)

    def _follow(self, wanted_s: float, at_s: float) -> None:
        assert self._began_s is not None
        passed_s = min(1.0, max(0.0, at_s - self._last_s))
        beyond_s = self._held_s - self._known_held_s
        self._held_s -= beyond_s * FORGETTING * passed_s
        self._last_s = at_s
        away_s = wanted_s - self._offset_s
        jump_s = SEGMENTED_JUMP_S if self._segmented else JUMP_S
        greeting = not self._segmented and at_s - self._began_s < GREETING_S
        if greeting or abs(away_s) > jump_s:
            self._offset_s = wanted_s
            return
        # Too early is seen as stutter, too late only as age: it slows down faster.
        most_s = passed_s * (SPEED if away_s < 0 else SPEED * 3)
        self._offset_s += min(most_s, max(-most_s, away_s))
