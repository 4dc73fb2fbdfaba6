"""Shaping posts from what networks say: loosely typed values in, bounded posts out. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args

import regex
from pydantic import JsonValue

from wall.model.posts import Author, Post, PostCounts, PostKind
from wall.sources.composing import (
    MAX_COUNT,
    Draft,
    country_of,
    media_of,
    moment,
    page_address,
    stable_id,
    web_address,
)
from wall.sources.plain_text import plain
from wall.sources.times import time_of

AuthorKind = Literal["", "person", "brand", "media", "bot"]
LanguageFrom = Literal["", "declared", "supplier", "detected"]
CountryFrom = Literal["", "place", "supplier", "author", "instance", "source"]
_AUTHOR_KINDS = frozenset(get_args(AuthorKind))
_NO_COUNTS = PostCounts()
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


@dataclass
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
    """The post, or None when there is nothing to read or see in it, or no id.

    Made at once: of thousands a second most of the work is making values."""
    title, text = plain(found.title, 500), plain(found.text, 10_000)
    media = found.media and media_of(m for m in found.media if m[1].startswith("https://"))
    if not (title or text or media):
        return None
    network = network_of(found.network)
    language, country = plain(found.language, 20), country_of(found.country)
    sentiment = found.sentiment
    if sentiment is not None and not -1 <= sentiment <= 1:
        sentiment = None
    return Post(
        id=_post_id(network, found),
        at=moment(found.at),
        author=_author(found),
        text=text,
        title=title,
        network=network,
        url=page_address(found.url),
        language=language,
        country=country,
        media=media,
        counts=_counts(found),
        kind=found.kind,
        observed_at=moment(found.observed_at) if found.observed_at else None,
        edited_at=moment(found.edited_at) if found.edited_at else None,
        reply_to=_id(network, found.reply_to),
        thread=_id(network, found.thread),
        hashtags=_unsigned(found.hashtags, "#＃"),
        mentions=_unsigned(found.mentions, "@"),
        links=unique(map(page_address, found.links[:1000]), 20, 2000) if found.links else (),
        language_from=found.language_from if language else "",
        country_from=found.country_from if country else "",
        region=plain(found.region, 200),
        reach=whole(found.reach),
        sentiment=sentiment,
        sentiment_from="supplier" if sentiment is not None else "",
        tags=unique(found.tags, 40, 200) if found.tags else (),
        licence=plain(found.licence, 200),
    )


def _post_id(network: str, found: Found) -> str:
    item = plain(found.native_id, 400)
    named = f"{network}:{item}" if item else found.id
    if item and len(named) <= 400:
        return named
    return stable_id(replace(found, id=named, author=found.author or found.handle))


def _author(found: Found) -> Author:
    return Author(
        name=plain(found.author or found.handle, 200),
        handle=plain(found.handle, 200),
        avatar=web_address(found.avatar) if found.avatar.startswith("https://") else "",
        id=plain(found.author_id, 300),
        url=page_address(found.author_url) if found.author_url.startswith("http") else "",
        followers=whole(found.followers),
        verified=found.verified,
        kind=found.author_kind if found.author_kind in _AUTHOR_KINDS else "",
    )


def _counts(found: Found) -> PostCounts:
    if not (found.likes or found.shares or found.replies) and found.views is None:
        return _NO_COUNTS
    return PostCounts(
        likes=whole(found.likes) or 0,
        shares=whole(found.shares) or 0,
        replies=whole(found.replies) or 0,
        views=whole(found.views),
    )


def _id(network: str, item: str) -> str:
    clean = plain(item, 400)
    return f"{network}:{clean}" if clean else ""


@lru_cache(maxsize=256)
def network_of(said: str) -> str:
    """The network's word here for a supplier's."""
    name = plain(said.casefold(), 40)
    return plain(NETWORKS.get(name, name).lower(), 40) or "web"


def unique(values: Iterable[str], most: int, length: int) -> tuple[str, ...]:
    """In order, each once; what is too long is left out."""
    kept: dict[str, None] = {}
    for value in values:
        clean = plain(value, 4000)
        if clean and len(clean) <= length:
            kept[clean] = None
            if len(kept) == most:
                break
    return tuple(kept)


def _unsigned(names: Sequence[str], signs: str) -> tuple[str, ...]:
    return unique((name.lstrip(signs) for name in names), 60, 200) if names else ()


def links_in(text: str) -> list[str]:
    if "://" not in text:
        return []
    return [link.rstrip(".,;:!?)…") for link in _LINK.findall(text[:10_000])]


def hashtags_in(text: str) -> list[str]:
    if "#" not in text and "＃" not in text:
        return []
    # On the loop: another thread that got its turn here would keep it for a millisecond.
    return _HASHTAG.findall(text[:10_000], concurrent=False)


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
