"""Reading comments and live chats of the YouTube Data API v3. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import JsonValue

from wall.model.posts import Post, PostKind
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
)
from wall.sources.plain_text import text_of_html

PAID = {
    "superChatEvent": "superChatDetails",
    "fanFundingEvent": "fanFundingEventDetails",
    "memberMilestoneChatEvent": "memberMilestoneChatDetails",
}
"""Messages in which words are an extra, and where they stand."""
WITH_WORDS = frozenset(("textMessageEvent", *PAID))
_MARKED = re.compile(r"<(?:br|a|i)\b|<b>|&(?:#\d+|quot|amp|lt|gt);")


@dataclass
class Said:
    """What people said, and what was taken back."""

    posts: list[Post] = field(default_factory=list)
    removals: list[str] = field(default_factory=list)
    banned: list[str] = field(default_factory=list)
    """Ids of authors' channels."""
    skipped: int = 0
    ended: bool = False


def comments_in(document: JsonValue, heard_at: float) -> Said:
    """Threads with the answers that came along; one that cannot be read is skipped."""
    said = Said()
    for thread in objects_at(document, "items"):
        top = part(thread, "snippet", "topLevelComment")
        replies = number_at(thread, "snippet", "totalReplyCount") or 0
        for comment, kind, count in _both(thread, top, replies):
            try:
                post = _comment(comment, kind, count, heard_at)
            except ValueError:
                post = None
            if post is None:
                said.skipped += 1
            else:
                said.posts.append(post)
    return said


def _both(
    thread: JsonValue, top: JsonValue, replies: float
) -> Iterator[tuple[JsonValue, PostKind, float]]:
    yield top, "comment", replies
    for reply in objects_at(thread, "replies", "comments"):
        yield reply, "reply", 0.0


def _comment(comment: JsonValue, kind: PostKind, replies: float, heard_at: float) -> Post | None:
    native, snippet = text_at(comment, "id"), part(comment, "snippet")
    at, edited = moment_of(part(snippet, "publishedAt")), moment_of(part(snippet, "updatedAt"))
    if not native or at is None:
        return None
    displayed = text_at(snippet, "textDisplay")
    # It is asked for as plain text: `a <b` is none of HTML's tags there.
    shown = text_of_html(displayed, 10_000) if _MARKED.search(displayed) else displayed
    text = text_at(snippet, "textOriginal") or shown
    video = text_at(snippet, "videoId")
    name = text_at(snippet, "authorDisplayName")
    return shaped(
        Found(
            at=min(at, heard_at),
            native_id=native,
            network="youtube",
            text=text,
            author=name,
            handle=name.removeprefix("@") if name.startswith("@") else "",
            author_id=text_at(snippet, "authorChannelId", "value"),
            author_url=text_at(snippet, "authorChannelUrl"),
            avatar=text_at(snippet, "authorProfileImageUrl"),
            url=f"https://www.youtube.com/watch?v={video}&lc={native}" if video else "",
            likes=number_at(snippet, "likeCount") or 0,
            replies=replies,
            kind=kind,
            observed_at=heard_at,
            edited_at=edited if edited and edited > at + 1 else None,
            reply_to=text_at(snippet, "parentId") or video,
            thread=video,
            hashtags=hashtags_in(text),
            links=links_in(text),
        )
    )


def chats_in(document: JsonValue) -> dict[str, str]:
    """Chats that are running, and their videos, of an answer of `videos.list`."""
    found = {
        text_at(one, "liveStreamingDetails", "activeLiveChatId"): text_at(one, "id")
        for one in objects_at(document, "items")
    }
    return {chat: video for chat, video in found.items() if chat}


def chat_in(document: JsonValue, video: str, heard_at: float) -> Said:
    """Messages, deletions and bans, in the order in which they came."""
    said = Said(ended=bool(text_at(document, "offlineAt")))
    for item in objects_at(document, "items"):
        snippet, author = part(item, "snippet"), part(item, "authorDetails")
        match text_at(snippet, "type"):
            case "messageDeletedEvent" | "messageRetractedEvent" | "tombstone":
                item_id = (
                    text_at(snippet, "messageDeletedDetails", "deletedMessageId")
                    or text_at(snippet, "messageRetractedDetails", "retractedMessageId")
                    or text_at(item, "id")
                )
                said.removals += [f"youtube:{item_id}"] if item_id else []
            case "userBannedEvent":
                banned = text_at(snippet, "userBannedDetails", "bannedUserDetails", "channelId")
                said.banned += [banned] if banned else []
            case "chatEndedEvent":
                said.ended = True
            case kind if kind in WITH_WORDS:
                if kind in PAID and not text_at(snippet, PAID[kind], "userComment"):
                    continue
                try:
                    post = _message(item, snippet, author, video, heard_at)
                except ValueError:
                    post = None
                said.posts += [post] if post else []
                said.skipped += post is None
    return said


def _message(
    item: JsonValue, snippet: JsonValue, author: JsonValue, video: str, heard_at: float
) -> Post | None:
    native, at = text_at(item, "id"), moment_of(part(snippet, "publishedAt"))
    # What is displayed of a payment begins with the sum and the name.
    said = PAID.get(text_at(snippet, "type"), "")
    text = (
        text_at(snippet, said, "userComment")
        or text_at(snippet, "displayMessage")
        or text_at(snippet, "textMessageDetails", "messageText")
    )
    if not native or at is None or not text:
        return None
    return shaped(
        Found(
            at=min(at, heard_at),
            native_id=native,
            network="youtube",
            text=text,
            author=text_at(author, "displayName"),
            author_id=text_at(author, "channelId") or text_at(snippet, "authorChannelId"),
            author_url=text_at(author, "channelUrl"),
            avatar=text_at(author, "profileImageUrl"),
            verified=part(author, "isVerified") is True,
            author_kind="brand" if part(author, "isChatOwner") is True else "",
            url=f"https://www.youtube.com/watch?v={video}",
            kind="comment",
            observed_at=heard_at,
            reply_to=video,
            thread=video,
            hashtags=hashtags_in(text),
            links=links_in(text),
            tags=["chat"],
        )
    )
