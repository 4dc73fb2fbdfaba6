"""Posts: what people and newsrooms say, in one shape, whichever network it comes from.

Everything in a post is somebody else's text: it is shown as text and never as markup. What is
unknown is empty or None, never 0 or a guess; where a fact was inferred, a field says from what.
"""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from wall.model.values import Value

SIGNED_IN_ONLY = "signed-in-only"
"""A tag: its author shows it to people alone who are signed in at the network. Never public."""
AUDIENCE_UNKNOWN = "audience-unknown"
"""A tag: whether its author wants that is being asked; no rule makes it public meanwhile."""

PostKind = Literal[
    "post",
    "comment",
    "reply",
    "repost",
    "quote",
    "story",
    "video",
    "article",
    "review",
    "report",
]
"""`report`: a contributor's own words, sent to the room."""


class Author(Value):
    name: str = Field(max_length=200)
    handle: str = Field(default="", max_length=200)
    avatar: str = Field(default="", max_length=2000, description="address of a picture")
    id: str = Field(default="", max_length=300, description="what the network knows them by")
    url: str = Field(default="", max_length=2000)
    followers: int | None = Field(default=None, ge=0)
    verified: bool = False
    kind: Literal["", "person", "brand", "media", "bot"] = ""


class PostMedia(Value):
    type: Literal["image", "video"] = "image"
    url: str = Field(max_length=2000)
    alt: str = Field(default="", max_length=2000)
    sha256: str = Field(
        default="",
        pattern=r"^([0-9a-f]{64})?$",
        description="of the picture that the person saw who approved the post: displays show no "
        "other. What a source says here is not kept.",
    )


class PostCounts(Value):
    likes: int = Field(default=0, ge=0)
    shares: int = Field(default=0, ge=0)
    replies: int = Field(default=0, ge=0)
    views: int | None = Field(default=None, ge=0)


class Post(Value):
    """One item of a conversation or a news feed.

    `id` is `NETWORK:ID` as the network knows it wherever a connector knows both: the same post
    that comes again, or by another supplier, is the same post.
    """

    id: str = Field(min_length=1, max_length=500)
    at: AwareDatetime
    """When it was published, as its author says."""
    author: Author
    text: str = Field(max_length=10_000)
    network: str = Field(default="web", max_length=40)
    title: str = Field(default="", max_length=500)
    url: str = Field(default="", max_length=2000)
    language: str = Field(default="", max_length=20, description="BCP 47")
    country: str = Field(default="", max_length=2, description="ISO 3166-1 alpha-2")
    media: tuple[PostMedia, ...] = Field(default=(), max_length=10)
    counts: PostCounts = PostCounts()
    kind: PostKind = "post"
    observed_at: AwareDatetime | None = None
    """When it was first heard of here."""
    edited_at: AwareDatetime | None = None
    reply_to: str = Field(default="", max_length=500, description="the post that it answers")
    thread: str = Field(default="", max_length=500, description="the first post of its thread")
    hashtags: tuple[str, ...] = Field(default=(), max_length=60)
    """As they were written, without the sign."""
    mentions: tuple[str, ...] = Field(default=(), max_length=60)
    links: tuple[str, ...] = Field(default=(), max_length=20)
    language_from: Literal["", "declared", "supplier", "detected"] = ""
    country_from: Literal["", "place", "supplier", "author", "instance", "source"] = ""
    region: str = Field(default="", max_length=200)
    reach: int | None = Field(default=None, ge=0, description="as its supplier estimates it")
    sentiment: float | None = Field(default=None, ge=-1, le=1)
    sentiment_from: Literal["", "supplier", "lexicon", "person"] = ""
    topics: tuple[str, ...] = Field(default=(), max_length=40)
    """Names of the site's topics that it is about."""
    tags: tuple[str, ...] = Field(default=(), max_length=40)
    """What its supplier filed it under."""
    source: str = Field(default="", max_length=64)
    """The source of the site that brought it."""
    licence: str = Field(default="", max_length=200)
    """By what it may be shown, as far as the source knows."""
    group: str = Field(default="", max_length=100)
    """Posts of one group say nearly the same."""
    pinned: bool = False
    highlighted: bool = False
