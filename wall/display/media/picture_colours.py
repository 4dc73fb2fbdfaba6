"""Colours that pictures of text are painted in: what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Palette: TypeAlias = npt.NDArray[np.uint8]
"""256 × 4: B, G, R and alpha of each number."""
Matrix: TypeAlias = Sequence[float]
BT601: Matrix = (2.017, 0.813, 0.392, 1.596)
BT709: Matrix = (2.112, 0.533, 0.213, 1.793)
"""Of blue, of red and of blue in green, of red."""
TELEVISION_PX = (720, 576)
"""Of what says nothing else."""


class Colours(Protocol):
    """What PyAV leaves out of pictures of text; read from packets. Not thread-safe."""

    @property
    def of_px(self) -> tuple[int, int]:
        """Of the whole picture that places are told for."""
        ...

    def follow(self, packet: bytes) -> None:
        """What is damaged in it is left out."""
        ...

    def at(self, x: int, y: int) -> Palette:
        """Of the part that stands there."""
        ...


def colour_of(
    y: int, cr: int, cb: int, alpha: int, matrix: Matrix = BT601
) -> tuple[int, int, int, int]:
    """Of video levels (ITU-R BT.601, BT.709)."""
    light, red, blue = 1.164 * (y - 16), cr - 128, cb - 128
    of_blue, green_red, green_blue, of_red = matrix
    green = light - green_red * red - green_blue * blue
    return _byte(light + of_blue * blue), _byte(green), _byte(light + of_red * red), alpha


def _byte(value: float) -> int:
    return max(0, min(255, round(value)))
