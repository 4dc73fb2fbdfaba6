"""Reading mentions of Brandwatch, with the older names of X's fields and the newer. Pure."""

from __future__ import annotations

from pydantic import JsonValue

from wall.model.posts import Post, PostKind
from wall.sources.connecting.identifying import native_of, network_by_host
from wall.sources.connecting.places import country_code, language_code
from wall.sources.connecting.shaping import (
    Found,
    hashtags_in,
    links_in,
    moment_of,
    number_at,
    part,
    sentiment_of,
    shaped,
    text_at,
    texts_at,
)
from wall.sources.plain_text import text_of_html
from wall.sources.source import Unreadable

KINDS: dict[str, PostKind] = {
    "reply": "reply",
    "comment": "comment",
    "share": "repost",
    "retweet": "repost",
    "repost": "repost",
    "quote": "quote",
}


def added_at(mention: JsonValue) -> float:
    return moment_of(part(mention, "added")) or 0.0


def read_mention(mention: JsonValue, heard_at: float) -> Post | None:
    """Raises Unreadable."""
    at = moment_of(part(mention, "date"))
    url = text_at(mention, "url") or text_at(mention, "originalUrl")
    supplied = text_at(mention, "guid") or text_at(mention, "resourceId") or url
    if at is None or not supplied:
        raise Unreadable("a mention without id or time")
    network, native = native_of(url)
    page = text_at(mention, "contentSource") or text_at(mention, "pageType")
    full = text_at(mention, "fullText") or text_at(mention, "snippet")
    text = text_of_html(full, 10_000)
    entry = text_at(mention, "threadEntryType").lower()
    social = bool(network or network_by_host(url))
    return shaped(
        Found(
            at=min(at, heard_at),
            native_id=native or supplied,
            network=network or network_by_host(url) or page or "web",
            title="" if social else text_of_html(text_at(mention, "title"), 500),
            text=text or text_of_html(text_at(mention, "title"), 500),
            author=_name(text_at(mention, "fullname"), text_at(mention, "author")),
            handle=text_at(mention, "author") if social else "",
            avatar=text_at(mention, "avatarUrl") or text_at(mention, "avatar"),
            author_id=text_at(mention, "xAuthorId") or text_at(mention, "twitterAuthorId"),
            followers=_first(mention, "xFollowers", "twitterFollowers", "instagramFollowerCount"),
            verified=part(mention, "xVerified") is True or part(mention, "twitterVerified") is True,
            url=url,
            language=language_code(text_at(mention, "language")),
            language_from="supplier",
            country=country_code(text_at(mention, "countryCode") or text_at(mention, "country")),
            country_from="supplier",
            region=text_at(mention, "region") or text_at(mention, "city"),
            media=tuple(("image", one, "") for one in texts_at(mention, "mediaUrls")),
            likes=_first(mention, "likes", "xLikes", "facebookLikes", "instagramLikeCount") or 0,
            shares=_first(mention, "shares", "xReposts", "twitterRetweets", "facebookShares") or 0,
            replies=_first(mention, "comments", "xReplyCount", "twitterReplyCount") or 0,
            views=None,
            reach=_first(mention, "reachEstimate", "reach"),
            sentiment=sentiment_of(part(mention, "sentiment")),
            kind=KINDS.get(entry, "article" if page == "news" else "post"),
            observed_at=heard_at,
            hashtags=texts_at(mention, "hashtags") or hashtags_in(text),
            mentions=texts_at(mention, "mentionedAuthors"),
            links=links_in(text),
            tags=[text_at(mention, "queryName"), *texts_at(mention, "tags")],
        )
    )


def _name(full: str, handle: str) -> str:
    """Full names are written `handle (Name)`."""
    if handle and full.startswith(f"{handle} (") and full.endswith(")"):
        return full[len(handle) + 2 : -1]
    return full or handle


def _first(mention: JsonValue, *names: str) -> float | None:
    found = (number_at(mention, name) for name in names)
    return next((value for value in found if value is not None), None)
