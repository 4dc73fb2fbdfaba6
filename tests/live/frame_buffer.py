"""Eyes on the frame buffer of an X server."""

from __future__ import annotations

import time
from collections.abc import Callable

import mss
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Color = tuple[int, int, int]
LOOK_EVERY_S = 0.01
CLOSE = 12


class FrameBuffer:
    """Reads pixels, RGB. Close it. Any thread, one at a time."""

    def __init__(self, display: str) -> None:
        self.display = display
        self._opened: mss.MSS | None = None

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def read(self, x: int, y: int, width: int, height: int) -> Pixels:
        """Rows, columns, RGB of a rectangle of the desktop."""
        if self._opened is None:
            self._opened = mss.MSS(display=self.display)
        area = {"left": x, "top": y, "width": width, "height": height}
        raw = np.frombuffer(self._opened.grab(area).raw, np.uint8)
        return raw.reshape(height, width, 4)[:, :, 2::-1]

    def color(self, x: int, y: int) -> Color:
        red, green, blue = self.read(x, y, 1, 1)[0, 0].tolist()
        return red, green, blue

    def wait_color(self, x: int, y: int, color: Color, within_s: float = 20.0) -> None:
        """Raises AssertionError with what is there instead."""
        self.wait(x, y, lambda seen: is_close(seen, color), within_s, f"{color}")

    def wait(
        self, x: int, y: int, condition: Callable[[Color], bool], within_s: float, what: str
    ) -> None:
        deadline = time.monotonic() + within_s
        while not condition(seen := self.color(x, y)):
            assert time.monotonic() < deadline, f"{seen} at {x}, {y}; waited for {what}"
            time.sleep(LOOK_EVERY_S)


def is_close(seen: Color, wanted: Color) -> bool:
    """Allowing for what codecs and colour management round."""
    return all(abs(a - b) <= CLOSE for a, b in zip(seen, wanted, strict=True))
