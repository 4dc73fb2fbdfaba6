"""200 connected consoles, 20 of which move tiles, while 18 videos run.

From the call of the one who moves to the moment at which each of the others has heard of it. The
reference is the same crowd at a wall without videos.

    script/bench operators [--json] [--seconds 20]
"""

from __future__ import annotations

from pathlib import Path

from bench.bench_wall import running, show, simulated_screens, work_folder
from bench.counting import Counting, Rates
from bench.crowd import Crowd, Heard
from bench.measuring import (
    Budget,
    CpuAccount,
    Figure,
    Processes,
    Report,
    arguments,
    just,
    percentile,
)
from bench.sites import (
    ADDRESSES,
    FPS_KEPT,
    SMALL,
    add_clips,
    pictures,
    tile_places,
    videos,
    write_site,
)
from tests.live.running_wall import RunningWall

CONNECTED, ACTIVE = 200, 20
CHANGES_PER_S = 20.0
"""Of all together: each active operator moves something once a second."""
P99_MS = 100.0
FPS = 30
LOADS = {"still": "still wall", "videos": "18 videos running"}


def movables() -> list[str]:
    """A small tile for each active operator, clear of the videos."""
    return [
        f"{{id: m-{i}, kind: text, area: {{px: [{i % 6 * 1920 + 20}, {i // 6 % 3 * 1080 + 20}, "
        f'160, 90]}}, text: "{i}", z: 20}}'
        for i in range(ACTIVE)
    ]


def crowd_at(wall: RunningWall, seconds: float) -> Crowd:
    """Connected, and moving from now on."""
    address = f"ws://{wall.host}:{wall.port}/api/v1/channel"
    token = (wall.data / "admin-token").read_text().strip()
    tiles = [f"m-{i}" for i in range(ACTIVE)]
    return Crowd(address, token, tiles, CONNECTED, CHANGES_PER_S, seconds)


def measured(
    wall: RunningWall, display: str, load: str, seconds: float
) -> tuple[Heard, Rates | None, float]:
    """What the crowd heard, the videos' rates, and the controller's CPU."""
    controller: Processes = just(wall.processes()["controller"].pid)
    crowd = crowd_at(wall, seconds)
    account = CpuAccount({"controller": controller})
    rates = None
    if load == "videos":
        with Counting(display, tile_places(SMALL)) as counting:
            heard = crowd.wait()
        rates = counting.rates(*ADDRESSES)
    else:
        heard = crowd.wait()
    return heard, rates, account.percent()["controller"]


def add(
    report: Report, load: str, heard: Heard, rates: Rates | None, cpu: float, still: Heard
) -> None:
    """The figures of one load."""
    name = LOADS[load]
    for percent, limit in ((50, None), (99, P99_MS)):
        report.add(
            Figure(
                f"{name}: a change reaches a console, p{percent}",
                percentile(heard.delays_ms, percent),
                "ms",
                Budget(limit) if limit is not None else None,
                percentile(still.delays_ms, percent),
                "still wall",
            )
        )
    missing = heard.expected - len(heard.delays_ms)
    report.add(
        Figure(
            f"{name}: until the last of {CONNECTED} has it, p99",
            percentile(heard.slowest_ms, 99),
            "ms",
        ),
        Figure(f"{name}: changes that a console did not hear of", missing, "", Budget(0)),
        Figure(f"{name}: consoles that were cut off", CONNECTED - heard.connected, "", Budget(0)),
        Figure(f"{name}: CPU of the controller", cpu, "%"),
    )
    if rates is not None:
        least = Budget(FPS * FPS_KEPT, "at least")
        report.add(Figure(f"{name}: slowest video", rates.least, "fps", least))
    report.notes.append(f"{name}: {len(heard.slowest_ms)} changes, each to {CONNECTED} consoles")


def run(report: Report, cache: Path, first_display: int, seconds: float) -> None:
    """Measure both loads on one wall."""
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        files = add_clips(folder / "site", cache, len(ADDRESSES))
        layouts = {
            "still": [*pictures("blue", "s"), *movables()],
            "videos": [*videos(files, tile_places(SMALL)), *movables()],
        }
        site = write_site(folder / "site", layouts, start="still")
        with running(site, monitors) as wall:
            found = {}
            for load in LOADS:
                show(wall, load)
                found[load] = measured(wall, monitors.display, load, seconds)
    for load, (heard, rates, cpu) in found.items():
        add(report, load, heard, rates, cpu, found["still"][0])


def main() -> None:
    """Run the benchmark from the command line."""
    given = arguments(__doc__, seconds=20.0).parse_args()
    report = Report("operators")
    run(report, given.clips, given.first_display, given.seconds)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
