"""The kind `race`: fields and columns follow votes, a new leader is greeted once, bezels."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import cast

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from tests.widgets.services import Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Cell, Column, Table
from wall.model.geometry import Rect
from wall.views.contrast import TEXT, contrast
from widgets.race.columns import Columns, _slots
from widgets.race.settings import RaceSettings
from widgets.race.shading import Shade
from widgets.race.tug import Tug
from widgets.race.view import CALM_S, SWEEP_S, TOLD_S, RaceView
from widgets.race.votes import Side, votes_of
from widgets.race.wording import Wording

HEADS = tuple(Column(name=name) for name in ("Side", "Votes", "Color"))
BLUE, RED = "#2E6BFF", "#D0021B"


def table(*rows: tuple[Cell, ...]) -> Table:
    return Table(columns=HEADS, rows=rows)


def two(first: float, second: float) -> Table:
    return table(("Aster", first, BLUE), ("Rovia", second, RED))


def put(
    stage: Stage, data: Table, size: tuple[int, int] = (1200, 600), **settings: object
) -> RaceView:
    view = cast(RaceView, stage.put("race", size, data, **settings))  # type: ignore[arg-type]
    stage.look(view)
    return view


def test_who_leads_leads_alone() -> None:
    assert votes_of(two(5, 4), 8).leader == Side("Aster", 5, BLUE, 0)
    assert votes_of(two(5, 4), 8).lead == 1
    assert votes_of(two(4, 4), 8).leader is None
    assert votes_of(two(4, 4), 8).is_level
    assert votes_of(two(0, 0), 8).leader is None
    assert not votes_of(two(0, 0), 8).is_level


def test_sides_with_the_fewest_votes_are_left_out_and_the_order_stays() -> None:
    data = table(("a", 1.0), ("b", 9.0), ("c", -3.0), ("d", 4.0), ("", 5.0))
    found = votes_of(data, 2)
    assert [side.name for side in found.sides] == ["b", "d"]
    assert (found.total, found.left_out) == (14.0, 2)


def test_close_shares_are_told_apart_and_words_are_in_both_languages() -> None:
    votes = votes_of(two(1000, 1010), 8)
    first, second = votes.sides
    english, french = (Wording(votes, RaceSettings(language=lang)) for lang in ("en", "fr"))
    assert (english.large(first), english.large(second)) == ("49.8%", "50.2%")
    assert english.standing(second, took=False) == "leads by 10\u202fvotes"
    assert french.standing(second, took=True) == "prend la tête"
    assert english.standing(first, took=True) == ""
    assert Wording(votes_of(two(0, 0), 8), RaceSettings()).common() == "No votes yet"


@pytest.mark.parametrize(
    "color", ["#000000", "#FFFFFF", "#FFC400", "#2E6BFF", "#808080", "red", ""]
)
def test_words_are_read_on_every_field(bench: Bench, color: str) -> None:
    shade = Shade(Side("a", 1, color, 0), bench.theme)
    for lit in (0.0, 0.5, 1.0):
        assert contrast(shade.field(lit), shade.ink(lit)) >= TEXT - 0.1
        assert contrast(shade.field(lit), bench.theme.color("surface")) > 1.15


def test_fields_are_as_large_as_shares(stage: Stage, bench: Bench) -> None:
    view = put(stage, two(750, 250))
    line = view.content
    assert view.place("edge") == pytest.approx(line.width() * 0.75, abs=1)
    lit = Shade(view.votes.sides[0], bench.theme).field(1.0)
    assert share(stage.look(view), lit) > 0.4


def test_two_of_several_sides_share_the_whole_tile(stage: Stage) -> None:
    view = put(stage, table(("a", 30.0), ("b", 30.0), ("c", 20.0)), most=2)
    assert view.place("edge") == pytest.approx(view.content.width() / 2, abs=1)


def test_the_line_glides_and_then_nothing_is_painted(stage: Stage, bench: Bench) -> None:
    view = put(stage, two(600, 400))
    before = view.place("edge")
    view.receive(two(800, 400))
    stage.look(view)
    bench.clock.marks.clear()
    bench.clock.advance(0.4)
    parts = [part for _, part in bench.clock.marks]
    assert before < view.place("edge") < view.content.width() * 2 / 3
    assert all(part is not None and part.width() < view.content.width() / 3 for part in parts)
    bench.clock.advance(2)
    assert bench.clock.is_idle
    bench.clock.marks.clear()
    bench.clock.advance(20)
    assert not bench.clock.marks


def test_a_new_leader_is_greeted_once_and_calmly(stage: Stage, bench: Bench) -> None:
    view = put(stage, two(600, 400))
    assert not view.is_greeting
    view.receive(two(600, 700))
    assert view.is_greeting
    stage.look(view)
    lights = []
    for _ in range(30):
        bench.clock.advance(SWEEP_S / 30)
        stage.look(view)
        lights.append(view._moment().lit(1))
    assert lights[-1] > 0.99
    # It gets lighter all the time: nothing flashes.
    assert all(one <= other for one, other in pairwise(lights))
    bench.clock.advance(TOLD_S)
    stage.look(view)
    assert not view.is_greeting
    assert bench.clock.is_idle
    view.receive(two(600, 900))
    assert not view.is_greeting


def test_a_lead_that_changes_all_the_time_is_greeted_now_and_then(
    stage: Stage, bench: Bench
) -> None:
    view = put(stage, two(600, 400))
    greeted = 0
    for second in range(60):
        was = view.is_greeting
        view.receive(two(600, 700 if second % 2 == 0 else 500))
        stage.look(view)
        greeted += view.is_greeting and not was
        bench.clock.advance(1)
    assert 2 <= greeted <= 60 / CALM_S
    bench.clock.advance(CALM_S + 1)
    stage.look(view)
    assert bench.clock.is_idle


def test_level_takes_no_lead_away(stage: Stage) -> None:
    view = put(stage, two(0, 0))
    for first, second, greeted in ((5, 3, False), (5, 5, False), (6, 5, False), (6, 7, True)):
        view.receive(two(first, second))
        stage.look(view)
        assert view.is_greeting is greeted


def test_what_was_overtaken_while_hidden_is_not_greeted(stage: Stage, bench: Bench) -> None:
    view = put(stage, two(600, 400))
    view.hide_view()
    view.receive(two(600, 700))
    view.show_view()
    stage.look(view)
    assert not view.is_greeting
    assert not view.is_moving


def test_columns_rise_with_their_votes(stage: Stage, bench: Bench) -> None:
    view = put(stage, table(("a", 100.0), ("b", 50.0), ("c", 0.0)))
    tall = [view.place(str(at)) for at in range(3)]
    assert tall[1] == pytest.approx(tall[0] / 2, abs=1)
    assert 0 < tall[2] < tall[0] / 20
    view.receive(table(("a", 100.0), ("b", 100.0), ("c", 0.0)))
    stage.look(view)
    bench.clock.advance(2)
    assert view.place("1") == view.place("0")


def test_a_narrow_tile_shows_those_with_the_most_votes(stage: Stage, bench: Bench) -> None:
    rows = [(f"Side {n}", float(n), "") for n in range(20)]
    view = put(stage, table(*rows), (300, 300), most=20)
    assert [side.name for side in view._shown.sides] == ["Side 17", "Side 18", "Side 19"]
    assert view._shown.left_out == 17
    assert ink(stage.look(view), bench.theme.color("surface")).right() < 299


def test_columns_stand_between_bezels() -> None:
    panes = [QRectF(x, y, 900, 500) for y in (0, 510) for x in (0, 910, 1820)]
    for count in (2, 3, 4, 7):
        slots = _slots(panes, count, 20)
        assert len(slots) == count
        for slot in slots:
            assert any(
                pane.left() <= slot.left() and slot.right() <= pane.right() for pane in panes
            )
        assert not any(a.intersects(b) for n, a in enumerate(slots) for b in slots[:n])


def test_figures_on_columns_keep_clear_of_bezels(stage: Stage, bench: Bench) -> None:
    screens = tuple(Rect(0, y, 960, 540) for y in (0, 550))
    bench.services = replace(bench.services, screens=screens)
    view = put(stage, table(("a", 100.0), ("b", 50.0), ("c", 1.0)), (960, 1090))
    columns = view._picture
    assert isinstance(columns, Columns)
    for base in range(round(columns._top + columns._cap) + 1, 1000, 7):
        found = columns.clear_of_bezels(base)
        assert found <= base
        top = found - columns._cap
        assert any(pane.top() <= top and found <= pane.bottom() for pane in columns._panes)


def test_words_stand_beside_a_field_that_is_too_narrow_for_them(stage: Stage) -> None:
    for first, second in ((3, 97), (97, 3)):
        view = put(stage, two(first, second), (1800, 700))
        tug = view._picture
        assert isinstance(tug, Tug)
        edge = view.content.left() + view.place("edge")
        boxes = [block.box for block in tug._blocks]
        assert not any(box.left() < edge < box.right() for box in boxes)
        assert not boxes[0].intersects(boxes[1])


def test_words_of_a_tug_keep_clear_of_bezels(stage: Stage, bench: Bench) -> None:
    screens = tuple(Rect(x, y, 960, 540) for y in (0, 550) for x in (0, 970))
    bench.services = replace(bench.services, screens=screens)
    view = put(stage, table(("A", 60.0, "#FFFFFF"), ("B", 40.0, "#FFFFFF")), (1930, 1090))
    image = stage.look(view)
    lit = Shade(view.votes.sides[0], bench.theme).field(1.0)
    for gap in (QRectF(956, 600, 4, 400), QRectF(100, 536, 600, 18)):
        assert share(image, lit, gap) > 0.98


@pytest.mark.parametrize("size", [(3840, 2160), (940, 520), (500, 1600), (120, 60)])
@pytest.mark.parametrize("theme", ["night", "day"])
def test_awkward_sides_stay_inside(
    stage: Stage, bench: Bench, size: tuple[int, int], theme: str
) -> None:
    rows: list[tuple[Cell, ...]] = [
        ("x" * 300, 1e14, "#nothex"),
        ("ال" * 90, 1.0, "#FFF"),
        ("zero", 0.0, None),
    ]
    for count in (1, 2, 3):
        image = stage.look(put(stage, table(*rows[:count]), size, show="votes"))
        assert ink(image, bench.theme.color("surface")).right() < size[0] - 1


def test_no_sides_are_said_in_words(stage: Stage, bench: Bench) -> None:
    view = put(stage, table())
    assert not ink(stage.look(view), QColor(bench.theme.color("surface"))).isEmpty()
    view.receive(two(0, 0))
    stage.look(view)
    assert view.place("edge") == pytest.approx(view.content.width() / 2, abs=1)
