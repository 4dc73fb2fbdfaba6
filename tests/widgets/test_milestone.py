"""The kind `milestone`: marks, celebrated once, digits that roll, bezels."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont

from tests.widgets.services import Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Figure
from widgets.milestone.digits import cells_of, groups
from widgets.milestone.marks import Marks, Passing, Way
from widgets.milestone.view import PARTY_S, ROLL_S, MilestoneView

ROUND = Marks.of((), None, beyond=True)


def put(
    stage: Stage, value: float, size: tuple[int, int] = (1280, 720), **settings: object
) -> MilestoneView:
    settings.setdefault("marks", [400, 500])
    data = Figure(value=value)
    view = cast(MilestoneView, stage.put("milestone", size, data, **settings))  # type: ignore[arg-type]
    stage.look(view)
    return view


def tell(stage: Stage, view: MilestoneView, value: float) -> None:
    view.receive(Figure(value=value))
    stage.look(view)


@pytest.mark.parametrize(
    ("value", "begin", "end"),
    [
        (0, 0, 100),
        (99, 0, 100),
        (100, 100, 200),
        (487_520, 400_000, 500_000),
        (500_000, 500_000, 600_000),
        (999_999, 900_000, 1_000_000),
        (1_000_000, 1_000_000, 2_000_000),
    ],
)
def test_round_figures_are_the_marks_where_none_are_told(
    value: float, begin: float, end: float
) -> None:
    assert ROUND.way(value) == Way(begin, end)


def test_told_marks_come_first_and_round_ones_after_them() -> None:
    marks = Marks.of((250, 120), 999, beyond=True)
    assert [marks.way(value) for value in (5, 130, 260, 301)] == [
        Way(0, 120),
        Way(120, 250),
        Way(250, 300),
        Way(300, 400),
    ]
    assert Marks.of((120,), None, beyond=False).way(130) == Way(0, 120, is_over=True)
    assert Marks.of((), 70.0, beyond=False).way(35).share(35) == 0.5


def test_a_mark_is_passed_once_and_not_when_it_was_over_before() -> None:
    passing, marks = Passing(), Marks.of((400, 500), None, beyond=False)
    values = (450, 499, 500, 498, 503, 350, 510)
    seen = [passing.see(value, marks, at) for at, value in enumerate(values)]
    assert seen == [None, None, 500, None, None, None, None]
    assert Passing().see(800, marks, 0) is None


def test_a_figure_begins_anew_when_it_stays_low_and_not_for_a_moment() -> None:
    passing, marks = Passing(), Marks.of((400, 500), None, beyond=False)
    assert passing.see(800, marks, 0) is None
    # A source told nonsense once.
    assert [passing.see(value, marks, at) for at, value in ((60, 0), (120, 810))] == [None, None]
    # The count of a day begins anew at midnight.
    course = ((200, 3), (900, 40), (950, 300), (999, 420), (1200, 900))
    assert [passing.see(value, marks, at) for at, value in course] == [None, None, None, 400, 500]


def test_passing_a_mark_is_celebrated_and_ends_by_itself(stage: Stage, bench: Bench) -> None:
    view = put(stage, 480)
    tell(stage, view, 501)
    assert view.celebrates == 500
    bench.clock.advance(3)
    assert share(stage.look(view), bench.theme.color("accent")) > 0.05
    bench.clock.advance(PARTY_S)
    stage.look(view)
    assert view.celebrates is None
    bench.clock.advance(ROLL_S + 0.1)
    assert view.way == Way(500, 600)
    assert bench.clock.is_idle
    bench.clock.marks.clear()
    bench.clock.advance(60)
    assert not bench.clock.marks


def test_nothing_flashes_while_it_is_celebrated(stage: Stage, bench: Bench) -> None:
    """The share of the accent goes up once and down once."""
    view = put(stage, 480, (640, 360))
    tell(stage, view, 500)
    accent, lit = bench.theme.color("accent"), []
    for _ in range(60):
        bench.clock.advance(0.25)
        lit.append(share(stage.look(view), accent) > 0.06)
    assert sum(one != other for one, other in pairwise(lit)) == 2


def test_what_is_over_is_not_celebrated_again(stage: Stage, bench: Bench) -> None:
    after_restart = put(stage, 510)
    tell(stage, after_restart, 520)
    assert after_restart.celebrates is None
    hidden = put(stage, 480)
    hidden.hide_view()
    hidden.receive(Figure(value=520))
    hidden.show_view()
    stage.look(hidden)
    tell(stage, hidden, 521)
    assert hidden.celebrates is None
    unwanted = put(stage, 480, celebrate=False)
    tell(stage, unwanted, 520)
    assert unwanted.celebrates is None
    told_later = put(stage, 480)
    stage.change(told_later, marks=[470])
    tell(stage, told_later, 481)
    assert told_later.celebrates is None


def test_a_celebration_that_is_taken_off_the_wall_is_over(stage: Stage, bench: Bench) -> None:
    view = put(stage, 480)
    tell(stage, view, 520)
    view.hide_view()
    assert view.celebrates is None
    assert bench.clock.is_idle


def test_only_digits_that_change_roll(stage: Stage, bench: Bench) -> None:
    view = put(stage, 481)
    face = view._face
    assert face is not None
    last = face.digits.cells[-1]
    tell(stage, view, 483)
    assert view.is_moving
    bench.clock.marks.clear()
    bench.clock.advance(ROLL_S / 2)
    middle = stage.look(view)
    rolled = view._face
    assert rolled is not None
    assert rolled.digits.moving.left() == round(last.x)
    bench.clock.advance(ROLL_S)
    assert stage.look(view) != middle
    assert bench.clock.is_idle
    assert all(part is not None for _, part in bench.clock.marks)


def test_groups_of_digits_stand_on_one_screen_each(fonts: None) -> None:
    assert groups("1\u202f487\u202f520") == ["1\u202f", "487\u202f", "520"]
    font = QFont("Inter")
    font.setPixelSize(200)
    panes = [QRectF(0, 0, 480, 400), QRectF(500, 0, 480, 400)]
    cells = cells_of("487\u202f520", font, panes)
    assert cells is not None
    for cell in cells:
        assert any(p.left() <= cell.x and cell.x + cell.width <= p.right() + 1 for p in panes)
    assert cells_of("1\u202f487\u202f520\u202f111", font, panes) is None


@pytest.mark.parametrize("size", [(3840, 2160), (940, 520), (120, 60)])
@pytest.mark.parametrize("value", [0.0, -12.5, 1e15, 73.4, 1e300])
def test_awkward_figures_stay_inside(
    stage: Stage, bench: Bench, size: tuple[int, int], value: float
) -> None:
    view = put(stage, value, size, marks=[], unit="followers", decimals=1)
    assert ink(stage.look(view), bench.theme.color("surface")).right() < size[0] - 1


def test_words_are_in_the_language_of_the_tile(stage: Stage, bench: Bench) -> None:
    english, french = put(stage, 480), put(stage, 480, language="fr")
    assert stage.look(english) != stage.look(french)


def test_no_figure_is_said_in_words(stage: Stage, bench: Bench) -> None:
    view = cast(MilestoneView, stage.put("milestone", source="followers"))
    view.receive(Figure(value=float("nan")))
    assert not ink(stage.look(view), QColor(bench.theme.color("surface"))).isEmpty()
