"""Arrivals: how many posts a second a list for walls takes up, whatever comes.

Nobody reads hundreds of posts a second, and a list that is another one each second cannot be read
at all: what stands on a wall would be pushed out before it was seen, and every tile would pay for
each post. So a list that is full takes up the newest, so many a second; all the others are stored,
searched and counted. What changes, goes, or is pinned is told at once. When it is calm again, the
newest that were passed over come after.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from wall.model.posts import Post

YOUNG_S = 15.0
"""A new list takes up everything: a source tells of its past first, a batch at a time."""
A_SECOND = 4.0
WAIT_S = 1.0 / A_SECOND
AT_ONCE = 20
"""After a calm while: so much comes with one poll, or with one decision of a desk."""


class Arrivals:
    """Chooses what a list of at most `keep` posts shows. Pure, but for the clock."""

    def __init__(self, keep: int, now: Callable[[], float] = time.monotonic) -> None:
        self._keep = keep
        self._now = now
        self._shown: frozenset[str] = frozenset()
        self._spare = float(AT_ONCE)
        self._at = self._began = now()
        self.is_behind = False
        """Whether newer ones wait: ask again in `WAIT_S`."""

    def choose(self, known: Mapping[str, Post]) -> list[Post]:
        """What is shown of all that is known: what is pinned first, then the newest first."""
        now = self._now()
        self._spare = min(AT_ONCE, self._spare + (now - self._at) * A_SECOND)
        self._at = now
        order = _newest_first(known)
        there = self._shown & known.keys()
        fresh = [p for p in order[: self._keep] if p.id not in there and not p.pinned]
        free = self._keep - (len(there) if now - self._began >= YOUNG_S else 0)
        coming = fresh[: max(free, int(self._spare))]
        self._spare -= max(0, len(coming) - free)
        self.is_behind = len(coming) < len(fresh)
        wanted = there.union(post.id for post in coming)
        chosen = [p for p in order if p.pinned or p.id in wanted][: self._keep]
        self._shown = frozenset(post.id for post in chosen)
        return chosen

    def bounded(self, known: Mapping[str, Post]) -> dict[str, Post]:
        """What need be known to choose from: the newest, and what is shown."""
        newest = {post.id: post for post in _newest_first(known)[: self._keep]}
        return newest | {name: known[name] for name in self._shown & known.keys()}


def _newest_first(known: Mapping[str, Post]) -> list[Post]:
    return sorted(known.values(), key=lambda p: (p.pinned, p.at, p.id), reverse=True)
