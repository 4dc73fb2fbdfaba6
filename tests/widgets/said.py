"""Posts for tests of kinds that show them."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.widgets.services import START
from wall.model.datasets import Posts
from wall.model.posts import Author, Post, PostCounts


def post(
    number: int,
    text: str = "",
    *,
    pinned: bool = False,
    highlighted: bool = False,
    likes: int = 0,
    country: str = "FR",
    url: str = "",
) -> Post:
    """The higher its number, the newer."""
    return Post(
        id=f"p{number}",
        at=datetime.fromtimestamp(START - 60.0 * (1000 - number), UTC),
        author=Author(name=f"Ada Byron {number}", handle="@ada"),
        text=text or f"Words of the post with number {number}",
        network="mastodon",
        country=country,
        url=url,
        counts=PostCounts(likes=likes),
        pinned=pinned,
        highlighted=highlighted,
    )


def posts(*those: Post | int) -> Posts:
    """Newest first."""
    made = [post(p) if isinstance(p, int) else p for p in those]
    return Posts(posts=tuple(sorted(made, key=lambda p: p.at, reverse=True)))
