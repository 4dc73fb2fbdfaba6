"""18 different clips on 18 full-HD screens, small and as large as the screens.

Frames are counted in the frame buffer; CPU time is counted in a second that nobody looks. The
references: libav that decodes and scales the same files, Qt windows that paint prepared frames,
and one mpv for each clip where it is installed.

    script/bench videos [--json] [--seconds 8]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulated_monitors import SimulatedMonitors

from bench.bare_painter import BarePainter
from bench.bench_wall import running, show, simulated_screens, wall_and_server, work_folder
from bench.counting import Rates, count
from bench.measuring import Budget, Figure, Processes, Report, arguments, cpu_percent, just
from bench.mpv_reference import MpvEnded, has_mpv, playing
from bench.sites import (
    ADDRESSES,
    FPS_KEPT,
    FULL,
    SMALL,
    add_clips,
    pictures,
    tile_places,
    videos,
    write_site,
)
from bench.videos_reference import Reference, measure
from tests.live.running_wall import RunningWall

FPS = 30
REFERENCE_FRAMES = 60


@dataclass(frozen=True)
class Shown:
    """What one program showed, and what that took."""

    rates: Rates
    cpu: Mapping[str, float]
    """Percent of a core while nobody looked."""
    tick_p95_ms: float = 0.0

    @property
    def all_cpu(self) -> float:
        """X server included."""
        return sum(self.cpu.values())

    @property
    def cpu_at_full_rate(self) -> float:
        """So that showing fewer frames never looks cheaper."""
        return self.all_cpu * FPS / self.rates.mean if self.rates.mean else float("nan")


def shown(
    groups: Mapping[str, Processes],
    monitors: SimulatedMonitors,
    size: tuple[int, int],
    seconds: float,
    wall: RunningWall | None = None,
) -> Shown:
    """Measure whatever shows numbered frames of that size on all screens now."""
    cpu = cpu_percent(groups, seconds)
    tick = wall.status().displays[0].tick_p95_ms if wall is not None else 0.0
    return Shown(count(monitors.display, tile_places(size), seconds), cpu, tick)


def painted(monitors: SimulatedMonitors, size: tuple[int, int], seconds: float) -> Shown:
    """Painting alone, X server included."""
    with BarePainter(monitors, (0, 0, 0)) as painter:
        painter.frames(*size, FPS)
        count(monitors.display, tile_places(size), 2.0)
        groups = {"painter": just(painter.pid), "X server": just(monitors.pid)}
        return shown(groups, monitors, size, seconds)


def played(
    files: Sequence[Path],
    monitors: SimulatedMonitors,
    size: tuple[int, int],
    seconds: float,
    notes: list[str],
) -> Shown | None:
    """mpv × 18; None where it is not installed or does not play, with a note."""
    if not has_mpv():
        notes.append("mpv is not installed: no comparison with it")
        return None
    try:
        with playing(files, tile_places(size), monitors, 4.0) as players:
            groups = {"mpv": players, "X server": just(monitors.pid)}
            return shown(groups, monitors, size, seconds)
    except MpvEnded as ended:
        notes.append(f"{ended}: no comparison with it")
        return None


def add_small(
    report: Report, wall: Shown, libav: Reference, paint: Shown, mpv: Shown | None
) -> None:
    """Small tiles: every frame, for little more than it must cost."""
    alone = libav.cpu_percent_at_rate + paint.cpu_at_full_rate
    report.add(
        Figure("small: slowest tile", wall.rates.least, "fps", Budget(FPS * FPS_KEPT, "at least")),
        Figure(
            "small: CPU for 30 fps, X server included",
            wall.cpu_at_full_rate,
            "%",
            Budget(1.15 * alone),
            alone,
            "libav + painting alone",
        ),
    )
    if mpv is not None:
        report.add(
            Figure(
                "small: the same against mpv × 18",
                wall.cpu_at_full_rate,
                "%",
                Budget(0.75 * mpv.cpu_at_full_rate),
                mpv.cpu_at_full_rate,
                f"mpv × 18 ({mpv.rates.mean:.1f} fps)",
            )
        )


def add_full(
    report: Report, wall: Shown, libav: Reference, paint: Shown, mpv: Shown | None
) -> None:
    """Full-screen tiles: the cores are full, so what counts is how many frames come out."""
    frames = 18 * wall.rates.mean
    alone = libav.cpu_ms_per_frame + paint.all_cpu * 10 / (18 * paint.rates.mean)
    report.add(
        Figure(
            "full-screen: frames, mean of all tiles",
            wall.rates.mean,
            "fps",
            Budget(2 * mpv.rates.mean, "at least") if mpv else None,
            mpv.rates.mean if mpv else None,
            "mpv × 18",
        ),
        Figure(
            "full-screen: slowest tile",
            wall.rates.least,
            "fps",
            Budget(0.85 * wall.rates.mean, "at least"),
            mpv.rates.least if mpv else None,
            "mpv × 18",
        ),
        Figure(
            "full-screen: CPU for one frame",
            wall.all_cpu * 10 / frames,
            "ms",
            None,
            alone,
            "libav + painting alone",
        ),
        Figure("full-screen: tick of the Qt thread, p95", wall.tick_p95_ms, "ms", Budget(20.0)),
    )


def add_common(report: Report, name: str, wall: Shown, mpv: Shown | None) -> None:
    """How evenly the frames came, and who used the CPU."""
    rates = wall.rates
    report.add(
        Figure(
            f"{name}: time between frames, p50",
            rates.gap_p50_ms,
            "ms",
            None,
            mpv.rates.gap_p50_ms if mpv else None,
            "mpv × 18",
        ),
        Figure(
            f"{name}: time between frames, p95",
            rates.gap_p95_ms,
            "ms",
            None,
            mpv.rates.gap_p95_ms if mpv else None,
            "mpv × 18",
        ),
        Figure(
            f"{name}: time between frames, longest",
            rates.gap_max_ms,
            "ms",
            None,
            mpv.rates.gap_max_ms if mpv else None,
            "mpv × 18",
        ),
        *(Figure(f"{name}: CPU of {who}", used, "%") for who, used in wall.cpu.items()),
        *(
            Figure(f"{name}: CPU of {who}", used, "%")
            for who, used in (mpv.cpu if mpv else {}).items()
            if who == "mpv"
        ),
    )
    if rates.unreadable > 0.01:
        report.notes.append(
            f"{name}: at {rates.unreadable:.1%} of the looks no number was readable"
        )


def run(report: Report, cache: Path, first_display: int, seconds: float) -> None:
    """Measure all, one after the other."""
    sizes = {"small": SMALL, "full": FULL}
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        files = add_clips(folder / "site", cache, len(ADDRESSES))
        layouts = {name: videos(files, tile_places(size)) for name, size in sizes.items()}
        site = write_site(
            folder / "site", {**layouts, "still": pictures("red", "s")}, start="still"
        )
        wall_shown: dict[str, Shown] = {}
        with running(site, monitors) as wall:
            for name, size in sizes.items():
                show(wall, name)
                groups = wall_and_server(wall, monitors)
                wall_shown[name] = shown(groups, monitors, size, seconds, wall)
        for name, size in sizes.items():
            libav = measure(files, size, REFERENCE_FRAMES, FPS)
            paint = painted(monitors, size, seconds)
            mpv = played(files, monitors, size, seconds, report.notes)
            add = add_small if name == "small" else add_full
            add(report, wall_shown[name], libav, paint, mpv)
            add_common(report, name, wall_shown[name], mpv)
            report.notes.append(
                f"{name}: libav alone needs {libav.cpu_percent_at_rate:.0f} % for {FPS} fps, "
                f"painting alone {paint.all_cpu:.0f} % for {paint.rates.mean:.1f} fps"
            )


def main() -> None:
    """Run the benchmark from the command line."""
    given = arguments(__doc__, seconds=8.0).parse_args()
    report = Report("videos")
    run(report, given.clips, given.first_display, given.seconds)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
