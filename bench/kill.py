"""The display is killed: how long until the wall is complete again, and what is seen meanwhile.

A clip plays in front of the pictures: the wall is complete again when every screen has its
picture and the clip moves. The reference: a Python program that opens 18 plain Qt windows.

    script/bench kill [--json] [--runs 4]
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from simulated_monitors import SimulatedMonitors

from bench.bare_painter import BarePainter
from bench.bench_wall import running, simulated_screens, work_folder
from bench.clips import read_rows
from bench.counting import rows_of
from bench.eyes import Eyes, Place
from bench.measuring import Budget, Figure, Report, arguments, percentile
from bench.sites import BLUE, RED, SMALL, add_clips, pictures, tile_places, videos, write_site
from bench.starting import LOOKS_PER_S, started
from bench.watching import Watching, corners, is_color
from tests.live.running_wall import RunningWall, until

AGAIN_S = 3.0
CLIP_ON = "C2"
IN_A_ROW, IN_A_ROW_S = 5, 1.0
"""So many frames in so short a time make a clip that moves."""
PAUSE_S = 8.0


@dataclass(frozen=True)
class Killed:
    """Seconds after the kill."""

    moving_s: float
    """The clip moved again."""
    ready_s: float
    """The controller said that everything is on the screens."""
    dark_s: float
    """For how long any screen had not its picture."""

    @property
    def complete_s(self) -> float:
        """Everything is as before."""
        return max(self.moving_s, self.dark_s)


def moves_again(display: str, place: Place, within_s: float = 60.0) -> float:
    """When the clip began to move again, monotonic: the first of several frames in a row."""
    eyes = Eyes(display)
    end = time.monotonic() + within_s
    frames: list[float] = []
    last: int | None = None
    try:
        while (now := time.monotonic()) < end:
            upper, lower = eyes.look(rows_of(place))
            number = read_rows(upper[0], lower[0], place.width)
            if number is not None and number != last:
                frames = [at for at in frames if now - at < IN_A_ROW_S] + [now]
                last = number
            # What the killed display still had on its way, and the background, is less than that.
            if len(frames) >= IN_A_ROW:
                return frames[0]
            time.sleep(1 / LOOKS_PER_S)
    finally:
        eyes.close()
    raise RuntimeError("the clip never moved again")


def killed(wall: RunningWall, display: str) -> Killed:
    """Kill the display once."""
    victim = wall.pid("display")
    assert victim is not None
    with Watching(display, corners(), LOOKS_PER_S) as watching:
        watching.wait(RED)
        watching.clear()
        began = time.monotonic()
        os.kill(victim, signal.SIGKILL)
        moving = moves_again(display, tile_places(SMALL)[CLIP_ON])
        until(lambda: wall.pid("display") not in (None, victim))
        again = wall.pid("display")
        wall.wait(lambda status: status.ready and status.displays[0].pid == again, 60.0)
        ready = time.monotonic()
        missing = [s for s in watching.samples() if not is_color(s, RED).all()]
    return Killed(moving - began, ready - began, len(missing) / LOOKS_PER_S)


def run(report: Report, cache: Path, first_display: int, runs: int) -> None:
    """Kill it several times, then measure the reference."""
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        files = add_clips(folder / "site", cache, 1)
        place = {CLIP_ON: tile_places(SMALL)[CLIP_ON]}
        tiles = [*pictures("red", "s"), *videos(files, place)]
        site = write_site(folder / "site", {"still": tiles}, start="still")
        found: list[Killed] = []
        with running(site, monitors, settle_s=PAUSE_S) as wall:
            for _ in range(runs):
                found.append(killed(wall, monitors.display))
                # Deaths in a row are answered with pauses, which are not measured here.
                time.sleep(PAUSE_S)
        bare = bare_start(monitors)
    complete = [one.complete_s for one in found]
    report.add(
        Figure(
            "complete again, p50",
            percentile(complete, 50),
            "s",
            Budget(AGAIN_S),
            bare,
            "bare windows started",
        ),
        Figure("complete again, slowest", max(complete), "s", Budget(AGAIN_S)),
        Figure("said to be ready, slowest", max(one.ready_s for one in found), "s"),
        Figure("a screen without its picture, longest", max(k.dark_s for k in found), "s"),
    )
    report.notes.append("each kill in turn: " + ", ".join(f"{s:.2f} s" for s in complete))


def bare_start(monitors: SimulatedMonitors) -> float:
    """Seconds until 18 plain windows are painted."""
    painter = BarePainter(monitors, BLUE)
    try:
        return started(monitors.display, BLUE, painter.start).complete_s
    finally:
        painter.stop()


def main() -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__, seconds=0.0)
    parser.add_argument("--runs", type=int, default=4, help="kills (%(default)s)")
    given = parser.parse_args()
    report = Report("kill")
    run(report, given.clips, given.first_display, given.runs)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
