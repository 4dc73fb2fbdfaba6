"""Reading webhooks and answers of the Graph API. Pure.

Shapes: developers.facebook.com, webhooks for pages and for Instagram: changes lie in
`entry[].changes[]`, or for accounts with Instagram's own log-in in `entry[]` itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import JsonValue

from wall.model.posts import Post, PostKind
from wall.sources.connecting.documents import read_json
from wall.sources.connecting.shaping import (
    Found,
    hashtags_in,
    links_in,
    moment_of,
    number,
    number_at,
    objects_at,
    part,
    shaped,
    text_at,
    texts_at,
)
from wall.sources.source import Unreadable

REMOVALS = frozenset({"remove", "delete", "hide", "block"})
SILENT = frozenset({"reaction", "like", "unlike", "event", "rating"})
"""Items of a page's feed that say no words."""
PAGE_CHANGES = frozenset({"feed", "mention", "ratings"})
COMMENTS = frozenset({"comments", "live_comments"})
IDS_ONLY = frozenset({"mentions", "story_insights"})


@dataclass
class Told:
    """What a webhook told."""

    posts: list[Post] = field(default_factory=list)
    removals: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    skipped: int = 0


def read_webhook(body: bytes, heard_at: float) -> Told:
    """Raises Unreadable."""
    said = read_json(body)
    object_of = text_at(said, "object")
    if object_of not in ("page", "instagram"):
        raise Unreadable(f"a call about '{object_of[:40]}', not about a page or Instagram")
    told = Told()
    for page, entry_at, change in _changes(said):
        name, value = text_at(change, "field"), part(change, "value")
        try:
            if object_of == "page" and name in PAGE_CHANGES:
                _page_change(value, page, entry_at or heard_at, heard_at, told)
            elif object_of == "instagram" and name in COMMENTS:
                post = _instagram_comment(value, entry_at or heard_at, heard_at)
                told.posts += [post] if post else []
            elif name not in IDS_ONLY:
                told.strange.append(name[:40])
        except ValueError:
            told.skipped += 1
    return told


def _changes(said: JsonValue) -> Iterator[tuple[str, float | None, JsonValue]]:
    for entry in objects_at(said, "entry")[:1000]:
        at = moment_of(entry.get("time"))
        if "field" in entry:
            yield text_at(entry, "id"), at, entry
        for change in objects_at(entry, "changes")[:1000]:
            yield text_at(entry, "id"), at, change


def _page_change(value: JsonValue, page: str, at: float, heard_at: float, told: Told) -> None:
    item, verb = text_at(value, "item"), text_at(value, "verb")
    story = text_at(value, "open_graph_story_id")
    review = item == "rating" and bool(story)
    if item in SILENT and not review:
        return
    comment = item == "comment"
    native = text_at(value, "comment_id") if comment else text_at(value, "post_id") or story
    if not native:
        told.skipped += 1
        return
    if verb in REMOVALS:
        told.removals.append(f"facebook:{native}")
        return
    unpublished = number_at(value, "published") == 0 or (
        part(value, "post", "is_published") is False and not comment
    )
    text = text_at(value, "message") or text_at(value, "review_text")
    media = tuple(_page_media(value, item))
    if unpublished or not (text or media):
        return  # planned, shown as an advertisement alone, or without a word of its own
    author = text_at(value, "from", "id") or text_at(value, "sender_id")
    author = author or text_at(value, "reviewer_id")
    name = text_at(value, "from", "name") or text_at(value, "sender_name")
    parent, thread = text_at(value, "parent_id"), text_at(value, "post_id")
    when = moment_of(part(value, "created_time")) or at
    post = shaped(
        Found(
            at=min(when, heard_at),
            native_id=native,
            network="facebook",
            text=text,
            author=name or text_at(value, "reviewer_name"),
            author_id=author,
            author_kind="brand" if author and author == page else "",
            url=_comment_url(text_at(value, "post", "permalink_url"), native if comment else ""),
            media=media,
            kind=_kind(comment, review, bool(parent) and parent != thread),
            observed_at=heard_at,
            edited_at=at if verb in ("edit", "edited") else None,
            reply_to=parent if comment else "",
            thread=thread,
            hashtags=hashtags_in(text),
            links=links_in(text),
        )
    )
    if post is None:
        told.skipped += 1
    else:
        told.posts.append(post)


def _kind(comment: bool, review: bool, answers: bool) -> PostKind:
    if not comment:
        return "review" if review else "post"
    return "reply" if answers else "comment"


def _page_media(value: JsonValue, item: str) -> Iterator[tuple[str, str, str]]:
    """Several pictures are a list of addresses; a picture or film alone lies behind its link."""
    linked = text_at(value, "link") if item in ("photo", "video") else ""
    if item == "video" and linked:
        yield "video", linked, ""
    else:
        for photo in (text_at(value, "photo") or linked, *texts_at(value, "photos")):
            if photo:
                yield "image", photo, ""


def _comment_url(post_url: str, native: str) -> str:
    number_of = native.rpartition("_")[2]
    return f"{post_url}?comment_id={number_of}" if post_url and number_of else post_url


def _instagram_comment(value: JsonValue, at: float, heard_at: float) -> Post | None:
    native = text_at(value, "id")
    if not native:
        raise ValueError("a comment without an id")
    text, parent = text_at(value, "text"), text_at(value, "parent_id")
    media, handle = text_at(value, "media", "id"), text_at(value, "from", "username")
    return shaped(
        Found(
            at=min(at, heard_at),
            native_id=native,
            network="instagram",
            text=text,
            author=handle,
            handle=handle,
            author_id=text_at(value, "from", "id"),
            author_url=f"https://www.instagram.com/{handle}/" if handle else "",
            kind="reply" if parent else "comment",
            observed_at=heard_at,
            reply_to=parent or media,
            thread=media,
            hashtags=hashtags_in(text),
            links=links_in(text),
        )
    )


# -- the Graph API ------------------------------------------------------------------------------

PAGE_FIELDS = (
    "id,message,created_time,updated_time,permalink_url,full_picture,from,shares,"
    "likes.summary(true).limit(0),comments.summary(true).limit(0)"
)
MEDIA_FIELDS = (
    "id,caption,timestamp,permalink,media_type,media_url,thumbnail_url,like_count,comments_count,"
    "username"
)


def read_posts(document: JsonValue, network: str, heard_at: float) -> list[Post]:
    """Posts of a page, or media of an account."""
    found = []
    for item in objects_at(document, "data"):
        at = moment_of(item.get("created_time")) or moment_of(item.get("timestamp"))
        if at is None or not text_at(item, "id"):
            continue
        text = text_at(item, "message") or text_at(item, "caption")
        # Instagram leaves the film out where its music is protected, and has a picture of it.
        film = text_at(item, "media_url")
        video = text_at(item, "media_type") == "VIDEO" and bool(film)
        picture = text_at(item, "full_picture") or film or text_at(item, "thumbnail_url")
        name = text_at(item, "from", "name") or text_at(item, "username")
        edited = moment_of(item.get("updated_time"))
        likes = number_at(item, "likes", "summary", "total_count")
        replies = number_at(item, "comments", "summary", "total_count")
        post = shaped(
            Found(
                at=min(at, heard_at),
                native_id=text_at(item, "id"),
                network=network,
                text=text,
                author=name,
                handle=text_at(item, "username"),
                author_id=text_at(item, "from", "id"),
                author_kind="brand",
                url=text_at(item, "permalink_url") or text_at(item, "permalink"),
                media=(("video" if video else "image", picture, ""),) if picture else (),
                likes=(likes if likes is not None else number(item.get("like_count"))) or 0,
                shares=number_at(item, "shares", "count") or 0,
                replies=(replies if replies is not None else number(item.get("comments_count")))
                or 0,
                observed_at=heard_at,
                edited_at=edited if edited and edited > at + 60 else None,
                hashtags=hashtags_in(text),
                links=links_in(text),
            )
        )
        found += [post] if post else []
    return found


def ids_in(document: JsonValue, network: str) -> dict[str, float]:
    """Of all items of a page of answers, and when they were written."""
    found: dict[str, float] = {}
    for item in objects_at(document, "data"):
        at = moment_of(item.get("created_time")) or moment_of(item.get("timestamp"))
        if text_at(item, "id") and at is not None:
            found[f"{network}:{text_at(item, 'id')}"] = at
    return found


def read_insight(document: JsonValue) -> dict[float, float | None]:
    """Values by the end of their day (midnight in California)."""
    points: dict[float, float | None] = {}
    for metric in objects_at(document, "data"):
        for value in objects_at(metric, "values"):
            at = moment_of(value.get("end_time"))
            if at is not None:
                points[at] = number(value.get("value"))
    return points
