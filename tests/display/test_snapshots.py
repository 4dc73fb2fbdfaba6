"""Pictures of the wall, a screen and a tile, as docs/link.md sends them."""

from __future__ import annotations

import struct

import pytest
from PySide6.QtGui import QColor, QImage

from tests.display.harness import DisplayHarness, grid_wall, make_screen, plain
from wall.link.messages import SnapshotFailed, TakeSnapshot
from wall.model.screens import Wall

RED, GREEN = "#ff0000", "#00ff00"


def take(harness: DisplayHarness, **what: object) -> QImage:
    harness.sent.clear()
    harness.display.handle(TakeSnapshot.model_validate({"request": 7, "wall": "hub", **what}))
    harness.wait(lambda: bool(pictures(harness)))
    data = pictures(harness)[0]
    assert struct.unpack(">HBBI", data[:8]) == (0x5753, 1, 1, 7)
    assert data[8:].startswith(b"\x89PNG\r\n\x1a\n")
    return QImage.fromData(data[8:])


def pictures(harness: DisplayHarness) -> list[bytes]:
    return [message for message in harness.sent if isinstance(message, bytes)]


@pytest.fixture
def shown(harness: DisplayHarness) -> DisplayHarness:
    harness.identify(grid_wall(2, 1, (480, 270), gap=40))
    harness.show(plain("all", (0, 0, 1000, 270), RED), plain("b", (500, 0, 200, 270), GREEN, z=1))
    return harness


def test_the_wall_with_its_bezels(shown):
    image = take(shown)
    assert image.size().toTuple() == (1000, 270)
    seen = [QColor(image.pixel(x, 100)).name() for x in (200, 490, 510, 600, 990)]
    assert seen == [RED, "#000000", "#000000", GREEN, RED]


def test_a_smaller_one(shown):
    assert take(shown, max_width=250).size().toTuple() == (250, 68)


def test_a_screen_without_its_neighbours(shown):
    image = take(shown, screen="B1")
    assert image.size().toTuple() == (480, 270)
    assert QColor(image.pixel(0, 0)).name() == GREEN
    assert QColor(image.pixel(479, 269)).name() == RED


def test_a_tile(shown):
    image = take(shown, tile="b")
    assert image.size().toTuple() == (200, 270)
    assert QColor(image.pixel(100, 100)).name() == GREEN


def test_a_turned_screen_is_shown_upright(harness):
    screen = make_screen("A1", (0, 0, 270, 480), rotation=90)
    harness.identify(Wall(name="hub", title="", screens=(screen,)))
    harness.show(plain("a", (0, 0, 270, 480), RED))
    assert take(harness, screen="A1").size().toTuple() == (270, 480)


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"tile": "none"}, "there is no tile 'none'"),
        ({"screen": "Z9"}, "there is no screen Z9"),
        ({"wall": "lobby"}, "does not show wall 'lobby'"),
    ],
)
def test_what_is_not_there_is_refused_with_the_reason(shown, what, why):
    shown.display.handle(TakeSnapshot.model_validate({"request": 3, "wall": "hub", **what}))
    (failed,) = shown.heard(SnapshotFailed)
    assert failed.request == 3
    assert why in failed.why


def test_a_stamp_stands_below_the_whole_picture(shown):
    image = take(shown, tile="b", stamp=True)
    assert image.width() == 200
    assert image.height() > 270 + 20
    assert QColor(image.pixel(100, 269)).name() == GREEN
    below = {image.pixel(x, y) for x in range(200) for y in range(272, image.height())}
    assert len(below) > 10, "letters"
