"""9 and 18 RTSP streams for a long time: what is shown, the longest gap, and memory.

One RTSP server sends 18 different clips at 30 pictures a second, without encoding. Frames are
counted in the frame buffer, ten seconds of every half minute; the longest gap of the whole time is
the one that the decoders counted. The reference: one mpv for each of the 18 streams, where it is
installed.

    script/bench streams [--json] [--seconds 600]
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulated_monitors import SimulatedMonitors

from bench.bench_wall import running, show, simulated_screens, wall_and_server, work_folder
from bench.counting import Rates, count
from bench.eyes import Place
from bench.measuring import Budget, Figure, Report, arguments, cpu_percent
from bench.memory import memory_mb, slope_mb_per_hour
from bench.mpv_reference import MpvEnded, has_mpv, playing
from bench.sending import RtspServer
from bench.sites import (
    ADDRESSES,
    FPS_KEPT,
    SMALL,
    add_clips,
    pictures,
    placed,
    tile_places,
    write_site,
)
from tests.live.running_wall import RunningWall

FPS = 30
COUNTS = (9, 18)
LOOK_S, EVERY_S = 10.0, 30.0
LONGEST_GAP_MS = 100.0
MB_PER_HOUR = 30.0
"""Of all processes together; ten minutes do not say more."""
SETTLE_S = 6.0
SLOPE_FROM_S = 120.0
"""What is shorter says nothing about growth."""


@dataclass(frozen=True)
class Watched:
    """What was seen of so many streams."""

    rates: tuple[Rates, ...]
    cpu_percent: float
    gap_ms: float
    """The longest of the whole time, as the decoders counted."""
    dropped: int
    reconnects: int
    latency_ms: float
    mb_per_hour: float | None

    @property
    def least(self) -> float:
        return min(one.least for one in self.rates)

    @property
    def mean(self) -> float:
        return sum(one.mean for one in self.rates) / len(self.rates)


def tiles(server: RtspServer, places: dict[str, Place]) -> list[str]:
    """One stream for each place, as YAML."""
    return [
        f"{{id: s{number}, kind: video, url: '{server.url(f's{number}')}', area: {placed(place)}}}"
        for number, place in enumerate(places.values())
    ]


def watched(
    wall: RunningWall, monitors: SimulatedMonitors, places: dict[str, Place], seconds: float
) -> Watched:
    """Look at the streams that are on now."""
    before = {stream.address: stream for stream in wall.status().displays[0].streams}
    began = time.monotonic()
    rates: list[Rates] = []
    cpu: list[float] = []
    hours: list[float] = []
    mb: list[float] = []
    while not rates or time.monotonic() - began < seconds:
        turn = time.monotonic()
        look_s = min(LOOK_S, max(1.0, seconds / 2))
        cpu.append(sum(cpu_percent(wall_and_server(wall, monitors), look_s / 2).values()))
        rates.append(count(monitors.display, places, look_s))
        hours.append((time.monotonic() - began) / 3600)
        mb.append(sum(memory_mb(wall).values()))
        left = min(EVERY_S - (time.monotonic() - turn), began + seconds - time.monotonic())
        time.sleep(max(0.0, left))
    now = wall.status().displays[0].streams
    known = [(stream, before.get(stream.address)) for stream in now]
    return Watched(
        rates=tuple(rates),
        cpu_percent=sum(cpu) / len(cpu),
        gap_ms=max(stream.longest_gap_ms for stream in now),
        dropped=sum(s.dropped + s.skipped - (b.dropped + b.skipped if b else 0) for s, b in known),
        reconnects=sum(s.reconnects - (b.reconnects if b else 0) for s, b in known),
        latency_ms=max(stream.latency_ms or 0.0 for stream in now),
        mb_per_hour=slope_mb_per_hour(hours, mb) if hours[-1] * 3600 >= SLOPE_FROM_S else None,
    )


def by_mpv(
    server: RtspServer, monitors: SimulatedMonitors, places: dict[str, Place], notes: list[str]
) -> Rates | None:
    """The same streams in as many mpv; None where it does not play."""
    if not has_mpv():
        notes.append("mpv is not installed: no comparison with it")
        return None
    urls: list[Path | str] = [server.url(f"s{number}") for number in range(len(places))]
    try:
        with playing(urls, places, monitors, SETTLE_S):
            return count(monitors.display, places, LOOK_S)
    except MpvEnded as ended:
        notes.append(f"{ended}: no comparison with it")
        return None


def add(report: Report, number: int, seen: Watched, mpv: Rates | None) -> None:
    """The figures of so many streams."""
    name = f"{number} streams"
    sent = number * FPS * sum(1 for _ in seen.rates)
    report.add(
        Figure(
            f"{name}: slowest tile",
            seen.least,
            "fps",
            Budget(FPS * FPS_KEPT, "at least"),
            mpv.least if mpv else None,
            f"mpv × {number}",
        ),
        Figure(f"{name}: mean", seen.mean, "fps", None, mpv.mean if mpv else None, "mpv"),
        Figure(
            f"{name}: longest gap of all",
            seen.gap_ms,
            "ms",
            Budget(LONGEST_GAP_MS),
            mpv.gap_max_ms if mpv else None,
            f"mpv in {LOOK_S:.0f} s",
        ),
        Figure(
            f"{name}: longest gap that was seen",
            max(one.gap_max_ms for one in seen.rates),
            "ms",
        ),
        Figure(f"{name}: dropped or skipped", float(seen.dropped), "frames"),
        Figure(f"{name}: reconnections", float(seen.reconnects), "", Budget(0)),
        Figure(f"{name}: latency of the slowest", seen.latency_ms, "ms"),
        Figure(f"{name}: CPU, X server included", seen.cpu_percent, "%"),
    )
    if seen.mb_per_hour is not None:
        growth = Figure(
            f"{name}: memory of all processes", seen.mb_per_hour, "MB/h", Budget(MB_PER_HOUR)
        )
        report.add(growth)
    else:
        report.notes.append(f"{name}: too short for a slope of the memory")
    if sent == 0:
        report.notes.append(f"{name}: nothing was counted")


def run(report: Report, cache: Path, first_display: int, seconds: float) -> None:
    """Both numbers of streams, then the reference."""
    all_places = tile_places(SMALL)
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        files: Sequence[Path] = add_clips(folder / "site", cache, len(ADDRESSES))
        server = RtspServer({f"s{number}": file for number, file in enumerate(files)}, FPS)
        try:
            some = {n: dict(list(all_places.items())[:n]) for n in COUNTS}
            layouts = {f"streams{n}": tiles(server, places) for n, places in some.items()}
            site = write_site(
                folder / "site", {**layouts, "still": pictures("red", "s")}, start="still"
            )
            seen: dict[int, Watched] = {}
            with running(site, monitors) as wall:
                for number, places in some.items():
                    show(wall, f"streams{number}", SETTLE_S)
                    seen[number] = watched(wall, monitors, places, seconds)
                    show(wall, "still")
            for number, places in some.items():
                mpv = by_mpv(server, monitors, places, report.notes)
                add(report, number, seen[number], mpv)
        finally:
            server.kill()


def main() -> None:
    """Run the benchmark from the command line."""
    given = arguments(__doc__, seconds=600.0).parse_args()
    report = Report("streams")
    run(report, given.clips, given.first_display, given.seconds)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
