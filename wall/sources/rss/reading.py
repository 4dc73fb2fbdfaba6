"""Reading feeds: bytes in, posts out. RSS and Atom by feedparser, JSON Feed 1.1 by ourselves
(jsonfeed.org/version/1.1). Blocking and without sockets or files."""

from __future__ import annotations

import calendar
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from time import struct_time
from urllib.parse import urlsplit

import feedparser
from pydantic import JsonValue
from pydantic_core import from_json

from wall.model.datasets import MAX_POSTS
from wall.model.posts import Post
from wall.sources.composing import Draft, composed, stable_id
from wall.sources.connecting.shaping import unique
from wall.sources.fetching import Document
from wall.sources.plain_text import plain, text_of_html
from wall.sources.rss.pictures import mappings, pictures_of, portrait_of
from wall.sources.rss.settings import RssSettings
from wall.sources.rss.shape import check_shape, without_ending
from wall.sources.source import Unreadable
from wall.sources.times import time_of

SeenAt = Callable[[str], float]
"""When an item without a date to believe was first seen, by its id."""
MAX_HTML = 200_000


@dataclass
class Item(Draft):
    """An entry of a feed."""

    answers: str = ""
    """What it is an answer to (RFC 4685)."""
    filed: tuple[str, ...] = ()


def read_feed(
    document: Document, settings: RssSettings, seen_at: SeenAt, latest: float
) -> list[Post]:
    """The posts of a feed, in its order. A date after `latest` is not believed. Raises
    Unreadable for what is no feed."""
    body = document.body.lstrip()
    if not body:
        raise Unreadable(f"{_place(document)} is empty")
    items = _json_items(document) if body[:1] in (b"{", b"\xef") and _is_json(body) else None
    if items is None:
        items = _xml_items(document)
    host = urlsplit(document.address).hostname or ""
    posts = (_post(item, host, settings, seen_at, latest) for item in items)
    return [post for post in posts if post is not None]


def _post(
    item: Item, host: str, settings: RssSettings, seen_at: SeenAt, latest: float
) -> Post | None:
    named = _unique(stable_id(item), host)
    at = item.at if 0 <= item.at <= latest else seen_at(named)
    post = composed(replace(item, id=named, at=at, network=settings.network))
    if post is None:
        return None
    language = post.language or settings.language
    return post.model_copy(
        update={
            "kind": "reply" if item.answers and settings.kind == "post" else settings.kind,
            "reply_to": _unique(plain(item.answers, 400), host) if item.answers else "",
            "language": language,
            "language_from": "declared" if language else "",
            "country": settings.country,
            "country_from": "source" if settings.country else "",
            "tags": unique(item.filed, 40, 200),
        }
    )


def _unique(item: str, host: str) -> str:
    """A number or word tells items of one feed apart; two forums both have a post 1234."""
    return item if not host or ":" in item or item.startswith("made-") else f"{host}:{item}"


def _place(document: Document) -> str:
    return document.address.partition("?")[0] or "the feed"


# -- RSS and Atom ---------------------------------------------------------------------------


def _xml_items(document: Document) -> list[Item]:
    check_shape(document.body)
    headers = {"content-type": document.content_type, "content-location": document.address}
    try:
        # As a stream: feedparser opens bytes that happen to be the name of a file.
        # What it holds becomes plain text here; its own cleaning can take hours.
        parsed = feedparser.parse(
            io.BytesIO(document.body),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        raise Unreadable(f"{_place(document)} breaks the feed reader: {error!r:.200}") from error
    if not parsed.get("version") and not parsed.get("entries"):
        why = parsed.get("bozo_exception")
        told = f" ({str(why)[:120]})" if why else ""
        raise Unreadable(f"{_place(document)} is no RSS, Atom or JSON feed{told}")
    feed = parsed.get("feed", {})
    title, language = str(feed.get("title", "")), str(feed.get("language", ""))
    entries = parsed["entries"][:MAX_POSTS]
    return [_xml_item(entry, title, language, document.address) for entry in entries]


def _xml_item(entry: Mapping[str, object], feed_title: str, language: str, base: str) -> Item:
    html, content = str(entry.get("summary", "")), _content(entry)
    author = entry.get("author_detail")
    name = str(author.get("name", "")) if isinstance(author, Mapping) else ""
    return Item(
        at=_xml_time(entry),
        id=str(entry.get("id", "")),
        text=without_ending(text_of_html(html, 10_000) or text_of_html(content, 10_000)),
        title=text_of_html(str(entry.get("title", "")), 500),
        author=text_of_html(name or str(entry.get("author", "")) or feed_title, 200).removeprefix(
            "/u/"
        ),
        avatar=portrait_of(entry),
        url=str(entry.get("link", "")),
        language=_entry_language(entry) or language,
        media=tuple(pictures_of(entry, content or html, base)),
        replies=_count(entry.get("slash_comments") or entry.get("thr_total")),
        answers=_answered(entry),
        filed=tuple(str(tag.get("term") or "") for tag in mappings(entry.get("tags"))),
    )


def _answered(entry: Mapping[str, object]) -> str:
    said = entry.get("thr_in-reply-to") or entry.get("in-reply-to")
    return str(said.get("ref") or "")[:400] if isinstance(said, Mapping) else ""


def _count(said: object) -> float:
    text = str(said or "")
    return float(text) if text.isdecimal() and len(text) < 12 else 0.0


def _xml_time(entry: Mapping[str, object]) -> float:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        at = entry.get(name) if name in entry else None
        if isinstance(at, struct_time):
            try:
                return float(max(calendar.timegm(at), 0))
            except (ValueError, OverflowError):
                continue
    names = (name for name in ("published", "updated", "created") if name in entry)
    said = (time_of(str(entry.get(name) or "")) for name in names)
    return next((at for at in said if at is not None), -1.0)


def _content(entry: Mapping[str, object]) -> str:
    content = entry.get("content")
    first = content[0] if isinstance(content, list) and content else None
    return str(first.get("value", ""))[:MAX_HTML] if isinstance(first, Mapping) else ""


def _entry_language(entry: Mapping[str, object]) -> str:
    detail = entry.get("title_detail")
    return str(detail.get("language") or "") if isinstance(detail, Mapping) else ""


# -- JSON Feed --------------------------------------------------------------------------------


def _is_json(body: bytes) -> bool:
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def _json_items(document: Document) -> list[Item]:
    try:
        feed: JsonValue = from_json(document.body.lstrip().removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise Unreadable(f"{_place(document)} is broken JSON: {error}") from error
    if not isinstance(feed, dict) or "jsonfeed.org/version" not in str(feed.get("version")):
        raise Unreadable(f"{_place(document)} is JSON but no JSON Feed; `http-json` reads others")
    items = feed.get("items")
    if not isinstance(items, list):
        raise Unreadable(f"{_place(document)} is a JSON Feed without `items`")
    return [_json_item(item, feed) for item in items[:MAX_POSTS] if isinstance(item, dict)]


def _json_item(item: dict[str, JsonValue], feed: dict[str, JsonValue]) -> Item:
    author = _json_author(item) or _json_author(feed) or {}
    url = _text(item.get("url")) or _text(item.get("external_url"))
    html = _text(item.get("content_html"))
    text = _text(item.get("summary")) or _text(item.get("content_text"))
    at = time_of(item.get("date_published")) or time_of(item.get("date_modified"))
    return Item(
        at=at if at is not None else -1.0,
        id=_text(item.get("id")) or url,
        text=text or text_of_html(html, 10_000),
        title=text_of_html(_text(item.get("title")), 500),
        author=_text(author.get("name")) or _text(feed.get("title")),
        avatar=_text(author.get("avatar")),
        url=url,
        language=_text(item.get("language")) or _text(feed.get("language")),
        media=tuple(_json_media(item)),
        filed=tuple(_text(tag) for tag in _list(item.get("tags"))),
    )


def _json_author(holder: dict[str, JsonValue]) -> dict[str, JsonValue] | None:
    authors = holder.get("authors") or holder.get("author")
    first = authors[0] if isinstance(authors, list) and authors else authors
    return first if isinstance(first, dict) else None


def _json_media(item: dict[str, JsonValue]) -> Iterable[tuple[str, str, str]]:
    for name in ("image", "banner_image"):
        if _text(item.get(name)):
            yield "image", _text(item.get(name)), ""
    attachments = item.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else ():
        if isinstance(attachment, dict):
            kind = _text(attachment.get("mime_type")).partition("/")[0]
            if kind in ("image", "video"):
                yield kind, _text(attachment.get("url")), _text(attachment.get("title"))


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _text(value: JsonValue) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)
