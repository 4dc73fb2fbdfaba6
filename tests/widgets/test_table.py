"""The kind `table`."""

from __future__ import annotations

import pytest
from pydantic import JsonValue
from PySide6.QtCore import QRectF

from tests.widgets.services import Bench
from tests.widgets.staging import Stage, ink, share
from wall.errors import CommandRefused
from wall.model.datasets import Column, Table
from widgets.table import KIND
from widgets.table.cells import grid_of
from widgets.table.settings import Highlight, TableSettings
from widgets.table.view import TableView
from widgets.table.widths import column_widths

TABLE = Table(
    columns=(Column(name="Place"), Column(name="Minutes", numeric=True), Column(name="State")),
    rows=(("Iași", 77.5, "Working"), ("Rabat", 1074.0, "Resolved"), ("Vigo", None, "Resolved")),
)


def many(count: int) -> Table:
    return Table(columns=TABLE.columns, rows=tuple((f"Row {n}", n, "ok") for n in range(count)))


def test_figures_of_a_column_have_the_same_decimals() -> None:
    grid = grid_of(TABLE, TableSettings())
    assert [row[1].replace("\u202f", " ") for row in grid.rows] == ["77.5", "1 074.0", "–"]


def test_columns_are_chosen_and_ordered() -> None:
    grid = grid_of(TABLE, TableSettings(columns=("State", "Place", "Gone")))
    assert grid.heads == ("State", "Place")
    assert grid.rows[0] == ("Working", "Iași")


def test_short_rows_and_moments_are_readable() -> None:
    table = Table(
        columns=(Column(name="A"), Column(name="B")), rows=(("2026-11-19T20:30:00Z",), ("x", "y"))
    )
    grid = grid_of(table, TableSettings())
    assert grid.rows[0][1] == "–"
    assert grid.rows[0][0].startswith(("19 Nov", "20 Nov"))


def test_the_first_rule_that_fits_marks_a_row() -> None:
    rules = (
        Highlight(column="State", equals="working", color="alarm"),
        Highlight(column="Minutes", above=50, color="warning"),
    )
    assert grid_of(TABLE, TableSettings(highlight=rules)).marks == ("alarm", "warning", None)


def test_a_rule_without_a_condition_is_refused() -> None:
    with pytest.raises(CommandRefused, match="needs `above`"):
        KIND.read({"highlight": [{"column": "State"}]})


def test_widths_fill_the_room_and_figures_stay_whole() -> None:
    wide = column_widths([100, 50, 100], [False, True, False], 400, 10, 40)
    assert sum(wide) + 20 == pytest.approx(400)
    assert wide[1] == 50
    tight = column_widths([500, 60, 90], [False, True, False], 300, 10, 40)
    assert sum(tight) + 20 == pytest.approx(300)
    assert tight[1] == 60
    assert tight[2] == 90
    hopeless = column_widths([500, 600], [True, True], 100, 10, 40)
    assert sum(hopeless) + 10 == pytest.approx(100)


def test_figures_stand_at_the_right_of_their_column(stage: Stage, bench: Bench) -> None:
    table = Table(
        columns=(Column(name="N"), Column(name="V", numeric=True)), rows=(("a", 1.0), ("b", 1e6))
    )
    image = stage.look(stage.put("table", (600, 300), table))
    surface = bench.theme.color("surface")
    box = ink(image, surface, QRectF(300, 0, 300, 300))
    assert box.right() > 560


def test_pages_turn_while_seen(stage: Stage, bench: Bench) -> None:
    view = stage.put("table", (600, 300), many(40), page_s=5)
    first = stage.look(view)
    bench.clock.advance(5.1)
    second = stage.look(view)
    assert second != first
    view.hide_view()
    bench.clock.advance(20)
    assert stage.look(view) == second


def test_rows_that_do_not_fit_can_be_counted_instead(stage: Stage, bench: Bench) -> None:
    view = stage.put("table", (600, 300), many(40), more="count")
    first = stage.look(view)
    bench.clock.advance(60)
    assert stage.look(view) == first


def test_a_marked_row_is_seen(stage: Stage, bench: Bench) -> None:
    rule: JsonValue = {"column": "State", "equals": "Working", "color": "alarm"}
    plain = stage.look(stage.put("table", data=TABLE))
    marked = stage.look(stage.put("table", data=TABLE, highlight=[rule]))
    alarm = bench.theme.color("alarm")
    assert share(plain, alarm) == 0
    assert share(marked, alarm) > 0.0005


@pytest.mark.parametrize("size", [(1880, 1040), (260, 140), (120, 60)])
def test_long_words_stay_inside(stage: Stage, bench: Bench, size: tuple[int, int]) -> None:
    table = Table(
        columns=(Column(name="A very long head of a column"), Column(name="عمود")),
        rows=(("Donaudampfschifffahrtsgesellschaft " * 6, "نص عربي طويل"),) * 3,
    )
    view = stage.put("table", size, table)
    assert ink(stage.look(view), bench.theme.color("surface")).right() < size[0]


def test_no_rows_are_said_in_words(stage: Stage, bench: Bench) -> None:
    view = stage.put("table", data=Table(columns=TABLE.columns))
    assert not ink(stage.look(view), bench.theme.color("surface")).isEmpty()


def test_a_site_says_what_no_row_means(stage: Stage) -> None:
    nothing = Table(columns=[Column(name="When")], rows=[])
    usual = stage.put("table", (600, 300), nothing)
    own = stage.put("table", (600, 300), nothing, empty="Nothing is planned")
    assert isinstance(usual, TableView)
    assert isinstance(own, TableView)
    assert usual.words() == ("No rows yet", "")
    assert own.words() == ("Nothing is planned", "")
