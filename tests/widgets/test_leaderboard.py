"""The kind `leaderboard`: who stands where, moves, pages, bezels."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import QRectF

from tests.widgets.services import Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Cell, Column, Table
from wall.model.geometry import Rect
from widgets.leaderboard.places import Wish, places
from widgets.leaderboard.standing import standings_of
from widgets.leaderboard.view import MOVE_S, LeaderboardView

SCREENS = tuple(Rect(x, y, 1920, 1080) for y in (0, 1086) for x in (0, 1926))
HEADS = tuple(Column(name=name) for name in ("Name", "Value", "Before", "Country"))


def table(*rows: tuple[Cell, ...]) -> Table:
    return Table(columns=HEADS, rows=rows)


def many(count: int) -> Table:
    return table(*((f"House {n}", 1000.0 - n, 900.0 + n, "FR") for n in range(count)))


def put(
    stage: Stage, data: Table, size: tuple[int, int] = (1280, 720), **settings: object
) -> LeaderboardView:
    return cast(LeaderboardView, stage.put("leaderboard", size, data, **settings))  # type: ignore[arg-type]


def names(view: LeaderboardView) -> list[str]:
    return [row.name for row in view.shown]


def test_rows_are_sorted_and_equal_values_share_a_rank() -> None:
    data = table(("b", 5.0), ("a", 9.0), ("c", 5.0), ("d", 1.0), ("", 7.0), ("e", None))
    rows = standings_of(data, "most", None)
    assert [(row.name, row.rank) for row in rows] == [("a", 1), ("b", 2), ("c", 2), ("d", 4)]
    assert [row.name for row in standings_of(data, "least", 2)] == ["d", "b"]


def test_ranks_that_were_won_or_lost_are_known_where_before_is() -> None:
    data = table(("a", 9.0, 3.0), ("b", 8.0, 7.0), ("c", 2.0, 5.0), ("d", 1.0, 0.0))
    assert [row.climbed for row in standings_of(data, "most", None)] == [2, -1, -1, None]
    assert [row.is_new for row in standings_of(data, "most", None)] == [False] * 3 + [True]


def test_places_run_down_each_column_of_screens_and_never_overlap() -> None:
    panes = [Rect(*screen) for screen in SCREENS]
    found = places(panes, 30, 8, Wish(27, 90, 8))
    assert len(found.rows) == 30
    assert not any(a.overlaps(b) for n, a in enumerate(found.rows) for b in found.rows[:n])
    assert [place.x for place in found.rows] == sorted(place.x for place in found.rows)
    for place in found.rows:
        assert any(QRectF(*pane).contains(QRectF(*place)) for pane in panes)
    assert found.type_px > 40


def test_thirty_rows_on_four_screens_are_all_there_and_no_row_crosses_a_bezel(
    stage: Stage, bench: Bench
) -> None:
    bench.services = replace(bench.services, screens=SCREENS)
    view = put(stage, many(30), (3846, 2166))
    stage.look(view)
    assert len(view.shown) == 30
    assert all(any(QRectF(*s).contains(QRectF(*p)) for s in SCREENS) for p in view.places)


def test_who_climbs_glides_there_and_then_nothing_moves(stage: Stage, bench: Bench) -> None:
    view = put(stage, table(("a", 9.0), ("b", 5.0), ("c", 1.0)), (900, 500))
    stage.look(view)
    places_before = {row.name: view.place(row.key).y() for row in view.shown}
    view.receive(table(("a", 9.0), ("b", 5.0), ("c", 12.0)))
    stage.look(view)
    assert names(view) == ["c", "a", "b"]
    assert view.is_moving
    bench.clock.advance(MOVE_S / 2)
    middle = view.place(view.shown[0].key).y()
    assert places_before["a"] < middle < places_before["c"]
    bench.clock.advance(MOVE_S)
    assert view.place(view.shown[0].key).y() == places_before["a"]
    assert bench.clock.is_idle
    bench.clock.marks.clear()
    bench.clock.advance(5)
    assert not bench.clock.marks


def test_the_same_rows_again_paint_nothing(stage: Stage, bench: Bench) -> None:
    view = put(stage, many(5))
    stage.look(view)
    view.receive(many(5))
    stage.look(view)
    assert not view.is_moving


def test_what_came_while_hidden_stands_there_without_movement(stage: Stage, bench: Bench) -> None:
    view = put(stage, table(("a", 9.0), ("b", 5.0)))
    stage.look(view)
    view.hide_view()
    view.receive(table(("a", 9.0), ("b", 15.0)))
    view.show_view()
    stage.look(view)
    assert names(view) == ["b", "a"]
    assert not view.is_moving


def test_more_rows_than_fit_take_turns_in_pages(stage: Stage, bench: Bench) -> None:
    view = put(stage, many(60), (620, 420), page_s=5)
    stage.look(view)
    seen = list(names(view))
    for _ in range(10):
        bench.clock.advance(5.1)
        stage.look(view)
        seen += [name for name in names(view) if name not in seen]
    assert seen == [f"House {n}" for n in range(60)]


def test_few_rows_are_set_larger(stage: Stage) -> None:
    few, more = put(stage, many(2)), put(stage, many(20))
    stage.look(few)
    stage.look(more)
    assert few.places[0].height > more.places[0].height * 1.5


@pytest.mark.parametrize("size", [(3840, 2160), (940, 520), (120, 60)])
@pytest.mark.parametrize("theme", ["night", "day"])
def test_awkward_rows_stay_inside(
    stage: Stage, bench: Bench, size: tuple[int, int], theme: str
) -> None:
    data = table(
        ("x" * 300, 1e15, 0.0, "??"),
        ("ال" * 90, -5.0, 3.0, "EG"),
        ("fr", 0.0, None, "FR"),
        ("same", 1.0, 1.0, ""),
        ("same", 1.0, 1.0, ""),
    )
    image = stage.look(put(stage, data, size, country="name"))
    assert ink(image, bench.theme.color("surface")).right() < size[0] - 1


def test_the_first_is_filled_most(stage: Stage, bench: Bench) -> None:
    view = put(stage, table(("a", 100.0), ("b", 10.0)), (900, 500))
    image = stage.look(view)
    raised = bench.theme.color("surface_raised")
    plain = [share(image, raised, QRectF(*place)) for place in view.places]
    assert plain[0] < 0.3 < plain[1]


def test_no_rows_are_said_in_words(stage: Stage, bench: Bench) -> None:
    view = put(stage, table())
    assert not ink(stage.look(view), bench.theme.color("surface")).isEmpty()
    assert view.shown == ()
