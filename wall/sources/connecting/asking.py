"""Sources that ask a service again and again: posts since a time, and what differs of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b

from wall.model.posts import Post
from wall.sources.source import Delivery

REMEMBERED = 50_000
BATCH = 500


class Telling:
    """Tells posts that are new or different from what was told."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._told: OrderedDict[str, bytes] = OrderedDict()

    def tell(self, posts: Iterable[Post], removals: Iterable[str] = ()) -> int:
        """How many were."""
        new: list[Post] = []
        for post in posts:
            content = post.model_copy(update={"observed_at": None}).model_dump_json().encode()
            digest = blake2b(content, digest_size=8).digest()
            if self._told.get(post.id) != digest:
                self._told[post.id] = digest
                new.append(post)
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        gone = [item for item in removals if self._told.pop(item, None) is not None]
        for i in range(0, len(new), BATCH):
            self._delivery.changed(new[i : i + BATCH])
        if gone:
            self._delivery.changed((), gone)
        return len(new)


def utc(at: float) -> str:
    """As interfaces want times: 2026-11-22T08:15:00Z."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
