"""What a site says about moderation: who decides what, and what decides itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wall.model.named_accounts import AccountNames
from wall.model.post_queries import PostQuery
from wall.model.tiles import SourceName
from wall.model.values import Value

Entries = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=300)], ...], Field(max_length=5000)
]


class Topic(Value):
    """A subject that the site follows; posts that match carry its name."""

    title: str = Field(default="", max_length=200)
    query: PostQuery
    color: str = Field(default="", max_length=20, description="`#rrggbb`, for charts")
    official: AccountNames = Field(
        default=(),
        description="accounts that speak for the house, as `x:@house` or `youtube:id:UC…`",
    )


class Moderation(Value):
    """Everything waits for a person unless something here decides it. What blocks is stronger than
    what allows; what a person decided is stronger than both."""

    approve_sources: Annotated[tuple[SourceName, ...], Field(max_length=500)] = Field(
        default=(), description="sources whose posts are approved as they come: one's own newsroom"
    )
    approve_authors: AccountNames = Field(
        default=(),
        description="accounts that are approved as they write, as `x:@house` or `youtube:id:UC…`: "
        "these and none that resembles them",
    )
    block_authors: Entries = Field(
        default=(),
        description="handles or ids, on every network or, as `x:@troll`, on one. Handles in "
        "letters that look alike are blocked too.",
    )
    block_domains: Entries = Field(default=(), description="`example.org` and all below it")
    block_words: Entries = Field(
        default=(),
        description="Words and phrases of one's own, beside the shipped lists. They are found "
        "under accents, spacing, digits for letters and lookalike letters.",
    )
    allow_words: Entries = Field(default=(), description="never blocked, whatever the lists say")
    word_lists: Annotated[tuple[str, ...], Field(max_length=20)] = Field(
        default=("fr", "en", "es", "pl", "ar", "ro"), description="shipped lists, by language"
    )
    two_people: bool = Field(
        default=False,
        description="Whether it takes two people to approve by hand. What a rule "
        "approves here is approved.",
    )
    blur_pictures: bool = Field(default=True, description="in the queue, until somebody asks")
    pictures: Literal["all", "seen"] = Field(
        default="all",
        description="`seen`: public walls show pictures that a person had before them, unblurred, "
        "and no others: no faces of authors, no films.",
    )
    claim_s: float = Field(default=120.0, ge=10, le=3600)
    answer_within_s: float = Field(
        default=3600.0, ge=60, le=30 * 86400, description="when an assigned post names no time"
    )
    keep_days: float = Field(
        default=30.0, gt=0, le=3650, description="posts older than this are erased"
    )
    keep_days_of: dict[SourceName, float] = Field(default={}, max_length=500)
