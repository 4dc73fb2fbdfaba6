"""Settings of `brandwatch`."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from wall.model.datasets import DatasetType
from wall.sources.connecting.declaring import Secret
from wall.sources.declaring import WebUrl
from wall.sources.durations import Duration
from wall.sources.source import SourceSettings


class BrandwatchSettings(SourceSettings):
    """Queries of a project."""

    delivers: ClassVar[DatasetType | None] = "posts"

    token: Secret = Field(min_length=1, description="access token of the interface, by secret")
    project: int = Field(ge=1, description="number of the project")
    queries: tuple[int, ...] = Field(min_length=1, max_length=50, description="numbers of queries")
    every: Duration = Field(
        default=120.0, description="pause between two rounds; 30 calls in 10 minutes are allowed"
    )
    api: WebUrl = Field(default="https://api.brandwatch.com", description="for tests and relays")
