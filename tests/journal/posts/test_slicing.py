"""Whatever arrives, changes and goes: counts and slices say what a walk over all posts says."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journal.posts.making import NOW, stored
from tests.journal.posts.test_searching import filled, queries, some_post, walking
from wall.insight.matching import matches
from wall.insight.measuring import TalliedBy
from wall.insight.moods import mood
from wall.journal.posts.facets import facets_of, wanted_facets
from wall.journal.posts.interface import PostWriter
from wall.journal.posts.reading import SqlitePostReader
from wall.journal.posts.slicing import ON_THEIR_OWN
from wall.model.post_queries import POST_STATES, PostQuery, PostState
from wall.model.posts import Post
from wall.protocol.post_requests import PostEntry

POSTS = 14
LATE_S = 2.0

numbers = st.integers(0, POSTS - 1)
told_posts = st.builds(
    lambda said, later_s: said.model_copy(
        update={"observed_at": said.at + timedelta(seconds=later_s)}
    ),
    numbers.flatmap(some_post),
    st.integers(-3, 9),
)
ids = st.lists(numbers.map("web:{}".format), min_size=1, max_size=4, unique=True)
Deed = Callable[[PostWriter], object]
deeds: st.SearchStrategy[Deed] = st.one_of(
    st.tuples(st.lists(told_posts, min_size=1, max_size=8), st.sampled_from(POST_STATES)).map(
        lambda said: lambda w: w.upsert([stored(one, said[1]) for one in said[0]])
    ),
    st.tuples(ids, st.sampled_from(("approve", "reject", "stash", "pending"))).map(
        lambda said: lambda w: w.decide(said[0], said[1], "anna", "", NOW)
    ),
    st.tuples(ids, st.sampled_from(("positive", "negative"))).map(
        lambda said: lambda w: w.mark(said[0], "anna", NOW, sentiment=said[1])
    ),
    ids.map(lambda some: lambda w: w.shown(some)),
    ids.map(lambda some: lambda w: w.remove(some)),
    ids.map(lambda some: lambda w: w.forget(some)),
    st.sampled_from(("ana", "bob")).map(lambda name: lambda w: w.remove_author("web", name, NOW)),
)
lives = st.lists(deeds, min_size=3, max_size=12)
times = st.integers(-1, 13).map(lambda seconds: NOW + seconds)
SAID: Mapping[TalliedBy, Callable[[Post], str]] = {
    "": lambda post: "",
    "mood": lambda post: mood(post.sentiment),
    "country": lambda post: post.country,
    "language": lambda post: post.language,
    "network": lambda post: post.network,
}
slowly = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def walked(reader: SqlitePostReader) -> list[PostEntry]:
    return [entry for batch in reader.history(PostQuery()) for entry in batch]


def meant(entries: list[PostEntry], query: PostQuery) -> list[PostEntry]:
    return [entry for entry in entries if matches(entry.post, entry.state, query)]


def heard_at(post: Post) -> float:
    return (post.observed_at or post.at).timestamp()


@slowly
@given(
    lives,
    st.lists(queries, min_size=5, max_size=8),
    times,
    times,
    st.sampled_from((1.0, 3.0, 60.0)),
    st.sampled_from((1, 3, 1000)),
)
def test_counts_are_those_of_a_walk(
    life: list[Deed],
    asked: list[PostQuery],
    since: float,
    until: float,
    grain_s: float,
    rare: int,
) -> None:
    with filled([]) as (store, reader), walking({"RARE": rare, "QUARTER_S": 5}):
        for deed in life:
            deed(store.writer)
        entries = walked(reader)
        for query in asked:
            posts = [entry.post for entry in meant(entries, query)]
            inside = [post for post in posts if since <= post.at.timestamp() < until]
            for by, said in SAID.items():
                counted = reader.tallies(query, since, until, grain_s, by)
                if query.text:
                    assert counted is None
                    continue
                assert counted is not None
                moments = ((min(one.at.timestamp(), heard_at(one)), said(one)) for one in inside)
                wanted = Counter((at // grain_s * grain_s, name) for at, name in moments)
                assert {(at, name): number for at, name, number in counted} == wanted, query
            punctual = [one for one in posts if heard_at(one) - one.at.timestamp() <= LATE_S]
            quarters = Counter(int(one.at.timestamp() // 5) for one in punctual)
            assert reader.quarters(query, LATE_S) == (None if query.text else quarters), query
            assert reader.is_rare(query) == _is_rare(entries, query), query


def _is_rare(entries: list[PostEntry], query: PostQuery) -> bool:
    filed = Counter(facet for one in entries for facet in facets_of(one.post, one.state))
    counts = [sum(filed[facet] for facet in group) for group in wanted_facets(query)]
    return bool(query.text) or (bool(counts) and min(counts) * ON_THEIR_OWN < len(entries))


@slowly
@given(
    lives,
    st.sets(st.sampled_from(POST_STATES), min_size=1),
    times,
    st.integers(1, 7),
)
def test_slices_join_and_hold_every_post_once(
    life: list[Deed], states: set[PostState], since: float, about: int
) -> None:
    with filled([]) as (store, reader):
        for deed in life:
            deed(store.writer)
        found, ends = [], [math.inf]
        while ends[-1] > since:
            part = reader.slice_before(ends[-1], since, states, about)
            assert all(part.since <= one.at < ends[-1] for one in part.posts)
            found += part.posts
            ends.append(part.since)
        assert ends[-1] == since
        assert all(later < earlier for earlier, later in pairwise(ends))
        wanted = {
            one.post.id: (one.post, one.state, one.post.at.timestamp(), heard_at(one.post))
            for one in walked(reader)
            if one.state in states and one.post.at.timestamp() >= since
        }
        told = {one.post.id: (one.post, one.state, one.at, one.observed_at) for one in found}
        assert told == wanted
        assert len(found) == len(wanted)
