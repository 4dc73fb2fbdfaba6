"""The index of words holds what the posts say, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journal.posts.making import NOW, post, stored
from wall.journal.posts import schema
from wall.journal.posts.connecting import connect
from wall.journal.posts.store import FILE, PostStore

WORDS = ("one", "two", "three")


def found(store: PostStore, word: str) -> set[str]:
    """What the index alone says; a search would look again."""
    with closing(sqlite3.connect(store._path)) as connection:
        rows = connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (word,)).fetchall()
        named = dict(connection.execute("SELECT row, id FROM posts"))
    assert len(rows) == len(set(rows))
    return {named.get(row, f"row {row}, which is gone") for (row,) in rows}


Batch = list[tuple[int, str]]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    batches=st.lists(
        st.lists(st.tuples(st.integers(1, 3), st.sampled_from(WORDS)), max_size=6), max_size=4
    ),
    goes=st.sets(st.integers(1, 3)),
)
def test_whatever_comes_again_changes_and_goes_only_what_is_said_is_found(
    tmp_path_factory: pytest.TempPathFactory, batches: list[Batch], goes: set[int]
) -> None:
    says: dict[str, str] = {}
    store = PostStore(tmp_path_factory.mktemp("posts"))
    try:
        for batch in batches:
            store.writer.upsert([stored(post(number, word)) for number, word in batch])
            says |= {f"web:{number}": word for number, word in batch}
        store.writer.forget([f"web:{number}" for number in goes])
        for number in goes:
            says.pop(f"web:{number}", None)
        for word in WORDS:
            assert found(store, word) == {name for name, said in says.items() if said == word}
    finally:
        store.close()


def test_a_batch_that_fails_leaves_no_word_for_the_next_one(tmp_path: Path) -> None:
    store = PostStore(tmp_path)
    try:
        with pytest.raises(ZeroDivisionError):
            store.writer.upsert([stored(post(1, "one")), stored(post(1, "two"))], lambda *_: 1 // 0)
        store.writer.upsert([stored(post(2, "two"))])
        assert (found(store, "one"), found(store, "two")) == (set(), {"web:2"})
    finally:
        store.close()


@pytest.fixture
def old(tmp_path: Path) -> Iterator[PostStore]:
    """A store of the first format, in which a trigger filed the words, with one post."""
    with closing(connect(tmp_path / FILE)) as connection:
        schema._take_step(connection, schema.MIGRATIONS[0])
        told = post(1, "one")
        connection.execute(
            "INSERT INTO posts (id, at, observed_at, network, source, author_id, handle, kind,"
            " mood, media, reach, engagement, state, why, post, folded) VALUES ('web:1', ?, ?,"
            " 'web', 'news', '17', 'ana', 'post', '', 0, -1, 0, 'pending', '', ?, ?)",
            (NOW, NOW, told.model_dump_json(), "one"),
        )
    opened = PostStore(tmp_path)
    yield opened
    opened.close()


def test_an_old_store_goes_on(old: PostStore) -> None:
    old.writer.upsert([stored(post(2, "two"))])
    assert (found(old, "one"), found(old, "two")) == ({"web:1"}, {"web:2"})
    old.writer.forget(["web:1", "web:2"])
    assert (found(old, "one"), found(old, "two")) == (set(), set())
