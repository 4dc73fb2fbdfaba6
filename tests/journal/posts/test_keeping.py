"""What comes is kept once; what goes is gone for good."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.journal.posts.making import NOW, post, stored
from wall.errors import StoreUnavailable
from wall.journal.posts.interface import StoredPost
from wall.journal.posts.reading import SqlitePostReader
from wall.journal.posts.store import FILE, PostStore
from wall.model.post_queries import PostQuery
from wall.model.posts import Author, PostMedia
from wall.protocol.post_requests import PostEntry


def ids(entries: list[PostEntry]) -> list[str]:
    return [entry.post.id for entry in entries]


def everything(store: PostStore) -> bytes:
    folder = store._path.parent
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def test_what_comes_again_is_the_same_post_with_what_was_found_out_about_it(
    store: PostStore, reader: SqlitePostReader
) -> None:
    (first,) = store.writer.upsert([stored(post(1))])
    assert first.before is None
    store.writer.decide(["web:1"], "approve", "anne", "good", NOW)
    store.writer.mark(["web:1"], "anne", NOW, pinned=True, sentiment="negative")
    store.writer.assign("web:1", "bob", NOW + 60, "anne", NOW)
    again = post(1, observed_at=post(500).at, sentiment=0.9, sentiment_from="lexicon")
    (second,) = store.writer.upsert([stored(again)])
    kept = reader.entries(["web:1"])["web:1"]
    assert second.after == kept
    assert kept.post.observed_at == post(1).observed_at
    assert kept.post.pinned
    assert (kept.post.sentiment, kept.post.sentiment_from) == (-1.0, "person")
    assert (kept.state, kept.by, kept.why, kept.assigned_to) == ("approved", "anne", "good", "bob")
    assert ids(reader.newest(PostQuery(), 10)) == ["web:1"]


def test_the_same_post_twice_in_a_batch_is_one_post(
    store: PostStore, reader: SqlitePostReader
) -> None:
    changes = store.writer.upsert([stored(post(1, "one")), stored(post(1, "two"))])
    assert [change.before is None for change in changes] == [True, False]
    assert [entry.post.text for entry in reader.newest(PostQuery(), 9)] == ["two"]


def test_an_edited_post_becomes_what_its_settling_says_and_loses_its_first_vote(
    store: PostStore, reader: SqlitePostReader
) -> None:
    def fall_back(before: PostEntry, new: StoredPost) -> StoredPost:
        changed = before.post.text != new.post.text
        return StoredPost(new.post, new.folded, "pending" if changed else before.state, "edited")

    store.writer.upsert([stored(post(1)), stored(post(2))])
    store.writer.decide(["web:1"], "approve", "anne", "", NOW)
    store.writer.decide(["web:2"], "approve", "anne", "", NOW, two_people=True)
    store.writer.upsert([stored(post(1, "other")), stored(post(2, "other"))], fall_back)
    kept = reader.entries(["web:1", "web:2"])
    assert (kept["web:1"].state, kept["web:1"].by, kept["web:1"].why) == ("pending", "", "edited")
    assert kept["web:2"].first_vote == ""
    assert [(d.verdict, d.by) for d in reader.decisions("web:1")] == [
        ("pending", ""),
        ("approve", "anne"),
    ]
    assert ids(reader.newest(PostQuery(text="other"), 9)) == ["web:2", "web:1"]
    assert reader.newest(PostQuery(text="bonjour"), 9) == []


def test_a_first_vote_is_about_the_pictures_too(store: PostStore, reader: SqlitePostReader) -> None:
    store.writer.upsert([stored(post(1))])
    store.writer.decide(["web:1"], "approve", "anne", "", NOW, two_people=True)
    store.writer.upsert([stored(post(1, media=(PostMedia(url="https://a.example/b.png"),)))])
    assert reader.entries(["web:1"])["web:1"].first_vote == ""


def test_what_was_deleted_at_its_source_stays_out_also_when_it_comes_late(
    store: PostStore, reader: SqlitePostReader
) -> None:
    store.writer.upsert([stored(post(1))])
    assert ids(store.writer.remove(["web:1", "web:2"])) == ["web:1"]
    changes = store.writer.upsert([stored(post(1)), stored(post(2)), stored(post(3))])
    assert [change.after.post.id for change in changes] == ["web:3"]
    assert ids(reader.newest(PostQuery(), 9)) == ["web:3"]


@pytest.mark.parametrize("named", ["17", "@Ana", "ana"])
def test_erasing_a_person_leaves_none_of_their_words_in_the_files(
    store: PostStore, reader: SqlitePostReader, named: str
) -> None:
    secret = Author(name="Zqxjkv Wvutsr", handle="@ANA", id="17")
    namesake = Author(name="C", handle="ana", id="18")
    before = Author(name="Qqpzzx", handle="oldname7q", id="17")
    others = [
        stored(post(n, f"wordless{n} text", author=Author(name="B", id=f"b{n}")))
        for n in range(100, 400)
    ]
    store.writer.upsert(others[:150])
    store.writer.upsert(
        [
            stored(post(1, "kwyjibo brzzkrgl", author=secret, hashtags=("xyzzyplugh",))),
            stored(post(2, "kwyjibo vlumtrok", author=before)),
            stored(post(3, "somebody else", network="x", author=namesake)),
        ]
    )
    store.writer.upsert(others[150:])
    store.writer.decide(["web:1"], "reject", "anne", "hates kwyjibo", NOW)
    secrets = [
        b"kwyjibo",
        b"brzzkrgl",
        b"vlumtrok",
        b"Zqxjkv",
        b"zqxjkv",
        b"Qqpzzx",
        b"xyzzyplugh",
        b"oldname7q",
    ]
    told = everything(store)
    assert all(word in told for word in secrets[:2])
    assert set(ids(store.writer.remove_author("web", named, NOW + 10))) == {"web:1", "web:2"}
    while store.writer.scrub():
        pass
    told = everything(store)
    assert [word for word in secrets if word in told] == []
    assert ids(reader.newest(PostQuery(authors=("@ana",)), 9)) == ["web:3"]
    assert [d.post[:5] + d.why for d in reader.decisions()] == ["gone:"]
    # What they wrote before stays out, whenever it comes; what they write later does not.
    late = [stored(post(5, author=secret)), stored(post(900, author=secret))]
    assert [c.after.post.id for c in store.writer.upsert(late)] == ["web:900"]


def test_an_author_without_a_handle_is_not_everybody_without_a_handle(store: PostStore) -> None:
    store.writer.upsert([stored(post(1, author=Author(name="A"))), stored(post(2))])
    assert store.writer.remove_author("web", "@", NOW) == []
    assert store.writer.remove_author("web", "", NOW) == []


def test_each_source_forgets_after_its_own_time_in_small_steps(
    store: PostStore, reader: SqlitePostReader
) -> None:
    store.writer.upsert([stored(post(n, source="a" if n % 2 else "b")) for n in range(20)])
    gone: list[str] = []
    while step := store.writer.forget_before({"a": NOW + 10}, NOW + 4, at_most=3):
        assert len(step) <= 3
        gone += ids(step)
    assert sorted(gone) == sorted(f"web:{n}" for n in (1, 3, 5, 7, 9, 0, 2))
    assert len(reader.newest(PostQuery(), 99)) == 13
    assert sum(reader.counters(NOW).states.values()) == 13


def test_bookmarks_are_kept_with_the_posts_before_them(
    store: PostStore, reader: SqlitePostReader
) -> None:
    assert reader.bookmark("news") is None
    store.writer.upsert([stored(post(1))], bookmarks={"news": {"after": [1, "é"]}})
    assert reader.bookmark("news") == {"after": [1, "é"]}
    store.writer.set_bookmark("news", 3)
    assert reader.bookmark("news") == 3


def test_figures_of_sources(store: PostStore, reader: SqlitePostReader) -> None:
    store.writer.upsert([stored(post(n, source="a" if n < 5 else "b")) for n in range(10)])
    figures = reader.source_figures(NOW + 4)
    assert {name: (f.newest_at, f.today) for name, f in figures.items()} == {
        "a": (NOW + 5, 2),
        "b": (NOW + 10, 5),
    }


def test_only_its_owner_may_read_the_files_and_only_one_process_may_write(
    store: PostStore,
) -> None:
    store.writer.upsert([stored(post(1))])
    folder = store._path.parent
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    with pytest.raises(StoreUnavailable, match="another Wall"):
        PostStore(folder)


def test_a_damaged_store_is_put_aside_and_a_new_one_begins(tmp_path: Path) -> None:
    store = PostStore(tmp_path)
    store.writer.upsert([stored(post(n)) for n in range(200)])
    store.close()
    file = tmp_path / FILE
    said = bytearray(file.read_bytes())
    said[8192:40000] = b"\xa5" * (40000 - 8192)
    file.write_bytes(said)
    store = PostStore(tmp_path)
    try:
        assert "damaged" in store.problems[0]
        assert len(list(tmp_path.glob("*.damaged-*"))) >= 1
        store.writer.upsert([stored(post(1))])
    finally:
        store.close()
    store = PostStore(tmp_path)
    assert store.problems == ()
    store.close()


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE mine (x)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreUnavailable, match="no store of posts"):
        PostStore(tmp_path)


def test_the_index_is_rewritten_daily_but_at_once_for_a_person(store: PostStore) -> None:
    def scrubbed() -> int:
        steps = 1
        while store.writer.scrub():
            steps += 1
        return steps

    def remove(number: int) -> bytes:
        store.writer.upsert([stored(post(number, f"brzzkrgl{number}"))])
        store.writer.remove([f"web:{number}"])
        scrubbed()
        return f"brzzkrgl{number}".encode()

    assert remove(1) not in everything(store)
    later = remove(2)
    assert later in everything(store)
    store.writer.upsert([stored(post(3))])
    store.writer.remove_author("web", "@ana", NOW)
    scrubbed()
    assert later not in everything(store)


def test_a_store_is_the_same_after_it_was_closed(tmp_path: Path) -> None:
    store = PostStore(tmp_path)
    store.writer.upsert([stored(post(1))])
    store.writer.decide(["web:1"], "stash", "anne", "later", NOW)
    store.writer.remove(["web:2"])
    store.close()
    store = PostStore(tmp_path)
    reader = store.reader()
    try:
        assert store.writer.upsert([stored(post(2))]) == []
        (entry,) = reader.newest(PostQuery(text="lodz", states=("stashed",)), 9)
        assert (entry.post, entry.by) == (post(1), "anne")
    finally:
        reader.close()
        store.close()
