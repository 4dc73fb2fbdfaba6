"""Whether the wall's memory grows: the built-in social hub at work for a long time.

Layouts are taken in turn, pictures are pushed and closed, data and videos run on. After a warm-up
the memory of each process (PSS) is read every few seconds; the slope is that of a line through
the lowest reading of each round of layouts, so that what a round needs and gives back does not
count. Best run for hours: the shorter, the less a slope says.

    script/bench memory [--json] [--seconds 1200]
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import psutil

from bench.bench_wall import running, simulated_screens, work_folder
from bench.measuring import Budget, Figure, Report, arguments
from tests.live.running_wall import RunningWall
from wall.model.commands import CloseTile

HUB = Path(__file__).parents[1] / "layouts" / "social-hub"
LAYOUTS = ("listening", "performance", "event", "crisis", "visitors")
EACH_S = 8.0
WARM_UP_ROUNDS = 3
MB_PER_HOUR = 1.0


def memory_mb(wall: RunningWall) -> dict[str, float]:
    """Of each process with its children, PSS: shared pages count once."""
    found: dict[str, float] = {}
    for name, process in wall.processes().items():
        total = 0
        for one in [process, *process.children(recursive=True)]:
            try:
                total += one.memory_full_info().pss
            except psutil.NoSuchProcess:
                continue
        found[name] = total / 1e6
    return found


def one_round(wall: RunningWall) -> dict[str, float]:
    """All layouts once, with pushes; the least memory that each process had."""
    readings: list[Mapping[str, float]] = []
    for name in LAYOUTS:
        wall.client.take(name, clear=True)
        pushed = wall.client.push("text", {"text": f"Now: **{name}**"}, at="B2")
        time.sleep(EACH_S)
        readings.append(memory_mb(wall))
        assert pushed.tile is not None
        wall.client.submit(CloseTile(id=pushed.tile))
    return {name: min(reading[name] for reading in readings) for name in readings[0]}


def slope_mb_per_hour(hours: Sequence[float], mb: Sequence[float]) -> float:
    """Of a line through the points."""
    return float(np.polyfit(hours, mb, 1)[0])


def run(report: Report, first_display: int, seconds: float) -> None:
    """Measure for so long, the warm-up not counted."""
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        shutil.copytree(HUB, folder / "site")
        with running(folder / "site", monitors) as wall:
            for _ in range(WARM_UP_ROUNDS):
                one_round(wall)
            began = time.monotonic()
            hours: list[float] = []
            rounds: list[dict[str, float]] = []
            while time.monotonic() - began < seconds or len(rounds) < 2:
                rounds.append(one_round(wall))
                hours.append((time.monotonic() - began) / 3600)
    for name in rounds[0]:
        mb = [one[name] for one in rounds]
        report.add(
            Figure(f"{name}: memory at the end", mb[-1], "MB", None, mb[0], "after the warm-up"),
            Figure(f"{name}: growth", slope_mb_per_hour(hours, mb), "MB/h", Budget(MB_PER_HOUR)),
        )
    report.notes.append(
        f"{len(rounds)} rounds of {len(LAYOUTS)} layouts in {hours[-1] * 60:.0f} minutes; "
        "browser processes count with the display"
    )


def main() -> None:
    """Run the benchmark from the command line."""
    given = arguments(__doc__, seconds=1200.0).parse_args()
    report = Report("memory")
    run(report, given.first_display, given.seconds)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
