"""Mixer: all that one device plays, added up. Samples in, samples out: no Qt, no threads."""

from __future__ import annotations

import threading

import numpy as np

from wall.display.sound.inputs import CHANNELS, RATE, Samples, SoundInput
from wall.display.sound.reading import Reading

CEILING = 0.89
"""What is louder is rounded off, so that several tiles together do not crackle."""
DUCK_S = 0.25
"""In which programmes get quieter under an announcement, from full."""


class Mixer:
    """`mix` belongs to the device's thread; all else is for any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readings: dict[SoundInput, Reading] = {}
        self.duck = 1.0
        """Factor for what ducks, now."""
        self._duck = 1.0

    def set_gain(
        self, sound: SoundInput, gain: float, *, first: bool = True, ducks: bool = True
    ) -> None:
        """How loud an input is here, as a factor; 0 takes it out after fading."""
        with self._lock:
            reading = self._readings.get(sound)
            if reading is None:
                if gain == 0:
                    return
                reading = self._readings[sound] = Reading(sound, first=first)
            reading.gain, reading.first, reading.ducks = gain, first, ducks

    def gain(self, sound: SoundInput) -> float:
        reading = self._readings.get(sound)
        return reading.gain if reading is not None else 0.0

    @property
    def is_silent(self) -> bool:
        with self._lock:
            return all(reading.is_silent for reading in self._readings.values())

    def peak(self, sound: SoundInput) -> tuple[float, float]:
        """The largest samples of left and right since the last question, after the volume."""
        reading = self._readings.get(sound)
        return reading.take_peak() if reading is not None else (0.0, 0.0)

    def mix(self, count: int, heard_at_s: float) -> Samples:
        """The next samples, the first of which is heard at a monotonic time."""
        most = count / (DUCK_S * RATE)
        self._duck = min(max(self.duck, self._duck - most), self._duck + most)
        with self._lock:
            readings = list(self._readings.values())
        out: Samples = np.zeros((count, CHANNELS), np.float32)
        for reading in readings:
            part = reading.mixed(count, heard_at_s, self._duck)
            if part is not None:
                out += part
        with self._lock:
            for reading in readings:
                if reading.is_over:
                    self._readings.pop(reading.sound, None)
        return limited(out)


def limited(samples: Samples) -> Samples:
    """Below the ceiling as it is; above it bent, so that it never leaves -1 … 1."""
    size = np.abs(samples)
    if size.max(initial=0.0) <= CEILING:
        return samples
    room = 1 - CEILING
    bent = CEILING + room * np.tanh((size - CEILING) / room)
    return np.where(size > CEILING, np.copysign(bent, samples), samples).astype(np.float32)
