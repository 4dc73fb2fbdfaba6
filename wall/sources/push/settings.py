"""Settings of `push`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.model.datasets import MAX_POINTS, GivenType
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings


class PushSettings(SourceSettings):
    """Datasets sent by programs."""

    dataset: GivenType = Field(description="what programs may send; others are refused")
    on_push: Literal["add", "replace"] = Field(
        default="add",
        description="`add`: posts join those that are there, points follow them, a figure keeps "
        "its history; `replace`: what is sent is all there is. A table is always replaced",
    )
    keep: int = Field(
        default=500, ge=1, le=MAX_POINTS, description="posts (at most 500) or points that are kept"
    )
    stale_after: Duration | None = Field(
        default=None, description="without news for so long, the tiles say that it is stale"
    )
