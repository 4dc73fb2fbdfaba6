"""Previews on a real X server with 18 monitors: its own pixels, read from beside."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pytest
from simulated_monitors import SimulatedMonitors

from tests.display.harness import grid_wall, make_screen, plain
from tests.display.on_x import TIMEOUT_S, DisplayOnX, Eyes
from tests.display.preview_reading import image_of, newest, shows
from wall.display.encoding import Subject
from wall.display.screen_watching import ScreenWatching, WatchedScreen
from wall.display.x_pixels import NoXPixels, XPixels
from wall.link.messages import ShowPreviews
from wall.model.changes import TileAdded
from wall.model.geometry import Rect
from wall.model.screens import OutputBinding, Wall
from wall.protocol.previews import Preview

RED, GREEN, BLUE = "#ff0000", "#00ff00", "#0000ff"
W, H = 1920, 1080
WALL = grid_wall(6, 3, (W, H))
COLORS = {s.address: f"#{40 + 12 * n:02x}{200 - 9 * n:02x}80" for n, s in enumerate(WALL.screens)}
LOOK = ShowPreviews(walls={"hub": 160})


def wait(condition: Callable[[], bool], timeout_s: float = TIMEOUT_S) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        os.sched_yield()


def pass_time(seconds: float) -> None:
    until = time.monotonic() + seconds
    wait(lambda: time.monotonic() > until)


def look(display: DisplayOnX, names: Iterable[str]) -> dict[str, Preview]:
    wanted = set(names)
    wait(lambda: newest(list(display.pictures)).keys() >= wanted)
    found = newest(list(display.pictures))
    display.pictures.clear()
    return found


@pytest.fixture
def display(wall_x: SimulatedMonitors) -> Iterator[DisplayOnX]:
    """A colour of its own on each of 18 screens."""
    with DisplayOnX(wall_x) as started, Eyes(wall_x) as eyes:
        started.show(WALL, *(plain(s.address, s.rect, COLORS[s.address]) for s in WALL.screens))
        eyes.wait(5 * W + 10, 2 * H + 10, COLORS["F3"])
        yield started


@pytest.fixture
def on_server(wall_x: SimulatedMonitors, monkeypatch: pytest.MonkeyPatch) -> SimulatedMonitors:
    """This process may connect to the server."""
    for name in ("DISPLAY", "XAUTHORITY"):
        if (value := wall_x.environment().get(name)) is not None:
            monkeypatch.setenv(name, value)
    return wall_x


def test_18_screens_have_18_true_pictures(display):
    display.tell(LOOK)
    found = look(display, COLORS)
    assert found.keys() == COLORS.keys()
    for address, preview in found.items():
        assert (preview.of.width, preview.of.height) == (160, 90)
        for x, y in ((0.02, 0.02), (0.5, 0.5), (0.98, 0.98)):
            assert shows(preview, x, y, COLORS[address]), f"{address} at {x}, {y}"


def test_a_changed_tile_changes_exactly_its_screens(display):
    display.tell(LOOK)
    look(display, COLORS)
    display.change(TileAdded(tile=plain("x", (W - 600, H - 400, 1200, 800), RED, z=5)))
    found = look(display, ("A1", "B1", "A2", "B2"))
    pass_time(1.5)
    assert found.keys() | newest(list(display.pictures)).keys() == {"A1", "B1", "A2", "B2"}
    assert shows(found["A1"], 0.9, 0.9, RED)
    assert shows(found["A1"], 0.5, 0.5, COLORS["A1"])
    assert shows(found["B2"], 0.1, 0.1, RED)


def test_a_still_wall_is_sent_once(display):
    display.tell(LOOK)
    look(display, COLORS)
    pass_time(2.5)
    assert display.pictures == []


def test_nothing_is_read_while_nobody_looks(display):
    display.change(TileAdded(tile=plain("x", (0, 0, 500, 500), RED, z=5)))
    pass_time(1.0)
    assert display.pictures == []
    display.tell(LOOK)
    look(display, COLORS)
    display.tell(ShowPreviews())
    pass_time(0.5)
    display.pictures.clear()
    display.change(TileAdded(tile=plain("y", (0, 0, 900, 900), GREEN, z=6)))
    pass_time(2.0)
    assert display.pictures == []
    assert display.end() == 0
    assert "".join(display.said) == ""


def test_frames_that_go_past_qt_are_seen(display):
    """Their pixels are in no memory of Qt's."""
    display.change(TileAdded(tile=plain("v", (W, 0, W, H), GREEN, kind="frames", z=5)))
    display.tell(LOOK)
    wait(lambda: "B1" in newest(list(display.pictures)))
    wait(lambda: shows(newest(list(display.pictures))["B1"], 0.2, 0.2, RED))
    assert shows(newest(list(display.pictures))["B1"], 0.8, 0.8, BLUE)


def test_a_turned_screen_stands_upright(wall_x):
    turned = make_screen("A1", (0, 0, H, W), rotation=90, binding=OutputBinding(output="M00"))
    wall = Wall(name="hub", title="", screens=(turned,))
    with DisplayOnX(wall_x) as display:
        display.show(wall, plain("a", (0, 0, H, W // 2), RED), plain("b", (0, 960, H, 960), GREEN))
        display.tell(LOOK)
        wait(lambda: "A1" in newest(list(display.pictures)))
        wait(lambda: shows(newest(list(display.pictures))["A1"], 0.5, 0.2, RED))
        preview = newest(list(display.pictures))["A1"]
        assert (preview.of.width, preview.of.height) == (160, 284)
        assert shows(preview, 0.5, 0.8, GREEN)


def test_small_pictures_are_averages_not_samples(display, on_server):
    """Lines two pixels wide would vanish or fill all, were one place in each six looked at."""
    stripes = [plain(f"l{n}", (6 * n + 2, 0, 2, H), "#ffffff", z=9) for n in range(40)]
    base = plain("dark", (0, 0, W, H), "#000000", z=8)
    display.change(*(TileAdded(tile=tile) for tile in (base, *stripes)))
    with Eyes(on_server) as eyes:
        eyes.wait(39 * 6 + 2, 5, "#ffffff")
        server = XPixels()
        try:
            data = server.read(Rect(0, 0, 240, H), 40, 180)
        finally:
            server.close()
        true_mean = eyes.pixels(0, 0, 240, 16).mean()
    small = np.frombuffer(data, np.uint8).reshape(180, 40, 4)[:, :, :3]
    assert abs(small.mean() - true_mean) < 30


def test_the_thread_rests_and_ends(on_server):
    told: list[Preview] = []
    watching = ScreenWatching(told.append, time.time)
    watching.start()
    screen = WatchedScreen(Subject("hub", screen="A1"), Rect(0, 0, W, H), 96, 54, 0)
    watching.follow([screen], 0.05)
    wait(lambda: watching.reads >= 5)
    assert len(told) == 1, "what does not change is told once"
    assert image_of(told[0]).size == (96, 54)
    watching.follow([], 0.05)
    wait(lambda: watching._server is None)
    reads = watching.reads
    pass_time(0.3)
    assert watching.reads == reads
    watching.follow([screen], 0.05)
    wait(lambda: len(told) == 2)
    watching.stop()
    assert not watching.is_alive()


def test_without_a_server_it_says_why(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":999")
    with pytest.raises(NoXPixels, match="no connection"):
        XPixels()
