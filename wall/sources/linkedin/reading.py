"""Reading posts and statistics of LinkedIn's versioned interface. Pure.

Shapes: learn.microsoft.com/linkedin: Posts API, social metadata, share statistics.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import JsonValue

from wall.model.posts import Post
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
from wall.sources.source import Unreadable

_HASHTAG = re.compile(r"\{hashtag\|\\?[#＃]\|((?:\\.|[^{}\\])*+)\}")
_MENTION = re.compile(r"@\[((?:\\.|[^\[\]\\])*+)\]\((urn:li:[^()]*+)\)")
LONGEST = 20_000
_ESCAPED = re.compile(r"\\([|{}@\[\]()<>#\\*_~])")


def words_of(commentary: str) -> tuple[str, list[str]]:
    """What a person reads of LinkedIn's little format, and who is mentioned."""
    mentioned = [_ESCAPED.sub(r"\1", one[1]) for one in _MENTION.finditer(commentary)]
    text = _HASHTAG.sub(r"#\1", commentary)
    text = _MENTION.sub(r"\1", text)
    return _ESCAPED.sub(r"\1", text), mentioned


def read_post(post: JsonValue, name: str, counts: JsonValue, heard_at: float) -> Post | None:
    """None for what is not public or not published. Raises Unreadable."""
    urn = text_at(post, "id")
    at = moment_of(part(post, "publishedAt")) or moment_of(part(post, "createdAt"))
    if not urn.startswith("urn:li:") or at is None:
        raise Unreadable("a post without id or time")
    state, seen_by = text_at(post, "lifecycleState"), text_at(post, "visibility")
    if state not in ("", "PUBLISHED") or seen_by not in ("", "PUBLIC", "LOGGED_IN"):
        return None
    content = part(post, "content")
    text, mentioned = words_of(text_at(post, "commentary")[:LONGEST])
    text = "\n".join([text, *_poll(content)]).strip()
    article = part(content, "article")
    edited = moment_of(part(post, "lastModifiedAt"))
    author = text_at(post, "author")
    was_edited = text_at(post, "lifecycleStateInfo", "isEditedByAuthor").lower() == "true" or (
        part(post, "lifecycleStateInfo", "isEditedByAuthor") is True
    )
    link = text_at(article, "source")
    return shaped(
        Found(
            at=min(at, heard_at),
            native_id=urn,
            network="linkedin",
            title=text_at(article, "title") or text_at(content, "media", "title"),
            text=text,
            author=name or author.rpartition(":")[2],
            author_id=author,
            author_kind="brand" if ":organization:" in author else "",
            url=f"https://www.linkedin.com/feed/update/{urn}",
            likes=_reactions(counts),
            replies=number_at(counts, "commentSummary", "count") or 0,
            kind="repost" if isinstance(part(post, "reshareContext"), dict) else "post",
            observed_at=heard_at,
            edited_at=edited if was_edited else None,
            reply_to="",
            thread=text_at(post, "reshareContext", "root"),
            hashtags=hashtags_in(text),
            mentions=mentioned,
            links=[*links_in(text), *([link] if link else [])],
        )
    )


def _poll(content: JsonValue) -> list[str]:
    choices = [text_at(one, "text") for one in objects_at(content, "poll", "options")[:10]]
    return [text_at(content, "poll", "question"), *(f"○ {one}" for one in choices if one)]


def _reactions(counts: JsonValue) -> float:
    by_kind = part(counts, "reactionSummaries")
    kinds = by_kind.values() if isinstance(by_kind, dict) else ()
    return sum(number_at(one, "count") or 0 for one in kinds)


def lines_of(document: JsonValue, metrics: Sequence[str]) -> dict[str, dict[float, float | None]]:
    """Values by the beginning of their day (UTC)."""
    lines: dict[str, dict[float, float | None]] = {metric: {} for metric in metrics}
    for element in objects_at(document, "elements"):
        at = moment_of(part(element, "timeRange", "start"))
        if at is None:
            continue
        for metric in metrics:
            lines[metric][at] = number_at(element, "totalShareStatistics", metric)
    return {
        metric: points
        for metric, points in lines.items()
        if any(value is not None for value in points.values())
    }
