"""Reading posts of X, in both generations of its field names. Pure.

Shapes: xdevplatform/docs openapi.json 2.167 (`referenced_posts`, `repost_count`) and the prose
of the same state (`referenced_tweets`, `retweet_count`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pydantic import JsonValue

from wall.model.posts import Post, PostKind
from wall.sources.connecting.shaping import (
    Found,
    moment_of,
    number_at,
    objects_at,
    part,
    shaped,
    text_at,
    texts_at,
)
from wall.sources.source import Unreadable
from wall.sources.x.wording import choices_of, entities_of, text_of, unescaped

FIELDS = {
    "tweet.fields": "id,text,author_id,created_at,lang,conversation_id,possibly_sensitive,"
    "public_metrics,entities,geo,referenced_tweets,edit_history_tweet_ids,note_tweet,attachments,"
    "withheld",
    "user.fields": "id,name,username,location,verified,verified_type,profile_image_url,"
    "public_metrics",
    "place.fields": "id,full_name,country_code",
    "media.fields": "media_key,type,url,preview_image_url,alt_text",
    "expansions": "author_id,geo.place_id,attachments.media_keys",
}
KNOWN = frozenset(
    [
        *("id", "text", "author_id", "created_at", "lang", "conversation_id", "withheld", "geo"),
        *("possibly_sensitive", "reply_settings", "public_metrics", "entities", "attachments"),
        *("edit_history_post_ids", "edit_history_tweet_ids", "referenced_posts", "source"),
        *("referenced_tweets", "note_post", "note_tweet", "edit_controls", "in_reply_to_user_id"),
        *("context_annotations", "display_text_range", "suggested_source_links", "article"),
        *("community_id", "media_metadata", "scopes", "card_uri", "promoted_metrics"),
    ]
)
_ID = re.compile(r"[0-9]{1,20}")
SNOWFLAKE_MS = 1_288_834_974_657
"""When ids began to count milliseconds, in such since 1970."""
_OLD_CODES = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv"}
KINDS: dict[str, PostKind] = {
    "replied_to": "reply",
    "quoted": "quote",
    "retweeted": "repost",
    "reposted": "repost",
}


@dataclass(frozen=True)
class Read:
    """A post and what goes with it."""

    native_id: str
    post: Post | None
    """None for what may not be shown."""
    earlier: tuple[str, ...]
    """Ids of the versions before an edit."""
    strange: tuple[str, ...]


def read_post(data: JsonValue, includes: JsonValue, tags: list[str], heard_at: float) -> Read:
    """Raises Unreadable."""
    native = text_at(data, "id")
    if not isinstance(data, dict) or not _ID.fullmatch(native):
        raise Unreadable("a post without id")
    at = moment_of(data.get("created_at")) or _made_at(native)
    if at is None:
        raise Unreadable("a post without a time")
    strange = tuple(sorted(data.keys() - KNOWN))[:10]
    history = texts_at(data, "edit_history_post_ids") or texts_at(data, "edit_history_tweet_ids")
    earlier = tuple(item for item in history if item != native)
    if "withheld" in data:
        return Read(native, None, earlier, strange)
    found = _found(data, includes, tags, native, min(at, heard_at))
    post = shaped(replace(found, observed_at=heard_at, edited_at=at if earlier else None))
    return Read(native, post, earlier, strange)


def _found(
    data: dict[str, JsonValue], includes: JsonValue, tags: list[str], native: str, at: float
) -> Found:
    user = _named(objects_at(includes, "users"), "id", text_at(data, "author_id"))
    place = _named(objects_at(includes, "places"), "id", text_at(data, "geo", "place_id"))
    referenced = objects_at(data, "referenced_posts") or objects_at(data, "referenced_tweets")
    kinds = {text_at(one, "type"): text_at(one, "id") for one in referenced}
    handle = text_at(user, "username")
    return Found(
        at=at,
        native_id=native,
        network="x",
        text=_text_with(data, kinds, includes),
        title=text_at(data, "article", "title"),
        author=unescaped(text_at(user, "name")),
        handle=handle,
        avatar=text_at(user, "profile_image_url"),
        author_id=text_at(data, "author_id"),
        author_url=f"https://x.com/{handle}" if handle else "",
        followers=number_at(user, "public_metrics", "followers_count"),
        verified=part(user, "verified") is True,
        author_kind="brand" if text_at(user, "verified_type") == "business" else "",
        url=f"https://x.com/{handle or 'i'}/status/{native}",
        language=_language(text_at(data, "lang")),
        language_from="supplier",
        country=text_at(place, "country_code"),
        country_from="place",
        region=text_at(place, "full_name") or text_at(user, "location"),
        media=tuple(_media(data, includes)),
        likes=_count(data, "like_count") or 0,
        shares=(_count(data, "repost_count", "retweet_count") or 0)
        + (_count(data, "quote_count") or 0),
        replies=_count(data, "reply_count") or 0,
        views=_count(data, "impression_count") or None,
        kind=next((KINDS[name] for name in kinds if name in KINDS), "post"),
        reply_to=kinds.get("replied_to", ""),
        thread=text_at(data, "conversation_id"),
        hashtags=[text_at(one, "tag") for one in entities_of(data, "hashtags")],
        mentions=[text_at(one, "username") for one in entities_of(data, "mentions")],
        links=[
            text_at(one, "unwound_url") or text_at(one, "expanded_url")
            for one in entities_of(data, "urls")
        ],
        tags=[*tags, *(["sensitive"] if data.get("possibly_sensitive") is True else [])],
    )


def _made_at(native: str) -> float | None:
    """What is handed out without its fields tells its time by its id."""
    return ((int(native) >> 22) + SNOWFLAKE_MS) / 1000.0 if len(native) > 14 else None


def _text_with(data: dict[str, JsonValue], kinds: dict[str, str], includes: JsonValue) -> str:
    """A repost is cut short; what it repeats may come along."""
    repeated = kinds.get("retweeted") or kinds.get("reposted") or ""
    others = [*objects_at(includes, "tweets"), *objects_at(includes, "posts")]
    original = _named(others, "id", repeated)
    text = "\n".join([text_of(data, kinds.get("quoted", "")), *choices_of(data, includes)])
    if original is None:
        return text.strip()
    head = text.partition(": ")[0]
    return f"{head}: {text_of(original)}" if head.startswith("RT @") else text_of(original)


@dataclass(frozen=True)
class Withdrawn:
    """What X says must not be shown any more."""

    posts: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


def withdrawn_in(said: JsonValue) -> Withdrawn | None:
    """Of a compliance event, also where a relay mixes them into the stream; None for others."""
    held = [said, part(said, "data")]
    posts: list[str] = []
    authors: list[str] = []
    known = False
    for one in held:
        for name in ("delete", "tweet_delete", "post_delete", "drop", "withheld", "tweet_withheld"):
            event = part(one, name)
            ids = [text_at(event, n, "id") for n in ("tweet", "post", "status")]
            there = [item for item in ids if _ID.fullmatch(item)]
            known = known or bool(there)
            posts += there
        for name in ("user_delete", "user_suspend", "user_protect"):
            event = part(one, name)
            item = text_at(event, "user", "id") or text_at(event, "id")
            if _ID.fullmatch(item):
                known = True
                authors.append(item)
    return Withdrawn(tuple(posts), tuple(authors)) if known else None


def _language(said: str) -> str:
    """X writes `und` and codes such as `qme` where there is none."""
    return (
        "" if said in ("und", "zxx", "art") or said.startswith("q") else _OLD_CODES.get(said, said)
    )


def _count(data: JsonValue, *names: str) -> float | None:
    found = (number_at(data, "public_metrics", name) for name in names)
    return next((count for count in found if count is not None), None)


def _named(
    objects: list[dict[str, JsonValue]], name: str, wanted: str
) -> dict[str, JsonValue] | None:
    return next((one for one in objects if wanted and text_at(one, name) == wanted), None)


def _media(data: JsonValue, includes: JsonValue) -> list[tuple[str, str, str]]:
    keys = set(texts_at(data, "attachments", "media_keys"))
    found = []
    for one in objects_at(includes, "media"):
        if text_at(one, "media_key") in keys:
            url = text_at(one, "url") or text_at(one, "preview_image_url")
            found.append(("image", url, text_at(one, "alt_text")))
    return found
