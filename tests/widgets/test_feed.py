"""The kind `feed`: words of cards, who stands where, and how new posts come in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor

from tests.widgets.services import START, Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Posts
from wall.model.posts import Author, Post, PostCounts, PostMedia
from wall.model.tiles import Health, HealthState
from wall.views.posts.cards import CardComposer
from wall.views.posts.style import CardPictures, CardStyle
from wall.views.posts.wording import initials, network_name, words_of
from widgets.feed.arranging import arrange, tops
from widgets.feed.columns import MOVE_S, REST_S
from widgets.feed.view import FeedView

RED = QColor("#ff0000")


def post(
    number: int,
    text: str = "Words of a post",
    age_s: float | None = None,
    avatar: str = "",
    media: tuple[PostMedia, ...] = (),
    counts: PostCounts | None = None,
) -> Post:
    return Post(
        id=f"p{number}",
        at=datetime.fromtimestamp(START - (60.0 * (100 - number) if age_s is None else age_s), UTC),
        author=Author(name="Ada Byron", handle="@ada", avatar=avatar),
        text=text,
        network="mastodon",
        media=media,
        counts=counts or PostCounts(),
    )


def posts(*numbers: int) -> Posts:
    return Posts(posts=tuple(post(n) for n in sorted(numbers, reverse=True)))


# -- words ---------------------------------------------------------------------------------


def test_tags_and_names_are_marked_but_not_mail_addresses() -> None:
    words = words_of("Hi @ada, see #wall_up and a@b.org #عاجل")
    assert [words.text[at : at + n] for at, n in words.marks] == ["@ada", "#wall_up", "#عاجل"]


def test_long_addresses_are_shortened_and_blank_lines_go() -> None:
    words = words_of("a\n\n\nb  c https://www.example.org/some/very/long/path/indeed")
    assert words.text.startswith("a\nb c example.org/some/")
    assert words.text.endswith("…")


@pytest.mark.parametrize(
    ("name", "letters"), [("Ada Byron", "AB"), ("newsroom", "N"), ("سلمى نصار", "سن"), ("🎉", "·")]
)
def test_an_author_without_a_picture_has_initials(name: str, letters: str) -> None:
    assert initials(Author(name=name)) == letters


def test_networks_have_names() -> None:
    assert [network_name(n) for n in ("x", "rss", "mastodon", "my_forum")] == [
        "X",
        "News",
        "Mastodon",
        "My forum",
    ]


# -- places --------------------------------------------------------------------------------


def hundred(post_id: str) -> int:
    return 100


def test_the_first_posts_fill_the_shortest_column_up_to_the_room() -> None:
    columns = arrange((), ["a", "b", "c", "d", "e", "f", "g"], 2, hundred, 250, 0)
    assert columns == (("a", "c", "e"), ("b", "d", "f"))


def test_a_new_post_comes_in_on_top_and_nobody_changes_column() -> None:
    before = arrange((), ["a", "b", "c", "d"], 2, hundred, 200, 0)
    after = arrange(before, ["new", "a", "b", "c", "d"], 2, hundred, 200, 0)
    assert after == (("a", "c"), ("new", "b"))
    again = arrange(after, ["newer", "new", "a", "b", "c", "d"], 2, hundred, 200, 0)
    assert again == (("newer", "a"), ("new", "b"))


def test_what_vanishes_makes_room_for_older_ones() -> None:
    before = arrange((), ["a", "b", "c"], 1, hundred, 200, 0)
    assert before == (("a", "b"),)
    assert arrange(before, ["a", "c"], 1, hundred, 200, 0) == (("a", "c"),)


def test_cards_stand_below_each_other() -> None:
    assert tops(["a", "b", "c"], hundred, 10) == {"a": 0, "b": 110, "c": 220}


# -- the view ------------------------------------------------------------------------------


def test_it_waits_for_data_and_is_ready_without(stage: Stage, bench: Bench) -> None:
    view = stage.put("feed")
    assert not view.is_ready
    assert not ink(stage.look(view), bench.theme.color("surface")).isEmpty()
    bench.clock.advance(2)
    assert view.is_ready
    view.receive(Posts())
    assert view.health.state is HealthState.OK
    view.receive(posts(1))
    assert share(stage.look(view), bench.theme.color("surface_raised")) > 0.1


def test_a_source_that_fails_is_told_in_words(stage: Stage, bench: Bench) -> None:
    view = stage.put("feed")
    view.source_health(Health(state=HealthState.FAILED, why="403 from the server"))
    assert view.health.state is HealthState.FAILED
    assert view.tells_trouble
    assert not ink(stage.look(view), bench.theme.color("surface")).isEmpty()


def test_a_stale_source_keeps_its_posts(stage: Stage, bench: Bench) -> None:
    view = stage.put("feed", data=posts(1, 2))
    before = stage.look(view)
    view.source_health(Health(state=HealthState.STALE, why="timeout", since=START))
    assert view.health.state is HealthState.STALE
    assert stage.look(view) == before


def test_a_new_post_moves_in_and_everything_comes_to_rest(stage: Stage, bench: Bench) -> None:
    view = cast(FeedView, stage.put("feed", (600, 700), data=posts(1, 2), mode="column"))
    before = stage.look(view)
    view.receive(posts(1, 2, 3))
    middle: list[bool] = []
    for _ in range(6):
        bench.clock.advance(MOVE_S / 6)
        middle.append(stage.look(view) == before)
    assert not any(middle), "it moves from the first step on"
    bench.clock.advance(0.1)
    assert bench.clock.is_idle
    after = stage.look(view)
    # The first card's picture now stands where the second began.
    assert after != before
    bench.clock.marks.clear()
    bench.clock.advance(5)
    assert bench.clock.marks == []


def test_posts_that_come_during_a_move_come_in_together_after_a_rest(
    stage: Stage, bench: Bench
) -> None:
    view = cast(FeedView, stage.put("feed", (600, 700), data=posts(1), mode="column"))
    view.receive(posts(1, 2))
    bench.clock.advance(MOVE_S / 2)
    view.receive(posts(1, 2, 3))
    view.receive(posts(1, 2, 3, 4))
    bench.clock.advance(MOVE_S / 2 + 0.1)
    resting = stage.look(view)
    bench.clock.advance(REST_S / 2)
    assert stage.look(view) == resting
    bench.clock.advance(REST_S + MOVE_S + 0.2)
    assert stage.look(view) != resting
    assert bench.clock.is_idle


@pytest.mark.parametrize("moved_s", [MOVE_S / 2, MOVE_S + REST_S / 2])
def test_a_post_that_is_taken_away_is_gone_in_the_middle_of_a_move(
    stage: Stage, bench: Bench, moved_s: float
) -> None:
    view = cast(FeedView, stage.put("feed", (600, 700), data=posts(1), mode="column"))
    view.receive(posts(1, 2))
    bench.clock.advance(moved_s)
    view.receive(posts(1))
    pulled = stage.look(view)
    never = stage.put("feed", (600, 700), data=posts(1), mode="column")
    assert pulled == stage.look(never)


def test_hidden_it_neither_moves_nor_ticks(stage: Stage, bench: Bench) -> None:
    view = stage.put("feed", data=posts(1, 2))
    view.hide_view()
    bench.clock.marks.clear()
    view.receive(posts(1, 2, 3))
    assert bench.clock.open == 0


def test_ages_are_brought_up_to_date_each_minute(stage: Stage, bench: Bench) -> None:
    view = stage.put("feed", data=Posts(posts=(post(1, age_s=30),)))
    before = stage.look(view)
    bench.clock.advance(100)
    assert stage.look(view) != before


def test_avatars_and_media_are_shown_when_they_come(
    stage: Stage, bench: Bench, photo: Callable[..., Path]
) -> None:
    photo("me.png", "#ff0000")
    photo("pic.jpg", "#ff0000", 400, 300)
    with_pictures = post(1, avatar="me.png", media=(PostMedia(url="pic.jpg"),))
    view = stage.put("feed", (600, 900), data=Posts(posts=(with_pictures,)))
    bench.files.deliver()
    assert share(stage.look(view), RED) > 0.15
    assert bench.files.asked.count("me.png") == 1


def test_a_new_size_keeps_the_pictures_that_are_there(
    stage: Stage, bench: Bench, photo: Callable[..., Path]
) -> None:
    photo("me.png", "#ff0000")
    view = stage.put("feed", (600, 900), data=Posts(posts=(post(1, avatar="me.png"),)))
    bench.files.deliver()
    assert share(stage.look(view), RED) > 0.001
    view.resize(QSizeF(600, 880))
    assert share(stage.look(view), RED) > 0.001
    assert bench.files.asked.count("me.png") == 1


def test_a_picture_that_cannot_be_had_leaves_no_hole(stage: Stage, bench: Bench) -> None:
    surface = bench.theme.color("surface")
    broken = post(1, media=(PostMedia(url="none.jpg"),))
    view = stage.put("feed", (600, 900), data=Posts(posts=(broken,)))
    bench.files.deliver()
    with_hole = ink(stage.look(view), surface).height()
    stage.clear()
    plain = stage.put("feed", (600, 900), data=Posts(posts=(post(1),)))
    assert with_hole == ink(stage.look(plain), surface).height()


def test_an_arabic_card_is_mirrored(stage: Stage, bench: Bench) -> None:
    mark = bench.theme.network("mastodon")
    latin = stage.look(stage.put("feed", (600, 300), data=Posts(posts=(post(1, "Hello"),))))
    arabic = stage.look(stage.put("feed", (600, 300), data=Posts(posts=(post(2, "مرحبا"),))))
    left, right = QRectF(15, 20, 16, 120), QRectF(569, 20, 16, 120)
    assert share(latin, mark, left) > 0.05
    assert share(latin, mark, right) == 0
    assert share(arabic, mark, right) > 0.05
    assert share(arabic, mark, left) == 0


def test_one_at_a_time_takes_turns_and_a_new_post_is_next(stage: Stage, bench: Bench) -> None:
    view = cast(FeedView, stage.put("feed", data=posts(1, 2), mode="one", every_s=5))
    first = stage.look(view)
    bench.clock.advance(5.2)
    during = stage.look(view)
    bench.clock.advance(1)
    second = stage.look(view)
    assert first != during != second
    view.receive(posts(1, 2, 3))
    bench.clock.advance(5)
    assert view._stage is not None
    assert getattr(view._stage, "shown", None) == "p3"


def test_columns_follow_the_width(stage: Stage, bench: Bench) -> None:
    many = posts(*range(1, 30))
    for width, expected in ((600, 1), (1880, 2), (3800, 5)):
        view = cast(FeedView, stage.put("feed", (width, 1040), data=many))
        stage.look(view)
        assert len(getattr(view._stage, "columns", ())) == expected


def test_a_card_without_media_gives_their_room_to_its_words(bench: Bench) -> None:
    look = bench.theme
    cards = [
        CardComposer(CardStyle(look, 900, beside=beside)).compose(post(1), "now", CardPictures())
        for beside in (False, True)
    ]
    assert cards[0] == cards[1]
