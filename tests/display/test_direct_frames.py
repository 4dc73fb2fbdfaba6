"""Frames that go past Qt, seen in the frame buffer of a real X server with 18 monitors.

The kind `frames` has blue frames with a red upper left quarter, and is painted green by Qt.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from simulated_monitors import SimulatedMonitors

from tests.display.harness import grid_wall, plain
from tests.display.on_x import TIMEOUT_S, DisplayOnX, Eyes
from wall.display.binding import ScreenKey
from wall.model.changes import FieldChange, LayoutTaken, TileAdded, TileChanged, TileRemoved
from wall.model.geometry import Rect
from wall.model.scene import TakenLayout
from wall.model.tiles import Tile

RED, GREEN, BLUE, WHITE = "#ff0000", "#00ff00", "#0000ff", "#ffffff"
W, H = 1920, 1080
FILM = (W - 400, H - 300, 800, 600)
"""Over four screens."""
TAKEN = LayoutTaken(before=None, after=TakenLayout(name="next", title="", digest=""))


def film(rect: tuple[int, int, int, int] = FILM, **settings: object) -> Tile:
    return plain("film", rect, GREEN, kind="frames", **settings)


@pytest.fixture
def eyes(wall_x: SimulatedMonitors) -> Iterator[Eyes]:
    with Eyes(wall_x) as opened:
        yield opened


@pytest.fixture
def display(wall_x: SimulatedMonitors) -> Iterator[DisplayOnX]:
    with DisplayOnX(wall_x) as running:
        yield running
        assert running.end() == 0
        assert "".join(running.said) == ""


def until(condition: Callable[[], bool], why: str) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline, why


def film_shows(eyes: Eyes, quarter: str, rest: str) -> bool:
    """Every pixel of it, on all four screens."""
    x, y, w, h = FILM
    pixels = eyes.pixels(x, y, w, h)
    colors = {RED: (255, 0, 0), GREEN: (0, 255, 0), BLUE: (0, 0, 255)}
    upper = pixels[: h // 2, : w // 2]
    others = (pixels[h // 2 :], pixels[: h // 2, w // 2 :])
    return bool((upper == colors[quarter]).all() and all((o == colors[rest]).all() for o in others))


def test_a_frame_over_four_screens_is_not_painted(display, eyes):
    display.show(grid_wall(6, 3, (W, H)), film())
    until(lambda: film_shows(eyes, RED, BLUE), "its frames are not on the screens")
    around = eyes.pixels(FILM[0] - 1, FILM[1] - 1, FILM[2] + 2, FILM[3] + 2)
    assert not (around[0] == (0, 0, 255)).all(axis=1).any()
    assert not (around[:, -1] == (0, 0, 255)).all(axis=1).any()


def test_what_lies_over_it_stays_whole_and_its_frames_return_afterwards(display, eyes):
    display.show(grid_wall(6, 3, (W, H)), film())
    until(lambda: film_shows(eyes, RED, BLUE), "its frames are not on the screens")
    over = plain("over", (W - 100, H - 100, 200, 200), WHITE, z=5)
    display.change(TileAdded(tile=over))
    eyes.wait(W, H, WHITE)
    began = time.monotonic()
    while time.monotonic() - began < 1.0:
        block = eyes.pixels(W - 100, H - 100, 200, 200)
        assert (block == 255).all(), "a frame went over the tile in front of it"
    x, y, w, _ = FILM
    around = [(x + 5, y + 5), (x + w - 5, y + 5), (W - 120, H - 120), (W + 120, H + 120)]
    assert eyes.colors(around) == [RED, BLUE, RED, BLUE], "what is not covered needs no painting"
    display.change(TileRemoved(tile=over))
    until(lambda: film_shows(eyes, RED, BLUE), "its frames did not return")


def test_a_caption_costs_the_painting_of_its_plate_alone(display, eyes):
    tile = film().model_copy(update={"title": "Evening match"})
    display.show(grid_wall(6, 3, (W, H)), tile)
    x, y, w, h = FILM
    lower = (x, y + h // 2, w, h // 4)
    until(
        lambda: bool((eyes.pixels(*lower) == (0, 0, 255)).all()),
        "its frames do not go past Qt beside the caption",
    )
    plate = eyes.pixels(x, y + h - 60, w // 2, 60)
    assert not (plate == (0, 0, 255)).all(), "there is no caption"
    until(lambda: eyes.color(x + w - 5, y + h - 5) == BLUE, "beside the plate it is painted")


def test_what_has_no_extent_covers_nothing(harness):
    harness.identify(grid_wall(1, 1, (480, 270)))
    harness.show(plain("film", (40, 40, 80, 60), GREEN, kind="frames"))
    view = harness.outputs.windows.view(ScreenKey("hub", "A1"))
    shown = harness.stage.shown["film"].view
    place = QRect(40, 40, 80, 60)
    empty = harness.display.shows["hub"].canvas.scene.addRect(QRectF())
    empty.setPos(60, 60)
    empty.setPen(Qt.PenStyle.NoPen)
    empty.setZValue(1e9)
    assert view.covers_of(shown, place) is None
    assert view.covers_of(shown, place) == []


def test_when_frames_stop_qt_paints_the_last_one(display, eyes):
    tile = film()
    display.show(grid_wall(6, 3, (W, H)), tile)
    until(lambda: film_shows(eyes, RED, BLUE), "its frames are not on the screens")
    still = {"title": FieldChange(before=None, after="still")}
    display.change(TileChanged(id="film", fields=still))
    eyes.wait(W + 200, H + 200, GREEN)


def test_a_fade_begins_with_what_is_seen_now(display, eyes):
    tile = film()
    display.show(grid_wall(6, 3, (W, H)), tile)
    until(lambda: film_shows(eyes, RED, BLUE), "its frames are not on the screens")
    new = plain("new", FILM, RED)
    display.change(TileRemoved(tile=tile), TileAdded(tile=new), TAKEN, fade_ms=900)
    until(lambda: eyes.color(W, H) != BLUE, "the fade does not begin")
    seen = [eyes.color(W, H)]
    while seen[-1] != RED:
        seen.append(eyes.color(W, H))
    mixed = [int(color[3:5], 16) for color in seen]
    assert any(0 < green < 255 for green in mixed), "it did not fade"
    assert mixed == sorted(mixed, reverse=True)
    assert all(color.endswith("00") for color in seen), "an older picture shone through"


def test_the_server_keeps_no_memory_of_sizes_that_are_gone(display, eyes, wall_x):
    x, y, w, h = FILM
    tile = film()
    display.show(grid_wall(6, 3, (W, H)), tile)
    until(lambda: film_shows(eyes, RED, BLUE), "its frames are not on the screens")
    before = tile.rect
    for step in range(1, 13):
        after = Rect(x, y, w - 10 * step, h)
        moved = {"rect": FieldChange(before=list(before), after=list(after))}
        display.change(TileChanged(id="film", fields=moved))
        eyes.wait(x + after.width - 5, y + h - 5, BLUE)
        before = after
    maps = Path(f"/proc/{wall_x.pid}/maps")
    until(
        lambda: maps.read_text().count("memfd:frame") <= 2, "frames of old sizes are still mapped"
    )
