"""The kind `ticker`."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from tests.widgets.services import START, Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Posts
from wall.model.posts import Author, Post
from widgets.ticker.strip import Measure, Strip

LONG = "A line that is long enough to be wider than the tile that it passes through, and then some"
SIZE = (700, 80)


def posts(*texts: str) -> Posts:
    at = datetime.fromtimestamp(START, UTC)
    author = Author(name="Newsroom")
    return Posts(
        posts=tuple(Post(id=text, at=at, author=author, text=text, network="x") for text in texts)
    )


def hundred(item: str, is_named: bool) -> int:
    return 100 if not is_named else 140


def nobody(item: str) -> str:
    return ""


def initial(item: str) -> str:
    return item[0]


PLAIN = Measure(hundred, nobody)
BY_AUTHOR = Measure(hundred, initial)


def test_items_follow_each_other_for_ever() -> None:
    strip = Strip(PLAIN, 20, 250)
    strip.set_items(["a", "b", "c"])
    assert [(p.item, p.left) for p in strip.at(0)] == [("a", 20), ("b", 140)]
    assert [p.item for p in strip.at(200)] == ["b", "c", "a"]
    lefts = [p.left for p in strip.at(10_000)]
    assert all(b - a == 120 for a, b in itertools.pairwise(lefts))


def test_new_items_join_behind_what_is_in_sight() -> None:
    strip = Strip(PLAIN, 20, 250)
    strip.set_items(["a", "b", "c"])
    strip.at(0)
    strip.set_items(["new", "a", "b", "c"])
    assert [p.item for p in strip.at(140)] == ["b", "new", "a"]


def test_what_is_taken_away_leaves_a_gap_that_passes() -> None:
    strip = Strip(PLAIN, 20, 250)
    strip.set_items(["a", "b", "c", "d"])
    assert [p.item for p in strip.at(0)] == ["a", "b"]
    strip.drop({"a", "c"})
    assert [(p.item, p.left) for p in strip.at(0)] == [("b", 140)]
    strip.set_items(["b", "d", "e"])
    assert not {"a", "c"} & {p.item for at in range(0, 2000, 50) for p in strip.at(at)}


def test_a_line_whose_post_is_taken_away_passes_no_further(stage: Stage, bench: Bench) -> None:
    view = stage.put("ticker", SIZE, posts(LONG))
    bench.clock.advance(1.0)
    with_it = stage.look(view)
    view.receive(posts("Short"))
    empty = stage.look(stage.put("ticker", SIZE, posts("Short")))
    assert stage.look(view) != with_it
    assert share(stage.look(view), bench.theme.color("text")) <= share(
        empty, bench.theme.color("text")
    )


def test_what_fits_stands_once() -> None:
    strip = Strip(PLAIN, 20, 400)
    strip.set_items(["a", "b"])
    assert strip.fits
    assert [p.item for p in strip.at(0)] == ["a", "b"]


def test_an_author_is_named_once_for_what_follows() -> None:
    strip = Strip(BY_AUTHOR, 20, 700)
    strip.set_items(["a1", "a2", "b1", "a3", "a4", "a5"])
    assert [(p.item, p.is_named) for p in strip.at(0)] == [
        ("a1", True),
        ("a2", False),
        ("b1", True),
        ("a3", True),
        ("a4", False),
    ]


def test_an_author_is_named_again_before_the_name_is_out_of_sight() -> None:
    strip = Strip(BY_AUTHOR, 20, 300)
    strip.set_items(["a1", "a2", "a3", "a4", "a5"])
    for offset in range(0, 6000, 7):
        pieces = strip.at(offset)
        # A whole room shows a name somewhere, or the line that follows it at once.
        assert any(piece.is_named for piece in pieces)


def test_names_that_are_left_out_take_no_room() -> None:
    strip = Strip(BY_AUTHOR, 20, 20 + 140 + 20 + 100 + 20)
    strip.set_items(["a1", "a2"])
    assert strip.fits
    assert [(p.left, p.width) for p in strip.at(0)] == [(20, 140), (180, 100)]
    strip.set_items(["a1", "b1"])
    assert not strip.fits


def test_it_moves_by_whole_pixels_at_its_speed(stage: Stage, bench: Bench) -> None:
    view = stage.put("ticker", SIZE, items=[LONG, LONG + "!"], speed=120)
    before = stage.look(view)
    bench.clock.advance(0.5)
    after = stage.look(view)
    part = after.copy(0, 0, 400, SIZE[1])
    assert part == before.copy(60, 0, 400, SIZE[1])


def test_short_lines_stand_still_and_cost_nothing(stage: Stage, bench: Bench) -> None:
    view = stage.put("ticker", SIZE, items=["Fits"])
    assert bench.clock.is_idle
    assert not ink(stage.look(view), bench.theme.color("surface")).isEmpty()


def test_arabic_moves_to_the_right(stage: Stage, bench: Bench) -> None:
    view = stage.put("ticker", SIZE, items=["مرحبا بكم في مركز سولفان للأخبار " * 5], speed=120)
    before = stage.look(view)
    bench.clock.advance(0.5)
    after = stage.look(view)
    assert after.copy(260, 0, 400, SIZE[1]) == before.copy(200, 0, 400, SIZE[1])


def test_hidden_it_stands_and_goes_on_from_there(stage: Stage, bench: Bench) -> None:
    view = stage.put("ticker", SIZE, items=[LONG, LONG])
    bench.clock.advance(1)
    view.hide_view()
    before = stage.look(view)
    bench.clock.advance(3)
    assert bench.clock.is_idle
    assert stage.look(view) == before
    view.show_view()
    bench.clock.advance(0.1)
    assert stage.look(view) != before


def test_posts_pass_with_their_author(stage: Stage, bench: Bench) -> None:
    view = stage.put("ticker", SIZE, posts(LONG, LONG + "2"), title="News")
    image = stage.look(view)
    assert share(image, bench.theme.color("accent"), QRectF(0, 0, 60, 80)) > 0.3
    view.receive(posts("Breaking", LONG, LONG + "2"))
    bench.clock.advance(40)
    assert isinstance(stage.look(view), QImage)


def test_posts_of_one_author_name_it_once(stage: Stage, bench: Bench) -> None:
    def coloured(data: Posts) -> float:
        view = stage.put("ticker", (1400, 80), data)
        return share(stage.look(view), bench.theme.network("x"))

    one = coloured(posts("First", "Second"))
    assert one > 0
    other = posts("First", "Second")
    renamed = other.posts[1].model_copy(update={"author": Author(name="Someone")})
    assert coloured(Posts(posts=(other.posts[0], renamed))) > 1.3 * one


def test_one_line_again_and_again_is_set_once(stage: Stage, bench: Bench) -> None:
    view = stage.put("ticker", SIZE, items=[LONG])
    for _ in range(4):
        bench.clock.advance(3)
        stage.look(view)
    assert len(getattr(view, "_images")) == 1  # noqa: B009


def test_nothing_is_said_in_words(stage: Stage, bench: Bench) -> None:
    surface = bench.theme.color("surface")
    assert not ink(stage.look(stage.put("ticker", SIZE)), surface).isEmpty()
    assert not ink(stage.look(stage.put("ticker", SIZE, Posts())), surface).isEmpty()
