"""Reading published posts and planned messages of Hootsuite. Pure.

Shapes: developer.hootsuite.com, Analytics API 1.0 and REST API 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from wall.model.posts import Post, PostKind
from wall.sources.connecting.identifying import native_of, network_by_host
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
from wall.sources.plain_text import plain
from wall.sources.source import Unreadable

NETWORKS = {
    "FACEBOOKPAGE": "facebook",
    "TWITTER": "x",
    "INSTAGRAMBUSINESS": "instagram",
    "TIKTOKBUSINESS": "tiktok",
    "YOUTUBECHANNEL": "youtube",
    "PINTEREST": "pinterest",
    "THREADS": "threads",
}
_KINDS: tuple[tuple[str, PostKind], ...] = (
    ("_RETWEET", "repost"),
    ("_QUOTE", "quote"),
    ("_REPLY", "reply"),
    ("_STORY", "story"),
    ("_VIDEO", "video"),
    ("_REEL", "video"),
)


def read_post(
    item: JsonValue, network: str, names: Mapping[str, str], heard_at: float
) -> Post | None:
    """Raises Unreadable."""
    supplied, url = text_at(item, "externalId"), text_at(item, "sourceLink")
    at = moment_of(part(item, "createdAt"))
    if at is None or not (supplied or url):
        raise Unreadable("a post without id or time")
    named, native = native_of(url)
    text = text_at(item, "content")
    profile = text_at(item, "profileId")
    source = part(item, "source")
    metrics = part(item, "metrics")
    said = text_at(item, "postType")
    kind: PostKind = next((kind for tail, kind in _KINDS if said.endswith(tail)), "post")
    pictures = [
        text_at(one, "highResolutionThumbnailUrl")
        or text_at(one, "thumbnailUrl")
        or text_at(one, "url")
        for one in objects_at(item, "media")
    ]
    return shaped(
        Found(
            at=min(at, heard_at),
            native_id=native or supplied or url,
            network=named or network_by_host(url) or network,
            title=text_at(item, "title"),
            text=text,
            author=names.get(profile) or text_at(source, "displayName") or text_at(source, "name"),
            handle=text_at(source, "name") if text_at(source, "displayName") else "",
            avatar=text_at(source, "photo"),
            author_id=text_at(item, "externalProfileId"),
            author_url=text_at(source, "url"),
            author_kind="brand",
            url=url,
            media=tuple(("image", one, "") for one in pictures if one),
            likes=_first(metrics, "likes", "reactions", "favorites") or 0,
            shares=_first(metrics, "shares", "retweets", "reposts") or 0,
            replies=_first(metrics, "comments", "replies") or 0,
            views=_first(metrics, "impressions", "post_views", "video_views", "views"),
            reach=_first(metrics, "reach", "post_reach"),
            kind=kind,
            observed_at=heard_at,
            hashtags=hashtags_in(text),
            links=links_in(text),
            tags=[
                *[text_at(one, "label") for one in objects_at(item, "tags")],
                text_at(item, "campaign", "label"),
            ],
        )
    )


def _first(metrics: JsonValue, *names: str) -> float | None:
    found = (number_at(metrics, name) for name in names)
    return next((value for value in found if value is not None), None)


Plan = tuple[str, str, str, str]
"""When (ISO 8601, empty: as soon as it is approved), profile, state, text."""


def plans_in(document: JsonValue, names: Mapping[str, str]) -> list[Plan]:
    found: list[Plan] = []
    for item in objects_at(document, "data"):
        when = text_at(item, "scheduledSendTime")
        profile = text_at(item, "socialProfile", "id")
        if moment_of(when) is None and when:
            continue
        words = plain(text_at(item, "text"), 500)
        state = text_at(item, "state").replace("_", " ").capitalize()
        found.append((plain(when, 40), names.get(profile, profile), plain(state, 40), words))
    return found


def next_of(document: JsonValue) -> str:
    """The cursor of the next page: of analytics, or of messages."""
    return text_at(document, "metadata", "collectionInfo", "next", "cursor") or text_at(
        document, "cursor"
    )
