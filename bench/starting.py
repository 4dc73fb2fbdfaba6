"""How long until 18 screens show their pictures, after something was started."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.sites import Color
from bench.watching import Watching, corners, is_color

LOOKS_PER_S = 60.0
"""Few enough not to slow down what is starting, and exact to 17 ms."""


@dataclass(frozen=True)
class Started:
    """Seconds after the command."""

    first_s: float
    complete_s: float


def started(display: str, color: Color, start: Callable[[], object]) -> Started:
    """From the call of `start` to the first and to all screens in a colour not there before."""
    with Watching(display, corners(), LOOKS_PER_S) as watching:
        began = time.monotonic()
        start()
        complete = watching.wait(color, within_s=60.0)
        first = next(s for s in watching.samples() if np.any(is_color(s, color)))
    return Started(first.at - began, complete.at - began)
