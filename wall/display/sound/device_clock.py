"""When what is written to a device is heard, from how full its buffer is. Pure."""

from __future__ import annotations

from wall.display.sound.inputs import RATE

JUMP_S = 0.05
"""The device stood still: no smoothing brings that back."""
SMOOTHING = 0.02


class DeviceClock:
    """Counts samples, and holds them against the monotonic clock.

    The buffer is read in steps of some milliseconds: smoothed, they make a steady clock.
    """

    def __init__(self, latency_s: float) -> None:
        self._latency_s = latency_s
        """From the buffer to the loudspeaker."""
        self._written = 0
        self._base_s: float | None = None

    def heard_at_s(self, now_s: float, waiting: int) -> float:
        """When the next sample that is written will be heard; `waiting` lie in the buffer."""
        measured_s = now_s + waiting / RATE + self._latency_s - self._written / RATE
        if self._base_s is None or abs(measured_s - self._base_s) > JUMP_S:
            self._base_s = measured_s
        self._base_s += (measured_s - self._base_s) * SMOOTHING
        return self._base_s + self._written / RATE

    def wrote(self, count: int) -> None:
        self._written += count
