"""What moderators saw of pictures is kept with what they approved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journal.posts.making import NOW, post, stored
from wall.journal.posts.interface import Outcome, Verdict
from wall.journal.posts.store import PostStore
from wall.model.posts import PostMedia

PLACE = "https://cdn.example/p.jpg"
ONE, OTHER = "a" * 64, "b" * 64


@pytest.fixture(autouse=True)
def _posts(store: PostStore) -> None:
    store.writer.upsert([stored(post(1, media=(PostMedia(url=PLACE),)))])


def decide(
    store: PostStore,
    by: str,
    saw: str = "",
    *,
    verdict: Verdict = "approve",
    two_people: bool = False,
) -> Outcome:
    pictures = {PLACE: saw} if saw else {}
    return store.writer.decide(
        ["web:1"], verdict, by, "", NOW, two_people=two_people, pictures=pictures
    )


def kept(store: PostStore) -> tuple[str, str]:
    """State and what was seen."""
    with_reader = store.reader()
    try:
        entry = with_reader.entries(["web:1"])["web:1"]
    finally:
        with_reader.close()
    return entry.state, entry.post.media[0].sha256


def test_what_was_seen_is_on_disk_with_the_approval(tmp_path: Path) -> None:
    store = PostStore(tmp_path / "closed")
    store.writer.upsert([stored(post(1, media=(PostMedia(url=PLACE),)))])
    outcome = decide(store, "anne", ONE)
    assert outcome.changes[0].after.post.media[0].sha256 == ONE
    store.close()
    again = PostStore(tmp_path / "closed")
    assert kept(again) == ("approved", ONE)
    again.close()


def test_who_approves_it_again_after_another_look_approves_what_they_saw(store: PostStore) -> None:
    decide(store, "anne", ONE)
    decide(store, "bob")
    assert kept(store) == ("approved", ONE), "who did not look changes nothing"
    decide(store, "bob", OTHER)
    assert kept(store) == ("approved", OTHER)
    decide(store, "bob", verdict="reject")
    decide(store, "bob")
    assert kept(store) == ("approved", OTHER)


def test_two_people_approve_the_same_picture_and_one_does_not_exchange_it(
    store: PostStore,
) -> None:
    decide(store, "anne", ONE, two_people=True)
    refused = decide(store, "bob", OTHER, two_people=True).refused["web:1"]
    assert "not the one that anne saw" in refused
    assert kept(store)[0] == "pending"
    decide(store, "bob", ONE, two_people=True)
    assert kept(store) == ("approved", ONE)
    decide(store, "bob", OTHER, two_people=True)
    assert kept(store) == ("approved", ONE)


def test_the_second_look_counts_where_the_first_did_not_look(store: PostStore) -> None:
    decide(store, "anne", two_people=True)
    decide(store, "bob", ONE, two_people=True)
    assert kept(store) == ("approved", ONE)


def test_what_is_sent_back_was_seen_by_nobody(store: PostStore) -> None:
    decide(store, "anne", ONE, two_people=True)
    decide(store, "bob", verdict="pending")
    assert kept(store) == ("pending", "")
    decide(store, "anne", OTHER, two_people=True)
    decide(store, "bob", OTHER, two_people=True)
    assert kept(store) == ("approved", OTHER)
