"""Hands at the wall: real mouse and keyboard events of an X server, by xdotool."""

from __future__ import annotations

import os
import subprocess

STEPS = 6


class Hands:
    """Everything is done when a method returns; what it leads to is not."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}

    def point(self, x: int, y: int) -> None:
        self._do("mousemove", str(x), str(y))

    def click(self, x: int, y: int) -> None:
        self.point(x, y)
        self._do("click", "1")

    def double_click(self, x: int, y: int) -> None:
        self.point(x, y)
        self._do("click", "--repeat", "2", "--delay", "60", "1")

    def drag(self, start: tuple[int, int], end: tuple[int, int], *keys: str) -> None:
        """Press, move in steps as a hand does, release. `keys` are held meanwhile."""
        self.point(*start)
        held = [word for key in keys for word in ("keydown", key)]
        freed = [word for key in keys for word in ("keyup", key)]
        moves: list[str] = []
        for step in range(1, STEPS + 1):
            x = start[0] + (end[0] - start[0]) * step // STEPS
            y = start[1] + (end[1] - start[1]) * step // STEPS
            moves += ["mousemove", str(x), str(y), "sleep", "0.03"]
        self._do(*held, "mousedown", "1", "sleep", "0.05", *moves, "mouseup", "1", *freed)

    def key(self, *names: str) -> None:
        """Such as F1, Escape, Delete, ctrl+z."""
        self._do("key", "--delay", "40", *names)

    def type(self, text: str) -> None:
        self._do("type", "--delay", "20", text)

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, check=True, timeout=30)
