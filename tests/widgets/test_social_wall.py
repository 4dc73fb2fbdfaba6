"""The kind `social-wall`: who stands where, turns, removals, bezels."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import QRectF

from tests.widgets.said import post, posts
from tests.widgets.services import Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Posts
from wall.model.geometry import Rect
from widgets.social_wall.slots import Turns, masonry
from widgets.social_wall.view import COME_S, REFILL_S, REST_S, SocialWallView

SCREENS = tuple(Rect(x, y, 960, 540) for y in (0, 550) for x in (0, 970))


def put(
    stage: Stage, data: Posts, size: tuple[int, int] = (1400, 900), **settings: object
) -> SocialWallView:
    return cast(SocialWallView, stage.put("social-wall", size, data, **settings))  # type: ignore[arg-type]


def boxes(view: SocialWallView) -> list[QRectF]:
    return [QRectF(*slot.frame.rect) for slot in view._slots]


def test_slots_fill_their_area_without_overlap() -> None:
    slots = masonry(
        Rect(10, 20, 400, 600), 2, 8, [str(n) for n in range(20)], lambda p, w: 80 + int(p) * 7
    )
    rects = [slot.frame.rect for slot in slots]
    assert len(rects) > 6
    assert not any(a.overlaps(b) for n, a in enumerate(rects) for b in rects[:n])
    assert {max(r.bottom for r in rects if r.x == x) for x in {r.x for r in rects}} == {620}


def test_turns_bring_what_is_fresh_first_and_then_everybody() -> None:
    turns = Turns()
    turns.follow(["c", "b", "a"])
    assert turns.next({"c"}, lambda post: True) == "b"
    turns.follow(["d", "c", "b", "a"])
    assert turns.next({"c"}, lambda post: True) == "d"
    assert [turns.next(set(), lambda post: True) for _ in range(5)] == ["a", "d", "c", "b", "a"]
    assert turns.next({"a", "b", "c", "d"}, lambda post: True) is None


def test_pinned_posts_come_first_and_stay(stage: Stage, bench: Bench) -> None:
    data = posts(*range(100, 140), post(1, pinned=True))
    view = put(stage, data, mode="masonry")
    stage.look(view)
    assert view.shown[0] == "p1"
    before = set(view.shown)
    for _ in range(12):
        bench.clock.advance(10)
    assert "p1" in view.shown
    assert not (before - {"p1"}) & set(view.shown)


def test_it_is_still_between_turns_and_moves_calmly(stage: Stage, bench: Bench) -> None:
    view = put(stage, posts(*range(40)))
    stage.look(view)
    bench.clock.advance(9.9 - bench.clock.now() % 10)
    bench.clock.marks.clear()
    assert bench.clock.is_idle
    bench.clock.advance(0.5)
    assert view.is_moving
    assert all(rect is not None for _, rect in bench.clock.marks)
    bench.clock.advance(COME_S)
    assert bench.clock.is_idle
    bench.clock.marks.clear()
    bench.clock.advance(3)
    assert not bench.clock.marks


def test_what_has_come_is_shown_soon(stage: Stage, bench: Bench) -> None:
    view = put(stage, posts(*range(40)), every_s=600)
    stage.look(view)
    view.receive(posts(*range(42)))
    bench.clock.advance(REST_S + COME_S + 0.2)
    assert ("p40" in view.shown) != ("p41" in view.shown)
    bench.clock.advance(REST_S + COME_S + 0.2)
    assert {"p40", "p41"} <= set(view.shown)


@pytest.mark.parametrize("mode", ["masonry", "spotlight", "mixed"])
def test_what_is_taken_away_is_gone_with_the_next_frame(
    stage: Stage, bench: Bench, mode: str
) -> None:
    data = posts(*range(40))
    view = put(stage, data, mode=mode)
    stage.look(view)
    bench.clock.advance(10.2 - bench.clock.now() % 10)
    assert view.is_moving
    coming = [slot for slot in view._slots if slot.before is not None]
    gone = {slot.before for slot in coming} | {slot.shown for slot in coming}
    view.receive(Posts(posts=tuple(p for p in data.posts if p.id not in gone)))
    image = stage.look(view)
    for slot in coming:
        assert ink(image, bench.theme.color("surface"), QRectF(*slot.frame.rect)).isEmpty()
    bench.clock.advance(REFILL_S + COME_S + 0.2)
    assert not gone & set(view.shown)
    assert all(slot.shown is not None for slot in view._slots)


def test_no_card_crosses_from_screen_to_screen(stage: Stage, bench: Bench) -> None:
    bench.services = replace(bench.services, screens=SCREENS)
    for mode in ("masonry", "mixed", "spotlight"):
        view = put(stage, posts(*range(60)), (1930, 1090), mode=mode)
        stage.look(view)
        assert len(boxes(view)) >= 4
        for box in boxes(view):
            assert any(QRectF(*screen).contains(box) for screen in SCREENS)
    view.setPos(480, 0)
    stage.look(view)
    moved = [QRectF(*screen).translated(-480, 0) for screen in SCREENS]
    assert all(any(screen.contains(box) for screen in moved) for box in boxes(view))


@pytest.mark.parametrize("size", [(3840, 2160), (480, 270), (120, 60)])
@pytest.mark.parametrize("theme", ["night", "day"])
def test_hostile_posts_stay_inside(
    stage: Stage, bench: Bench, size: tuple[int, int], theme: str
) -> None:
    hostile = ["x" * 3000, "ال" * 900, "\u202e<b>&amp;" + "é\u0301" * 200, "👨‍👩‍👧" * 300, " "]
    data = posts(*(post(n, text, country="??") for n, text in enumerate(hostile)))
    image = stage.look(put(stage, data, size))
    assert ink(image, bench.theme.color("surface")).right() < size[0]


def test_few_posts_are_large_and_none_are_said_in_words(stage: Stage, bench: Bench) -> None:
    view = put(stage, posts(1))
    stage.look(view)
    assert [slot.frame.is_large for slot in view._slots] == [True]
    view.receive(Posts())
    assert not ink(stage.look(view), bench.theme.color("surface")).isEmpty()
    view.receive(posts(*range(500)))
    stage.look(view)
    assert len(view.shown) > 3


def test_a_highlighted_post_is_marked_and_a_code_leads_to_it(stage: Stage, bench: Bench) -> None:
    accent = bench.theme.color("accent")
    plain = stage.look(put(stage, posts(post(1))))
    marked = stage.look(put(stage, posts(post(1, highlighted=True))))
    assert share(marked, accent) > share(plain, accent) + 0.002
    coded = stage.look(put(stage, posts(post(1, url="https://example.org/1")), qr=True))
    assert share(coded, bench.theme.color("text").lighter(200)) > 0.01


def test_what_is_said_instead_stands_on_one_screen(stage: Stage, bench: Bench) -> None:
    bench.services = replace(bench.services, screens=SCREENS)
    view = put(stage, Posts(), (1930, 1090))
    words = ink(stage.look(view), bench.theme.color("surface"))
    assert not words.isEmpty()
    assert QRectF(*SCREENS[0]).contains(words)
