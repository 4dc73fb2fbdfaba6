"""One input as one device plays it: where it stands, how loud, without clicks. Mixer thread."""

from __future__ import annotations

import numpy as np

from wall.display.sound.inputs import CHANNELS, RATE, Samples, SoundInput

JUMP_S = 0.06
"""Further off than this it jumps to where it should be."""
FADE = RATE // 200
"""Samples in which a jump, a start or an end fades: 5 ms."""
RAMP_S = 0.03
"""In which the volume comes to another one, from silence to full."""
LARGEST_DETUNE = 0.005
CORRECTED_IN_S = 2.0
SMOOTHING = 0.05

_RISING = np.linspace(0, 1, FADE, dtype=np.float32)[:, None]


class Reading:
    """Follows an input. `gain` is for any thread, the rest for the mixer's."""

    def __init__(self, sound: SoundInput, *, first: bool) -> None:
        self.sound = sound
        self.first = first
        """Whether this device's clock leads it, if it leads."""
        self.gain = 0.0
        """Where the volume goes to, as a factor."""
        self.ducks = True
        """Whether it gets quieter under announcements."""
        self.peak = (0.0, 0.0)
        """The largest samples since somebody last took them, after the volume."""
        self._gain = 0.0
        self._at: float | None = None
        self._early_s = 0.0

    @property
    def is_silent(self) -> bool:
        """Nothing is heard of it, and nothing will be before it begins."""
        return self._gain == 0 and (self.gain == 0 or not self.sound.runs)

    @property
    def is_over(self) -> bool:
        return self._gain == 0 and self.gain == 0

    def mixed(self, count: int, heard_at_s: float, duck: float) -> Samples | None:
        """The next samples, the first of which is heard at a monotonic time; None for silence."""
        origin_s = self.sound.origin_s
        target = 0.0 if not self.sound.runs else self.gain * (duck if self.ducks else 1.0)
        if target == 0 and self._gain == 0:
            self._at = None
            return None
        if origin_s is None:
            played = self._went_on(count)
        else:
            played = self._played(count, (heard_at_s - origin_s) * RATE)
        out = played * self._ramp(count, target)
        left, right = np.abs(out).max(axis=0)
        self.peak = (max(self.peak[0], float(left)), max(self.peak[1], float(right)))
        return out

    def take_peak(self) -> tuple[float, float]:
        peak, self.peak = self.peak, (0.0, 0.0)
        return peak

    def _ramp(self, count: int, target: float) -> Samples:
        before, most = self._gain, count / (RAMP_S * RATE)
        after = min(max(target, before - most), before + most)
        self._gain = after
        return np.linspace(before, after, count, dtype=np.float32)[:, None]

    def _played(self, count: int, wanted: float) -> Samples:
        at = self._at
        if at is None:
            self._at = float(round(wanted))
            self._early_s = 0.0
            return self._went_on(count)
        early_s = (at - wanted) / RATE
        if abs(early_s) > JUMP_S:
            return self._jumped(count, wanted)
        self._early_s += (early_s - self._early_s) * SMOOTHING
        if self.sound.leads and self.first:
            self.sound.tell_early_s(self._early_s)
            return self._went_on(count)
        detune = -self._early_s / CORRECTED_IN_S
        return self._went_on(count, 1 + min(max(detune, -LARGEST_DETUNE), LARGEST_DETUNE))

    def _jumped(self, count: int, wanted: float) -> Samples:
        assert self._at is not None
        leaving = self.sound.read(round(self._at), FADE)
        self._at = float(round(wanted))
        self._early_s = 0.0
        self.sound.tell_early_s(0.0)
        out = self._went_on(count)
        some = min(count, FADE)
        out[:some] = out[:some] * _RISING[:some] + leaving[:some] * (1 - _RISING[:some])
        return out

    def _went_on(self, count: int, speed: float = 1.0) -> Samples:
        at = self._at if self._at is not None else 0.0
        self._at = at + count * speed
        first = int(np.floor(at))
        if speed == 1.0 and at == first:
            return self.sound.read(first, count)
        places = at - first + np.arange(count) * speed
        return _between(self.sound.read(first - 1, int(places[-1]) + 4), places)


def _between(samples: Samples, places: np.ndarray) -> Samples:
    """Catmull-Rom through four samples; `places` count from the second one."""
    whole = places.astype(np.intp)
    t = (places - whole).astype(np.float32)[:, None]
    a, b, c, d = (samples[whole + offset] for offset in range(4))
    curve: Samples = b + 0.5 * t * (
        c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))
    )
    return curve.astype(np.float32, copy=False).reshape(-1, CHANNELS)
