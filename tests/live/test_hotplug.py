"""Monitors come and go; each screen stays where it was put."""

from __future__ import annotations

from simulated_monitors import SimulatedMonitors

from tests.live.running_wall import RunningWall
from tests.live.sites import ADDRESSES, PAGE_COLOR, color_of


def test_unplugged_monitors_come_back_in_their_places(
    wall: RunningWall, wall_x: SimulatedMonitors
) -> None:
    gone = {"M07": "B2", "M08": "C2", "M00": "A1"}
    try:
        for monitor in gone:
            wall_x.unplug(monitor)
        status = wall.wait(
            lambda s: {x.address for x in s.screens if not x.present} == set(gone.values()),
            what="three screens are missing",
        )
        for screen in status.screens:
            if screen.present:
                rect = screen.monitor_rect
                assert rect is not None
                wall.eyes.wait_color(rect.x + 960, rect.y + 540, color_of(screen.address))
    finally:
        # In another order: the server lists those that return last.
        for monitor in ("M08", "M00", "M07"):
            wall_x.replug(monitor)
    status = wall.wait(lambda s: all(x.present for x in s.screens), what="all are back")
    for number, address in enumerate(ADDRESSES):
        x, y = number % 6 * 1920 + 960, number // 6 * 1080 + 540
        wall.eyes.wait_color(x, y, color_of(address))
        assert wall.screen(address).monitor == f"M{number:02}"


def test_a_page_is_there_again_when_its_monitor_is(
    wall: RunningWall, wall_x: SimulatedMonitors
) -> None:
    wall.client.push("web", {"url": "pages/plain/index.html"}, at="A1", id="page")
    wall.settle()
    wall.eyes.wait_color(960, 540, PAGE_COLOR)
    wall_x.unplug("M00")
    try:
        wall.wait(lambda s: not wall.screen("A1").present, what="A1 is missing")
    finally:
        wall_x.replug("M00")
    wall.wait(lambda s: all(x.present for x in s.screens), what="it is back")
    wall.eyes.wait_color(960, 540, PAGE_COLOR)
