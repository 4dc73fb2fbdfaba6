"""Beep and flash: how far the sound of a film is from its picture, and whether that drifts.

A film with a beep and a flash each second plays on a whole wall. The flashes are read from the
frame buffer of the X server, the beeps from the monitor of a PulseAudio null sink. What reading
and recording themselves take (some milliseconds, and up to 20 ms of recording) is in the figure.

    script/bench lipsync [--json] [--seconds 600]
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from bench.bench_wall import simulated_screens, work_folder
from bench.measuring import Budget, Figure, Report, arguments, percentile
from tests.display.on_x import Eyes
from tests.display.sound.films import make_film
from tests.display.sound.sound_server import Recording, SoundServer
from tests.display.sound.watching_flashes import Flashes, offsets
from tests.live.running_wall import RunningWall

WITHIN_MS = 40.0
FILM_S = 20.0
WALL = """\
version: 1
name: Lip sync
screens: {grid: 6x3, pixels: 1920x1080}
start: beeps
sound: {devices: {hall: {output: hall}}, default: hall}
"""
LAYOUT = """\
version: 1
title: Beeps
tiles:
  - {id: beeps, kind: video, area: A1, url: media/beeps.mp4, sound: on}
"""


def write_beeps(folder: Path) -> Path:
    (folder / "media").mkdir(parents=True)
    make_film(folder / "media" / "beeps.mp4", FILM_S, 1000.0, level=0.5, beeps=True)
    (folder / "wall.yaml").write_text(WALL)
    (folder / "beeps.yaml").write_text(LAYOUT)
    return folder


def run(report: Report, first_display: int, seconds: float) -> None:
    """Measure for so long."""
    with (
        work_folder() as folder,
        simulated_screens(first_display) as monitors,
        SoundServer(folder / "sound") as server,
    ):
        server.plug("hall")
        site = write_beeps(folder / "site")
        environment = server.environment()
        data = folder / "data"
        with (
            RunningWall(site, monitors.environment(), data, environment=environment),
            Recording(server, "hall", keeps_s=seconds + 60) as hall,
            Eyes(monitors) as eyes,
        ):
            flashes = Flashes(lambda: int(eyes.pixels(960, 540)[0, 0].max()) > 128)
            flashes.watch(lambda: len(flashes.seen) >= seconds, within_s=seconds * 2 + 60)
            found = [offset * 1000 for offset in offsets(hall.onsets(0.1, 0.5), flashes.seen)]
    tell(report, found)


def tell(report: Report, offsets_ms: Sequence[float]) -> None:
    """Positive: the sound comes after the picture."""
    if not offsets_ms:
        report.notes.append("no beep was heard near a flash")
        return
    tenth = max(1, len(offsets_ms) // 10)
    first, last = statistics.median(offsets_ms[:tenth]), statistics.median(offsets_ms[-tenth:])
    sizes = [abs(offset) for offset in offsets_ms]
    report.add(
        Figure("median", statistics.median(offsets_ms), "ms"),
        Figure("off by, p95", percentile(sizes, 95), "ms", Budget(WITHIN_MS)),
        Figure("off by, at most", max(sizes), "ms"),
        Figure("drift from first to last tenth", abs(last - first), "ms", Budget(WITHIN_MS / 2)),
        Figure("beeps", float(len(offsets_ms)), ""),
    )


def main() -> None:
    """Run the benchmark from the command line."""
    given = arguments(__doc__, seconds=600.0).parse_args()
    report = Report("lipsync")
    run(report, given.first_display, given.seconds)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
