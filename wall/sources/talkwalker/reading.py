"""Reading results of Talkwalker. Pure."""

from __future__ import annotations

from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.connecting.identifying import native_of, network_by_host
from wall.sources.connecting.places import country_code, language_code
from wall.sources.connecting.shaping import (
    Found,
    hashtags_in,
    items_at,
    links_in,
    moment_of,
    network_of,
    number_at,
    objects_at,
    part,
    shaped,
    text_at,
    texts_at,
)
from wall.sources.plain_text import text_of_html
from wall.sources.source import Unreadable


def read_result(chunk: JsonValue, heard_at: float) -> Post | None:
    """Raises Unreadable."""
    result = part(chunk, "chunk_result", "data")
    data = part(result, "data")
    url = text_at(data, "url")
    at = moment_of(part(data, "published")) or moment_of(part(data, "indexed"))
    # Of X it may hand out ids alone: then there is nothing to read in it.
    provider, supplied = text_at(data, "external_provider"), text_at(data, "external_id")
    if not (url or (provider and supplied)) or at is None:
        raise Unreadable("a result without address or time")
    author, origin = part(data, "extra_author_attributes"), part(data, "extra_source_attributes")
    network, native = native_of(url)
    text = text_of_html(text_at(data, "content") or text_at(data, "content_snippet"), 10_000)
    article = part(data, "extra_article_attributes")
    numbers = part(data, "article_extended_attributes")
    news = "ONLINENEWS" in ",".join(texts_at(data, "source_type"))
    return shaped(
        Found(
            at=min(at, heard_at),
            native_id=native or url or supplied,
            network=network or network_by_host(url) or (provider if not url else _network(data)),
            title=text_of_html(text_at(data, "title"), 500),
            text=text,
            author=text_at(author, "name") or text_at(origin, "name"),
            handle=text_at(author, "short_name"),
            author_id=text_at(author, "id"),
            author_url=text_at(author, "url"),
            avatar=text_at(author, "image_url"),
            url=url,
            language=language_code(text_at(data, "lang")),
            language_from="supplier",
            country=_country(article, author, origin),
            country_from="supplier",
            region=text_at(origin, "world_data", "region"),
            media=tuple(("image", text_at(one, "url"), "") for one in objects_at(data, "images")),
            likes=_most(numbers, "twitter_likes", "facebook_likes", "instagram_likes"),
            shares=_most(numbers, "twitter_retweets", "twitter_shares", "facebook_shares"),
            replies=_most(numbers, "num_comments", "facebook_comments", "instagram_comments"),
            views=_most(numbers, "youtube_views", "num_views") or None,
            followers=_most(
                part(data, "source_extended_attributes"),
                *("twitter_followers", "instagram_followers", "facebook_followers"),
            )
            or None,
            reach=number_at(data, "reach"),
            sentiment=_tone(number_at(data, "sentiment")),
            kind="article" if news else "post",
            observed_at=heard_at,
            hashtags=hashtags_in(text),
            links=links_in(text),
            tags=_rules(result),
        )
    )


def _country(*places: JsonValue) -> str:
    """The first that is known."""
    codes = (country_code(text_at(place, "world_data", "country_code")) for place in places)
    return next(filter(None, codes), "")


def _rules(result: JsonValue) -> list[str]:
    """The searches of the collector that found it."""
    return [
        rule
        for one in objects_at(result, "highlighted_data")
        for rule in texts_at(one, "matched", "collector_query_ids")
    ]


def _most(numbers: JsonValue, *names: str) -> float:
    """Each network has a count of its own; those of others are 0."""
    return max((number_at(numbers, name) or 0.0 for name in names), default=0.0)


def _tone(said: float | None) -> float | None:
    """Of -5…5."""
    return None if said is None else max(-1.0, min(1.0, said / 5.0))


def _network(data: JsonValue) -> str:
    """The last of `SOCIALMEDIA, SOCIALMEDIA_TWITTER`."""
    kinds = [str(one) for one in items_at(data, "source_type")]
    said = kinds[-1].lower().removeprefix("socialmedia_") if kinds else "web"
    return network_of(said.partition("_")[0])
