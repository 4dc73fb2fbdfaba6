"""The take of a staged layout on 18 screens, on which every pixel outside videos changes.

Three points of each screen are watched several hundred times a second: when the first and the
last of them changed, and whether any was black, foreign, or of another layout than the rest of
its screen. The reference: 18 plain Qt windows that are told through a pipe to change colour.

    script/bench take [--json] [--seconds 12]
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.bare_painter import BarePainter
from bench.bench_wall import running, show, simulated_screens, work_folder
from bench.measuring import Budget, Figure, Report, arguments, percentile
from bench.sites import (
    ADDRESSES,
    BLUE,
    RED,
    SMALL,
    add_clips,
    pictures,
    tile_places,
    videos,
    write_site,
)
from bench.watching import Swap, Watching, corners, swap_of
from tests.live.running_wall import RunningWall

COLORS = {"red": RED, "blue": BLUE}
BETWEEN_S = 0.3
BARE_SWAPS = 20
BUDGETS = {"still": (25.0, 40.0), "videos": (50.0, 80.0)}
"""First to last screen, and complete after the command, in milliseconds."""
TITLES = {"still": "still wall", "videos": "18 videos running"}


def swaps(
    display: str, seconds: float, prepare: Callable[[str], object], change: Callable[[str], object]
) -> list[Swap]:
    """Change from red to blue and back for so long; it is red when this begins."""
    found: list[Swap] = []
    with Watching(display, corners()) as watching:
        watching.wait(RED)
        end = time.monotonic() + seconds
        old, new = "red", "blue"
        while time.monotonic() < end or len(found) < 2:
            prepare(new)
            watching.clear()
            began = time.monotonic()
            change(new)
            watching.wait(COLORS[new])
            time.sleep(BETWEEN_S)
            found.append(swap_of(watching.samples(), began, COLORS[old], COLORS[new]))
            old, new = new, old
    return found


def add(report: Report, load: str, found: Sequence[Swap], bare: Sequence[Swap]) -> None:
    """The figures of one load; budgets hold for the worst take but one in twenty."""
    spread, complete = BUDGETS[load]
    name = TITLES[load]

    def figure(
        what: str, values: Callable[[Swap], float], percent: float, limit: float | None
    ) -> None:
        report.add(
            Figure(
                f"{name}: {what}, p{percent:g}",
                percentile([values(swap) for swap in found], percent),
                "ms",
                Budget(limit) if limit is not None else None,
                percentile([values(swap) for swap in bare], percent),
                "bare windows",
            )
        )

    figure("first screen", lambda swap: swap.first_ms, 50, None)
    figure("first to last screen", lambda swap: swap.spread_ms, 50, None)
    figure("first to last screen", lambda swap: swap.spread_ms, 95, spread)
    figure("complete", lambda swap: swap.complete_ms, 50, None)
    figure("complete", lambda swap: swap.complete_ms, 95, complete)
    odd, torn = sum(swap.odd for swap in found), sum(swap.torn for swap in found)
    report.add(
        Figure(f"{name}: black or foreign samples", odd, "", Budget(0)),
        Figure(f"{name}: samples with a torn screen", torn, "", Budget(0)),
    )
    samples = sum(swap.samples for swap in found)
    report.notes.append(f"{name}: {len(found)} takes, {samples} samples of 54 points")


def stage(wall: RunningWall, load: str, color: str) -> None:
    """Returns when the layout is built."""
    wall.client.stage(f"{load}-{color}")


def run(report: Report, cache: Path, first_display: int, seconds: float) -> None:
    """Measure both loads on one wall, then the reference."""
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        files = add_clips(folder / "site", cache, len(ADDRESSES))
        moving = videos(files, tile_places(SMALL))
        layouts = {
            "still-red": pictures("red", "r"),
            "still-blue": pictures("blue", "b"),
            "videos-red": [*pictures("red", "r"), *moving],
            "videos-blue": [*pictures("blue", "b"), *moving],
        }
        site = write_site(folder / "site", layouts, start="still-red")
        found: dict[str, list[Swap]] = {}
        with running(site, monitors) as wall:
            for load in BUDGETS:
                show(wall, f"{load}-red")
                found[load] = swaps(
                    monitors.display,
                    seconds,
                    partial(stage, wall, load),
                    lambda color: wall.client.take(),
                )
        with BarePainter(monitors, RED) as painter:
            bare = swaps(
                monitors.display,
                BARE_SWAPS * BETWEEN_S,
                lambda color: None,
                lambda color: painter.fill(COLORS[color]),
            )
    for load, made in found.items():
        add(report, load, made, bare)


def main() -> None:
    """Run the benchmark from the command line."""
    given = arguments(__doc__, seconds=12.0).parse_args()
    report = Report("take")
    run(report, given.clips, given.first_display, given.seconds)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
