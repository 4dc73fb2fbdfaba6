"""The kind `chart`: axes, thinning, and what is painted of series and tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSizeF

from tests.widgets.services import START, Bench
from tests.widgets.staging import Stage, ink, share
from wall.errors import CommandRefused
from wall.model.datasets import Column, Line, Series, Table
from wall.views.scales import time_axis, value_axis
from wall.views.thinning import runs, thinned
from widgets.chart import KIND
from widgets.chart.figures import figures_of, grouped, stacked
from widgets.chart.naming import spread
from widgets.chart.settings import ChartSettings

NAN = float("nan")


def series(*lines: Sequence[float | None], step_s: float = 60.0, unit: str = "") -> Series:
    length = max((len(line) for line in lines), default=0)
    return Series(
        unit=unit,
        times=tuple(START + at * step_s for at in range(length)),
        lines=tuple(Line(name=f"line {at}", values=tuple(line)) for at, line in enumerate(lines)),
    )


TABLE = Table(
    columns=(Column(name="Topic"), Column(name="Share", unit="%", numeric=True)),
    rows=(("Launch", 40.0), ("Football", 20.0), ("Roaming", None)),
)


# -- axes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "from_zero", "labels"),
    [
        (0.0, 97.0, True, ["0", "20", "40", "60", "80", "100"]),
        (0.0, 100.1, True, ["0", "25", "50", "75", "100"]),
        (-3.0, 4.0, False, ["−4", "−2", "0", "2", "4"]),
        (0.0, 0.0, True, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0.0, 52_000.0, True, ["0", "20 k", "40 k", "60 k"]),
        (1e9, 1.01e9, False, ["1.000 B", "1.002 B", "1.004 B", "1.006 B", "1.008 B", "1.010 B"]),
    ],
)
def test_value_axes_have_round_and_distinct_ticks(
    low: float, high: float, from_zero: bool, labels: list[str]
) -> None:
    axis = value_axis(low, high, 5, from_zero=from_zero)
    assert [tick.label.replace("\u202f", " ") for tick in axis.ticks] == labels


def test_times_are_whole_hours_of_the_zone_and_midnight_tells_the_day() -> None:
    axis = time_axis(START - 40_000, START, 6, ZoneInfo("Asia/Kolkata"))
    labels = [tick.label for tick in axis.ticks]
    assert labels == ["06:00", "08:00", "10:00", "12:00", "14:00"]
    night = time_axis(START - 86_400, START, 9, ZoneInfo("UTC"))
    assert [tick.label for tick in night.ticks if tick.strong] == ["Wed 25"]


def test_time_axes_stay_readable_from_seconds_to_decades() -> None:
    for span in (5.0, 600.0, 86_400.0, 30 * 86_400.0, 400 * 86_400.0, 30 * 365 * 86_400.0):
        axis = time_axis(START - span, START, 8, ZoneInfo("Europe/Warsaw"))
        assert 1 <= len(axis.ticks) <= 9
        assert len({tick.label for tick in axis.ticks}) >= len(axis.ticks) - 1


def test_hours_stay_whole_when_the_clocks_change() -> None:
    autumn = 1_792_893_600.0
    axis = time_axis(autumn, autumn + 86_400, 9, ZoneInfo("Europe/Warsaw"))
    assert all(tick.label.endswith(":00") or tick.strong for tick in axis.ticks)


# -- figures -------------------------------------------------------------------------------


def test_thinning_keeps_every_peak_and_every_gap() -> None:
    times = np.arange(10_000, dtype=float)
    values = np.zeros(10_000)
    values[5_432] = 99
    values[7_000:7_200] = np.nan
    x, y = thinned(times, values, 100)
    assert len(x) < 320
    assert np.nanmax(y) == 99
    assert np.isnan(y).any()
    assert x[-1] == times[-1]


def test_grouping_gives_means_and_keeps_the_latest_complete() -> None:
    x, (y,) = grouped(np.arange(10.0), (np.arange(10.0),), 4)
    assert len(x) <= 4
    assert y[-1] == 8.0


def test_stacking_counts_a_gap_as_nothing() -> None:
    tops = stacked((np.array([1.0, NAN]), np.array([2.0, 5.0])))
    assert [list(top) for top in tops] == [[1, 0], [3, 5]]


def test_runs_are_the_stretches_without_gaps() -> None:
    assert runs(np.array([NAN, 1, 2, NAN, 3])) == [slice(1, 3), slice(4, 5)]


def test_lines_are_chosen_by_name_and_span() -> None:
    data = series([1, 2, 3, 4], [5, 6, 7, 8])
    chosen = figures_of(data, ChartSettings(lines=("line 1",), span_s=90))
    assert chosen.names == ("line 1",)
    assert list(chosen.values[0]) == [7, 8]


def test_endless_values_and_short_lines_are_gaps() -> None:
    data = Series(
        times=(1.0, 2.0, 3.0),
        lines=(Line(name="a", values=(1.0, math.inf)), Line(name="b", values=(None, None, 2.0))),
    )
    a, b = figures_of(data, ChartSettings()).values
    assert np.isnan(a[1:]).all()
    assert np.isnan(b[:2]).all()


def test_names_at_line_ends_do_not_overlap() -> None:
    places = spread([10, 12, 90], 20, 0, 100)
    assert places == [10, 30, 80]
    crowded = spread([95, 96, 97], 20, 0, 100)
    assert crowded == [40, 60, 80]


def test_a_wrong_zone_is_answered_with_the_nearest() -> None:
    with pytest.raises(CommandRefused, match="did you mean 'Europe/Paris'"):
        KIND.read({"zone": "Europe/Pariss"})


# -- the view ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["line", "area", "bar", "stacked"])
def test_each_type_paints_each_line_in_its_colour(stage: Stage, bench: Bench, kind: str) -> None:
    data = series([3, 4, 5, 6, 4, 3], [1, 2, 3, 2, 2, 1])
    image = stage.look(stage.put("chart", data=data, type=kind, legend=False))
    opaque = kind in ("line", "bar", "area")
    for color in bench.theme.series[:2]:
        assert share(image, color) > 0.001 or not opaque
    if kind == "stacked":
        assert share(image, bench.theme.color("surface")) < 0.75


def test_a_new_point_changes_the_chart(stage: Stage, bench: Bench) -> None:
    view = stage.put("chart", data=series([1, 2, 3]))
    before = stage.look(view)
    view.receive(series([1, 2, 3, 9]))
    assert stage.look(view) != before


def test_a_painting_without_news_draws_nothing_anew(stage: Stage, bench: Bench) -> None:
    view = stage.put("chart", data=series([1, 2, 3]))
    stage.look(view)
    kept = getattr(view, "_picture").cacheKey()  # noqa: B009
    stage.look(view)
    assert getattr(view, "_picture").cacheKey() == kept  # noqa: B009
    view.resize(QSizeF(500, 300))
    stage.look(view)
    assert getattr(view, "_picture").cacheKey() != kept  # noqa: B009


@pytest.mark.parametrize(
    "data",
    [
        series([5.0]),
        series([None, None, 7.0, None]),
        series([1e15, -1e15, 3.0]),
        series([0.0, 0.0]),
        series([NAN, 1.0, NAN], [None, None, None]),
        series(*[[1.0, 2.0]] * 30),
    ],
)
@pytest.mark.parametrize("size", [(1880, 1040), (300, 180), (140, 90)])
def test_odd_data_paint_inside_the_tile(
    stage: Stage, bench: Bench, data: Series, size: tuple[int, int]
) -> None:
    for kind in ("line", "bar", "stacked"):
        view = stage.put("chart", size, data, type=kind, target=4)
        box = ink(stage.look(view), bench.theme.color("surface"))
        assert not box.isEmpty()
        assert box.right() <= size[0] - 1
        stage.clear()


def test_the_target_is_a_line_across(stage: Stage, bench: Bench) -> None:
    data = series([0, 10])
    plain = stage.look(stage.put("chart", data=data))
    marked = stage.look(stage.put("chart", data=data, target=5))
    text = bench.theme.color("text")
    middle = QRectF(200, 100, 500, 300)
    assert share(plain, text, middle) == 0
    assert share(marked, text, middle) > 0.001


def test_a_table_lies_down_with_its_values_and_gaps(stage: Stage, bench: Bench) -> None:
    view = stage.put("chart", data=TABLE)
    image = stage.look(view)
    bars = share(image, bench.theme.series[0])
    assert bars > 0.05
    two = Table(
        columns=(*TABLE.columns, Column(name="Other", numeric=True)),
        rows=tuple((*row, 10.0) for row in TABLE.rows),
    )
    standing = stage.look(stage.put("chart", data=two))
    assert share(standing, bench.theme.series[1]) > 0.01


def test_no_values_are_said_in_words(stage: Stage, bench: Bench) -> None:
    for data in (Series(), series([None, None]), Table()):
        image = stage.look(stage.put("chart", data=data))
        assert not ink(image, bench.theme.color("surface")).isEmpty()
        assert share(image, bench.theme.series[0]) == 0
