"""Settings of `rss`."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from wall.model.datasets import MAX_POSTS, DatasetType
from wall.sources.declaring import FetchedSettings, RecordedPostsSettings


class RssSettings(FetchedSettings, RecordedPostsSettings):
    """A feed of news."""

    delivers: ClassVar[DatasetType | None] = "posts"

    keep: int = Field(
        default=100,
        ge=1,
        le=MAX_POSTS,
        description="newest posts that are kept, also those that have left the feed",
    )
    network: str = Field(
        default="web", min_length=1, max_length=40, description="what the posts are marked with"
    )

    kind: Literal["post", "article", "comment", "reply", "video", "review"] = Field(
        default="post", description="what its items are: `article` of news, `comment` of a forum"
    )
    language: str = Field(
        default="",
        pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$",
        description="where neither item nor feed says it: fr",
    )
    country: str = Field(
        default="", pattern=r"^([A-Z]{2})?$", description="of what it is the feed: MA"
    )

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.url is None) == (self.path is None):
            raise ValueError("give either `url` or `path`")
        return self
