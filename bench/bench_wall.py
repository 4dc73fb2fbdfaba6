"""A wall at work for a benchmark: simulated monitors, a site, `videowall run`."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
from simulated_monitors import SimulatedMonitors

from bench.measuring import Processes, just, with_children
from tests.live.running_wall import RunningWall

SWITCH_INTERVAL_S = 0.0005


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder that the wall's unprivileged processes may read, removed afterwards."""
    # The threads that look must not wait for the ones that talk to the wall.
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    with tempfile.TemporaryDirectory(prefix="wall-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def simulated_screens(first_display: int) -> Iterator[SimulatedMonitors]:
    """18 full-HD monitors on a free display from that number on."""
    with SimulatedMonitors(6, 3, (1920, 1080), first_display=first_display) as monitors:
        yield monitors


@contextmanager
def running(
    site: Path, monitors: SimulatedMonitors, *, settle_s: float = 3.0
) -> Iterator[RunningWall]:
    """The wall with its start layout complete, and `settle_s` later."""
    with RunningWall(site, monitors.environment(), site.with_name(f"{site.name}-data")) as wall:
        time.sleep(settle_s)
        yield wall


def wall_and_server(wall: RunningWall, monitors: SimulatedMonitors) -> Mapping[str, Processes]:
    """Whose CPU time counts: all processes of the wall, and the X server."""
    return {"wall": with_children(wall.supervisor_pid), "X server": just(monitors.pid)}


def show(wall: RunningWall, layout: str, settle_s: float = 3.0) -> None:
    """Take a layout, wait until it is complete, and let it run in."""
    wall.client.take(layout, clear=True)
    wall.settle()
    time.sleep(settle_s)


def display_process(wall: RunningWall) -> psutil.Process:
    """The display, whose main thread is Qt's."""
    return wall.processes()["display"]
