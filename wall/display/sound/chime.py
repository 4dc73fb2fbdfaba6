"""Chimes: a few struck tones, computed. The more urgent, the more of them. Pure."""

from __future__ import annotations

import numpy as np

from wall.display.sound.inputs import RATE, Samples
from wall.model.tiles import AlertLevel

PEAK = 0.5
TONES: dict[AlertLevel, tuple[tuple[float, float], ...]] = {
    "info": ((0.0, 880.0),),
    "warning": ((0.0, 880.0), (0.28, 659.3)),
    "alarm": ((0.0, 784.0), (0.24, 987.8), (0.48, 784.0), (0.72, 987.8)),
}
"""When each is struck, in seconds, and its frequency in hertz."""
PARTIALS = ((1.0, 1.0, 0.45), (2.0, 0.35, 0.3), (3.01, 0.15, 0.18))
"""Of a struck bar: multiple of the frequency, strength, and decay in seconds."""
RINGS_S = 1.4


def chime(level: AlertLevel) -> Samples:
    """Begins and ends in silence, without a click."""
    struck = TONES[level]
    length = round((struck[-1][0] + RINGS_S) * RATE)
    sound = np.zeros(length)
    for at_s, hz in struck:
        begin = round(at_s * RATE)
        times = np.arange(length - begin) / RATE
        for multiple, strength, decay_s in PARTIALS:
            sound[begin:] += (
                strength * np.exp(-times / decay_s) * np.sin(2 * np.pi * hz * multiple * times)
            )
    sound *= PEAK / np.abs(sound).max()
    fade = RATE // 20
    sound[-fade:] *= np.linspace(1, 0, fade)
    return np.repeat(sound.astype(np.float32)[:, None], 2, axis=1)
