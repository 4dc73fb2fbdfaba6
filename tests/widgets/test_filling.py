"""Areas of charts: filled as far as their pixels are covered, whatever the data."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from wall.views import filling
from wall.views.filling import fill_between

WIDTH, HEIGHT = 200, 100


@pytest.fixture(params=["shape", "pixels"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Qt fills and what is computed look the same."""
    monkeypatch.setattr(filling, "CALM", math.inf if request.param == "shape" else -1)


def filled(
    x: list[float], y: list[float], base: list[float], alpha: int = 255
) -> NDArray[np.int64]:
    """The red of each pixel, on black."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    across, top, foot = (np.array(values, dtype=np.float64) for values in (x, y, base))
    fill_between(painter, HEIGHT, across, top, foot, QColor(255, 0, 0, alpha))
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)
    return pixels[:, :, 2].astype(np.int64)


@pytest.mark.usefixtures("both_ways")
def test_a_rectangle_is_filled_to_its_edges_and_half_covered_pixels_by_half() -> None:
    red = filled([10.5, 150.0], [20.5, 20.5], [80.0, 80.0])
    assert (red[21:80, 11:150] == 255).all()
    assert red[20, 50] == pytest.approx(127, abs=1)
    assert red[50, 10] == pytest.approx(127, abs=1)
    assert not red[:20].any()
    assert not red[80:].any()
    assert not red[:, 150:].any()


@pytest.mark.usefixtures("both_ways")
def test_a_slope_covers_what_it_should() -> None:
    red = filled([0.0, 200.0], [100.0, 0.0], [100.0, 100.0])
    assert red.sum() / 255 == pytest.approx(WIDTH * HEIGHT / 2, rel=0.002)


@pytest.mark.usefixtures("both_ways")
def test_lines_that_cross_their_base_fill_both_sides_and_nothing_else() -> None:
    red = filled([0.0, 200.0], [0.0, 100.0], [50.0, 50.0])
    assert red.sum() / 255 == pytest.approx(2 * 100 * 50 / 2, rel=0.005)
    assert red[25, 20] == red[75, 180] == 255
    assert not red[75, 20]
    assert not red[25, 180]


def test_values_far_outside_are_cut_off() -> None:
    red = filled([0.0, 100.0, 200.0], [-1e20, 50.0, 1e20], [1e9, 1e9, 1e9])
    assert (red[:, :99] == 255).all()
    assert not red[:, 101:].any()


@pytest.mark.usefixtures("both_ways")
def test_a_translucent_area_is_even_across_blocks() -> None:
    red = filled([0.0, 200.0], [10.0, 10.0], [90.0, 90.0], alpha=100)
    assert set(np.unique(red[10:90])) == {100}


@pytest.mark.usefixtures("both_ways")
def test_nothing_is_painted_of_a_shape_without_width() -> None:
    assert not filled([50.0], [10.0], [90.0]).any()
