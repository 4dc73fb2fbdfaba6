"""Posts composed of whatever was found: bounded, clean, with a stable id."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wall.model.posts import Post
from wall.sources.composing import Draft, composed, page_address
from wall.sources.connecting.shaping import Found, shaped

anything = st.text(st.characters(exclude_categories=()), max_size=60) | st.builds(
    lambda part, times: part * times, st.text(min_size=1, max_size=5), st.integers(400, 4000)
)
numbers = st.floats() | st.integers()
drafts = st.builds(
    Draft,
    at=numbers,
    id=anything,
    text=anything,
    title=anything,
    author=anything,
    handle=anything,
    avatar=anything,
    network=anything,
    url=anything,
    language=anything,
    country=anything,
    media=st.lists(st.tuples(st.sampled_from(["image", "video", "x"]), anything, anything)).map(
        tuple
    ),
    likes=numbers,
    shares=numbers,
    replies=numbers,
)


@given(drafts)
def test_whatever_was_found_the_link_can_carry_it(draft: Draft) -> None:
    post = composed(draft)
    if post is not None:
        assert Post.model_validate_json(post.model_dump_json()) == post


def test_the_id_is_the_items_own_or_its_address_without_tracking() -> None:
    draft = Draft(at=5, id="n1", title="A", url="https://e.org/a?utm_source=rss&id=7")
    post, other = composed(draft), composed(replace(draft, id=""))
    assert post is not None
    assert other is not None
    assert (post.id, other.id) == ("n1", "https://e.org/a?id=7")


def test_without_id_and_address_the_same_content_has_the_same_id() -> None:
    draft = Draft(at=5, title="A", text="B")
    ids = [post.id for d in (draft, draft, replace(draft, text="C")) if (post := composed(d))]
    assert ids[0] == ids[1] != ids[2]


def test_addresses_that_run_programs_or_name_files_are_left_out() -> None:
    for url in (
        *("javascript:alert(1)", " JavaScript:x", "data:text/html,x", "file:///etc/passwd"),
        *("java\tscript:alert(1)", "java\nscript:x", "\x01javascript:x", "vbscript:x", "blob:x"),
    ):
        post = composed(Draft(at=5, title="A", url=url, avatar=url, media=(("image", url, ""),)))
        assert post is not None
        assert (post.url, post.author.avatar, post.media) == ("", "", ())


def test_no_user_stands_before_the_host_that_people_are_led_to() -> None:
    for url in ("https://bank.example@evil.example/a", "https://u:p@x@evil.example/a"):
        post = composed(Draft(at=5, title="A", url=url))
        assert post is not None
        assert post.url == "https://evil.example/a"
    post = composed(Draft(at=5, title="A", url="https://piaille.example/@lea@b.example/1"))
    assert post is not None
    assert post.url == "https://piaille.example/@lea@b.example/1"


@pytest.mark.parametrize(
    ("said", "led_to"),
    [
        (
            "https://good.example/go?to=https://a@b.example/x",
            "https://good.example/go?to=https://a@b.example/x",
        ),
        ("https://good.example\\@evil.example/", "https://good.example\\@evil.example/"),
        ("https:///good.example@evil.example/", "https://evil.example/"),
        ("HTTPS:/\\good.example@evil.example/", "HTTPS://evil.example/"),
    ],
)
def test_where_a_host_begins_and_ends_is_seen_as_browsers_see_it(said: str, led_to: str) -> None:
    assert page_address(said) == led_to


def test_nothing_to_read_or_see_is_no_post() -> None:
    assert composed(Draft(at=5, id="n1", author="Ann", text=" \n ")) is None


def test_half_characters_and_control_characters_are_dropped() -> None:
    post = composed(Draft(at=5, id="a\x00b", title="A\ud83d", text="one\r\ntwo\x1b"))
    assert post is not None
    assert (post.id, post.title, post.text) == ("ab", "A", "one\ntwo")


@pytest.mark.parametrize(
    ("said", "kept"), [(0.5, 0.5), (-1, -1), (3.0, None), (float("nan"), None)]
)
def test_a_sentiment_that_none_can_have_is_none(said: float, kept: float | None) -> None:
    post = shaped(Found(at=0.0, native_id="1", text="x", sentiment=said))
    assert post is not None
    assert post.sentiment == kept
    assert post.sentiment_from == ("" if kept is None else "supplier")
    assert Post.model_validate(post.model_dump()) == post


@given(anything, anything, anything)
def test_shaped_posts_are_posts_that_can_be_kept(one: str, other: str, third: str) -> None:
    post = shaped(
        Found(
            at=0.0,
            native_id=one,
            network=other,
            text=third,
            author=other,
            author_id=one,
            author_url=third,
            url=third,
            hashtags=[one, other],
            links=[other, third],
            thread=other,
            reply_to=one,
        )
    )
    if post is not None:
        assert Post.model_validate_json(post.model_dump_json()) == post
