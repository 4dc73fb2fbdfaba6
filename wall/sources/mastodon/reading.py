"""Reading what Mastodon sends: statuses and events. Pure.

docs.joinmastodon.org: entities/Status, methods/streaming (4.5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import JsonValue

from wall.model.posts import Post, PostKind
from wall.sources.connecting.documents import read_json
from wall.sources.connecting.shaping import (
    Found,
    hashtags_in,
    links_in,
    moment_of,
    number_at,
    objects_at,
    part,
    shaped,
    text_at,
    words,
)
from wall.sources.plain_text import links_of_html, plain, text_of_html
from wall.sources.source import Unreadable

SHOWN = frozenset({"public", "unlisted"})
"""What is for followers only never leaves the connector."""
QUIET_EVENTS = frozenset(
    {"notification", "filters_changed", "conversation", "announcement", "announcement.reaction"}
) | frozenset({"announcement.delete", "notifications_merged", "encrypted_message"})
KNOWN = frozenset(
    [
        "id",
        "created_at",
        "in_reply_to_id",
        "in_reply_to_account_id",
        "sensitive",
        "spoiler_text",
        "visibility",
        "language",
        "uri",
        "url",
        "replies_count",
        "reblogs_count",
        "favourites_count",
        "quotes_count",
        "edited_at",
        "content",
        "filtered",
        "reblog",
        "quote",
        "quote_approval",
        "application",
        "account",
        "media_attachments",
        "mentions",
        "tags",
        "emojis",
        "card",
        "poll",
        "text",
        "favourited",
        "reblogged",
        "muted",
        "bookmarked",
        "pinned",
        "local_only",
        "pleroma",
        "akkoma",
        "interaction_policy",
        "deleted",
        "content_type",
        "quote_id",
        "emoji_reactions",
        "emoji_reactions_count",
        "reactions",
        "bookmarks_count",
        "tagged_collections",
    ]
)


@dataclass(frozen=True)
class Event:
    """One message of the stream."""

    name: str
    streams: tuple[str, ...] = ()
    payload: JsonValue = None


def read_event(message: str | bytes) -> Event:
    """The payload of a websocket message is JSON inside JSON, but for deletions. Raises
    Unreadable."""
    said = read_json(message)
    if not isinstance(said, dict):
        raise Unreadable("no object")
    name, payload = text_at(said, "event"), said.get("payload")
    if name in ("update", "status.update") and isinstance(payload, str):
        payload = read_json(payload)
    if "error" in said:
        return Event("error", payload=said)
    stream = said.get("stream")
    streams = tuple(words(one) for one in stream) if isinstance(stream, list) else ()
    return Event(name, streams, payload)


def read_status(status: JsonValue, host: str, heard_at: float) -> Post | None:
    """None for what is no public post of somebody's own. Raises Unreadable."""
    if not isinstance(status, dict) or not text_at(status, "id"):
        raise Unreadable("a status without an id")
    if text_at(status, "visibility") not in SHOWN or isinstance(status.get("reblog"), dict):
        return None
    said = text_at(status, "created_at")
    # Other servers may say a time that cannot be.
    at = moment_of(said) or (heard_at if said else None)
    if at is None:
        raise Unreadable("a status without a time")
    account = status.get("account")
    content = _without_fallback(text_at(status, "content"), status)
    text = _without_pictures(text_of_html(content, 10_000), status)
    text = "\n".join([text, *_choices(status)]).strip()
    warning = _without_pictures(text_of_html(text_at(status, "spoiler_text"), 500), status)
    handle = text_at(account, "acct")
    written = {tag.casefold(): tag for tag in hashtags_in(text)}
    tags = [text_at(tag, "name") for tag in objects_at(status, "tags")]
    card = text_at(status, "card", "url")
    return shaped(
        Found(
            at=min(at, heard_at),
            native_id=text_at(status, "id"),
            network="mastodon",
            text=f"{warning}\n{text}".strip() if warning else text,
            author=_without_pictures(text_of_html(text_at(account, "display_name"), 200), account)
            or handle,
            handle=f"{handle}@{host}" if handle and "@" not in handle else handle,
            avatar=text_at(account, "avatar_static") or text_at(account, "avatar"),
            author_id=text_at(account, "id"),
            author_url=text_at(account, "url"),
            author_kind="bot" if part(account, "bot") is True else "",
            followers=number_at(account, "followers_count"),
            url=text_at(status, "url") or text_at(status, "uri"),
            language=text_at(status, "language"),
            language_from="declared",
            media=tuple(_media(status)),
            likes=number_at(status, "favourites_count") or 0,
            shares=number_at(status, "reblogs_count") or 0,
            replies=number_at(status, "replies_count") or 0,
            kind=_kind(status),
            observed_at=heard_at,
            edited_at=moment_of(status.get("edited_at")),
            reply_to=text_at(status, "in_reply_to_id"),
            hashtags=[written.get(tag.casefold(), tag) for tag in tags],
            mentions=[text_at(one, "acct") for one in objects_at(status, "mentions")],
            links=[*links_in(text), *links_of_html(content), *([card] if card else [])],
            tags=["sensitive"] if status.get("sensitive") is True else [],
        )
    )


def _without_fallback(content: str, status: dict[str, JsonValue]) -> str:
    """What is quoted stands in the words too, as an address for those who know of no quotes."""
    place = content.find('class="quote-inline"')
    if place < 0 or not isinstance(status.get("quote"), dict):
        return content
    start = content.rfind("<", 0, place)
    tag = f"</{content[start + 1 : place].strip()}>"
    end = content.find(tag, place)
    rest = content[:start] + content[end + len(tag) :] if 0 <= start < end else content
    return rest if text_of_html(rest, 100) else content


def _without_pictures(text: str, holder: JsonValue) -> str:
    """Servers have pictures of their own, written as `:name:`; a wall has none of them."""
    for emoji in objects_at(holder, "emojis")[:100]:
        code = text_at(emoji, "shortcode")
        if code:
            text = re.sub(rf" ?:{re.escape(code)}:", "", text)
    return text.strip()


def _choices(status: JsonValue) -> list[str]:
    """Of a poll."""
    titles = [text_at(one, "title") for one in objects_at(status, "poll", "options")]
    return [f"○ {plain(title, 200)}" for title in titles[:20] if title]


def _kind(status: dict[str, JsonValue]) -> PostKind:
    if isinstance(status.get("quote"), dict):
        return "quote"
    return "reply" if text_at(status, "in_reply_to_id") else "post"


def _media(status: dict[str, JsonValue]) -> list[tuple[str, str, str]]:
    """A film is shown by its preview where the server has one."""
    found = []
    for item in objects_at(status, "media_attachments"):
        kind = text_at(item, "type")
        url = text_at(item, "url") or text_at(item, "remote_url")
        if kind in ("image", "video", "gifv"):
            media = "image" if kind == "image" else "video"
            found.append((media, url, text_at(item, "description")))
    return found
