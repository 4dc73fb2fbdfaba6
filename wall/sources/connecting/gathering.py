"""Gathering what a stream brings, and delivering it in batches. On the loop."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable

from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.source import Delivery

log = logging.getLogger(__name__)

MOST_POSTS = 200
LONGEST_S = 0.2


class Gathering:
    """Posts and removals on their way: out after 0.2 s or 200 posts. What comes in one batch
    twice goes out once; a bookmark follows what was gathered before it."""

    def __init__(self, name: str, delivery: Delivery, note: Callable[[], str] = str) -> None:
        self._name = name
        self._delivery = delivery
        self._note = note
        self._upserts: dict[str, Post] = {}
        self._removals: dict[str, None] = {}
        self._bookmark: JsonValue = None
        self._timer: asyncio.TimerHandle | None = None
        self.skipped = 0
        self.unknown: Counter[str] = Counter()
        """Names of fields and events that nobody here knows: a format that moves."""

    def add(self, post: Post) -> None:
        self._removals.pop(post.id, None)
        self._upserts[post.id] = post
        self._soon()

    def remove(self, item: str) -> None:
        self._upserts.pop(item, None)
        self._removals[item] = None
        self._soon()

    def bookmark(self, value: JsonValue) -> None:
        self._bookmark = value
        self._soon()

    def skip(self, what: str, why: object) -> None:
        """An item that cannot be read: counted, and told a few times."""
        self.skipped += 1
        self._soon()
        if self.skipped <= 5 or self.skipped % 1000 == 0:
            log.warning("source '%s': %s cannot be read: %.200s", self._name, what, why)

    def strange(self, name: str) -> None:
        if name in self.unknown or len(self.unknown) < 200:
            self.unknown[name] += 1

    def note(self) -> str:
        """What is peculiar, for the source's health."""
        own = self._note()
        told = [own] if own else []
        if self.skipped:
            told.append(f"{self.skipped} items could not be read")
        if self.unknown:
            told.append(f"unknown: {', '.join(name for name, _ in self.unknown.most_common(3))}")
        return "; ".join(told)

    def flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        upserts, removals = tuple(self._upserts.values()), tuple(self._removals)
        self._upserts.clear()
        self._removals.clear()
        if upserts or removals:
            self._delivery.changed(upserts, removals)
        if self._bookmark is not None:
            self._delivery.bookmark(self._bookmark)
            self._bookmark = None
        self._delivery.ok(self.note())

    def close(self) -> None:
        """What was heard is delivered; call it when the stream ends."""
        if self._timer is not None:
            self.flush()

    def _soon(self) -> None:
        if len(self._upserts) + len(self._removals) >= MOST_POSTS:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LONGEST_S, self.flush)
