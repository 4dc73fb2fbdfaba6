"""Queries: which posts are meant. The same model filters what comes in and searches what is kept.

Pure data; `wall.insight.matching` judges one post by it, the store finds posts by it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from wall.model.values import Value

PostState = Literal["pending", "approved", "shown", "stashed", "rejected"]
"""`pending` until somebody or a rule decides; `shown` is approved and has been on a wall."""
POST_STATES: tuple[PostState, ...] = ("pending", "approved", "shown", "stashed", "rejected")

Word = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[tuple[Word, ...], Field(max_length=200)]


class PostQuery(Value):
    """All that is given must hold; within one list, one of it is enough. Empty: every post."""

    text: str = Field(
        default="",
        max_length=1000,
        description='Words that must all be there, whatever their case and accents. "…" keeps '
        "words together, OR between two means either, a minus before one excludes it.",
    )
    hashtags: Words = ()
    authors: Words = Field(default=(), description="Handles or names of authors.")
    languages: Words = Field(default=(), description="BCP 47; `und` for unknown.")
    countries: Words = Field(default=(), description="ISO 3166-1 alpha-2; `unknown` too.")
    networks: Words = ()
    sources: Words = Field(default=(), description="Names of sources of the site.")
    topics: Words = Field(default=(), description="Names of topics of the site.")
    kinds: Words = ()
    sentiment: Literal["", "positive", "neutral", "negative"] = ""
    media: Literal["", "any", "image", "video", "none"] = ""
    min_reach: int | None = Field(default=None, ge=0)
    states: tuple[PostState, ...] = Field(default=(), max_length=5)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
