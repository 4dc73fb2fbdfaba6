"""Reading documents of Meltwater's template `api.json`. Pure."""

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
    objects_at,
    part,
    sentiment_of,
    shaped,
    text_at,
    texts_at,
)
from wall.sources.plain_text import text_of_html
from wall.sources.source import Unreadable


def documents_in(said: JsonValue) -> list[dict[str, JsonValue]]:
    """Of a call, or of an answer to a search. Raises Unreadable for other templates."""
    found = objects_at(said, "documents") or objects_at(said, "result", "documents")
    if not found and not isinstance(part(said, "documents"), list):
        if isinstance(part(said, "result", "documents"), list):
            return []
        raise Unreadable("no documents: make the hook with the template `api.json`")
    return found


def read_document(document: JsonValue, heard_at: float) -> Post | None:
    """Raises Unreadable."""
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


def _kind(said: str, social: bool) -> PostKind:
    match said:
        case "repost" | "quote" | "reply" | "comment":
            return said
        case _:
            return "post" if social else "article"
