"""From the push of a picture to its pixels in the frame buffer: still, and while 18 videos run.

The time begins with the client's call, so that client, network, controller, journal, link and
display are all in it. The reference is a plain Qt window that is told through a pipe to paint
the same rectangle.

    script/bench push [--json] [--seconds 15]
"""

from __future__ import annotations

from pathlib import Path

from bench.bare_painter import BarePainter
from bench.bench_wall import running, show, simulated_screens, work_folder
from bench.measuring import Budget, Figure, Report, arguments, percentile
from bench.pushing import Delays, bare_patches, push_for
from bench.sites import (
    ADDRESSES,
    BLUE,
    FULL,
    SMALL,
    add_clips,
    pictures,
    tile_places,
    videos,
    write_site,
)

P50_MS, P99_MS = 25.0, 60.0
BARE_PATCHES = 40
LOADS = {"still": "still wall", "small": "18 small videos", "full": "18 full-screen videos"}


def add(report: Report, load: str, delays: Delays, bare: Delays) -> None:
    """The figures of one load."""
    report.add(
        Figure(f"{load}: p50", delays.p50, "ms", Budget(P50_MS), bare.p50, "a bare window"),
        Figure(f"{load}: p99", delays.p99, "ms", Budget(P99_MS), bare.p99, "a bare window"),
        Figure(f"{load}: longest of {len(delays.ms)}", percentile(delays.ms, 100), "ms"),
        Figure(f"{load}: pushes that never appeared", delays.lost, "", Budget(0)),
    )


def run(report: Report, cache: Path, first_display: int, seconds: float) -> None:
    """Measure all loads on one wall, then the reference."""
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        files = add_clips(folder / "site", cache, len(ADDRESSES))
        layouts = {
            "still": pictures("blue", "s"),
            "small": videos(files, tile_places(SMALL)),
            "full": videos(files, tile_places(FULL)),
        }
        site = write_site(folder / "site", layouts, start="still")
        found: dict[str, Delays] = {}
        with running(site, monitors) as wall:
            for load in LOADS:
                show(wall, load)
                found[load] = push_for(wall, monitors.display, seconds)
        with BarePainter(monitors, BLUE) as painter:
            bare = bare_patches(painter, monitors.display, BARE_PATCHES)
        for load, title in LOADS.items():
            add(report, title, found[load], bare)
    report.notes.append("budgets are meant with the 18 videos running")


def main() -> None:
    """Run the benchmark from the command line."""
    given = arguments(__doc__, seconds=15.0).parse_args()
    report = Report("push")
    run(report, given.clips, given.first_display, given.seconds)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
