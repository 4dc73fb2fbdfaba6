"""Posts through the real ingest process: sustained, in a burst, and how soon they are seen.

A local Jetstream says posts to the source `bluesky`; ingest reads, judges and stores them and keeps
tiles current on 18 simulated monitors: social walls, maps and volumes, with six numbered clips in
front, whose frames are counted in the frame buffer. First quiet, then so many posts a second, then
20 000 offered within one; pictures are pushed all the time. The reference writes the same number of
posts into a bare SQLite table with an index of words, in batches of 500, nothing else running.

    script/bench ingest [--json] [--seconds 60] [--rate 2000] [--burst 20000] [--quick]
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from simulated_monitors import SimulatedMonitors

from bench.bench_wall import running, simulated_screens, work_folder
from bench.counting import Counting
from bench.eyes import Place
from bench.jetstream import CROWD, MARK, Jetstream, frames
from bench.measuring import Budget, CpuAccount, Figure, Report, arguments, just, percentile
from bench.pushing import Delays, Pusher, points_of_push
from bench.sites import SMALL, add_clips, screen, videos, write_site
from bench.watching import Watching
from tests.live.frame_buffer import FrameBuffer, Pixels
from tests.live.running_wall import RunningWall, until

RATE, BURST, FPS = 2000.0, 20_000, 28.0
SEEN_WITHIN_S, P99_MS = 5.0, 60.0
SETTLE_S = 10.0
BETWEEN_MARKS_S, BETWEEN_PUSHES_S = 2.0, 0.5
LOOKS_A_S = 50.0
STORED_WITHIN_S = 300.0
BATCH = 500
CLIPS_ON = ("A3", "B3", "C3", "D3", "E3", "F3")
SOURCES = """\
addresses: {{allow: [127.0.0.1]}}
moderation: {{approve_sources: [sky, crowd]}}
topics:
  outage: {{query: {{hashtags: [SolvanePanne, SolvaneDown]}}}}
  brand: {{query: {{text: "solvane OR solvanemax"}}}}
sources:
  sky: {{kind: bluesky, server: "{url}", names: false, languages: [ar, en, es, fr, pl, ro]}}
  crowd: {{kind: jsonl, path: data/crowd.jsonl, shift: now, speed: 24, keep: 200}}
  outage: {{kind: search, topics: [outage]}}
  countries: {{kind: insight, measure: countries, window: 1h, top: 60}}
  volume: {{kind: insight, measure: volume, window: 1h, bucket: 1m}}
  brand: {{kind: insight, measure: volume, window: 1h, bucket: 1m, query: {{topics: [brand]}}}}
  rising: {{kind: insight, measure: hashtags, rising: true, window: 1h}}
  words: {{kind: insight, measure: words, window: 1h}}
  marks: {{kind: insight, measure: count, window: 24h, query: {{hashtags: [{mark}]}}}}
"""


def clip_places() -> dict[str, Place]:
    """Low at the right of the lowest screens."""
    width, height = SMALL
    return {
        name: Place(screen(name).x + 1200, screen(name).y + 680, width, height) for name in CLIPS_ON
    }


def make_site(folder: Path, cache: Path, url: str) -> Path:
    """Social walls above, maps and the figure that is waited for, volumes with clips below."""
    clips = add_clips(folder, cache, len(CLIPS_ON))
    (folder / "data").mkdir()
    shutil.copyfile(CROWD, folder / "data" / "crowd.jsonl")
    above = (
        f"{{id: wall-{name}, kind: social-wall, area: {name}1, source: {source}}}"
        for name, source in zip("ABCDEF", ("sky", "outage") * 3, strict=True)
    )
    maps = (f"{{id: map-{name}, kind: map, area: {name}2, source: countries}}" for name in "ACDEF")
    below = (
        f"{{id: volume-{name}, kind: volume, area: {name}3, source: {source}}}"
        for name, source in zip("ABCDEF", ("volume", "brand") * 3, strict=True)
    )
    marks = "{id: marks, kind: value, area: B2, source: marks, sparkline: false, trend: false}"
    # A tile lies above those before it: the first ten would be below a clip.
    in_front = (clip.replace("z: 10", "z: 100") for clip in videos(clips, clip_places()))
    tiles = [*above, *maps, marks, *below, *in_front]
    more = SOURCES.format(url=url, mark=MARK)
    return write_site(folder, {"listening": tiles}, start="listening", more=more)


class Stored:
    """How many posts of the Jetstream are in the store of a running wall."""

    def __init__(self, data: Path) -> None:
        self._file = data / "posts" / "posts.sqlite"

    def count(self) -> int:
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as connection:
            (count,) = connection.execute(
                "SELECT count(*) FROM posts WHERE source = 'sky'"
            ).fetchone()
        return int(count)

    def wait(self, count: int, within_s: float = STORED_WITHIN_S) -> float:
        """Seconds until so many are there."""
        began = time.monotonic()
        until(lambda: self.count() >= count, within_s, lambda: f"{self.count()} of {count}")
        return time.monotonic() - began


class Marks:
    """Posts that a tile counts, and how soon its picture is another."""

    def __init__(self, display: str, stream: Jetstream) -> None:
        self._eyes = FrameBuffer(display)
        self._stream = stream
        self.seconds: list[float] = []
        self.unseen = 0

    def close(self) -> None:
        self._eyes.close()

    def look(self) -> None:
        """Send one and wait until it is seen."""
        before = self._settled()
        began = time.monotonic()
        self._stream.mark()
        while np.array_equal(self._picture(), before):
            if time.monotonic() - began > 4 * SEEN_WITHIN_S:
                self.unseen += 1
                return
            time.sleep(1 / LOOKS_A_S)
        self.seconds.append(time.monotonic() - began)

    def _picture(self) -> Pixels:
        """The middle of the tile's screen, without frame and age."""
        within = screen("B2")
        return self._eyes.read(within.x + 200, within.y + 250, 1500, 560)

    def _settled(self) -> Pixels:
        """A number counts up for a moment."""
        last = self._picture()
        for _ in range(40):
            time.sleep(0.2)
            picture = self._picture()
            if np.array_equal(picture, last):
                break
            last = picture
        return last


@dataclass(frozen=True)
class Phase:
    """What was measured in one go."""

    pushes: Delays
    worst_second: float
    slowest_fps: float
    ingest_percent: float
    seen_s: list[float]
    unseen: int
    seconds: float


def observed(
    wall: RunningWall,
    monitors: SimulatedMonitors,
    stream: Jetstream | None,
    goes_on: Callable[[float], bool],
) -> Phase:
    """Push, and mark where there is a stream, as long as it goes on (seconds so far)."""
    account = CpuAccount({"ingest": just(wall.processes()["ingest"].pid)})
    marks = Marks(monitors.display, stream) if stream is not None else None
    began = time.monotonic()
    marked = 0.0
    with (
        Watching(monitors.display, points_of_push()) as watching,
        Counting(monitors.display, clip_places()) as counting,
    ):
        pusher = Pusher(wall, watching)
        while goes_on(time.monotonic() - began):
            pusher.push()
            if marks is not None and time.monotonic() - marked > BETWEEN_MARKS_S:
                marks.look()
                marked = time.monotonic()
            time.sleep(BETWEEN_PUSHES_S)
    if marks is not None:
        marks.close()
    return Phase(
        pushes=pusher.delays,
        worst_second=counting.worst_second(),
        slowest_fps=counting.rates().least,
        ingest_percent=account.percent()["ingest"],
        seen_s=marks.seconds if marks is not None else [],
        unseen=marks.unseen if marks is not None else 0,
        seconds=time.monotonic() - began,
    )


@dataclass(frozen=True)
class Outcome:
    """All of it."""

    quiet: Phase
    flood: Phase
    burst: Phase
    stored_a_s: float
    """While so many came."""
    behind: int
    """Posts that waited when the last had come."""
    burst_stored_s: float
    sent: int
    stored: int


@contextmanager
def wall_with_stream(
    folder: Path, cache: Path, monitors: SimulatedMonitors
) -> Iterator[tuple[RunningWall, Jetstream]]:
    with Jetstream() as stream:
        site = make_site(folder / "site", cache, stream.url)
        with running(site, monitors, settle_s=SETTLE_S) as wall:
            stream.wait_connected()
            yield wall, stream


def measure(
    folder: Path, cache: Path, first_display: int, seconds: float, rate: float, burst: int
) -> Outcome:
    with (
        simulated_screens(first_display) as monitors,
        wall_with_stream(folder, cache, monitors) as (wall, stream),
    ):
        store = Stored(wall.data)
        stream.rate(50, 2)
        quiet = observed(wall, monitors, stream, lambda passed: passed < seconds / 2)
        before, began = store.count(), time.monotonic()
        stream.begin_rate(rate, seconds)
        flood = observed(wall, monitors, stream, lambda passed: passed < seconds)
        took = time.monotonic() - began
        there = store.count()
        behind = stream.sent() - there
        store.wait(stream.sent())
        time.sleep(2.0)
        expected = stream.sent() + burst
        began = time.monotonic()
        stream.begin_burst(burst)
        ended: list[float] = []

        def goes_on(_: float) -> bool:
            if not ended and store.count() >= expected:
                ended.append(time.monotonic() - began)
            return not ended and time.monotonic() - began < STORED_WITHIN_S

        pressed = observed(wall, monitors, None, goes_on)
        sent, data = stream.sent(), wall.data
    return Outcome(
        quiet=quiet,
        flood=flood,
        burst=pressed,
        stored_a_s=(there - before) / took,
        behind=behind,
        burst_stored_s=ended[0] if ended else float("nan"),
        sent=sent,
        stored=Stored(data).count(),
    )


def bare_upserts_a_s(folder: Path, count: int) -> float:
    """The same posts into SQLite alone."""
    said = frames(random.Random(7))
    rows = [
        (
            f"bluesky:{n}",
            time.time(),
            json.dumps({"text": f"{text} {n}", "language": language}),
            text,
        )
        for n in range(count)
        for text, language in (said[n % len(said)],)
    ]
    with closing(sqlite3.connect(folder / "bare.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("CREATE TABLE posts (id TEXT PRIMARY KEY, at REAL, post TEXT)")
        connection.execute("CREATE INDEX by_time ON posts (at)")
        connection.execute("CREATE VIRTUAL TABLE words USING fts5 (said)")
        began = time.monotonic()
        for begin in range(0, count, BATCH):
            some = rows[begin : begin + BATCH]
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO posts VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " at = excluded.at, post = excluded.post",
                [row[:3] for row in some],
            )
            connection.executemany("INSERT INTO words VALUES (?)", [row[3:] for row in some])
            connection.execute("COMMIT")
        return count / (time.monotonic() - began)


def add(report: Report, found: Outcome, rate: float, burst: int, bare: float) -> None:
    """All figures."""
    quiet, flood, pressed = found.quiet, found.flood, found.burst
    sqlite = "bare SQLite"
    report.add(
        Figure(f"stored while {rate:g} a second came", found.stored_a_s, "posts/s",
               Budget(0.97 * rate, "at least"), bare, sqlite),
        Figure("waiting when the last had come", found.behind, "posts"),
        Figure(f"stored after {burst} came at once", burst / found.burst_stored_s, "posts/s",
               None, bare, sqlite),
        Figure("posts lost", found.sent - found.stored, "", Budget(0)),
        Figure("fewest frames of a clip in a second, flood", flood.worst_second, "fps",
               Budget(FPS, "at least"), quiet.worst_second, "quiet"),
        Figure("fewest frames of a clip in a second, burst", pressed.worst_second, "fps",
               Budget(FPS, "at least"), quiet.worst_second, "quiet"),
        Figure("slowest clip, flood", flood.slowest_fps, "fps", None, quiet.slowest_fps, "quiet"),
        Figure("slowest clip, burst", pressed.slowest_fps, "fps", None, quiet.slowest_fps,
               "quiet"),
        Figure("arrival to picture, flood, p50", percentile(flood.seen_s, 50), "s", None,
               percentile(quiet.seen_s, 50), "quiet"),
        Figure(f"arrival to picture, flood, longest of {len(flood.seen_s)}",
               percentile(flood.seen_s, 100), "s", Budget(SEEN_WITHIN_S),
               percentile(quiet.seen_s, 100), "quiet"),
        Figure("arrivals that were never seen", quiet.unseen + flood.unseen, "", Budget(0)),
    )  # fmt: skip
    for name, phase in (("flood", flood), ("burst", pressed)):
        told = f"push to pixels, {name}"
        report.add(
            Figure(f"{told}, p50", phase.pushes.p50, "ms", None, quiet.pushes.p50, "quiet"),
            Figure(f"{told}, p99 of {len(phase.pushes.ms)}", phase.pushes.p99, "ms",
                   Budget(P99_MS), quiet.pushes.p99, "quiet"),
        )  # fmt: skip
    report.add(
        Figure("CPU of ingest, flood", flood.ingest_percent, "%", None,
               quiet.ingest_percent, "quiet"),
        Figure("pushes that never appeared",
               quiet.pushes.lost + flood.pushes.lost + pressed.pushes.lost, "", Budget(0)),
    )  # fmt: skip


def main() -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__, seconds=60.0)
    parser.add_argument("--rate", type=float, default=RATE, help="posts a second (%(default)g)")
    parser.add_argument("--burst", type=int, default=BURST, help="posts at once (%(default)d)")
    parser.add_argument("--quick", action="store_true", help="few posts, a short time")
    given = parser.parse_args()
    seconds, rate, burst = given.seconds, given.rate, given.burst
    if given.quick:
        seconds, rate, burst = min(seconds, 10.0), min(rate, 100.0), min(burst, 500)
    report = Report("ingest")
    with work_folder() as folder:
        found = measure(folder, given.clips, given.first_display, seconds, rate, burst)
        add(report, found, rate, burst, bare_upserts_a_s(folder, burst))
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
