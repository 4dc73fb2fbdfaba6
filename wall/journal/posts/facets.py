"""Facets: the short texts under which a post can be found. They say what `wall.insight.matching`
says, so that a facet never misses a post that a query means."""

from __future__ import annotations

from functools import lru_cache

from wall.insight.matching import author_key, author_keys, tag_key
from wall.model.post_queries import PostQuery, PostState
from wall.model.posts import Post

STATE, SOURCE, NETWORK, LANGUAGE = "s:", "f:", "n:", "l:"
COUNTRY, AUTHOR, HASHTAG, TOPIC = "c:", "a:", "#:", "t:"

_IMAGE, _VIDEO = 1, 2
MEDIA_BITS = {"any": _IMAGE | _VIDEO, "image": _IMAGE, "video": _VIDEO}


def facets_of(post: Post, state: PostState) -> frozenset[str]:
    found = _filed(state, post.source, post.network, post.country, post.language) | _written(
        author_keys(post.author)
    )
    if not (post.hashtags or post.topics):
        return found
    return found.union(
        [HASHTAG + tag_key(tag) for tag in post.hashtags],
        [TOPIC + topic for topic in post.topics],
    )


@lru_cache(maxsize=1024)
def _filed(
    state: PostState, source: str, network: str, country: str, language: str
) -> frozenset[str]:
    parts = (language.casefold() or "und").split("-")
    return frozenset(
        (
            STATE + state,
            SOURCE + source,
            NETWORK + network.casefold(),
            COUNTRY + (country.casefold() or "unknown"),
            *(LANGUAGE + "-".join(parts[:count]) for count in range(1, len(parts) + 1)),
        )
    )


@lru_cache(maxsize=4096)
def _written(keys: frozenset[str]) -> frozenset[str]:
    return frozenset(AUTHOR + key for key in keys)


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
