"""Which posts are on top. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wall.model.posts import Post
from widgets.top_posts.settings import Figure

HOUR_S = 3600.0


@dataclass(frozen=True)
class Ranked:
    post: Post
    amount: int


def amount_of(post: Post, by: Figure) -> int:
    """What is unknown counts nothing."""
    counts = post.counts
    match by:
        case "likes":
            return counts.likes
        case "shares":
            return counts.shares
        case "replies":
            return counts.replies
        case "reach":
            return post.reach if post.reach is not None else counts.views or 0
        case "engagement":
            return counts.likes + counts.shares + counts.replies


def ranked(
    posts: Iterable[Post], by: Figure, hours: float | None, now: float
) -> tuple[Ranked, ...]:
    """Most first, of equal ones the newest. Of posts that say nearly the same the first stands for
    all; posts without a figure are left out."""
    since = now - hours * HOUR_S if hours is not None else float("-inf")
    found = [
        Ranked(post, amount)
        for post in posts
        if post.at.timestamp() >= since and (amount := amount_of(post, by)) > 0
    ]
    found.sort(key=lambda r: (r.amount, r.post.at, r.post.id), reverse=True)
    kept, groups = [], set()
    for one in found:
        if one.post.group and one.post.group in groups:
            continue
        groups.add(one.post.group)
        kept.append(one)
    return tuple(kept)
