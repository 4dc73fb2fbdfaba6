"""Delivering what differs: posts as changes, other datasets as a whole."""

from __future__ import annotations

from wall.model.datasets import Dataset, Posts
from wall.sources.source import Delivery


def deliver(delivery: Delivery, before: Dataset | None, after: Dataset) -> None:
    """Tell of a dataset that follows `before`; None: nothing was delivered yet."""
    if not isinstance(after, Posts) or not isinstance(before, Posts):
        if after != before:
            delivery.whole(after)
        return
    known = {post.id: post for post in before.posts}
    there = {post.id for post in after.posts}
    new = [post for post in after.posts if known.get(post.id) != post]
    gone = [item for item in known if item not in there]
    if new or gone:
        delivery.changed(new, gone)
