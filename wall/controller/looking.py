"""Which pictures and films of posts people looked at in the console, and what they saw
there. On the loop, in memory: after a restart nobody has looked at anything."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import TypeVar

from wall.insight.seen_pictures import unsigned
from wall.protocol.post_requests import PostEntry

KEPT_POSTS = 5_000
KEPT_LOOKS = 10_000
ANYBODY = ""
Key = TypeVar("Key")
Value = TypeVar("Value")


class Looks:
    """What a decision about posts carries of their pictures."""

    def __init__(self) -> None:
        self._addresses: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        """Post → where its pictures and films were when it was listed last."""
        self._seen: OrderedDict[tuple[str, str], str] = OrderedDict()
        """Who, address → SHA-256 of what they were given last."""

    def listed(self, entries: Iterable[PostEntry]) -> None:
        """Somebody was told of these posts."""
        for entry in entries:
            addresses = tuple(one.url for one in entry.post.media)
            if addresses or entry.post.id in self._addresses:
                _keep(self._addresses, entry.post.id, addresses, KEPT_POSTS)

    def looked(self, by: str, address: str, sha256: str) -> None:
        """Somebody was given the picture that stands there now."""
        for who in (by, ANYBODY):
            for place in {address, unsigned(address)}:
                _keep(self._seen, (who, place), sha256, KEPT_LOOKS)

    def of(self, by: str, posts: Iterable[str]) -> dict[str, str]:
        """Address → SHA-256 of what this person saw there; where only others looked, of what was
        seen last."""
        found = {
            address: self._of_one(by, address)
            for post in posts
            for address in self._addresses.get(post, ())
        }
        return {address: sha256 for address, sha256 in found.items() if sha256}

    def _of_one(self, by: str, address: str) -> str:
        for who in (by, ANYBODY):
            for place in (address, unsigned(address)):
                if sha256 := self._seen.get((who, place)):
                    return sha256
        return ""


def _keep(kept: OrderedDict[Key, Value], key: Key, value: Value, most: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
