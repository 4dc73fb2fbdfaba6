"""Recordings that are running: what of a wall is written into a file, by whom, until when."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from wall.model.geometry import Rect
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
