"""From the command `videowall run` to the first complete picture on 18 screens.

The X server runs already, the data folder is new each time, and the colours alternate, so that
nothing of the run before is taken for this one. The reference: a Python program that opens 18
plain Qt windows.

    script/bench start [--json] [--runs 5]
"""

from __future__ import annotations

import time
from pathlib import Path

from simulated_monitors import SimulatedMonitors

from bench.bare_painter import BarePainter
from bench.bench_wall import simulated_screens, work_folder
from bench.measuring import Budget, Figure, Report, arguments, percentile
from bench.sites import BLUE, RED, pictures, write_site
from bench.starting import Started, started
from tests.live.running_wall import RunningWall

COLORS = {"red": RED, "blue": BLUE}
START_S = 3.0
BARE: tuple[tuple[int, int, int], ...] = ((10, 200, 120), (200, 10, 160), (120, 120, 0))
PAUSE_S = 2.0


def wall_started(site: Path, color: str, run: int, monitors: SimulatedMonitors) -> Started:
    """One start of the wall, ended afterwards."""
    data = site.with_name(f"data-{run}")
    wall = RunningWall(site, monitors.environment(), data)
    try:
        found = started(monitors.display, COLORS[color], lambda: wall.start(wait=False))
        # Ended in the middle of its start it would not be measured as it is.
        wall.wait_ready()
    finally:
        wall.stop()
        wall.eyes.close()
    time.sleep(PAUSE_S)
    return found


def bare_started(color: tuple[int, int, int], monitors: SimulatedMonitors) -> Started:
    """One start of the bare windows."""
    painter = BarePainter(monitors, color)
    try:
        return started(monitors.display, color, painter.start)
    finally:
        painter.stop()


def run(report: Report, first_display: int, runs: int) -> None:
    """Start the wall several times, then the reference."""
    found: list[Started] = []
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        sites = {
            color: write_site(folder / color, {color: pictures(color, color)}, start=color)
            for color in COLORS
        }
        for number in range(runs):
            color = list(COLORS)[number % len(COLORS)]
            found.append(wall_started(sites[color], color, number, monitors))
        bare = [bare_started(color, monitors) for color in BARE]
    bare_s = percentile([one.complete_s for one in bare], 50)
    complete = [one.complete_s for one in found]
    report.add(
        Figure("first picture, p50", percentile([one.first_s for one in found], 50), "s"),
        Figure(
            "complete on 18 screens, p50",
            percentile(complete, 50),
            "s",
            Budget(START_S),
            bare_s,
            "bare windows",
        ),
        Figure("complete, slowest", max(complete), "s", Budget(START_S)),
    )
    report.notes.append("each start in turn: " + ", ".join(f"{s:.2f} s" for s in complete))


def main() -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__, seconds=0.0)
    parser.add_argument("--runs", type=int, default=5, help="starts (%(default)s)")
    given = parser.parse_args()
    report = Report("start")
    run(report, given.first_display, given.runs)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
