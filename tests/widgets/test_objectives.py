"""The kind `objectives`."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import QRectF

from tests.widgets.services import Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Cell, Column, Table
from wall.model.geometry import Rect
from wall.views.gliding import GLIDE_S
from widgets.objectives.arranging import Form, arranged
from widgets.objectives.goals import Standing, goals_of
from widgets.objectives.settings import ObjectivesSettings
from widgets.objectives.view import ObjectivesView

ROWS: tuple[tuple[Cell, ...], ...] = (
    ("Answers within 15 minutes", 87.0, 90.0, "%"),
    ("Orders", 18204.0, 15000.0, "orders"),
    ("Net mood", 12.0, 20.0, "points"),
)
SCREENS = tuple(Rect(x, 0, 960, 540) for x in (0, 970))


def table(*rows: tuple[Cell, ...]) -> Table:
    names = ("Name", "Value", "Target", "Unit")
    return Table(columns=tuple(Column(name=name) for name in names), rows=rows)


def put(stage: Stage, data: Table, size: tuple[int, int] = (960, 540)) -> ObjectivesView:
    return cast(ObjectivesView, stage.put("objectives", size, data))


def standing(value: Cell, target: Cell, **settings: object) -> Standing:
    read = ObjectivesSettings.model_validate(settings)
    return goals_of(table(("It", value, target, "")), read)[0].standing


def test_an_objective_is_judged_by_its_target() -> None:
    assert standing(87.0, 90.0) is Standing.ON_TRACK
    assert standing(87.0, 90.0, on_track=98) is Standing.BEHIND
    assert standing(90.0, 90.0) is Standing.REACHED
    assert standing(12.0, 20.0) is Standing.BEHIND
    assert standing(12.0, 10.0, lower=["It"]) is Standing.BEHIND
    assert standing(9.0, 10.0, lower=["It"]) is Standing.REACHED


@pytest.mark.parametrize(
    ("value", "target", "expected"),
    [
        (0.0, 0.0, Standing.REACHED),
        (-3.0, 20.0, Standing.BEHIND),
        (-3.0, -5.0, Standing.REACHED),
        (None, 20.0, Standing.UNKNOWN),
        (5.0, None, Standing.UNKNOWN),
        (float("inf"), 20.0, Standing.UNKNOWN),
        ("soon", 20.0, Standing.UNKNOWN),
        ("1 250,5", "1000", Standing.REACHED),
    ],
)
def test_what_has_no_share_is_judged_all_the_same(
    value: Cell, target: Cell, expected: Standing
) -> None:
    assert standing(value, target) is expected


def test_less_of_nothing_is_no_share_and_no_error() -> None:
    goal = goals_of(table(("Open", 0.0, 0.0, "")), ObjectivesSettings(lower=("Open",)))[0]
    assert (goal.share, goal.standing) == (None, Standing.REACHED)


def test_what_is_farthest_behind_comes_first_where_asked() -> None:
    rows = (*ROWS, ("Nobody counted", None, 3.0, ""))
    names = [g.name for g in goals_of(table(*rows), ObjectivesSettings(order="behind"))]
    assert names == ["Net mood", "Answers within 15 minutes", "Orders", "Nobody counted"]


def test_rows_are_even_and_the_form_follows_their_height() -> None:
    pane = QRectF(0, 0, 1860, 950)
    assert arranged([pane], 1, 27).form is Form.POSTER
    assert arranged([pane], 5, 27).form is Form.FULL
    assert arranged([pane], 20, 27).form is Form.LINE
    assert arranged([pane], 200, 27).pages > 1
    for count in (1, 2, 5, 7, 20):
        rows = arranged([pane], count, 27).rows
        assert len(rows) >= count
        assert all(pane.adjusted(-1, -1, 1, 1).contains(row) for row in rows)
        assert not any(a.intersects(b.adjusted(1, 1, -1, -1)) for a in rows for b in rows if a != b)


def test_the_bar_passes_its_mark_where_the_target_is_reached(stage: Stage, bench: Bench) -> None:
    view = put(stage, table(*ROWS))
    image = stage.look(view)
    look = bench.theme
    tracked, reached, behind = view._rows
    for row, role in ((tracked, "accent"), (reached, "positive"), (behind, "warning")):
        beyond = QRectF(row.mark_x + 8, row.bar.top(), 30, row.bar.height())
        assert share(image, look.color(role), row.bar) > 0.1
        assert (share(image, look.color(role), beyond) > 0.1) == (role == "positive")


def test_bars_glide_while_they_are_seen(stage: Stage, bench: Bench) -> None:
    view = put(stage, table(*ROWS))
    stage.look(view)
    bench.clock.marks.clear()
    view.receive(table(("Answers within 15 minutes", 45.0, 90.0, "%"), *ROWS[1:]))
    assert view.is_moving
    bench.clock.advance(GLIDE_S / 2)
    half = stage.look(view)
    bench.clock.advance(GLIDE_S)
    assert not view.is_moving
    assert bench.clock.is_idle
    assert stage.look(view) != half
    view.hide_view()
    view.receive(table(*ROWS))
    assert not view.is_moving


def test_pages_turn_while_they_are_seen(stage: Stage, bench: Bench) -> None:
    rows = tuple((f"Objective {n}", float(n), 50.0, "%") for n in range(60))
    view = put(stage, table(*rows))
    stage.look(view)
    first = view.shown
    assert 3 < len(first) < 60
    bench.clock.advance(12.1)
    stage.look(view)
    assert not set(first) & set(view.shown)
    view.hide_view()
    bench.clock.advance(60)
    stage.look(view)
    assert not set(first) & set(view.shown)


def test_no_row_crosses_from_screen_to_screen(stage: Stage, bench: Bench) -> None:
    bench.services = replace(bench.services, screens=SCREENS)
    view = put(stage, table(*ROWS), (1930, 540))
    stage.look(view)
    assert len(view.shown) == 3
    for row in view._rows:
        assert any(QRectF(*screen).contains(row.bar) for screen in SCREENS)


@pytest.mark.parametrize("size", [(1920, 1080), (960, 540), (300, 160), (120, 60)])
@pytest.mark.parametrize("theme", ["night", "day"])
def test_awkward_rows_stay_inside(
    stage: Stage, bench: Bench, size: tuple[int, int], theme: str
) -> None:
    rows: tuple[tuple[Cell, ...], ...] = (
        ("Donaudampfschifffahrtsgesellschaft " * 6, 1e17, 1.0, "Kapitänspatente " * 3),
        ("نسبة الردود", 0.5, 1.0, "٪"),
        ("Short",),
    )
    view = put(stage, table(*rows), size)
    assert ink(stage.look(view), bench.theme.color("surface")).right() < size[0] - 1


def test_none_are_said_in_words(stage: Stage, bench: Bench) -> None:
    view = put(stage, table())
    assert not ink(stage.look(view), bench.theme.color("surface")).isEmpty()
    view.receive(table(*ROWS))
    stage.look(view)
    assert len(view.shown) == 3
