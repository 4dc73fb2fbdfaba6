"""Shaping posts from what networks say: loosely typed values in, bounded posts out. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import regex
from pydantic import JsonValue

from wall.model.posts import Author, Post, PostCounts, PostKind
from wall.sources.composing import MAX_COUNT, Draft, composed, moment, page_address
from wall.sources.plain_text import plain
from wall.sources.times import time_of

AuthorKind = Literal["", "person", "brand", "media", "bot"]
LanguageFrom = Literal["", "declared", "supplier", "detected"]
CountryFrom = Literal["", "place", "supplier", "author", "instance", "source"]
_LINK = re.compile(r"https?://[^\s<>\"'“”«»]{3,1900}")
_HASHTAG = regex.compile(r"(?<![\w&/])[#＃]([^\W_][\w·]{0,99}|\w*[^\W\d_][\w·]{0,99})")
NETWORKS = {
    "twitter": "x",
    "x.com": "x",
    "fb": "facebook",
    "insta": "instagram",
    "bsky": "bluesky",
    "messageboard": "forum",
    "forums": "forum",
    "blogs": "blog",
    "media": "news",
    "online_news": "news",
    "onlinenews": "news",
    "online news": "news",
    "article": "news",
    "actualités": "news",
    "actualites": "news",
    "presse": "news",
    "presse en ligne": "news",
    "press": "news",
    "médias": "news",
    "medias": "news",
    "médias en ligne": "news",
    "formerly twitter": "x",
    "x (formerly twitter)": "x",
    "x (twitter)": "x",
    "twitter/x": "x",
    "avis": "review",
    "reviews": "review",
    "podcasts": "podcast",
    "télévision": "broadcast",
    "television": "broadcast",
    "tv": "broadcast",
    "radio": "broadcast",
}


@dataclass(frozen=True)
class Found(Draft):
    """More parts of a post; any may be empty. Numbers that are unknown are None."""

    native_id: str = ""
    """With `network` it is the post's id."""
    author_id: str = ""
    author_url: str = ""
    followers: float | None = None
    verified: bool = False
    author_kind: AuthorKind = ""
    views: float | None = None
    kind: PostKind = "post"
    observed_at: float | None = None
    edited_at: float | None = None
    reply_to: str = ""
    thread: str = ""
    hashtags: Sequence[str] = ()
    mentions: Sequence[str] = ()
    links: Sequence[str] = ()
    language_from: LanguageFrom = ""
    country_from: CountryFrom = ""
    region: str = ""
    reach: float | None = None
    sentiment: float | None = None
    tags: Sequence[str] = ()
    licence: str = ""


def shaped(found: Found) -> Post | None:
    """The post, or None when there is nothing to read or see in it, or no id."""
    network = network_of(found.network)
    item = plain(found.native_id, 400)
    base = composed(
        Draft(
            at=found.at,
            id=f"{network}:{item}" if item else found.id,
            text=found.text,
            title=found.title,
            author=found.author or found.handle,
            handle=found.handle,
            avatar=found.avatar if found.avatar.startswith("https://") else "",
            network=network,
            url=found.url,
            language=found.language,
            country=found.country,
            media=tuple(m for m in found.media if m[1].startswith("https://")),
        )
    )
    if base is None:
        return None
    return base.model_copy(
        update={
            "author": _author(base.author, found),
            "counts": PostCounts(
                likes=whole(found.likes) or 0,
                shares=whole(found.shares) or 0,
                replies=whole(found.replies) or 0,
                views=whole(found.views),
            ),
            "kind": found.kind,
            "observed_at": moment(found.observed_at) if found.observed_at else None,
            "edited_at": moment(found.edited_at) if found.edited_at else None,
            "reply_to": _id(network, found.reply_to),
            "thread": _id(network, found.thread),
            "hashtags": unique((tag.lstrip("#＃") for tag in found.hashtags), 60, 200),
            "mentions": unique((name.lstrip("@") for name in found.mentions), 60, 200),
            "links": unique(map(page_address, found.links[:1000]), 20, 2000),
            "language_from": found.language_from if base.language else "",
            "country_from": found.country_from if base.country else "",
            "region": plain(found.region, 200),
            "reach": whole(found.reach),
            "sentiment": found.sentiment,
            "sentiment_from": "supplier" if found.sentiment is not None else "",
            "tags": unique(found.tags, 40, 200),
            "licence": plain(found.licence, 200),
        }
    )


def _author(base: Author, found: Found) -> Author:
    return base.model_copy(
        update={
            "id": plain(found.author_id, 300),
            "url": page_address(found.author_url) if found.author_url.startswith("http") else "",
            "followers": whole(found.followers),
            "verified": found.verified,
            "kind": found.author_kind if found.author_kind in get_args(AuthorKind) else "",
        }
    )


def _id(network: str, item: str) -> str:
    clean = plain(item, 400)
    return f"{network}:{clean}" if clean else ""


def network_of(said: str) -> str:
    """The network's word here for a supplier's."""
    name = plain(said.casefold(), 40)
    return NETWORKS.get(name, name) or "web"


def unique(values: Iterable[str], most: int, length: int) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for value in values:
        clean = plain(value, 4000)
        if clean and len(clean) <= length:
            kept[clean] = None
            if len(kept) == most:
                break
    return tuple(kept)


def links_in(text: str) -> list[str]:
    return [link.rstrip(".,;:!?)…") for link in _LINK.findall(text[:10_000])]


def hashtags_in(text: str) -> list[str]:
    return _HASHTAG.findall(text[:10_000])


# -- loosely typed values -----------------------------------------------------------------------


def words(value: JsonValue) -> str:
    """A text, or a number as one; else nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return "" if isinstance(value, float) and not math.isfinite(value) else str(value)


def number(value: JsonValue) -> float | None:
    """A number, or a text that is one; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: float | None) -> int | None:
    """A count as a post can hold it."""
    if value is None or not math.isfinite(value) or value < 0:
        return None
    return int(min(value, MAX_COUNT))


def moment_of(value: JsonValue) -> float | None:
    return time_of(value)


def part(value: JsonValue, *path: str) -> JsonValue:
    """What is there under these names, or None."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_at(value: JsonValue, *path: str) -> str:
    return words(part(value, *path))


def number_at(value: JsonValue, *path: str) -> float | None:
    return number(part(value, *path))


def items_at(value: JsonValue, *path: str) -> list[JsonValue]:
    found = part(value, *path)
    return found if isinstance(found, list) else []


def objects_at(value: JsonValue, *path: str) -> list[dict[str, JsonValue]]:
    return [item for item in items_at(value, *path) if isinstance(item, dict)]


def texts_at(value: JsonValue, *path: str) -> list[str]:
    return [found for found in map(words, items_at(value, *path)) if found]


def sentiment_of(said: JsonValue) -> float | None:
    """A supplier's tone: words in six languages, or a number of -5…5."""
    value = number(said)
    if value is not None:
        return max(-1.0, min(1.0, value / 5.0 if abs(value) > 1 else value))
    return TONES.get(words(said).strip().casefold())


TONES: Mapping[str, float] = {
    word: tone
    for tone, said in (
        (1.0, "positive positif positives positifs positivo positiva pozytywny pozytywne"),
        (1.0, "pozytywna pozitiv pozitivă positiv إيجابي إيجابية"),
        (-1.0, "negative négatif negatif négatifs négative négatives negativo negativa"),
        (-1.0, "negatywny negatywne negatywna negativ negativă سلبي سلبية"),
        (0.0, "neutral neutre neutres neutro neutra neutrale neutralny neutralne neutralna neutru"),
        (0.0, "neutră mixed mixte mixto misto mitigé gemischt ambivalent محايد محايدة"),
    )
    for word in said.split()
}
