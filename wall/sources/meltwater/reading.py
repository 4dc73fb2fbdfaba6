"""Reading documents of Meltwater's template `api.json`. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

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
    objects_at,
    part,
    sentiment_of,
    shaped,
    text_at,
    texts_at,
)
from wall.sources.plain_text import text_of_html
from wall.sources.source import Unreadable

_REACH = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,4})?)\s*([KMB]?) Reach", re.IGNORECASE)
_MOOD = re.compile(r"(positive|negative|neutral)\s+sentiment", re.IGNORECASE)
_TIMES = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9}


def documents_in(said: JsonValue) -> list[dict[str, JsonValue]]:
    """Of a call, or of an answer to a search. Raises Unreadable for other templates."""
    if isinstance(said, dict) and text_at(said, "title") and isinstance(said.get("links"), dict):
        return [said]
    found = objects_at(said, "documents") or objects_at(said, "result", "documents")
    if not found and not isinstance(part(said, "documents"), list):
        if isinstance(part(said, "result", "documents"), list):
            return []
        raise Unreadable("no documents: make the hook with the template `api.json`")
    return found


def read_document(document: JsonValue, heard_at: float) -> Post | None:
    """Raises Unreadable."""
    if part(document, "published_date") is None and part(document, "links") is not None:
        return _read_alert(document, heard_at)
    at = moment_of(part(document, "published_date"))
    url = text_at(document, "url")
    supplied = text_at(document, "external_id") or url or text_at(document, "id")
    if at is None or not supplied:
        raise Unreadable("a document without id or time")
    source, content, author = (part(document, n) for n in ("source", "content", "author"))
    network, native = native_of(url)
    social = text_at(source, "type") == "social"
    named = text_at(source, "id").partition(":")[2] if social else text_at(source, "type")
    text = text_of_html(
        text_at(content, "body")
        or text_at(document, "matched", "hit_sentence")
        or text_at(content, "opening_text"),
        10_000,
    )
    kind = text_at(document, "content_type")
    picture = text_at(content, "image")
    metrics = part(document, "metrics")
    matched = [text_at(one, "name") for one in objects_at(document, "matched", "inputs")]
    return shaped(
        Found(
            at=min(at, heard_at),
            native_id=native or supplied,
            network=network or network_by_host(url) or named or "news",
            title=text_of_html(text_at(content, "title"), 500),
            text=text,
            author=text_at(author, "name") or text_at(content, "byline") or text_at(source, "name"),
            handle=text_at(author, "handle"),
            author_id=text_at(author, "external_id"),
            author_url=text_at(author, "profile_url"),
            url=url,
            language=language_code(text_at(document, "enrichments", "language_code")),
            language_from="supplier",
            country=country_code(text_at(document, "location", "country_code")),
            country_from="supplier",
            region=text_at(document, "location", "city") or text_at(document, "location", "state"),
            media=(("image", picture, ""),) if picture else (),
            likes=number_at(metrics, "engagement", "likes") or 0,
            shares=number_at(metrics, "engagement", "shares") or 0,
            replies=number_at(metrics, "engagement", "comments")
            or number_at(metrics, "engagement", "replies")
            or 0,
            views=number_at(metrics, "views"),
            reach=number_at(source, "metrics", "reach"),
            sentiment=sentiment_of(part(document, "enrichments", "sentiment")),
            kind=_kind(kind, social),
            observed_at=heard_at,
            hashtags=texts_at(content, "hashtags") or hashtags_in(text),
            links=texts_at(content, "links") or links_in(text),
            tags=[*matched, *texts_at(document, "custom", "tags")],
        )
    )


def _read_alert(alert: JsonValue, heard_at: float) -> Post | None:
    """A mention as the alert "Every Mention" sends it: flat, of now, behind a counted address."""
    link = text_at(alert, "links", "article") or text_at(alert, "links", "source")
    url = _uncounted(link)
    if not url.startswith("http"):
        raise Unreadable("an alert without an address")
    network, native = native_of(url)
    status = text_at(alert, "statusLine")
    reach = _REACH.search(status)
    mood = _MOOD.search(status)
    source = text_at(alert, "providerType").lower()
    return shaped(
        Found(
            at=moment_of(part(alert, "publishDate")) or heard_at,
            native_id=native or url,
            network=network or network_by_host(url) or source or "news",
            title=text_of_html(text_at(alert, "title"), 500),
            text=text_of_html(text_at(alert, "content") or text_at(alert, "snippet"), 10_000),
            author=text_at(alert, "authorName"),
            url=url,
            reach=float(reach[1]) * _TIMES[reach[2].lower()] if reach else None,
            sentiment=sentiment_of(mood[1]) if mood else None,
            kind="article" if not network else "post",
            observed_at=heard_at,
            tags=[text_at(alert, "source")],
        )
    )


def _uncounted(link: str) -> str:
    """What stands in the `u` of an address that counts who follows it."""
    try:
        inner = parse_qs(urlsplit(link).query).get("u", [""])[0]
    except ValueError:
        return ""
    return inner if inner.startswith("http") else link


def _kind(said: str, social: bool) -> PostKind:
    match said:
        case "repost" | "quote" | "reply" | "comment":
            return said
        case _:
            return "post" if social else "article"
