"""Settings of `jsonl`."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from wall.model.datasets import MAX_POSTS, DatasetType
from wall.sources.declaring import RecordedPostsSettings, SitePath


class JsonlSettings(RecordedPostsSettings):
    """A file of posts."""

    delivers: ClassVar[DatasetType | None] = "posts"

    path: SitePath = Field(description="a file of the site, followed as it grows")
    keep: int = Field(default=200, ge=1, le=MAX_POSTS, description="newest posts that are kept")
