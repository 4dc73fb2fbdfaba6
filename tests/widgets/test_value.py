"""The kind `value`."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from tests.widgets.services import START, Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Figure, ValuePoint

HISTORY = tuple(ValuePoint(at=START + n * 60, value=float(n % 7)) for n in range(60))


def test_the_figure_fills_its_tile_and_stays_inside(stage: Stage, bench: Bench) -> None:
    surface = bench.theme.color("surface")
    for size in ((900, 500), (1880, 300), (300, 160), (600, 1040)):
        view = stage.put("value", size, Figure(value=51_217, unit="posts", previous=31_400))
        box = ink(stage.look(view), surface)
        assert box.width() > size[0] * 0.3
        assert box.right() < size[0] - 4
        assert box.bottom() < size[1] - 4
        stage.clear()


@pytest.mark.parametrize(
    ("value", "good", "color"),
    [
        (110.0, "up", "positive"),
        (90.0, "up", "negative"),
        (90.0, "down", "positive"),
        (110.0, "neither", None),
    ],
)
def test_the_trend_has_the_colour_of_what_is_good(
    stage: Stage, bench: Bench, value: float, good: str, color: str | None
) -> None:
    view = stage.put("value", data=Figure(value=value, previous=100), good=good)
    image = stage.look(view)
    for name in ("positive", "negative"):
        assert (share(image, bench.theme.color(name)) > 0) == (name == color)


def test_the_target_fills_its_bar(stage: Stage, bench: Bench) -> None:
    accent = bench.theme.color("accent")
    half = share(stage.look(stage.put("value", data=Figure(value=50, target=100))), accent)
    most = share(stage.look(stage.put("value", data=Figure(value=95, target=100))), accent)
    assert 0 < half < most


def test_the_history_is_drawn_and_can_be_left_out(stage: Stage, bench: Bench) -> None:
    brand = bench.theme.series[0]
    below = QRectF(0, 330, 900, 170)
    data = Figure(value=5, history=HISTORY)
    assert share(stage.look(stage.put("value", data=data)), brand, below) > 0.002
    assert share(stage.look(stage.put("value", data=data, sparkline=False)), brand, below) == 0


@pytest.mark.parametrize(
    "data",
    [
        Figure(value=-123456789012.5, previous=2.0, target=1.0, unit="events per second"),
        Figure(value=1e300, previous=-1e-300),
        Figure(value=0, previous=0, target=0),
        Figure(value=5, history=(ValuePoint(at=START, value=float("nan")),) * 3),
        Figure(value=5, history=(ValuePoint(at=START, value=3.0),) * 3),
    ],
)
def test_odd_figures_stay_inside(stage: Stage, bench: Bench, data: Figure) -> None:
    box = ink(stage.look(stage.put("value", (420, 260), data)), bench.theme.color("surface"))
    assert not box.isEmpty()
    assert box.right() < 416


def test_no_number_is_said_in_words(stage: Stage, bench: Bench) -> None:
    view = stage.put("value", data=Figure(value=float("nan")))
    assert not ink(stage.look(view), bench.theme.color("surface")).isEmpty()
    view.receive(Figure(value=5))
    assert ink(stage.look(view), bench.theme.color("surface")).height() > 80
