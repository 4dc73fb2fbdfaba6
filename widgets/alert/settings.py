"""Settings of the kind `alert`. Where it lies and for how long, the tile says."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings
from wall.model.tiles import AlertLevel


class AlertSettings(TileSettings):
    text: str = Field(
        default="", max_length=2000, description="What people must know, as large as it fits."
    )
    level: AlertLevel = Field(
        default="info",
        description="`info` is calm, `warning` stands out, `alarm` fills its band with colour "
        "and its sign breathes, slower than once in two seconds.",
    )
    announce: Literal["none", "chime", "speech"] | None = Field(
        default=None,
        description="How it is heard: not, by a chime, or by a chime and its words. Without, as "
        "the site says for its level.",
    )
    heading: str = Field(
        default="", max_length=80, description="Instead of the word for the level."
    )
