"""Whether a live picture has frozen: data comes, and it is always the same picture.

A camera is never still, for its sensor is noisy; an encoder that lost its camera repeats the last
frame, give or take what coding does to it. Only a grid of pixels is compared, twice a second.
"""

from __future__ import annotations

import numpy as np
from av import VideoFrame
from numpy.typing import NDArray

FROZEN_AFTER_S = 10.0
LOOK_EVERY_S = 0.5
GRID = (54, 96)
# What coding makes of the same picture from key frame to key frame stays below.
SAME = 6


class Stillness:
    """Looks at the frames of one source. One thread."""

    def __init__(self) -> None:
        self._looked_at_s = -1e9
        self._grid: NDArray[np.int16] | None = None
        self._moved_at_s = 0.0
        self.still_s = 0.0
        """How long the picture has not changed."""

    @property
    def frozen(self) -> bool:
        return self.still_s >= FROZEN_AFTER_S

    def look(self, frame: VideoFrame, now_s: float) -> None:
        """See whether this one differs from those before."""
        if now_s - self._looked_at_s < LOOK_EVERY_S:
            return
        self._looked_at_s = now_s
        grid = _grid(frame)
        before, self._grid = self._grid, grid
        same = (
            before is not None
            and before.shape == grid.shape
            and int(np.abs(before - grid).max(initial=0)) <= SAME
        )
        if not same:
            self._moved_at_s = now_s
        else:
            # Against slow dimming: what is compared stays the picture from the beginning.
            self._grid = before
        self.still_s = now_s - self._moved_at_s

    def forget(self) -> None:
        """Another stream, or a pause."""
        self._grid = None
        self.still_s = 0.0


def _grid(frame: VideoFrame) -> NDArray[np.int16]:
    plane = frame.planes[0]
    content: NDArray[np.uint8] = np.frombuffer(memoryview(plane), np.uint8)
    rows = content[: plane.line_size * plane.height]
    picture = rows.reshape(plane.height, plane.line_size)[:, : plane.width]
    step_y, step_x = max(1, plane.height // GRID[0]), max(1, plane.width // GRID[1])
    grid: NDArray[np.int16] = picture[step_y // 2 :: step_y, step_x // 2 :: step_x].astype(np.int16)
    return grid
