"""Reading calls: our own posts, plain items, lines of them, and other shapes by a mapping. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast, get_args

from pydantic import JsonValue, ValidationError

from wall.model.datasets import Posts
from wall.model.posts import Post, PostKind
from wall.sources.connecting.documents import read_json
from wall.sources.connecting.shaping import (
    Found,
    hashtags_in,
    items_at,
    links_in,
    moment_of,
    network_of,
    number,
    number_at,
    objects_at,
    part,
    sentiment_of,
    shaped,
    text_at,
    texts_at,
    words,
)
from wall.sources.http_json.mapping import dataset_of
from wall.sources.http_json.settings import HttpJsonSettings
from wall.sources.plain_text import text_of_html
from wall.sources.source import Unreadable
from wall.sources.webhook.settings import WebhookSettings

MOST_ITEMS = 500


@dataclass
class Brought:
    """What a call holds."""

    posts: list[Post] = field(default_factory=list)
    removals: list[str] = field(default_factory=list)
    skipped: int = 0


def read_call(body: bytes, settings: WebhookSettings, now: float) -> Brought:
    """Raises Unreadable for what is no JSON and no lines of it, or holds nothing to use."""
    brought = Brought()
    for document in _documents(body, brought):
        if settings.fields is not None or settings.items is not None:
            brought.posts += _mapped(document, settings, now)
        else:
            for item in _items(document):
                _read(item, brought, settings.network, now)
    if len(brought.posts) + len(brought.removals) > MOST_ITEMS:
        raise Unreadable(f"more than {MOST_ITEMS} items in one call; send them in several")
    if brought.skipped and not (brought.posts or brought.removals):
        raise Unreadable("no item has an id, a time and a text; see docs/sources/webhook.md")
    return brought


def _documents(body: bytes, brought: Brought) -> Iterator[JsonValue]:
    """One, or one in each line; a line that is none is skipped."""
    content = body.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        yield read_json(content)
        return
    except Unreadable as error:
        lines = [line for line in content.splitlines() if line.strip()]
        if len(lines) < 2:
            raise Unreadable(f"the call is no JSON: {error}") from error
    for line in lines:
        try:
            yield read_json(line)
        except Unreadable:
            brought.skipped += 1


def _items(document: JsonValue) -> list[JsonValue]:
    """A list, `{posts: […]}`, or one item."""
    if isinstance(document, list):
        return document[: MOST_ITEMS + 1]
    return items_at(document, "posts")[: MOST_ITEMS + 1] or [document]


def _mapped(document: JsonValue, settings: WebhookSettings, now: float) -> list[Post]:
    is_whole = settings.items is not None or isinstance(document, list)
    whole: JsonValue = document if is_whole else [document]
    given: dict[str, JsonValue] = {
        "url": "https://mapped.invalid",
        "dataset": "posts",
        "items": settings.items or "@",
        "network": settings.network,
        "keep": MOST_ITEMS,
    }
    if settings.fields is not None:
        given["fields"] = settings.fields.model_dump()
    found = dataset_of(whole, HttpJsonSettings.model_validate(given), None, now)
    posts = found.posts if isinstance(found, Posts) else ()
    return [_with_network(post) for post in posts]


def _with_network(post: Post) -> Post:
    """The id says the network, as that of every other post."""
    prefix = f"{post.network}:"
    named = post.id.startswith(prefix)
    return post if named else post.model_copy(update={"id": f"{prefix}{post.id}"[:500]})


def _read(item: JsonValue, brought: Brought, network: str, now: float) -> None:
    event = text_at(item, "type")
    data = part(item, "data") if isinstance(part(item, "data"), dict) else item
    if event.endswith((".deleted", ".removed")) or event in ("Delete", "delete"):
        removed = _removed(data, network)
        if removed:
            brought.removals.append(removed)
            return
    post = _own(data) or _activity(data, now) or _plain_item(data, network, now)
    if post is None:
        brought.skipped += 1
    else:
        brought.posts.append(post)


def _removed(data: JsonValue, network: str) -> str:
    native = text_at(data, "id") or text_at(data, "object", "id") or text_at(data, "object")
    named = network_of(text_at(data, "network") or network)
    return native if ":" in native and "//" not in native else f"{named}:{native}" if native else ""


def _own(data: JsonValue) -> Post | None:
    """A post as Wall itself writes it."""
    if not isinstance(data, dict) or "at" not in data or not isinstance(data.get("author"), dict):
        return None
    try:
        return Post.model_validate(data)
    except ValidationError:
        return None


def _plain_item(data: JsonValue, network: str, now: float) -> Post | None:
    native = text_at(data, "id") or text_at(data, "url")
    text = text_of_html(text_at(data, "text") or text_at(data, "message"), 10_000)
    if not isinstance(data, dict) or not native:
        return None
    said = (data.get(name) for name in ("created_at", "published_at", "date", "at"))
    at = next((found for found in map(moment_of, said) if found is not None), now)
    author = data.get("author") if isinstance(data.get("author"), dict) else None
    kind = text_at(data, "kind")
    language = text_at(data, "lang") or text_at(data, "language")
    metrics = data.get("metrics")
    media = [
        (text_at(one, "type") or "image", text_at(one, "url"), text_at(one, "alt"))
        for one in objects_at(data, "media")
    ]
    return shaped(
        Found(
            at=min(at, now + 300),
            native_id=native.removeprefix(f"{network_of(text_at(data, 'network') or network)}:"),
            network=text_at(data, "network") or network,
            title=text_of_html(text_at(data, "title"), 500),
            text=text,
            author=text_at(author, "name") or words(data.get("author")),
            handle=text_at(author, "handle"),
            avatar=text_at(author, "avatar"),
            author_id=text_at(author, "id"),
            author_url=text_at(author, "url"),
            followers=number_at(author, "followers"),
            verified=part(author, "verified") is True,
            url=text_at(data, "url"),
            language=language,
            language_from="supplier",
            country=text_at(data, "country"),
            country_from="supplier",
            media=tuple(media),
            likes=number_at(metrics, "likes") or 0,
            shares=number_at(metrics, "shares") or 0,
            replies=number_at(metrics, "replies") or number_at(metrics, "comments") or 0,
            views=number_at(metrics, "views"),
            kind=cast(PostKind, kind) if kind in get_args(PostKind) else "post",
            observed_at=now,
            reply_to=text_at(data, "reply_to"),
            thread=text_at(data, "thread"),
            hashtags=texts_at(data, "hashtags") or hashtags_in(text),
            links=texts_at(data, "links") or links_in(text),
            reach=number(data.get("reach")),
            sentiment=sentiment_of(data.get("sentiment")),
            tags=texts_at(data, "tags"),
            licence=text_at(data, "licence"),
        )
    )


def _activity(data: JsonValue, now: float) -> Post | None:
    """ActivityStreams 2.0: Create or Update of a Note, Article or Video."""
    said = part(data, "object")
    if text_at(data, "type") not in ("Create", "Update") or not isinstance(said, dict):
        return None
    contents = part(said, "contentMap")
    language, html = (
        next(iter(contents.items()), ("", "")) if isinstance(contents, dict) else ("", "")
    )
    text = text_of_html(words(html) or text_at(said, "content"), 10_000)
    actor = text_at(said, "attributedTo") or text_at(data, "actor")
    tags = objects_at(said, "tag")
    kind = text_at(said, "type")
    attached = objects_at(said, "attachment")
    return shaped(
        Found(
            at=moment_of(said.get("published")) or now,
            native_id=text_at(said, "id"),
            network="activitypub",
            title=text_of_html(text_at(said, "name"), 500),
            text=text,
            author=actor.rstrip("/").rpartition("/")[2],
            author_id=actor,
            author_url=actor,
            url=text_at(said, "url") or text_at(said, "id"),
            language=language,
            language_from="declared",
            media=tuple(
                (
                    text_at(one, "mediaType").partition("/")[0],
                    text_at(one, "url"),
                    text_at(one, "name"),
                )
                for one in attached
                if text_at(one, "mediaType").startswith(("image/", "video/"))
            ),
            likes=number_at(said, "likes", "totalItems") or 0,
            shares=number_at(said, "shares", "totalItems") or 0,
            replies=number_at(said, "replies", "totalItems") or 0,
            kind="article" if kind == "Article" else "video" if kind == "Video" else "post",
            observed_at=now,
            edited_at=moment_of(said.get("updated")),
            reply_to=text_at(said, "inReplyTo"),
            hashtags=[text_at(one, "name") for one in tags if text_at(one, "type") == "Hashtag"],
            mentions=[text_at(one, "name") for one in tags if text_at(one, "type") == "Mention"],
            links=links_in(text),
            tags=["sensitive"] if said.get("sensitive") is True else [],
        )
    )
