"""Reading feeds of channels, pushes of the hub, and the YouTube Data API v3. Pure."""

from __future__ import annotations

import io
from collections.abc import Mapping
from xml.etree.ElementTree import ParseError

import feedparser
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.connecting.shaping import (
    Found,
    hashtags_in,
    links_in,
    number,
    number_at,
    objects_at,
    part,
    shaped,
    text_at,
    texts_at,
    whole,
    words,
)
from wall.sources.source import Unreadable
from wall.sources.times import time_of

MAX_ENTRIES = 100
_DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def read_feed(body: bytes, heard_at: float) -> list[Post]:
    """Videos of a channel's feed or of a push. Raises Unreadable."""
    try:
        parsed = feedparser.parse(
            io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:
        raise Unreadable(f"the feed breaks its reader: {error!r:.120}") from error
    if not parsed.get("version"):
        raise Unreadable("the answer is no feed")
    found = (_video(entry, heard_at) for entry in parsed["entries"][:MAX_ENTRIES])
    return [post for post in found if post is not None]


def _video(entry: Mapping[str, JsonValue], heard_at: float) -> Post | None:
    native = words(entry.get("yt_videoid"))
    at = time_of(entry.get("published"))
    if not native or at is None:
        return None
    text = words(entry.get("summary"))
    author = entry.get("author_detail")
    edited = time_of(entry.get("updated")) if "updated" in entry else None
    thumbnails = entry.get("media_thumbnail")
    first = thumbnails[0] if isinstance(thumbnails, list) and thumbnails else None
    channel = words(entry.get("yt_channelid"))
    return shaped(
        Found(
            at=min(at, heard_at),
            native_id=native,
            network="youtube",
            title=words(entry.get("title")),
            text=text,
            author=text_at(author, "name"),
            author_id=channel if channel.startswith("UC") else f"UC{channel}" if channel else "",
            author_url=text_at(author, "href"),
            author_kind="",
            url=words(entry.get("link")),
            media=(("image", text_at(first, "url"), ""),),
            likes=number(part(entry.get("media_starrating"), "count")) or 0,
            views=number(part(entry.get("media_statistics"), "views")),
            kind="video",
            observed_at=heard_at,
            edited_at=edited if edited and edited > at + 60 else None,
            hashtags=hashtags_in(text),
            links=links_in(text),
        )
    )


def deleted_in(body: bytes) -> list[str]:
    """Ids of videos that a push says are gone. Raises Unreadable."""
    try:
        root = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Unreadable(f"the push is no XML: {error}") from error
    refs = [entry.get("ref", "") for entry in root.iter(_DELETED)]
    return [ref.removeprefix("yt:video:") for ref in refs if ref.startswith("yt:video:")]


def counted(posts: list[Post], document: JsonValue) -> tuple[list[Post], list[str]]:
    """The posts with what `videos.list` says, and ids of those that it does not know any more.
    All its numbers are texts."""
    said = {text_at(one, "id"): one for one in objects_at(document, "items")}
    after: list[Post] = []
    gone: list[str] = []
    for post in posts:
        one = said.get(post.id.removeprefix("youtube:"))
        if one is None or text_at(one, "status", "privacyStatus") == "private":
            gone.append(post.id)
            continue
        counts = post.counts.model_copy(
            update={
                "views": whole(number_at(one, "statistics", "viewCount")),
                "likes": whole(number_at(one, "statistics", "likeCount")) or 0,
                "replies": whole(number_at(one, "statistics", "commentCount")) or 0,
            }
        )
        language = text_at(one, "snippet", "defaultAudioLanguage")[:20]
        update: dict[str, object] = {"counts": counts}
        if language:
            update |= {"language": language, "language_from": "declared"}
        if text_at(one, "status", "license") == "creativeCommon":
            update["licence"] = "CC BY"
        tags = tuple(tag[:200] for tag in texts_at(one, "snippet", "tags"))[:40]
        after.append(post.model_copy(update={**update, "tags": tags}))
    return after, gone


def channels_in(document: JsonValue) -> list[tuple[str, float | None, str]]:
    """Name, subscribers (None where they are hidden; rounded by YouTube) and country."""
    rows = []
    for one in objects_at(document, "items"):
        hidden = part(one, "statistics", "hiddenSubscriberCount") is True
        value = None if hidden else number_at(one, "statistics", "subscriberCount")
        name = text_at(one, "snippet", "title") or text_at(one, "id")
        rows.append((name, value, text_at(one, "snippet", "country")[:2].upper()))
    return rows
