"""Reading answers of Emplifi's Public API 3: posts, and cubes of metrics. Pure.

Shapes: Emplifi/public-api-tableau-wdc.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.connecting.identifying import native_of
from wall.sources.connecting.shaping import (
    Found,
    hashtags_in,
    items_at,
    links_in,
    moment_of,
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
from wall.sources.emplifi.settings import Profile
from wall.sources.source import Unreadable


@dataclass(frozen=True)
class Refused:
    """What an answer without success says."""

    why: str
    fields: frozenset[str]
    """Words in it, of which some may be names of fields."""


def refused_in(document: JsonValue) -> Refused | None:
    """The status of the answer says nothing: `success` does."""
    if part(document, "success") is True:
        return None
    said = [
        text
        for error in objects_at(document, "errors")
        for text in (*texts_at(error, "errors"), text_at(error, "message"))
        if text
    ]
    told = "; ".join(said)[:200] or "no success, and no reason"
    return Refused(told, frozenset(told.replace("'", " ").replace('"', " ").split()))


def posts_in(document: JsonValue) -> tuple[list[dict[str, JsonValue]], JsonValue]:
    """Posts of a page, and what to ask for the next one with."""
    data = part(document, "data")
    for name in ("posts", "videos", "tweets"):
        found = objects_at(data, name)
        if found:
            break
    else:
        found = objects_at(document, "data")
    return found, part(data, "next") or part(document, "next")


def read_post(
    item: JsonValue, network: str, profiles: Mapping[str, Profile], heard_at: float
) -> Post | None:
    """Raises Unreadable."""
    supplied = text_at(item, "id")
    at = moment_of(part(item, "created_time"))
    if not supplied or at is None:
        raise Unreadable("a post without id or time")
    url = text_at(item, "url")
    named, native = native_of(url)
    text = next(filter(None, (text_at(item, n) for n in ("content", "message", "description"))), "")
    holder = next((part(item, n) for n in ("page", "profile", "channel") if part(item, n)), None)
    author = part(item, "author") or holder
    of = words(part(item, "profileId")) or text_at(holder, "id") or words(holder)
    profile = profiles.get(of) or profiles.get(text_at(author, "id")) or Profile()
    likes = number_at(item, "likes")
    return shaped(
        Found(
            at=min(at, heard_at),
            native_id=native or supplied,
            network=named or network,
            title=text_at(item, "title"),
            text=text,
            author=text_at(author, "name") or profile.name or of,
            author_id=text_at(author, "id") or of,
            author_url=text_at(author, "url"),
            author_kind="brand" if of else "",
            avatar=text_at(author, "picture"),
            url=url,
            country=profile.country,
            country_from="source",
            media=tuple(_media(item)),
            likes=(likes if likes is not None else number_at(item, "reactions")) or 0,
            shares=number_at(item, "shares") or 0,
            replies=number_at(item, "comments") or 0,
            views=number_at(item, "video_views"),
            kind="video" if network == "youtube" else "post",
            observed_at=heard_at,
            sentiment=sentiment_of(part(item, "sentiment")),
            hashtags=hashtags_in(text),
            links=links_in(text),
            tags=[text_at(one, "name") or text_at(one, "id") for one in _labels(item)],
        )
    )


def is_withdrawn(item: JsonValue) -> bool:
    return any(part(item, name) is True for name in ("deleted", "hidden", "spam"))


def _labels(item: JsonValue) -> list[dict[str, JsonValue]]:
    return objects_at(item, "post_labels")


def _media(item: JsonValue) -> Iterator[tuple[str, str, str]]:
    for one in objects_at(item, "attachments"):
        url = text_at(one, "image_url") or text_at(one, "url")
        if text_at(one, "image_url") or text_at(one, "type") in ("photo", "image"):
            yield "image", url, text_at(one, "title")


@dataclass(frozen=True)
class Cell:
    """A value of a cube, and where it lies."""

    day: str
    profile: str
    value: float | None


def cells_of(document: JsonValue) -> list[Cell]:
    """`data` is lists in lists, as deep as `header` is long. Raises Unreadable."""
    kinds = [text_at(one, "type") for one in objects_at(document, "header")]
    rows = [items_at(one, "rows") for one in objects_at(document, "header")]
    if not kinds or not isinstance(part(document, "data"), list):
        raise Unreadable("the answer is no cube of metrics")
    found: list[Cell] = []

    def look(value: JsonValue, depth: int, place: dict[str, str]) -> None:
        if depth == len(kinds):
            found.append(Cell(place.get("date", ""), place.get("profile", ""), number(value)))
            return
        items = value if isinstance(value, list) else []
        for row, item in zip(rows[depth], items, strict=False):
            name = words(row) or text_at(row, "id")
            look(item, depth + 1, {**place, kinds[depth].partition(".")[0]: name})

    look(part(document, "data"), 0, {})
    return found
