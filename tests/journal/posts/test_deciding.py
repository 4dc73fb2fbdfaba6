"""What people decide about posts, and what is refused."""

from __future__ import annotations

import pytest

from tests.journal.posts.making import NOW, post, stored
from wall.journal.posts.interface import Outcome, Verdict
from wall.journal.posts.reading import SqlitePostReader
from wall.journal.posts.store import PostStore
from wall.model.post_queries import PostState
from wall.model.posts import SIGNED_IN_ONLY
from wall.protocol.post_requests import PostEntry


@pytest.fixture(autouse=True)
def _posts(store: PostStore) -> None:
    store.writer.upsert([stored(post(1)), stored(post(2)), stored(post(3), "approved")])


def kept(reader: SqlitePostReader, number: int = 1) -> PostEntry:
    return reader.entries([f"web:{number}"])[f"web:{number}"]


def approve(store: PostStore, by: str, *, two_people: bool = False) -> Outcome:
    return store.writer.decide(["web:1"], "approve", by, "", NOW, two_people=two_people)


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("approve", "approved"), ("stash", "stashed"), ("reject", "rejected")],
)
def test_a_decision_tells_who_when_and_why(
    store: PostStore, reader: SqlitePostReader, verdict: Verdict, state: PostState
) -> None:
    outcome = store.writer.decide(["web:1", "web:9", "web:2"], verdict, "anne", "so", NOW)
    assert outcome.done == ("web:1", "web:2")
    assert "web:9" in outcome.refused
    assert outcome.changes[0].after == kept(reader)
    entry = kept(reader)
    assert (entry.state, entry.by, entry.why, entry.decided_at) == (state, "anne", "so", NOW)
    assert [(d.post, d.by, d.verdict, d.why, d.at) for d in reader.decisions("web:1")] == [
        ("web:1", "anne", verdict, "so", NOW)
    ]
    assert len(reader.decisions()) == 2


def test_where_two_must_approve_one_is_a_first_vote_and_the_same_one_no_second(
    store: PostStore, reader: SqlitePostReader
) -> None:
    assert approve(store, "anne", two_people=True).done == ("web:1",)
    assert (kept(reader).state, kept(reader).first_vote) == ("pending", "anne")
    assert "somebody else" in approve(store, "anne", two_people=True).refused["web:1"]
    assert kept(reader).state == "pending"
    approve(store, "bob", two_people=True)
    entry = kept(reader)
    assert (entry.state, entry.first_vote, entry.by) == ("approved", "anne", "bob")
    assert [d.by for d in reader.decisions("web:1")] == ["bob", "anne"]


@pytest.mark.parametrize("verdict", ["stash", "reject", "pending"])
def test_a_first_vote_ends_with_any_other_decision(
    store: PostStore, reader: SqlitePostReader, verdict: Verdict
) -> None:
    approve(store, "anne", two_people=True)
    store.writer.decide(["web:1"], verdict, "bob", "", NOW)
    assert kept(reader).first_vote == ""


def test_what_somebody_claimed_nobody_else_approves_but_anybody_takes_off(
    store: PostStore, reader: SqlitePostReader
) -> None:
    assert store.writer.claim(["web:1"], "bob", NOW, NOW + 60).done == ("web:1",)
    assert "bob" in store.writer.claim(["web:1"], "anne", NOW + 1, NOW + 90).refused["web:1"]
    assert "bob" in store.writer.release(["web:1"], "anne", NOW + 1).refused["web:1"]
    assert "bob" in approve(store, "anne").refused["web:1"]
    assert store.writer.decide(["web:1"], "reject", "anne", "", NOW).done == ("web:1",)
    assert (kept(reader).state, kept(reader).claimed_by) == ("rejected", "")


def test_a_claim_ends_by_itself_or_when_it_is_released(
    store: PostStore, reader: SqlitePostReader
) -> None:
    store.writer.claim(["web:1", "web:2"], "bob", NOW, NOW + 60)
    assert store.writer.release(["web:2"], "bob", NOW).done == ("web:2",)
    assert store.writer.claim(["web:1"], "anne", NOW + 60, NOW + 90).done == ("web:1",)
    assert store.writer.claim(["web:2"], "anne", NOW, NOW + 90).done == ("web:2",)
    assert {kept(reader, n).claimed_by for n in (1, 2)} == {"anne"}


def test_what_was_shown_is_approved_still(store: PostStore, reader: SqlitePostReader) -> None:
    changed = store.writer.shown(["web:1", "web:3", "web:9"])
    assert [change.after.post.id for change in changed] == ["web:3"]
    assert store.writer.shown(["web:3"]) == []
    assert store.writer.decide(["web:3"], "approve", "anne", "", NOW).done == ("web:3",)
    assert (kept(reader, 1).state, kept(reader, 3).state) == ("pending", "shown")


def test_marks_are_on_the_post(store: PostStore, reader: SqlitePostReader) -> None:
    store.writer.mark(["web:1"], "anne", NOW, highlighted=True, picture_right="granted")
    store.writer.mark(["web:1"], "anne", NOW, sentiment="positive")
    entry = kept(reader)
    assert (entry.post.highlighted, entry.post.pinned) == (True, False)
    assert (entry.picture_right, entry.post.sentiment) == ("granted", 1.0)
    assert len(reader.decisions("web:1")) == 2


def test_nothing_falls_between_desks(store: PostStore, reader: SqlitePostReader) -> None:
    store.writer.assign("web:1", "bob", NOW + 10, "anne", NOW)
    store.writer.assign("web:2", "eve", None, "anne", NOW)
    store.writer.assign("web:3", "bob", NOW + 5, "anne", NOW)

    def listed(which: str, to: str = "", limit: int = 1) -> list[str]:
        found, after = [], ""
        while True:
            entries, after = reader.answers(which, to, NOW + 7, after, limit)  # type: ignore[arg-type]
            found += [entry.post.id for entry in entries]
            if not after:
                return found

    assert listed("open") == ["web:3", "web:1", "web:2"]
    assert listed("open", "bob", 9) == ["web:3", "web:1"]
    assert listed("overdue") == ["web:3"]
    assert (reader.counters(NOW + 7).unanswered, reader.counters(NOW + 7).overdue) == (3, 1)
    store.writer.answer("web:3", True, "told them", "bob", NOW + 8)
    store.writer.answer("web:2", True, "", "eve", NOW + 9)
    assert listed("answered") == ["web:2", "web:3"]
    assert kept(reader, 3).answer_note == "told them"
    assert (reader.counters(NOW + 20).unanswered, reader.counters(NOW + 20).overdue) == (1, 1)
    store.writer.answer("web:3", False, "", "bob", NOW)
    store.writer.assign("web:1", "", None, "anne", NOW)
    assert listed("open") == ["web:3"]


def test_nobody_approves_what_its_author_shows_to_signed_in_people_alone(
    store: PostStore, reader: SqlitePostReader
) -> None:
    store.writer.upsert([stored(post(7, tags=(SIGNED_IN_ONLY,)))])
    for two_people in (False, True):
        outcome = store.writer.decide(["web:7"], "approve", "anne", "", NOW, two_people=two_people)
        assert "signed in" in outcome.refused["web:7"]
    assert (kept(reader, 7).state, kept(reader, 7).first_vote) == ("pending", "")
    assert store.writer.decide(["web:7"], "stash", "anne", "", NOW).done == ("web:7",)
