"""Data reaches the tiles that show it, and is asked for only while some do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.display.harness import DisplayHarness, grid_wall, plain
from tests.display.kinds import PlainView
from wall.link.messages import Identified, PostsDelta, SourceData, StageTiles, Subscribe
from wall.model.changes import TileAdded, TileRemoved
from wall.model.datasets import MAX_POSTS, Posts, merged
from wall.model.posts import Author, Post

FULL, RED = (0, 0, 480, 270), "#ff0000"
START = datetime(2026, 11, 1, tzinfo=UTC)


def post(number: int) -> Post:
    at = START + timedelta(seconds=number)
    return Post(id=f"p{number}", at=at, author=Author(name="A"), text=str(number))


def subscribed(harness: DisplayHarness) -> list[tuple[str, ...]]:
    harness.settle()
    return [message.sources for message in harness.heard(Subscribe)]


def start(harness: DisplayHarness) -> None:
    harness.identify(grid_wall(1, 1, (480, 270)))
    harness.show(
        plain("a", FULL, RED, source="news"),
        plain("b", FULL, RED, source="news"),
        plain("c", FULL, RED, source="web"),
        plain("d", FULL, RED),
    )


def test_the_union_of_sources_is_asked_for_once(harness):
    start(harness)
    assert subscribed(harness)[-1] == ("news", "web")
    count = len(subscribed(harness))
    harness.change(TileAdded(tile=plain("e", FULL, RED, source="web")))
    assert len(subscribed(harness)) == count


def test_a_source_that_no_tile_shows_is_not_asked_for_any_more(harness):
    start(harness)
    harness.change(TileRemoved(tile=plain("c", FULL, RED, source="web")))
    assert subscribed(harness)[-1] == ("news",)


def test_staged_tiles_are_fed_too(harness):
    start(harness)
    staged = plain("s", FULL, RED, source="other")
    harness.display.handle(StageTiles(stage="s", wall="hub", tiles=(staged,)))
    assert "other" in subscribed(harness)[-1]
    harness.display.handle(SourceData(source="other", watermark=1, dataset=Posts()))
    assert PlainView.received_posts["s"] == [0]


def test_a_new_connection_subscribes_again(harness):
    start(harness)
    before = subscribed(harness)
    harness.display.link_lost("gone")
    wall = harness.display.shows["hub"].wall
    harness.display.handle(Identified(now=1.0, settings=harness.display.settings, walls=(wall,)))
    assert subscribed(harness)[len(before) :] == [("news", "web")]


def test_deltas_are_applied_and_a_gap_asks_for_the_whole(harness):
    start(harness)
    news = [post(1), post(2)]
    harness.display.handle(SourceData(source="news", watermark=4, dataset=Posts(posts=(*news,))))
    harness.display.handle(PostsDelta(source="news", watermark=5, upserts=(post(3),)))
    harness.display.handle(PostsDelta(source="news", watermark=5, upserts=(post(4),)))
    harness.display.handle(PostsDelta(source="news", watermark=6, removals=("p1", "p2")))
    assert PlainView.received_posts["a"] == PlainView.received_posts["b"] == [2, 3, 1]
    count = len(subscribed(harness))
    harness.display.handle(PostsDelta(source="news", watermark=9, upserts=(post(5),)))
    assert PlainView.received_posts["a"] == [2, 3, 1]
    # A controller answers only what is newly asked for.
    assert subscribed(harness)[count:] == [("web",), ("news", "web")]


def test_what_is_pinned_stays_first_after_a_delta(harness):
    start(harness)
    harness.settle()
    pinned = post(1).model_copy(update={"pinned": True})
    data = SourceData(source="news", watermark=1, dataset=Posts(posts=(pinned, post(2))))
    harness.display.handle(data)
    harness.display.handle(PostsDelta(source="news", watermark=2, upserts=(post(3),)))
    shown = harness.stage.shown["a"].view.dataset
    assert [one.id for one in shown.posts] == ["p1", "p3", "p2"]


def test_a_new_tile_gets_what_is_there_already(harness):
    start(harness)
    harness.settle()
    harness.display.handle(SourceData(source="news", watermark=1, dataset=Posts(posts=(post(1),))))
    harness.change(TileAdded(tile=plain("late", FULL, RED, source="news")))
    assert PlainView.received_posts["late"] == [1]


def test_a_mark_stays_with_the_data_that_it_came_with(harness):
    def said(tile):
        return harness.stage.shown[tile]._caption._words.label

    start(harness)
    harness.settle()
    one = Posts(posts=(post(1),))
    harness.display.handle(SourceData(source="news", watermark=1, dataset=one, mark="Focus: 6 h"))
    harness.display.handle(PostsDelta(source="news", watermark=2, upserts=(post(3),)))
    harness.change(TileAdded(tile=plain("late", FULL, RED, source="news")))
    assert said("a") == said("late") == "Focus: 6 h"
    harness.display.handle(SourceData(source="news", watermark=1, dataset=one))
    assert said("a") == said("late") == ""


@given(st.lists(st.integers(0, 30), max_size=40), st.lists(st.integers(0, 30), max_size=10))
def test_a_delta_keeps_posts_unique_and_newest_first(upserts, removals):
    posts = Posts(posts=tuple(post(n) for n in (20, 10, 5)))
    delta = PostsDelta(
        source="s",
        watermark=1,
        upserts=tuple(post(n) for n in upserts),
        removals=tuple(f"p{n}" for n in removals),
    )
    after = [p.id for p in merged(posts, delta.upserts, delta.removals).posts]
    expected = ({20, 10, 5} - set(removals)) | set(upserts)
    assert after == [f"p{n}" for n in sorted(expected, reverse=True)]


def test_a_delta_never_grows_past_the_bound():
    posts = Posts(posts=tuple(post(n) for n in reversed(range(MAX_POSTS))))
    delta = PostsDelta(source="s", watermark=1, upserts=(post(MAX_POSTS),))
    after = merged(posts, delta.upserts, delta.removals).posts
    assert len(after) == MAX_POSTS
    assert after[0].id == f"p{MAX_POSTS}"
