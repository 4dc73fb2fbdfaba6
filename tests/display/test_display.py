"""What the display tells of itself, what it remembers, and what it does without its controller."""

from __future__ import annotations

import os

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from tests.display.harness import DisplayHarness, grid_wall, make_screen, plain
from tests.display.kinds import PlainView
from wall.display.binding import ScreenKey
from wall.display.memory import FILE
from wall.link.messages import DisplayReport, Identified, IdentifyScreens, SceneChanged, Time
from wall.model.changes import TileAdded
from wall.model.screens import OutputBinding, Wall
from wall.model.tiles import HealthState

FULL, RED = (0, 0, 480, 270), "#ff0000"


def pixel(harness: DisplayHarness, x: int, y: int, address: str = "A1") -> str:
    harness.settle()
    view = harness.outputs.windows.view(ScreenKey("hub", address))
    return QColor(view.viewport().grab().toImage().pixel(x, y)).name()


def test_a_change_is_reported_soon_and_once(harness):
    harness.identify(grid_wall(2, 1, (480, 270)))
    harness.show(plain("a", FULL, RED), plain("b", FULL, RED, fails="health"))
    harness.sent.clear()
    harness.wait(lambda: bool(harness.heard(DisplayReport)))
    (report,) = harness.heard(DisplayReport)
    assert report.pid == os.getpid()
    assert report.shown == {"hub": 1}
    assert [(s.address, s.present) for s in report.screens] == [("A1", True), ("B1", True)]
    assert report.tiles["hub"]["a"].state is HealthState.OK
    assert report.tiles["hub"]["b"].why == "the paint is dry"


def test_a_still_wall_keeps_no_frame_timer_running(harness):
    harness.identify(grid_wall(2, 1, (480, 270)))
    harness.show(plain("a", FULL, RED))
    harness.settle()
    assert harness.clock.is_idle


def test_without_its_controller_the_wall_holds_and_says_so_in_a_corner(harness):
    harness.identify(grid_wall(1, 1, (480, 270)))
    harness.show(plain("a", FULL, RED))
    harness.display.link_lost("connection reset")
    assert pixel(harness, 240, 135) == RED
    warning = harness.display._theme.color("warning").name()
    corner = [(x, y) for x in range(465, 480) for y in range(255, 270)]
    assert warning in {pixel(harness, x, y) for x, y in corner[::5]}
    harness.display.handle(
        Identified(now=1.0, settings=harness.display.settings, walls=(grid_wall(1, 1, (480, 270)),))
    )
    assert warning not in {pixel(harness, x, y) for x, y in corner[::5]}
    assert PlainView.made == ["a"]


def test_addresses_are_shown_on_their_screens_for_a_while(harness):
    harness.identify(grid_wall(2, 1, (480, 270)))
    harness.show(plain("a", (0, 0, 960, 270), RED))
    # Long enough for a busy machine to be looked at in between.
    harness.display.handle(IdentifyScreens(seconds=2.0))
    assert pixel(harness, 5, 5, "A1") != RED
    accent = harness.display._theme.color("accent").name()
    assert accent in {pixel(harness, x, 135, "B1") for x in range(140, 340, 8)}
    harness.wait(lambda: pixel(harness, 5, 5, "A1") == RED)


def test_after_a_gap_in_revisions_the_wall_holds_until_a_snapshot(harness, caplog):
    harness.identify(grid_wall(1, 1, (480, 270)))
    harness.show(plain("a", FULL, RED))
    added = TileAdded(tile=plain("b", FULL, "#00ff00", z=1))
    harness.display.handle(SceneChanged(wall="hub", revision=9, changes=(added,)))
    assert "leaves a gap" in caplog.text
    assert pixel(harness, 240, 135) == RED
    harness.show(plain("b", FULL, "#00ff00"))
    assert pixel(harness, 240, 135) == "#00ff00"


def test_it_follows_the_controllers_time(harness):
    harness.display.handle(Time(now=12345.0))
    assert harness.clock.now() == pytest.approx(12345.0, abs=0.1)


def test_tiles_on_other_machines_screens_are_not_built(harness):
    ours = make_screen("A1", FULL)
    theirs = make_screen("B1", (480, 0, 480, 270), binding=OutputBinding(machine="elsewhere"))
    harness.identify(Wall(name="hub", title="", screens=(ours, theirs)))
    harness.show(plain("here", FULL, RED), plain("there", (500, 0, 100, 100), RED))
    assert PlainView.made == ["here"]
    assert len(harness.outputs.report()) == 1


def test_a_display_without_controller_shows_what_was_on_last_time(qapp: QApplication, tmp_path):
    first = DisplayHarness(qapp, cache_folder=tmp_path / "cache")
    first.identify(grid_wall(2, 1, (480, 270)), secrets={"BOARD": "open sesame"})
    first.show(plain("a", FULL, RED))
    first.stop()
    assert "sesame" not in (tmp_path / "cache" / FILE).read_text()
    PlainView.made.clear()
    second = DisplayHarness(qapp, cache_folder=tmp_path / "cache")
    second.display.recall()
    second.wait(lambda: bool(second.outputs.windows.all_views()))
    assert pixel(second, 240, 135) == RED
    # The controller comes back with the same scene: nothing is built again.
    second.identify(grid_wall(2, 1, (480, 270)))
    second.show(plain("a", FULL, RED))
    assert PlainView.made == ["a"]
    second.stop()


@pytest.mark.parametrize("damage", ["", "{", '{"format": 99}'])
def test_a_damaged_memory_is_no_memory(qapp: QApplication, tmp_path, damage):
    (tmp_path / FILE).write_text(damage)
    harness = DisplayHarness(qapp, cache_folder=tmp_path)
    harness.display.recall()
    assert harness.display.shows == {}
    harness.stop()
