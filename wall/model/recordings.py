"""Recordings that are running: what of a wall is written into a file, by whom, until when."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from wall.model.geometry import Rect, Size
from wall.model.tiles import TileId
from wall.model.values import Value

RecordingId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
MAX_RUNNING = 8
"""Of one wall."""


class Recording(Value):
    """One that is running."""

    id: RecordingId
    by: str = Field(max_length=100)
    since: float
    """Seconds since the epoch."""
    until: float
    """It ends by itself then."""
    tile: TileId | None = None
    """What it follows; None: a region that stands still."""
    rect: Rect
    """Canvas pixels, when it began."""


def film_size(rect: Rect, most: Size) -> Size:
    """Of a film of this part of a wall: even, as its encoder wants it."""
    scale = min(1.0, most.width / rect.width, most.height / rect.height)
    return Size(
        max(16, int(rect.width * scale) // 2 * 2), max(16, int(rect.height * scale) // 2 * 2)
    )


def fitted(part: Rect, whole: Rect, size: Size) -> Rect:
    """Where a part of the region is on the film, which may have got another shape."""
    scale = min(size.width / whole.width, size.height / whole.height)
    left = (size.width - whole.width * scale) / 2
    top = (size.height - whole.height * scale) / 2
    x, y = round(left + (part.x - whole.x) * scale), round(top + (part.y - whole.y) * scale)
    right = round(left + (part.right - whole.x) * scale)
    bottom = round(top + (part.bottom - whole.y) * scale)
    x, y = max(0, min(x, size.width - 1)), max(0, min(y, size.height - 1))
    return Rect(x, y, max(1, min(right, size.width) - x), max(1, min(bottom, size.height) - y))
