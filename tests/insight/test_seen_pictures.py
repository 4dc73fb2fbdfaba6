"""What people saw of a post's pictures stays with it, however often it comes again."""

from __future__ import annotations

from datetime import UTC, datetime

from wall.insight.deciding import Judgement, come_again, version_of
from wall.insight.seen_pictures import only_seen, saw_another, seen_by, unseen
from wall.model.datasets import Figure, Posts, TopicCard, Voice
from wall.model.posts import Author, Post, PostMedia
from wall.protocol.post_requests import PostEntry

ONE, OTHER = "a" * 64, "b" * 64
PENDING = Judgement("pending")


def post(*media: str | PostMedia, text: str = "A") -> Post:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    made = tuple(PostMedia(url=one) if isinstance(one, str) else one for one in media)
    return Post(id="net:1", at=at, author=Author(name="Ann"), text=text, source="s", media=made)


def hashes(of: Post) -> list[str]:
    return [media.sha256 for media in of.media]


def again(before: Post, new: Post) -> tuple[Post, Judgement]:
    return come_again(PostEntry(post=before, state="approved", by="anna"), new, PENDING)


def test_what_was_seen_stays_when_the_same_post_comes_again() -> None:
    seen = seen_by(post("https://a.example/1.jpg", "https://a.example/2.jpg?sig=1"), {})
    assert hashes(seen) == ["", ""]
    seen = seen_by(seen, {"https://a.example/2.jpg?sig=1": ONE})
    assert hashes(seen) == ["", ONE]
    assert version_of(seen) == version_of(unseen(seen)), "to look is not to edit"
    kept, judged = again(seen, post("https://a.example/1.jpg", "https://a.example/2.jpg?sig=1"))
    assert (hashes(kept), judged.state) == (["", ONE], "approved")
    signed, judged = again(seen, post("https://a.example/1.jpg", "https://a.example/2.jpg?sig=2"))
    assert (hashes(signed), judged.state) == (["", ONE], "approved")
    assert signed.media[1].url.endswith("sig=2")


def test_another_address_waits_again_and_nobody_has_seen_it() -> None:
    seen = seen_by(post("https://a.example/1.jpg"), {"https://a.example/1.jpg": ONE})
    for new in (post("https://a.example/2.jpg"), post("https://a.example/1.jpg", text="B"), post()):
        kept, judged = again(seen, new)
        assert (kept.media, judged.state) == (new.media, "pending")


def test_an_address_that_was_signed_anew_between_look_and_approval_is_the_one_seen() -> None:
    looked = {"https://a.example/1.jpg?token=1": ONE}
    assert hashes(seen_by(post("https://a.example/1.jpg?token=2"), looked)) == [ONE]
    assert hashes(seen_by(post("https://a.example/2.jpg?token=1"), looked)) == [""]


def test_no_source_says_what_people_saw() -> None:
    claimed = post(PostMedia(url="https://a.example/1.jpg", sha256=ONE))
    assert hashes(unseen(claimed)) == [""]


def test_a_film_stays_the_one_of_which_somebody_saw_stills_but_was_not_seen_whole() -> None:
    film = post(PostMedia(type="video", url="https://a.example/1.mp4"))
    seen = seen_by(film, {"https://a.example/1.mp4": ONE})
    assert hashes(seen) == [ONE]
    kept, _ = again(seen, film)
    assert hashes(kept) == [ONE]
    posts = only_seen(Posts(posts=(seen,)))
    assert isinstance(posts, Posts)
    assert posts.posts[0].media == ()


def test_two_who_saw_different_pictures_are_told_apart() -> None:
    none = post("https://a.example/1.jpg")
    one = seen_by(none, {"https://a.example/1.jpg": ONE})
    other = seen_by(none, {"https://a.example/1.jpg": OTHER})
    assert saw_another(one, other)
    assert not saw_another(one, one)
    assert not saw_another(none, other)


def test_only_what_somebody_saw_is_left_for_walls_in_public() -> None:
    seen = PostMedia(url="https://a.example/1.jpg", sha256=ONE)
    film = PostMedia(type="video", url="https://a.example/f.mp4", sha256=ONE)
    faced = Author(name="Ann", avatar="https://a.example/ann.jpg")
    told = post(seen, "https://a.example/2.jpg", film).model_copy(update={"author": faced})
    posts = only_seen(Posts(posts=(told,)))
    assert isinstance(posts, Posts)
    assert posts.posts[0].media == (seen,)
    assert posts.posts[0].author == Author(name="Ann")
    voice = Voice(author=faced, posts=1)
    card = only_seen(TopicCard(title="T", voices=(voice,), statement=told, newest=(told,)))
    assert "ann.jpg" not in card.model_dump_json()
    assert "2.jpg" not in card.model_dump_json()
    assert "f.mp4" not in card.model_dump_json()
    figure = Figure(value=1.0)
    assert only_seen(figure) is figure
