"""Watching the frame buffer from a thread while something happens to the wall."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from tests.live.frame_buffer import Color, FrameBuffer
from tests.live.sites import ADDRESSES, COLUMNS

WIDTH, HEIGHT, DOWN = 1920, 1080, 300


class Watching:
    """Samples one line through the monitors of each row, as fast as it can.

    The line is 300 pixels below each monitor's upper edge; what is kept of it is the middle of
    each monitor.
    """

    def __init__(self, display: str) -> None:
        self._display = display
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watching")
        self.samples = 0
        self.seen: dict[str, set[Color]] = {address: set() for address in ADDRESSES}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def of(self, address: str) -> set[Color]:
        """What this screen has shown so far."""
        return self.seen[address].copy()

    def _watch(self) -> None:
        eyes = FrameBuffer(self._display)
        while not self._stop.is_set():
            for row in range(3):
                line = eyes.read(0, row * HEIGHT + DOWN, len(COLUMNS) * WIDTH, 1)[0]
                for number, column in enumerate(COLUMNS):
                    red, green, blue = line[number * WIDTH + WIDTH // 2].tolist()
                    self.seen[f"{column}{row + 1}"].add((red, green, blue))
            self.samples += 1
        eyes.close()
