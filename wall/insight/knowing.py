"""Knowing an account again: exactly, for what approves; however it is dressed, for what blocks."""

from __future__ import annotations

from collections.abc import Iterable

from wall.insight.folding import fold
from wall.insight.lookalikes import skeleton
from wall.insight.matching import author_key
from wall.model.named_accounts import FEDERATED, lowered, parts_of
from wall.model.posts import Post

CASELESS = FEDERATED | {
    "x",
    "bluesky",
    "facebook",
    "instagram",
    "threads",
    "linkedin",
    "youtube",
    "tiktok",
    "reddit",
}
"""Networks on which two handles never differ by case alone."""


class Accounts:
    """Those that a site names. Immutable."""

    def __init__(self, named: Iterable[str]) -> None:
        """Raises ValueError for an entry without a network."""
        self._handles: set[tuple[str, str]] = set()
        self._ids: set[tuple[str, str]] = set()
        for network, handle, identity in map(parts_of, named):
            if identity:
                self._ids.add((network, identity))
            else:
                self._handles.add((network, _handle(network, handle)))

    def __bool__(self) -> bool:
        return bool(self._handles or self._ids)

    def wrote(self, post: Post) -> bool:
        """Whether one of them is its author, as its source says."""
        network = lowered(post.network)
        if (network, post.author.id) in self._ids:
            return True
        handle = post.author.handle.strip().removeprefix("@")
        return (network, _handle(network, handle)) in self._handles


class Blocked:
    """Authors whom a site does not want: a handle or an id on every network, or `NETWORK:` before
    it for one. Handles in letters that look alike are one. Immutable."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._keys = frozenset(key for key in map(_blocked_key, entries) if key)

    def wrote(self, post: Post) -> bool:
        if not self._keys:
            return False
        network = _blocked_key(post.network)
        who = [_blocked_key(name) for name in (post.author.handle, post.author.id)]
        named = [key for key in who if key]
        every = (*named, *(f"{network}:{key}" for key in named))
        return not self._keys.isdisjoint((*every, f"{network}:id:{who[1]}" if who[1] else ""))


def _handle(network: str, handle: str) -> str:
    return lowered(handle) if network in CASELESS else handle


def _blocked_key(written: str) -> str:
    """`x:@Troll` is `x:troll`."""
    network, colon, who = written.strip().partition(":")
    bare = f"{network}:{who.removeprefix('@')}" if colon else written
    return skeleton(fold(author_key(bare)))
