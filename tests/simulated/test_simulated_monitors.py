"""The simulated monitors are what programs take for real ones."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import mss
import psutil
import pytest
from dummy_server import SimulationError
from simulated_monitors import Monitor, SimulatedMonitors, grid_of_monitors

ANSWER_TIMEOUT_S = 20
SCRIPT = Path(__file__).parents[2] / "script" / "simulated_monitors.py"

LIST_SCREENS = """
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
for screen in app.screens():
    print(screen.name(), *screen.geometry().getRect())
"""

TELL_SCREEN_CHANGES = """
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
app.screenRemoved.connect(lambda screen: print("removed", screen.name(), flush=True))
app.screenAdded.connect(lambda screen: print("added", screen.name(), flush=True))
print("ready", len(app.screens()), flush=True)
app.exec()
"""

FILL_SCREEN = """
import sys
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QGuiApplication, QRasterWindow, QPainter
class Filled(QRasterWindow):
    def paintEvent(self, event):
        QPainter(self).fillRect(QRect(0, 0, self.width(), self.height()), QColor(sys.argv[2]))
        print("painted", flush=True)
app = QGuiApplication([])
screen = next(screen for screen in app.screens() if screen.name() == sys.argv[1])
window = Filled()
window.setGeometry(screen.geometry())
window.show()
app.exec()
"""


@pytest.fixture
def small_monitors() -> Iterator[SimulatedMonitors]:
    """Three unlike monitors with a gap, on a server of this test alone."""
    arrangement = (
        Monitor("HDMI-2", 0, 0, 1366, 768),
        Monitor("DP-10", 1366, 13, 1080, 1920),
        Monitor("DP-2", 2500, 0, 800, 601),
    )
    with SimulatedMonitors(monitors=arrangement) as monitors:
        yield monitors


class TellingProgram:
    """A Qt program on the monitors that says, line by line, what happens to it."""

    def __init__(self, monitors: SimulatedMonitors, code: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            env=monitors.environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self._lines: IO[str] = self._process.stdout

    def __enter__(self) -> TellingProgram:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._lines.close()

    def wait_for(self, line: str) -> None:
        """Lines come in order; pytest's own timeout ends a wait for one that never comes."""
        for said in self._lines:
            if said.strip() == line:
                return
        pytest.fail(f"the program ended without saying {line!r}")


def _listed_names(display: str) -> list[str]:
    done = subprocess.run(
        ["xrandr", "--display", display, "--listmonitors"],
        capture_output=True,
        text=True,
        check=True,
        timeout=ANSWER_TIMEOUT_S,
    )
    return re.findall(r"^ *\d+: \+?\*?(\S+)", done.stdout, re.MULTILINE)


def _rectangles_seen_by_qt(monitors: SimulatedMonitors) -> dict[str, tuple[int, ...]]:
    done = subprocess.run(
        [sys.executable, "-c", LIST_SCREENS],
        env=monitors.environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=ANSWER_TIMEOUT_S,
    )
    rows = [line.split() for line in done.stdout.splitlines()]
    return {name: tuple(map(int, rectangle)) for name, *rectangle in rows}


def test_qt_sees_eighteen_monitors_at_their_places(wall_x: SimulatedMonitors) -> None:
    assert _rectangles_seen_by_qt(wall_x) == {
        f"M{row * 6 + column:02}": (column * 1920, row * 1080, 1920, 1080)
        for row in range(3)
        for column in range(6)
    }


def test_qt_sees_unlike_monitors_at_their_places(small_monitors: SimulatedMonitors) -> None:
    assert _rectangles_seen_by_qt(small_monitors) == {
        "HDMI-2": (0, 0, 1366, 768),
        "DP-10": (1366, 13, 1080, 1920),
        "DP-2": (2500, 0, 800, 601),
    }


def test_the_frame_buffer_spans_all_monitors_of_any_size() -> None:
    with SimulatedMonitors(3, 2, (1280, 720)) as monitors:
        screen = subprocess.run(
            ["xrandr", "--display", monitors.display], capture_output=True, text=True, check=True
        ).stdout.splitlines()[0]
    assert "current 3840 x 1440" in screen


@pytest.mark.parametrize("name", ["M00", "M07"])
def test_an_unplugged_monitor_is_gone_and_comes_back_last(
    wall_x: SimulatedMonitors, name: str
) -> None:
    wall_x.unplug(name)
    try:
        without = _listed_names(wall_x.display)
    finally:
        wall_x.replug(name)
    assert sorted([*without, name]) == [monitor.name for monitor in wall_x.monitors]
    assert _listed_names(wall_x.display)[-1] == name
    assert set(wall_x.plugged()) == set(wall_x.monitors)


@pytest.mark.parametrize("name", ["HDMI-2", "DP-10"])
def test_a_running_program_hears_of_unplugging_and_replugging(
    small_monitors: SimulatedMonitors, name: str
) -> None:
    with TellingProgram(small_monitors, TELL_SCREEN_CHANGES) as program:
        program.wait_for("ready 3")
        small_monitors.unplug(name)
        program.wait_for(f"removed {name}")
        small_monitors.replug(name)
        program.wait_for(f"added {name}")


def test_all_monitors_can_be_unplugged(small_monitors: SimulatedMonitors) -> None:
    for monitor in small_monitors.monitors:
        small_monitors.unplug(monitor.name)
    assert small_monitors.plugged() == ()


def test_painted_pixels_are_in_the_frame_buffer(small_monitors: SimulatedMonitors) -> None:
    with TellingProgram(small_monitors, FILL_SCREEN, "DP-10", "#12ab34") as program:
        program.wait_for("painted")
        with mss.MSS(display=small_monitors.display) as reader:
            inside = {"left": 1366, "top": 13, "width": 1080, "height": 1920}
            seen: set[tuple[int, ...]] = set()
            while seen != {(0x12, 0xAB, 0x34)}:
                picture = reader.grab(inside)
                seen = {tuple(pixel) for row in picture.pixels for pixel in row}
            left_of_it = reader.grab({"left": 1365, "top": 13, "width": 1, "height": 1})
            assert left_of_it.pixel(0, 0) != (0x12, 0xAB, 0x34)


def test_the_pointer_reaches_the_last_monitor(wall_x: SimulatedMonitors) -> None:
    done = subprocess.run(
        ["xdotool", "mousemove", "11500", "3200", "getmouselocation"],
        env=wall_x.environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=ANSWER_TIMEOUT_S,
    )
    assert done.stdout.startswith("x:11500 y:3200 ")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_local_user_can_show_on_them(small_monitors: SimulatedMonitors) -> None:
    as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
    done = subprocess.run(
        [*as_nobody, "xrandr", "--display", small_monitors.display, "--listmonitors"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=ANSWER_TIMEOUT_S,
    )
    assert "DP-10" in done.stdout, done.stderr


def test_two_walls_run_side_by_side(small_monitors: SimulatedMonitors) -> None:
    with SimulatedMonitors(2, 1, (320, 240)) as others:
        assert others.display != small_monitors.display
        assert _listed_names(others.display) == ["M00", "M01"]


def test_stop_ends_the_server_and_frees_its_display() -> None:
    monitors = SimulatedMonitors(1, 1, (320, 240))
    monitors.start()
    assert monitors.pid is not None
    server, number = psutil.Process(monitors.pid), monitors.display.removeprefix(":")
    monitors.stop()
    assert not server.is_running()
    assert not Path(f"/tmp/.X11-unix/X{number}").exists()


def _start_script(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), "--grid", "2x1", "--pixels", "320x240", *arguments],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("stop_signal", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_server_ends_with_the_script_however_that_ends(stop_signal: signal.Signals) -> None:
    with _start_script() as script:
        assert script.stdout is not None
        assert re.fullmatch(r"DISPLAY=:\d+\n", script.stdout.readline())
        (server,) = psutil.Process(script.pid).children()
        script.send_signal(stop_signal)
        script.wait(ANSWER_TIMEOUT_S)
        assert psutil.wait_procs([server], ANSWER_TIMEOUT_S)[1] == []


def test_the_script_becomes_a_program_on_the_monitors() -> None:
    code = "import os, time; print(os.getpid(), os.environ['DISPLAY'], flush=True); time.sleep(60)"
    with _start_script("--", sys.executable, "-c", code) as script:
        assert script.stdout is not None
        pid, display = script.stdout.readline().split()
        assert int(pid) == script.pid
        assert _listed_names(display) == ["M00", "M01"]
        (server,) = psutil.Process(script.pid).children()
        script.kill()
        script.wait(ANSWER_TIMEOUT_S)
        assert psutil.wait_procs([server], ANSWER_TIMEOUT_S)[1] == []


def test_names_sort_as_places_do() -> None:
    names = [monitor.name for monitor in grid_of_monitors(6, 3, (1920, 1080))]
    assert names == sorted(names)


def test_an_unknown_monitor_is_told_with_the_known_ones() -> None:
    with pytest.raises(SimulationError, match=r"no simulated monitor 'M9'; there are M00, M01"):
        SimulatedMonitors(2, 1).unplug("M9")


@pytest.mark.parametrize(
    ("monitors", "problem"),
    [
        ([Monitor("A", 0, 0, 10, 10), Monitor("A", 10, 0, 10, 10)], "same name"),
        ([Monitor("A", -1, 0, 10, 10)], "begins left of"),
        ([Monitor("A", 32000, 0, 1920, 1080)], "32767"),
    ],
)
def test_an_impossible_arrangement_is_refused(monitors: list[Monitor], problem: str) -> None:
    with pytest.raises(SimulationError, match=problem):
        SimulatedMonitors(monitors=monitors)
