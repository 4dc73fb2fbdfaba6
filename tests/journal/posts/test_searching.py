"""The store finds what `wall.insight.matching` means, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journal.posts.making import NOW, post, stored, time
from wall.errors import CommandRefused
from wall.insight.matching import matches
from wall.journal.posts import searching
from wall.journal.posts.interface import Order, StoredPost
from wall.journal.posts.reading import SqlitePostReader
from wall.journal.posts.store import PostStore
from wall.model.post_queries import POST_STATES, PostQuery, PostState
from wall.model.posts import Author, Post, PostCounts, PostMedia

ORDERS: tuple[Order, ...] = ("newest", "oldest", "reach", "engagement")

words = st.sampled_from(
    [
        *("élection", "Elections", "ŁÓDŹ", "lodz", "الانتخابات", "انتخابات", "été", "l'été", "a1"),
        *(
            "snake_case",
            "東京",
            "ラーメン",
            "😀",
            "½",
            "ﬁn",
            "ǅ",
            "½½",
            "हिन्दी",
            "𞤢𞤣",
            "ab\ue000cd",
        ),
    ]
)
texts = st.lists(words, min_size=1, max_size=5).map(" ".join)
names = st.sampled_from(["", "@Ana", "ana", "Élodie", "bob"])


def some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2)


authors = st.builds(Author, name=names.map(lambda n: n or "X"), handle=names, id=names)
moments = st.integers(0, 12).map(time)


def some_post(number: int) -> st.SearchStrategy[Post]:
    return st.builds(
        post,
        st.just(number),
        texts,
        at=moments,
        author=authors,
        title=st.one_of(st.just(""), words),
        network=st.sampled_from(["web", "X", "x"]),
        source=st.sampled_from(["news", "feed"]),
        language=st.sampled_from(["", "fr", "fr-CA", "FR-ca-x", "frr"]),
        country=st.sampled_from(["", "FR", "pl"]),
        kind=st.sampled_from(["post", "reply"]),
        hashtags=some(["Łódź", "lodz", "#x", "été", "#"]),
        topics=some(["one", "two"]),
        sentiment=st.sampled_from([None, -0.5, -0.15, 0.0, 0.15, 0.9]),
        reach=st.sampled_from([None, 0, 10, 2**70]),
        counts=st.builds(PostCounts, likes=st.sampled_from([0, 3, 2**80])),
        media=st.lists(
            st.builds(PostMedia, type=st.sampled_from(["image", "video"]), url=st.just("a")),
            max_size=2,
        ),
    )


posts = st.integers(4, 16).flatmap(
    lambda count: st.tuples(
        *(st.tuples(some_post(number), st.sampled_from(POST_STATES)) for number in range(count))
    )
)
operators = st.sampled_from(["OR", "-", '"', "*", "AND", "NEAR(", ")", "^", ":", "-a1", "elec*"])
searches = st.lists(st.one_of(words, operators, st.just("elec*")), max_size=4).map(" ".join)
conditions: dict[str, st.SearchStrategy[object]] = {
    "text": searches,
    "hashtags": some(["LODZ", "#ete", "none", "#"]),
    "authors": some(["ANA", "@elodie", "none"]),
    "languages": some(["fr", "FR-ca", "und", "pl"]),
    "countries": some(["fr", "unknown", "RO"]),
    "networks": some(["x", "WEB"]),
    "sources": some(["news", "none"]),
    "topics": some(["one", "two"]),
    "kinds": some(["post", "story"]),
    "sentiment": st.sampled_from(["positive", "neutral", "negative"]),
    "media": st.sampled_from(["any", "image", "video", "none"]),
    "min_reach": st.sampled_from([0, 10, 2**69]),
    "states": st.lists(st.sampled_from(POST_STATES), min_size=1, max_size=3, unique=True),
    "since": moments,
    "until": moments,
}
# One or two at a time: with more of them nearly nothing is found, and nothing proven.
queries = st.lists(st.sampled_from([*conditions, "text"]), max_size=2, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: conditions[name] for name in names}).map(
        PostQuery.model_validate
    )
)
sizes = st.fixed_dictionaries(
    {
        "FEW": st.sampled_from([0, 3, 5000]),
        "FEW_RANKED": st.sampled_from([0, 3, 5000]),
        "A_DAY": st.sampled_from([0, 3, 5000]),
        "LOOKED_AT": st.sampled_from([1, 4, 5000]),
        "_CHUNK": st.sampled_from([1, 3, 250]),
    }
)


@contextmanager
def walking(values: dict[str, int]) -> Iterator[None]:
    """Small limits, so that few posts take every way through the search."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setattr(searching, name, value)
        yield


def key(said: Post, order: Order) -> float:
    match order:
        case "reach":
            return -1 if said.reach is None else min(said.reach, 2**53)
        case "engagement":
            return min(said.counts.likes + said.counts.shares + said.counts.replies, 2**53)
        case _:
            return said.at.timestamp()


def listed(reader: SqlitePostReader, query: PostQuery, order: Order, limit: int) -> list[str]:
    found: list[str] = []
    after = ""
    while True:
        entries, after = reader.page(query, order, after, limit)
        assert len(entries) <= limit
        found += [entry.post.id for entry in entries]
        if not after:
            return found


@contextmanager
def filled(batch: list[StoredPost]) -> Iterator[tuple[PostStore, SqlitePostReader]]:
    with TemporaryDirectory() as folder:
        store = PostStore(Path(folder))
        reader = store.reader()
        try:
            store.writer.upsert(batch)
            yield store, reader
        finally:
            reader.close()
            store.close()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(posts, st.lists(queries, min_size=10, max_size=15), sizes, st.integers(1, 5))
def test_every_query_finds_what_matching_means_in_every_order(
    said: tuple[tuple[Post, PostState], ...],
    asked: list[PostQuery],
    limits: dict[str, int],
    limit: int,
) -> None:
    with filled([stored(one, state) for one, state in said]) as (_, reader), walking(limits):
        for query in asked:
            meant = [one for one, state in said if matches(one, state, query)]
            for order in ORDERS:
                way = 1 if order == "oldest" else -1
                rows = {one.id: row for row, (one, _) in enumerate(said)}
                wanted = sorted(meant, key=lambda p: (way * key(p, order), way * rows[p.id]))
                found = listed(reader, query, order, limit)
                assert found == [one.id for one in wanted], (query, order)
            assert [
                entry.post.id for batch in reader.history(query, limit) for entry in batch
            ] == listed(reader, query, "oldest", 50)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_query(reader_of_some: SqlitePostReader, text: str) -> None:
    reader_of_some.page(PostQuery(text=text), "newest", "", 5)


@pytest.fixture(scope="module")
def reader_of_some() -> Iterator[SqlitePostReader]:
    batch = [stored(post(number, f"word{number} élection OR NEAR")) for number in range(30)]
    with filled(batch) as (_, reader):
        yield reader


def test_a_place_that_is_none_is_refused(reader: SqlitePostReader) -> None:
    for place in ("x", "1", "nan:1", "inf:1", "1:x", "1:" + "9" * 30):
        with pytest.raises(CommandRefused):
            reader.page(PostQuery(), "newest", place, 5)


def test_a_history_leaves_out_what_arrives_meanwhile(
    store: PostStore, reader: SqlitePostReader
) -> None:
    store.writer.upsert([stored(post(number)) for number in range(10)])
    batches = reader.history(PostQuery(), 4)
    found = [entry.post.id for entry in next(batches)]
    store.writer.upsert([stored(post(99)), stored(post(-5))])
    found += [entry.post.id for batch in batches for entry in batch]
    assert found == [f"web:{number}" for number in range(10)]


def test_counters_say_what_a_count_would(store: PostStore, reader: SqlitePostReader) -> None:
    states = [POST_STATES[number % 5] for number in range(23)]
    store.writer.upsert([stored(post(n), state) for n, state in enumerate(states)])
    before = reader.counters(NOW).stamp
    store.writer.decide(["web:0", "web:3"], "approve", "anne", "", NOW)
    store.writer.remove(["web:1"])
    counters = reader.counters(NOW)
    for state in POST_STATES:
        assert counters.states[state] == len(reader.newest(PostQuery(states=(state,)), 99))
    assert counters.stamp > before


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(posts, st.lists(queries, min_size=10, max_size=15), sizes, st.integers(0, 12))
def test_quarter_hours_are_what_a_count_of_posts_says(
    made: tuple[tuple[Post, PostState], ...],
    asked: list[PostQuery],
    limits: dict[str, int],
    late_s: int,
) -> None:
    with (
        filled([stored(said, state) for said, state in made]) as (_, reader),
        walking(limits | {"QUARTER_S": 5}),
    ):
        for query in asked:
            expected = Counter(
                int(said.at.timestamp() // 5)
                for said, state in made
                if matches(said, state, query)
                and said.observed_at is not None
                and (said.observed_at - said.at).total_seconds() <= late_s
            )
            counted = reader.quarters(query, late_s)
            assert counted == (None if query.text else expected), query
