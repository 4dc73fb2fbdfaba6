"""Lasers and marks lie above every tile, are told as a whole, and go by themselves."""

from __future__ import annotations

import struct

import pytest
from PySide6.QtGui import QColor, QImage

from tests.display.harness import DisplayHarness, grid_wall, plain
from wall.display import marks_overlay
from wall.display.marks_overlay import LASER_COLOUR
from wall.link.messages import ShowLasers, ShowMarks, TakeSnapshot
from wall.model.tiles import Layer
from wall.protocol.together import Mark, Pointer

GREEN, WHITE = "#00ff00", "#ffffff"
LINE = Mark(id="c1/s", owner="anne", colour=WHITE, width=20, points=((100, 50), (400, 50)))
LASER = Pointer(id="c1", wall="hub", at=(300.0, 200.0), laser=True)


@pytest.fixture
def shown(harness: DisplayHarness) -> DisplayHarness:
    harness.identify(grid_wall(1, 1, (480, 270)))
    harness.show(plain("all", (0, 0, 480, 270), GREEN, layer=Layer.PANIC))
    return harness


def colour(harness: DisplayHarness, x: int, y: int) -> str:
    harness.sent.clear()
    harness.display.handle(TakeSnapshot(request=1, wall="hub"))
    harness.wait(lambda: any(isinstance(message, bytes) for message in harness.sent))
    data = next(message for message in harness.sent if isinstance(message, bytes))
    assert struct.unpack(">HBBI", data[:8])[3] == 1
    return QColor(QImage.fromData(data[8:]).pixel(x, y)).name()


def test_marks_lie_above_everything_and_are_wiped_off(shown: DisplayHarness) -> None:
    shown.display.handle(ShowMarks(wall="hub", marks=(LINE,)))
    assert colour(shown, 250, 50) == WHITE
    assert colour(shown, 250, 80) == GREEN
    shown.display.handle(ShowMarks(wall="hub", marks=()))
    assert colour(shown, 250, 50) == GREEN


def test_a_stroke_that_goes_on_is_painted_to_its_new_end(shown: DisplayHarness) -> None:
    shown.display.handle(ShowMarks(wall="hub", marks=(LINE,)))
    longer = LINE.model_copy(update={"points": (*LINE.points, (400, 200))})
    shown.display.handle(ShowMarks(wall="hub", marks=(longer,)))
    assert colour(shown, 400, 150) == WHITE


def test_a_single_point_is_a_dot(shown: DisplayHarness) -> None:
    dot = LINE.model_copy(update={"points": ((60.0, 200.0),)})
    shown.display.handle(ShowMarks(wall="hub", marks=(dot,)))
    assert colour(shown, 60, 200) == WHITE


def test_a_laser_follows_and_goes(shown: DisplayHarness) -> None:
    shown.display.handle(ShowLasers(wall="hub", lasers=(LASER,)))
    assert colour(shown, 300, 200) == LASER_COLOUR
    moved = LASER.model_copy(update={"at": (40.0, 40.0)})
    shown.display.handle(ShowLasers(wall="hub", lasers=(moved,)))
    assert colour(shown, 40, 40) == LASER_COLOUR
    assert colour(shown, 300, 200) == GREEN
    shown.display.handle(ShowLasers(wall="hub", lasers=()))
    assert colour(shown, 40, 40) == GREEN


def test_what_nobody_tells_again_is_wiped_off(
    shown: DisplayHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks_overlay, "MARKS_IDLE_S", 0.2)
    shown.display.handle(ShowMarks(wall="hub", marks=(LINE,)))
    shown.display.handle(ShowLasers(wall="hub", lasers=(LASER,)))
    overlay = shown.display.shows["hub"].marks
    shown.wait(lambda: not overlay.marks and not overlay.lasers)
    assert colour(shown, 250, 50) == GREEN


def test_marks_of_another_wall_are_for_others(shown: DisplayHarness) -> None:
    shown.display.handle(ShowMarks(wall="lobby", marks=(LINE,)))
    assert colour(shown, 250, 50) == GREEN
