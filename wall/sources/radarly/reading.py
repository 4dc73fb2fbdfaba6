"""Reading documents of Radarly. Pure. Shapes: linkfluence/radarly-py."""

from __future__ import annotations

from pydantic import JsonValue

from wall.model.posts import Post, PostKind
from wall.sources.connecting.identifying import native_of
from wall.sources.connecting.places import country_code, language_code
from wall.sources.connecting.shaping import (
    AuthorKind,
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

_KINDS: dict[str, AuthorKind] = {"business": "brand", "organization": "brand", "media": "media"}


def read_hit(hit: JsonValue, heard_at: float) -> Post | None:
    """None for a document of X, which Radarly hands out without its text, and for what somebody
    has thrown away there. Raises Unreadable."""
    at = moment_of(part(hit, "date"))
    supplied = text_at(hit, "id") or text_at(hit, "uid")
    if at is None or not supplied:
        raise Unreadable("a document without id or time")
    if part(hit, "radar", "trash") is True:
        return None
    network = text_at(hit, "origin", "platform") or text_at(hit, "type") or "web"
    url = text_at(hit, "permalink")
    named, native = native_of(url)
    text = text_of_html(text_at(hit, "text"), 10_000)
    user = part(hit, "user")
    given = country_code(text_at(hit, "geo", "given", "country"))
    inferred = country_code(text_at(hit, "geo", "inferred", "country"))
    pictures = texts_at(hit, "media", "image")
    return shaped(
        Found(
            at=min(at, heard_at),
            native_id=native or supplied,
            network=named or network,
            title=text_of_html(text_at(hit, "title"), 500),
            text=text,
            author=text_at(user, "name"),
            handle=text_at(user, "screenName"),
            avatar=text_at(user, "profileImg"),
            author_id=text_at(user, "idStr") or text_at(user, "id"),
            author_kind=_KINDS.get(text_at(user, "accountType"), ""),
            followers=number_at(user, "followers"),
            verified=part(user, "verified") is True,
            url=url,
            language=language_code(text_at(hit, "lang")),
            language_from="supplier",
            country=given or inferred,
            country_from="supplier",
            media=tuple(("image", picture, "") for picture in pictures),
            reach=number_at(hit, "reach"),
            views=None,
            sentiment=sentiment_of(part(hit, "tone")),
            likes=number_at(hit, "score", "favourite") or 0,
            shares=number_at(hit, "score", "rt") or 0,
            replies=number_at(hit, "score", "reply") or 0,
            kind=_kind(hit),
            observed_at=heard_at,
            edited_at=None,
            hashtags=hashtags_in(text) or texts_at(hit, "hashtag"),
            mentions=texts_at(hit, "mention"),
            links=links_in(text),
            tags=_labels(hit),
        )
    )


def _labels(hit: JsonValue) -> list[str]:
    """What people there have marked it with, of all groups."""
    groups = part(hit, "radar", "tag", "custom")
    return [
        word
        for group in (groups.values() if isinstance(groups, dict) else ())
        for word in (group if isinstance(group, list) else [])
        if isinstance(word, str)
    ]


def _kind(hit: JsonValue) -> PostKind:
    """No number, or -1, is none that it answers."""
    if part(hit, "isStory") is True:
        return "story"
    if part(hit, "isRT") is True:
        return "repost"
    answered = text_at(hit, "inReplyToStatusIdStr") or text_at(hit, "inReplyToStatusId")
    return "reply" if answered.isdecimal() else "post"


def hits_of(document: JsonValue) -> list[dict[str, JsonValue]]:
    return objects_at(document, "hits")
