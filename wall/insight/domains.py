"""Domains that a site does not want, where a reader or a browser would find them in a post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from wall.insight.folding import fold
from wall.insight.hashtags import without_links
from wall.insight.lookalikes import skeleton
from wall.model.posts import Post

_DOTS: Final = re.compile(r"\s?[\[({]\s?(?:\.|dot)\s?[\])}]\s?|[\u3002\uff61]")
"""`bad[.]example` is read as it is meant."""
_BARE: Final = re.compile(r"(?<![\w@.=&%-])(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?![\w-])")


class Domains:
    """Immutable."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = {_entry(host): host for host in map(_named, entries) if host}

    def found_in(self, post: Post) -> str:
        """The first that it leads to, or whose server its author is on; empty: none."""
        if not self._entries:
            return ""
        for host in _hosts_of(post):
            labels = host.split(".")
            for at in range(len(labels)):
                if (entry := self._entries.get(".".join(labels[at:]))) is not None:
                    return entry
        return ""


def _hosts_of(post: Post) -> Iterator[str]:
    addresses = (post.url, post.author.url, *post.links, *(media.url for media in post.media))
    yield from map(_entry, filter(None, map(host_of, addresses)))
    _, at, server = post.author.handle.strip().removeprefix("@").rpartition("@")
    if at:
        yield _entry(server)
    said = f"{post.title}\n{post.text}"
    if "." in said or "dot" in said or not said.isascii():
        plain = _DOTS.sub(".", skeleton(fold(without_links(said))))
        yield from (found.rstrip(".") for found in _BARE.findall(plain))


def _named(entry: str) -> str:
    return host_of(entry if "//" in entry else f"//{entry}").removeprefix("*.").lstrip(".")


def _entry(host: str) -> str:
    """In letters that resemble each other, domains are one."""
    try:
        shown = host.encode().decode("idna") if "xn--" in host.lower() else host
    except UnicodeError:
        shown = host
    return skeleton(fold(shown)).rstrip(".")


def host_of(address: str) -> str:
    """As a browser would reach it; empty where there is none."""
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""
