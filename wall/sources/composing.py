"""Composing posts from what feeds, columns and documents say: bounded, clean, with a stable id."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from wall.model.posts import Author, Post, PostCounts, PostMedia
from wall.sources.plain_text import plain

_TRACKING = re.compile(r"(?<=[?&])(?:utm_\w+|fbclid|gclid)=[^&#]*&?")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_SHOWABLE = frozenset(("http", "https", "upload"))
_BLANK = re.compile(r"\s")
_HOST = re.compile(r"(?i)^(https?:)[/\\]*([^/\\?#]*)")
_USUAL = re.compile(r"https://[A-Za-z0-9][!-?A-\[\]-~]{0,1990}")
"""An address of a page that stays as it is: no blank, no user, no stroke to be read otherwise."""
_EARLIEST, _LATEST = 0.0, 4_102_444_800.0  # 1970 to 2100
MAX_COUNT = 10**12


@dataclass
class Draft:
    """The parts of a post as they were found; any may be empty. One is made for each post, and one
    that is frozen takes three times as long to make."""

    at: float
    """Seconds since the epoch."""
    id: str = ""
    text: str = ""
    title: str = ""
    author: str = ""
    handle: str = ""
    avatar: str = ""
    network: str = "web"
    url: str = ""
    language: str = ""
    country: str = ""
    media: tuple[tuple[str, str, str], ...] = ()
    """Type, address, description."""
    likes: float = 0
    shares: float = 0
    replies: float = 0


def composed(draft: Draft) -> Post | None:
    """The post, or None when there is nothing to read or see in it."""
    title, text = plain(draft.title, 500), plain(draft.text, 10_000)
    media = media_of(draft.media)
    if not (title or text or media):
        return None
    return Post(
        id=stable_id(draft),
        at=moment(draft.at),
        author=Author(
            name=plain(draft.author, 200),
            handle=plain(draft.handle, 200),
            avatar=web_address(draft.avatar),
        ),
        text=text,
        title=title,
        network=plain(draft.network.lower(), 40) or "web",
        url=page_address(draft.url),
        language=plain(draft.language, 20),
        country=country_of(draft.country),
        media=media,
        counts=PostCounts(
            likes=_count(draft.likes), shares=_count(draft.shares), replies=_count(draft.replies)
        ),
    )


def stable_id(draft: Draft) -> str:
    """The same for the same item, whenever it is read."""
    named = plain(draft.id, 10_000) or _TRACKING.sub("", plain(draft.url, 10_000)).rstrip("?&")
    if named and len(named) <= 400:
        return named
    parts = named or "\x1f".join((draft.title, draft.text[:500], draft.author, str(draft.at)))
    return "made-" + sha256(parts.encode("utf-8", "replace")).hexdigest()[:32]


def moment(at: float) -> datetime:
    """A time that a dataset can hold."""
    seconds = at if math.isfinite(at) else 0.0
    return datetime.fromtimestamp(min(max(seconds, _EARLIEST), _LATEST), UTC)


def country_of(said: str) -> str:
    country = said.strip().upper()
    return country if len(country) == 2 and country.isalpha() else ""


def media_of(media: Iterable[tuple[str, str, str]]) -> tuple[PostMedia, ...]:
    """The first ten; each address once."""
    found: dict[str, PostMedia] = {}
    for kind, url, alt in media:
        address = web_address(url)
        if not address or address in found or len(found) == 10:
            continue
        found[address] = PostMedia(
            type="video" if kind == "video" else "image", url=address, alt=plain(alt, 2000)
        )
    return tuple(found.values())


def web_address(url: str) -> str:
    """An address cut short would be another one: too long is none. So is one that would run a
    program or name a file; browsers read it without the blanks in it."""
    clean = plain(url, 4000)
    if not clean:
        return ""
    scheme = _SCHEME.match(_BLANK.sub("", clean))
    if len(clean) > 2000 or (scheme and scheme[1].lower() not in _SHOWABLE):
        return ""
    return clean


def page_address(url: str) -> str:
    """One that people are led to: without a user before the host, who may look like the host.
    Strokes before the host are read as browsers read them."""
    if _USUAL.fullmatch(url) is not None:
        return url
    return _HOST.sub(lambda found: f"{found[1]}//{found[2].rpartition('@')[2]}", web_address(url))


def _count(number: float) -> int:
    return int(min(max(number, 0), MAX_COUNT)) if math.isfinite(number) else 0
