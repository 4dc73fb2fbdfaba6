"""Settings of `reports`."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from wall.model.datasets import MAX_POSTS, DatasetType
from wall.sources.source import SourceSettings


class ReportsSettings(SourceSettings):
    """Posts of the network `report`: they wait in the queue like all others."""

    delivers: ClassVar[DatasetType | None] = "posts"

    keep: int = Field(default=200, ge=1, le=MAX_POSTS, description="posts that tiles may show")
