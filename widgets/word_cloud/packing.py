"""Finding places for boxes: none over another, each as near as can be to where it wants to be.

What is taken is kept as a grid of cells. Sums over the grid tell at once for all places whether a
box would be free there, so that the nearest free place is found without a search. Pure, with numpy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.int32]


@dataclass(frozen=True)
class Box:
    """A box with its middle, in pixels."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        return (
            abs(self.x - other.x) * 2 < self.width + other.width - 1e-6
            and abs(self.y - other.y) * 2 < self.height + other.height - 1e-6
        )


class Ground:
    """Where boxes may stand."""

    def __init__(
        self,
        width: float,
        height: float,
        free: Sequence[tuple[float, float, float, float]],
        cell: float,
    ) -> None:
        """`free`: left, top, right and bottom of the parts of which a box needs one for itself."""
        self.cell = max(1.0, cell)
        self._rows = max(1, int(height / self.cell))
        self._columns = max(1, int(width / self.cell))
        self._taken: NDArray[np.bool_] = np.ones((self._rows, self._columns), dtype=bool)
        self.widest = 1.0
        """The widest box that has a place anywhere, in pixels."""
        for left, top, right, bottom in free:
            rows = slice(math.ceil(top / self.cell), int(bottom / self.cell))
            columns = slice(math.ceil(left / self.cell), int(right / self.cell))
            self._taken[rows, columns] = False
            self.widest = max(self.widest, float(columns.stop - columns.start) * self.cell)
        self._start = self._taken.copy()
        self.area = float((~self._taken).sum()) * self.cell**2
        self.center = (width / 2, height / 2)
        self._shape = (width, height)

    def clear(self) -> None:
        self._taken = self._start.copy()

    def place(self, width: float, height: float, wish: tuple[float, float] | None) -> Box | None:
        """Take the free place whose middle is nearest to the wish; without one, nearest to the
        middle of all, as far as its shape is wide and high. None: there is none."""
        across, down = math.ceil(width / self.cell), math.ceil(height / self.cell)
        if across > self._columns or down > self._rows:
            return None
        sums: Grid = np.zeros((self._rows + 1, self._columns + 1), dtype=np.int32)
        sums[1:, 1:] = self._taken.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)
        inside = sums[down:, across:] - sums[:-down, across:] - sums[down:, :-across]
        inside += sums[:-down, :-across]
        x = (np.arange(inside.shape[1]) + across / 2) * self.cell
        y = (np.arange(inside.shape[0]) + down / 2) * self.cell
        to_x, to_y = wish if wish is not None else self.center
        scale = self._shape[0] / self._shape[1] if wish is None else 1.0
        far = (x - to_x) ** 2 + ((y - to_y)[:, np.newaxis] * scale) ** 2
        far = np.where(inside == 0, far, np.inf)
        best = int(far.argmin())
        row, column = divmod(best, far.shape[1])
        if not np.isfinite(far[row, column]):
            return None
        if wish is not None and self._stays(*wish, width, height):
            return Box(*wish, width, height)
        self._taken[row : row + down, column : column + across] = True
        return Box(float(x[column]), float(y[row]), width, height)

    def _stays(self, x: float, y: float, width: float, height: float) -> bool:
        """Take exactly the wished place, between the cells, if it is free: cells are no reason to
        move."""
        left, top = x - width / 2, y - height / 2
        rows = slice(math.floor(top / self.cell), math.ceil((top + height) / self.cell))
        columns = slice(math.floor(left / self.cell), math.ceil((left + width) / self.cell))
        is_inside = rows.start >= 0 and columns.start >= 0
        is_inside = is_inside and rows.stop <= self._rows and columns.stop <= self._columns
        if not is_inside or self._taken[rows, columns].any():
            return False
        self._taken[rows, columns] = True
        return True
