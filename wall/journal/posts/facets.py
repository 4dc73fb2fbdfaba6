"""Facets: the short texts under which a post can be found. They say what `wall.insight.matching`
says, so that a facet never misses a post that a query means."""

from __future__ import annotations

from wall.insight.matching import author_key, author_keys, tag_key
from wall.model.post_queries import PostQuery, PostState
from wall.model.posts import Post

STATE, SOURCE, NETWORK, LANGUAGE = "s:", "f:", "n:", "l:"
COUNTRY, AUTHOR, HASHTAG, TOPIC = "c:", "a:", "#:", "t:"

_IMAGE, _VIDEO = 1, 2
MEDIA_BITS = {"any": _IMAGE | _VIDEO, "image": _IMAGE, "video": _VIDEO}


def facets_of(post: Post, state: PostState) -> frozenset[str]:
    found = {
        STATE + state,
        SOURCE + post.source,
        NETWORK + post.network.casefold(),
        COUNTRY + (post.country.casefold() or "unknown"),
    }
    found.update(AUTHOR + key for key in author_keys(post.author))
    found.update(HASHTAG + tag_key(tag) for tag in post.hashtags)
    found.update(TOPIC + topic for topic in post.topics)
    parts = (post.language.casefold() or "und").split("-")
    found.update(LANGUAGE + "-".join(parts[:count]) for count in range(1, len(parts) + 1))
    return frozenset(found)


def wanted_facets(query: PostQuery) -> list[tuple[str, ...]]:
    """A post of the query has one facet of each group."""
    groups = [
        [STATE + state for state in query.states],
        [SOURCE + source for source in query.sources],
        [NETWORK + network.casefold() for network in query.networks],
        [COUNTRY + country.casefold() for country in query.countries],
        [LANGUAGE + language.casefold() for language in query.languages],
        [AUTHOR + author_key(author) for author in query.authors],
        [HASHTAG + tag_key(tag) for tag in query.hashtags],
        [TOPIC + topic for topic in query.topics],
    ]
    return [tuple(sorted(set(group))) for group in groups if group]


def media_bits(post: Post) -> int:
    bits = 0
    for media in post.media:
        bits |= MEDIA_BITS[media.type]
    return bits


def handle_of(handle: str) -> str:
    """How accounts are told apart by their handle."""
    return handle.strip().lstrip("@").casefold()
