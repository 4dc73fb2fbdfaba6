"""Settings of `search`."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from wall.model.datasets import MAX_POSTS, DatasetType
from wall.model.post_queries import PostQuery
from wall.sources.source import SourceSettings

OFF_WALLS = frozenset({"stashed", "rejected"})


class SearchSettings(SourceSettings, PostQuery):
    """A query, and how many posts of it are shown."""

    delivers: ClassVar[DatasetType | None] = "posts"

    keep: int = Field(default=200, ge=1, le=MAX_POSTS, description="newest posts that are shown")
    follow_focus: bool = Field(
        default=True,
        strict=True,
        description="whether it takes the topic of the site's focus while there is one",
    )

    @model_validator(mode="after")
    def _of_walls(self) -> Self:
        if not OFF_WALLS.isdisjoint(self.states):
            raise ValueError(
                "what is stashed or rejected is on no wall; allowed: pending, approved, shown"
            )
        return self

    @property
    def query(self) -> PostQuery:
        """Without states it means all that walls may show."""
        said = {name: getattr(self, name) for name in PostQuery.model_fields}
        return PostQuery(**{**said, "states": self.states or ("pending", "approved", "shown")})
