"""Slices of time: all posts of a stretch at once, for those who count them. Newest stretch first,
no page of the search: nothing is sorted or judged, and a post is not told twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping

from pydantic import ValidationError

from wall.errors import StoreUnavailable
from wall.insight.measuring import TalliedBy
from wall.journal.posts import searching
from wall.journal.posts.facets import wanted_facets
from wall.journal.posts.interface import PostSlice, SlicedPost
from wall.model.post_queries import PostQuery, PostState
from wall.model.posts import Post

ON_THEIR_OWN = 10
"""Of so many posts one: then its own posts are found faster than all are read."""


def slice_before(
    connection: sqlite3.Connection,
    until: float,
    since: float,
    states: Collection[PostState],
    about: int,
) -> PostSlice:
    """The newest posts of these states before a time; as many as that, or a few more or less. In a
    transaction of the caller's."""
    begin = connection.execute(
        "SELECT at FROM posts WHERE at >= ? AND at < ? ORDER BY at DESC LIMIT 1 OFFSET ?",
        (since, until, about - 1),
    ).fetchone()
    low = float(begin[0]) if begin is not None else since
    rows = connection.execute(
        "SELECT post, state, at, observed_at, answered_at FROM posts"
        " WHERE at >= ? AND at < ? AND state IN (SELECT value FROM json_each(?)) ORDER BY at",
        (low, until, json.dumps(sorted(states))),
    ).fetchall()
    try:
        return PostSlice(
            low, [SlicedPost(Post.model_validate_json(post), *rest) for post, *rest in rows]
        )
    except ValidationError as error:
        raise StoreUnavailable(f"a post of the store cannot be read: {error}") from error


_SAID: Mapping[TalliedBy, str] = {
    "": "''",
    "mood": "mood",
    "country": "coalesce(json_extract(post, '$.country'), '')",
    "language": "coalesce(json_extract(post, '$.language'), '')",
    "network": "network",
}


def tallies(
    connection: sqlite3.Connection,
    query: PostQuery,
    since: float,
    until: float,
    grain_s: float,
    by: TalliedBy,
) -> list[tuple[float, str, int]]:
    """See `interface.PostReader`. In a transaction of the caller's."""
    found = searching.grouped(
        connection,
        query,
        [f"CAST(min(at, observed_at) / {float(grain_s)!r} AS INTEGER)", _SAID[by]],
        {"at >= ?": since, "at < ?": until},
    )
    return [
        (int(str(stretch)) * grain_s, str(said), int(str(count))) for stretch, said, count in found
    ]


def is_rare(connection: sqlite3.Connection, query: PostQuery) -> bool:
    """Whether the posts of a query are found faster on their own than among all. In a transaction
    of the caller's."""
    if query.text:
        return True
    counts = [searching.count(connection, group) for group in wanted_facets(query) if group]
    return bool(counts) and min(counts) * ON_THEIR_OWN < searching.count_all(connection)
