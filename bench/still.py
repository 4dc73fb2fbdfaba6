"""What a still wall costs: pictures and text on 18 screens, nothing that moves, no clock.

The reference: 18 plain Qt windows that do nothing at all.

    script/bench still [--json] [--seconds 25]
"""

from __future__ import annotations

from bench.bare_painter import BarePainter
from bench.bench_wall import running, simulated_screens, wall_and_server, work_folder
from bench.eyes import Place
from bench.measuring import Budget, Figure, Report, arguments, cpu_percent, just
from bench.sites import ADDRESSES, BLUE, pictures, placed, screen, write_site

SETTLE_S = 8.0
"""Caches are filled and the wall's start is over."""


def text(address: str) -> str:
    """Words in front of a screen's picture."""
    place = screen(address)
    area = placed(Place(place.x + 200, place.y + 200, 900, 400))
    words = f"# {address}\\nSomething to read."
    return f'{{id: t-{address}, kind: text, area: {area}, text: "{words}", z: 5}}'


def run(report: Report, first_display: int, seconds: float) -> None:
    """Measure the wall, then the reference."""
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        tiles = [*pictures("red", "s"), *(text(address) for address in ADDRESSES)]
        site = write_site(folder / "site", {"still": tiles}, start="still")
        with running(site, monitors, settle_s=SETTLE_S) as wall:
            # Each process alone, and all that has no name of its own in the rest.
            named = {name: just(process.pid) for name, process in wall.processes().items()}
            groups = {**wall_and_server(wall, monitors), **named}
            used = cpu_percent(groups, seconds)
        with BarePainter(monitors, BLUE) as painter:
            bare_groups = {"painter": just(painter.pid), "X server": just(monitors.pid)}
            bare = cpu_percent(bare_groups, min(seconds, 10.0))
    report.add(
        Figure(
            "still wall, all its processes",
            used["wall"],
            "%",
            Budget(1.0),
            bare["painter"],
            "bare windows",
        ),
        Figure("X server", used["X server"], "%", None, bare["X server"], "with bare windows"),
        *(Figure(f"of it the {name}", used[name], "%") for name in named),
    )
    report.notes.append(
        f"percent of one core over {seconds:g} s; one client is connected and asks nothing"
    )


def main() -> None:
    """Run the benchmark from the command line."""
    given = arguments(__doc__, seconds=25.0).parse_args()
    report = Report("still")
    run(report, given.first_display, given.seconds)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
