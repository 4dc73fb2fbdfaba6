"""Reading Jetstream, both endpoints, and what is wanted of it. Pure.

Formats: bluesky-social/jetstream docs/README.md; lexicons app.bsky.feed.post and
app.bsky.richtext.facet (places are counted in bytes of UTF-8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from pydantic import JsonValue

from wall.model.posts import SIGNED_IN_ONLY, Post, PostKind
from wall.sources.bluesky.settings import BlueskySettings
from wall.sources.connecting.documents import read_json
from wall.sources.connecting.shaping import (
    Found,
    hashtags_in,
    items_at,
    links_in,
    moment_of,
    number_at,
    objects_at,
    part,
    shaped,
    text_at,
    texts_at,
    words,
)
from wall.sources.source import Unreadable

_BLOB = re.compile(r"[A-Za-z0-9]{4,200}")
POSTS = "app.bsky.feed.post"
NOT_FOR_ALL = "!no-unauthenticated"
"""What authors put on their account, so that only people who are signed in see it."""
SENSITIVE = frozenset({"porn", "sexual", "nudity", "graphic-media", "gore"})
GONE = frozenset({"deleted", "takendown", "deactivated", "suspended"})
"""States of an account in which nothing of it may be shown. `desynchronized` and `throttled` are
troubles of a server."""
Operation = Literal["create", "update", "delete", "account", "identity", "error", "other"]


@dataclass(frozen=True)
class Happening:
    """One event, whichever endpoint sent it."""

    operation: Operation
    did: str = ""
    rkey: str = ""
    record: JsonValue = None
    at: float = 0.0
    """When the server saw it, in seconds."""
    sequence: int = 0
    """Of this server alone; 0 where it says none."""
    strange: str = ""
    why: str = ""

    @property
    def native_id(self) -> str:
        return f"{self.did}/{self.rkey}"


def read_happening(message: str | bytes) -> Happening:
    """Raises Unreadable."""
    said = read_json(message)
    if not isinstance(said, dict):
        raise Unreadable("no object")
    kind = text_at(said, "$type")
    if kind == "error":
        why = text_at(said, "error")
        return Happening("error", why=f"{why}: {text_at(said, 'message')}".strip(": ")[:160])
    if kind == "message":
        return _second(part(said, "payload"))
    return _event(
        said, text_at(said, "kind"), (number_at(said, "time_us") or 0) / 1e6, part(said, "cursor")
    )


def _second(payload: JsonValue) -> Happening:
    kind = text_at(payload, "$type").rpartition("#")[2]
    return _event(payload, kind, moment_of(part(payload, "time")) or 0.0, part(payload, "seq"))


def _event(said: JsonValue, kind: str, at: float, sequence: JsonValue) -> Happening:
    did = text_at(said, "did")
    number = sequence if isinstance(sequence, int) else 0
    if kind == "account":
        state = part(said, "account") if isinstance(part(said, "account"), dict) else said
        gone = part(state, "active") is False and text_at(state, "status") in GONE
        return Happening("account" if gone else "other", did or text_at(state, "did"), at=at)
    if kind == "tombstone" and did:
        return Happening("account", did, at=at)
    if kind == "identity":
        return Happening("identity", did or text_at(said, "identity", "did"), at=at)
    if kind != "commit":
        known = kind in ("sync", "info")
        return Happening("other", at=at, strange="" if known else kind[:40])
    commit = part(said, "commit") if isinstance(part(said, "commit"), dict) else said
    operation, rkey = text_at(commit, "operation"), text_at(commit, "rkey")
    if text_at(commit, "collection") != POSTS:
        return Happening("other", at=at)
    if operation not in ("create", "update", "delete") or not did or not rkey or not at:
        raise Unreadable(f"a commit of the operation '{operation[:40]}' without its parts")
    return Happening(cast(Operation, operation), did, rkey, part(commit, "record"), at, number)


def read_record(event: Happening) -> Post | None:
    """A post without its author's name: the stream has none. Raises Unreadable."""
    record = event.record
    if not isinstance(record, dict):
        raise Unreadable("a post without a record")
    text = text_at(record, "text")
    tags, links, mentions = [], [], []
    facets = objects_at(record, "facets")
    written = text.encode("utf-8", "surrogatepass") if facets else b""
    for facet in facets:
        start, end = number_at(facet, "index", "byteStart"), number_at(facet, "index", "byteEnd")
        there = written[int(max(start or 0, 0)) : int(max(end or 0, 0))].decode("utf-8", "ignore")
        for feature in objects_at(facet, "features"):
            match text_at(feature, "$type").rpartition("#")[2]:
                case "tag":
                    tags.append(text_at(feature, "tag") or there)
                case "link":
                    links.append(text_at(feature, "uri"))
                case "mention":
                    mentions.append(there)
    embed, reply = record.get("embed"), record.get("reply")
    shown = part(_held(embed), "external") if embed else None
    card = text_at(shown, "uri")
    media = tuple(_media(event.did, embed)) if embed else ()
    bare = not text and not media  # without a word of its own it is its card
    said_at = moment_of(record.get("createdAt"))
    labels = {text_at(one, "val") for one in objects_at(record.get("labels"), "values")}
    author = f"https://bsky.app/profile/{event.did}"
    return shaped(
        Found(
            at=min(said_at, event.at) if said_at else event.at,
            native_id=event.native_id,
            network="bluesky",
            text=text,
            title=(text_at(shown, "title") or card) if bare else "",
            author_id=event.did,
            author_url=author,
            url=f"{author}/post/{event.rkey}",
            language=next(iter(texts_at(record, "langs")), ""),
            language_from="declared",
            media=tuple(_card_picture(event.did, shown)) if bare else media,
            kind=_kind(record),
            observed_at=event.at,
            edited_at=event.at if event.operation == "update" else None,
            reply_to=_native(text_at(reply, "parent", "uri")) if reply else "",
            thread=_native(text_at(reply, "root", "uri")) if reply else "",
            hashtags=[*(tags or hashtags_in(text)), *texts_at(record, "tags")],
            mentions=mentions,
            links=[*(links or links_in(text)), *([card] if card else [])],
            tags=tuple(tags_of(labels)),
        )
    )


def tags_of(labels: set[str]) -> Iterator[str]:
    """What labels of a post or of its author say about showing it."""
    if not labels.isdisjoint(SENSITIVE):
        yield "sensitive"
    if NOT_FOR_ALL in labels:
        yield SIGNED_IN_ONLY


def uri_of(post: Post) -> str:
    did, _, rkey = post.id.removeprefix("bluesky:").rpartition("/")
    return f"at://{did}/{POSTS}/{rkey}"


def _native(uri: str) -> str:
    found = re.fullmatch(r"at://([^/]+)/[^/]+/([^/]+)", uri)
    return f"{found[1]}/{found[2]}" if found else ""


def _kind(record: dict[str, JsonValue]) -> PostKind:
    if isinstance(record.get("reply"), dict):
        return "reply"
    embedded = part(record.get("embed"), "record")
    if embedded is None:
        return "post"
    uri = text_at(embedded, "uri") or text_at(embedded, "record", "uri")
    return "quote" if f"/{POSTS}/" in uri else "post"


def _held(embed: JsonValue) -> JsonValue:
    """Pictures beside a quoted post lie one step deeper."""
    return part(embed, "media") if isinstance(part(embed, "media"), dict) else embed


def _media(did: str, embed: JsonValue) -> Iterator[tuple[str, str, str]]:
    """A gallery has up to twenty pictures where the older embed has four."""
    held = _held(embed)
    for image in (*objects_at(held, "images"), *objects_at(held, "items")):
        yield from _picture(did, part(image, "image"), text_at(image, "alt"))
    video = text_at(held, "video", "ref", "$link")
    if video:
        url = f"https://video.bsky.app/watch/{did}/{video}/playlist.m3u8"
        yield "video", url, text_at(held, "alt")


def _card_picture(did: str, card: JsonValue) -> Iterator[tuple[str, str, str]]:
    yield from _picture(did, part(card, "thumb"), text_at(card, "description"))


def _picture(did: str, blob: JsonValue, alt: str) -> Iterator[tuple[str, str, str]]:
    """Blobs of the first year have a `cid` and no `ref`."""
    name = text_at(blob, "ref", "$link") or text_at(blob, "cid")
    if _BLOB.fullmatch(name):
        yield "image", f"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{name}@jpeg", alt


class Wanted:
    """Which of all posts are wanted."""

    def __init__(self, settings: BlueskySettings) -> None:
        self._words = _any_of(settings.words)
        self._tags = frozenset(tag.lstrip("#").casefold() for tag in settings.hashtags)
        self._accounts = frozenset(settings.accounts)
        self._languages = frozenset(settings.languages)
        self._replies = settings.replies
        self._all = not (settings.words or settings.hashtags or settings.accounts)

    def has(self, event: Happening) -> bool:
        """Judged before the post is made: most are not."""
        record = event.record
        if not self._replies and isinstance(part(record, "reply"), dict):
            return False
        if self._languages:
            said = {code.partition("-")[0].lower() for code in texts_at(record, "langs")}
            if not said & self._languages:
                return False
        if self._all or event.did in self._accounts:
            return True
        text = text_at(record, "text")
        if self._words is not None and self._words.search(text.casefold()):
            return True
        return bool(self._tags) and not self._tags.isdisjoint(self._tags_of(record, text))

    def _tags_of(self, record: JsonValue, text: str) -> set[str]:
        found = {tag.casefold() for tag in (*hashtags_in(text), *texts_at(record, "tags"))}
        for facet in objects_at(record, "facets"):
            features = items_at(facet, "features")
            found |= {words(part(one, "tag")).casefold() for one in features}
        return found


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    if not phrases:
        return None
    longest = sorted((re.escape(one.casefold()) for one in phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)")
