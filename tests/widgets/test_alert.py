"""The kind `alert`."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from tests.widgets.services import Bench
from tests.widgets.staging import Stage, ink, share
from wall.errors import CommandRefused
from widgets.alert import KIND
from widgets.alert.view import BREATH_S, SLIDE_S, AlertView


def test_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CommandRefused, match="level"):
        KIND.read({"text": "x", "level": "panic"})


@pytest.mark.parametrize("level", ["warning", "alarm"])
def test_strong_levels_fill_their_band_with_their_colour(
    stage: Stage, bench: Bench, level: str
) -> None:
    view = stage.put("alert", text="Leave by the north door", level=level)
    bench.clock.advance(SLIDE_S + 0.1)
    assert share(stage.look(view), bench.theme.color(level)) > 0.6


def test_it_slides_in_calmly_and_rests(stage: Stage, bench: Bench) -> None:
    view = stage.put("alert", text="Doors open", level="warning")
    color = bench.theme.color("warning")
    shares = []
    for _ in range(6):
        shares.append(share(stage.look(view), color))
        bench.clock.advance(SLIDE_S / 5)
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert bench.clock.is_idle
    assert bench.clock.open == 0


def test_only_the_sign_of_an_alarm_breathes_and_slowly(stage: Stage, bench: Bench) -> None:
    view = stage.put("alert", text="Leave", level="alarm")
    assert isinstance(view, AlertView)
    bench.clock.advance(SLIDE_S + 0.1)
    bench.clock.marks.clear()
    levels = []
    for _ in range(100):
        bench.clock.advance(BREATH_S * 4 / 100)
        levels.append(view._sign_opacity())
    turns = sum(1 for a, b, c in zip(levels, levels[1:], levels[2:], strict=False) if a < b > c)
    assert turns / (BREATH_S * 4) <= 0.5, "at most once in two seconds"
    box = view.band.sign_box.adjusted(-3, -3, 3, 3)
    assert bench.clock.marks
    assert all(rect is not None and box.contains(rect) for _, rect in bench.clock.marks)
    view.hide_view()
    assert bench.clock.open == 0


@pytest.mark.parametrize("size", [(1880, 270), (900, 500), (240, 90), (5760, 810)])
@pytest.mark.parametrize("text", ["Leave", "word " * 120, "", "يرجى مغادرة المبنى الآن"])
def test_any_text_stays_inside(
    stage: Stage, bench: Bench, size: tuple[int, int], text: str
) -> None:
    view = stage.put("alert", size, text=text, level="warning")
    bench.clock.advance(1)
    below_its_edge = QRectF(0, 20, *size)
    box = ink(stage.look(view), bench.theme.color("warning"), below_its_edge)
    assert not box.isEmpty()
    assert box.left() > 2
    assert box.right() < size[0] - 2
    assert box.bottom() < size[1]


def test_the_text_changes_while_it_is_shown(stage: Stage, bench: Bench) -> None:
    view = stage.put("alert", text="One", level="warning")
    bench.clock.advance(1)
    before = stage.look(view)
    stage.change(view, text="Two", level="alarm")
    assert stage.look(view) != before
    assert share(stage.look(view), bench.theme.color("alarm")) > 0.5
