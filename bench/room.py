"""A working room: two full-HD films, six clips, four live dashboards, feeds, charts, pushes.

Frames of films, clips and dashboards are counted in the frame buffer, while a picture is pushed
every three seconds and new data comes every two. The references: libav that decodes and scales
the same files, and a bare window that paints what is pushed.

    script/bench room [--json] [--seconds 45]
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from simulated_monitors import SimulatedMonitors

from bench.bare_painter import BarePainter
from bench.bench_wall import (
    display_process,
    running,
    simulated_screens,
    wall_and_server,
    work_folder,
)
from bench.clips import ClipForm
from bench.counting import Counting, Rates
from bench.eyes import Place
from bench.measuring import Budget, CpuAccount, Figure, Report, arguments
from bench.pushing import Delays, Pusher, bare_patches, points_of_push
from bench.room_site import (
    CLIPS_ON,
    FILM,
    FILMS_ON,
    PAGE_HZ,
    PAGES_ON,
    NewData,
    clip_places,
    film_places,
    make_room,
    page_places,
)
from bench.sites import BLUE, CLIP, SMALL
from bench.videos_reference import measure
from bench.watching import Watching
from tests.live.running_wall import RunningWall

SETTLE_S = 8.0
PUSH_EVERY_S = 3.0
PUSH_LOOKS_PER_S = 300.0
REFERENCE_FRAMES = 60
KEPT_RATE, P99_MS, FREE = 0.95, 80.0, 50.0


@dataclass(frozen=True)
class ThreadTime:
    """What Linux says of a thread (/proc/PID/task/TID/schedstat), in seconds."""

    ran_s: float
    waited_s: float
    """Ready to run, without a core."""

    @classmethod
    def of(cls, pid: int) -> ThreadTime:
        """Of a process's main thread."""
        ran, waited, _ = Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()
        return cls(int(ran) / 1e9, int(waited) / 1e9)


@dataclass(frozen=True)
class Room:
    """All that was measured in one go."""

    films: Rates
    clips: Rates
    pages: Rates
    pushes: Delays
    cpu: dict[str, float]
    ran: float
    """Of the Qt thread, percent of the time."""
    waited: float
    tick_p95_ms: float


def push_regularly(wall: RunningWall, display: str, seconds: float) -> Delays:
    """A picture every few seconds, the first at once."""
    with Watching(display, points_of_push(), PUSH_LOOKS_PER_S) as watching:
        pusher = Pusher(wall, watching)
        end = due = time.monotonic()
        end += seconds
        while due < end:
            time.sleep(max(0.0, due - time.monotonic()))
            pusher.push()
            due += PUSH_EVERY_S
    return pusher.delays


def named(kind: str, places: dict[str, Place]) -> dict[str, Place]:
    """Places under names that differ from those of other kinds."""
    return {f"{kind} {name}": place for name, place in places.items()}


def work(wall: RunningWall, monitors: SimulatedMonitors, seconds: float) -> Room:
    """Let the room work for so long."""
    qt = display_process(wall).pid
    places = {
        **named("film", film_places()),
        **named("clip", clip_places()),
        **named("page", page_places()),
    }
    account = CpuAccount(wall_and_server(wall, monitors))
    before, began = ThreadTime.of(qt), time.monotonic()
    with NewData(wall.site), Counting(monitors.display, places) as counting:
        pushes = push_regularly(wall, monitors.display, seconds)
    after, took = ThreadTime.of(qt), time.monotonic() - began
    return Room(
        films=counting.rates(*(f"film {name}" for name in FILMS_ON)),
        clips=counting.rates(*(f"clip {name}" for name in CLIPS_ON)),
        pages=counting.rates(*(f"page {name}" for name in PAGES_ON)),
        pushes=pushes,
        cpu=account.percent(),
        ran=(after.ran_s - before.ran_s) / took * 100,
        waited=(after.waited_s - before.waited_s) / took * 100,
        tick_p95_ms=wall.status().displays[0].tick_p95_ms,
    )


def libav_percent(films: list[Path], clips: list[Path]) -> float:
    """What the room's videos need of libav alone at their full rate."""

    def needs(files: list[Path], size: tuple[int, int], form: ClipForm) -> float:
        return measure(files, size, REFERENCE_FRAMES, form.fps).cpu_percent_at_rate

    return needs(films, (FILM.width_px, FILM.height_px), FILM) + needs(clips, SMALL, CLIP)


def add(report: Report, room: Room, bare: Delays, libav: float) -> None:
    """All figures."""
    for what, rates, full in (
        ("films", room.films, FILM.fps),
        ("clips", room.clips, CLIP.fps),
        ("dashboards", room.pages, PAGE_HZ),
    ):
        least = Budget(KEPT_RATE * full, "at least")
        report.add(Figure(f"slowest of the {what}", rates.least, "fps", least, full, "its rate"))
        if rates.unreadable > 0.01:
            report.notes.append(
                f"{what}: at {rates.unreadable:.1%} of the looks no number was read"
            )
    report.add(
        Figure("push to pixels, p50", room.pushes.p50, "ms", None, bare.p50, "a bare window"),
        Figure(
            f"push to pixels, p99 of {len(room.pushes.ms)}",
            room.pushes.p99,
            "ms",
            Budget(P99_MS),
            bare.p99,
            "a bare window",
        ),
        Figure("pushes that never appeared", room.pushes.lost, "", Budget(0)),
        Figure("Qt thread free", 100 - room.ran, "%", Budget(FREE, "at least")),
        Figure("Qt thread ready, but without a core", room.waited, "%"),
        Figure("tick of the Qt thread, p95", room.tick_p95_ms, "ms"),
        Figure(
            "CPU of the wall, browser included", room.cpu["wall"], "%", None, libav, "libav alone"
        ),
        Figure("CPU of the X server, looking included", room.cpu["X server"], "%"),
    )
    report.notes.append(f"each dashboard draws {PAGE_HZ} times a second")


def run(report: Report, cache: Path, first_display: int, seconds: float) -> None:
    """Measure the room, then the references."""
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        films, clips = make_room(folder / "site", cache)
        with running(folder / "site", monitors, settle_s=SETTLE_S) as wall:
            room = work(wall, monitors, seconds)
        with BarePainter(monitors, BLUE) as painter:
            bare = bare_patches(painter, monitors.display, 20)
        add(report, room, bare, libav_percent(films, clips))


def main() -> None:
    """Run the benchmark from the command line."""
    given = arguments(__doc__, seconds=45.0).parse_args()
    report = Report("room")
    run(report, given.clips, given.first_display, given.seconds)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
