"""The kind `top-posts`: ranking, places, removals, changes of rank, bezels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from tests.widgets.said import post, posts
from tests.widgets.services import START, Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Posts
from wall.model.geometry import Rect
from wall.model.posts import Post, PostCounts
from widgets.top_posts.frames import frames
from widgets.top_posts.ranking import amount_of, ranked
from widgets.top_posts.view import COME_S, REFILL_S, REST_S, TopPostsView


def liked(likes: Mapping[int, int]) -> Posts:
    return posts(*(post(number, likes=many) for number, many in likes.items()))


def put(
    stage: Stage, data: Posts, size: tuple[int, int] = (1400, 900), **settings: object
) -> TopPostsView:
    view = cast(TopPostsView, stage.put("top-posts", size, data, **settings))  # type: ignore[arg-type]
    stage.look(view)
    return view


def with_counts(likes: int, shares: int, replies: int, **more: object) -> Post:
    counts = PostCounts(likes=likes, shares=shares, replies=replies, views=900)
    return post(1).model_copy(update={"counts": counts, **more})


def test_what_is_counted() -> None:
    one = with_counts(10, 20, 5)
    found = [amount_of(one, by) for by in ("engagement", "likes", "shares", "replies", "reach")]
    assert found == [35, 10, 20, 5, 900]
    assert amount_of(with_counts(1, 1, 1, reach=7000), "reach") == 7000


def test_most_first_and_nothing_without_a_figure() -> None:
    found = ranked(liked({1: 5, 2: 9, 3: 0, 4: 9}).posts, "likes", None, START)
    assert [one.post.id for one in found] == ["p4", "p2", "p1"]


def test_of_posts_that_say_nearly_the_same_the_first_stands_for_all() -> None:
    same = [post(n, likes=n).model_copy(update={"group": "g"}) for n in (1, 2, 3)]
    others = [post(n, likes=n) for n in (4, 5)]
    found = ranked([*same, *others], "likes", None, START)
    assert [one.post.id for one in found] == ["p5", "p4", "p3"]


def test_only_the_last_hours_count_where_it_says_so() -> None:
    old = post(1, likes=900).model_copy(update={"at": datetime.fromtimestamp(START - 7300, UTC)})
    found = ranked([old, post(999, likes=1)], "likes", 2.0, START)
    assert [one.post.id for one in found] == ["p999"]


@pytest.mark.parametrize("count", [1, 2, 5, 30])
@pytest.mark.parametrize("shape", [(1900, 1000), (900, 1900), (400, 250)])
def test_places_do_not_overlap_and_stay_inside(count: int, shape: tuple[int, int]) -> None:
    pane = Rect(10, 20, *shape)
    found = frames([pane], count, 12, 27, None)
    assert 1 <= len(found) <= min(5, count)
    assert [frame.rank for frame in found] == list(range(1, len(found) + 1))
    assert found[0].is_large
    rects = [frame.rect for frame in found]
    assert not any(a.overlaps(b) for n, a in enumerate(rects) for b in rects[:n])
    assert all(QRectF(*pane).contains(QRectF(*rect)) for rect in rects)


def test_each_post_stands_on_one_screen(stage: Stage, bench: Bench) -> None:
    screens = tuple(Rect(x, y, 960, 540) for y in (0, 550) for x in (0, 970))
    bench.services = replace(bench.services, screens=screens)
    view = put(stage, liked({n: n for n in range(1, 20)}), (1930, 1090))
    assert len(view.shown) == 5
    for slot in view._slots:
        assert any(QRectF(*screen).contains(QRectF(*slot.frame.rect)) for screen in screens)


def test_who_overtakes_takes_the_place_softly(stage: Stage, bench: Bench) -> None:
    view = put(stage, liked({1: 50, 2: 40, 3: 30}))
    assert view.shown == ("p1", "p2", "p3")
    view.receive(liked({1: 50, 2: 60, 3: 30}))
    stage.look(view)
    assert view.shown == ("p1", "p2", "p3")
    bench.clock.advance(REST_S + COME_S / 2)
    assert view.is_moving
    assert view.shown == ("p2", "p1", "p3")
    bench.clock.advance(COME_S)
    stage.look(view)
    bench.clock.marks.clear()
    assert bench.clock.is_idle
    bench.clock.advance(20)
    assert not bench.clock.marks


def test_new_figures_stand_there_at_once(stage: Stage, bench: Bench) -> None:
    view = put(stage, liked({1: 50, 2: 40, 3: 30}))
    before = stage.look(view)
    view.receive(liked({1: 59, 2: 40, 3: 30}))
    assert stage.look(view) != before
    assert not view.is_moving


def test_what_is_taken_away_is_gone_with_the_next_frame(stage: Stage, bench: Bench) -> None:
    view = put(stage, liked({n: 100 - n for n in range(1, 12)}))
    first = QRectF(*view._slots[0].frame.rect)
    view.receive(liked({n: 100 - n for n in range(2, 12)}))
    assert ink(stage.look(view), bench.theme.color("surface"), first).isEmpty()
    assert view.shown[0] == ""
    bench.clock.advance(REFILL_S + COME_S + 0.1)
    assert view.shown == ("p2", "p3", "p4", "p5", "p6")


@pytest.mark.parametrize("taken", [{1}, {9}, {1, 9}])
def test_it_is_gone_in_the_middle_of_a_movement_too(
    stage: Stage, bench: Bench, taken: set[int]
) -> None:
    """Post 9 comes over post 1."""
    likes = {n: 100 - n for n in range(1, 12)}
    view = put(stage, liked(likes))
    failures: list[object] = []
    view.painting_failed.connect(failures.append)
    view.receive(liked({**likes, 9: 500}))
    bench.clock.advance(REST_S + COME_S / 2)
    assert view.is_moving
    first = view._slots[0]
    assert (first.before, first.shown) == ("p1", "p9")
    view.receive(liked({n: many for n, many in {**likes, 9: 500}.items() if n not in taken}))
    image = stage.look(view)
    assert not {f"p{n}" for n in taken} & {first.before, first.shown}
    box = QRectF(*first.frame.rect)
    assert ink(image, bench.theme.color("surface"), box).isEmpty() is (len(taken) == 2)
    bench.clock.advance(5)
    stage.look(view)
    assert all(view.shown)
    assert not failures


def test_what_was_edited_is_shown_as_it_is_now(stage: Stage) -> None:
    view = put(stage, posts(post(1, "old words", likes=5)))
    before = stage.look(view)
    view.receive(posts(post(1, "now it says something else", likes=5)))
    assert stage.look(view) != before


def test_the_last_one_taken_away_leaves_a_sentence(stage: Stage, bench: Bench) -> None:
    view = put(stage, liked({1: 5}))
    view.receive(Posts())
    assert not ink(stage.look(view), bench.theme.color("surface")).isEmpty()
    assert "p1" not in view.shown


def test_old_posts_leave_by_themselves(stage: Stage, bench: Bench) -> None:
    late = post(999, likes=3).model_copy(update={"at": datetime.fromtimestamp(START - 60, UTC)})
    soon = post(1, likes=9).model_copy(update={"at": datetime.fromtimestamp(START - 7150, UTC)})
    view = put(stage, posts(soon, late), hours=2)
    assert "p1" in view.shown
    bench.clock.advance(130)
    stage.look(view)
    assert view.shown == ("p999",)


def test_the_large_one_has_its_picture(
    stage: Stage, bench: Bench, photo: Callable[..., Path]
) -> None:
    photo("red.png", "#D0021B")
    media = {"media": ({"type": "image", "url": "red.png"},)}
    one = Post.model_validate({**post(1, likes=4).model_dump(), **media})
    red = QColor("#D0021B")
    shown = put(stage, posts(one))
    bench.files.deliver()
    assert share(stage.look(shown), red) > 0.1
    bare = put(stage, posts(one), media=False)
    bench.files.deliver()
    assert share(stage.look(bare), red) < 0.001


@pytest.mark.parametrize("size", [(3840, 2160), (940, 520), (120, 60)])
@pytest.mark.parametrize("theme", ["night", "day"])
def test_hostile_posts_stay_inside(
    stage: Stage, bench: Bench, size: tuple[int, int], theme: str
) -> None:
    hostile = ["x" * 3000, "ال" * 900, "\u202e<b>&amp;" + "é\u0301" * 200, "👨‍👩‍👧" * 300, " "]
    data = posts(*(post(n, text, likes=9, country="??") for n, text in enumerate(hostile)))
    image = stage.look(put(stage, data, size))
    assert ink(image, bench.theme.color("surface")).right() < size[0] - 1
