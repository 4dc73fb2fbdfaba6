"""All tiles of the built-in site kept current from a store of millions of posts.

The figures and searches of the built-in site, and the same over a day and a week, each on a tile,
on 18 simulated monitors, while posts arrive at the rate that filled the store in thirty days. First
the start with the full store, until every tile is current; then the CPU of ingest. The reference
asks the same store once a second for what each tile shows, as charts on databases do.

    script/bench query [--json] [--seconds 60] [--posts 5000000] [--store FOLDER] [--quick]

Five million posts take some minutes to fill and some 7 GB; `--store` keeps them for another run on
the same day.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import yaml
from simulated_monitors import SimulatedMonitors

from bench.bench_wall import simulated_screens, work_folder
from bench.full_store import DAYS, fill
from bench.jetstream import Jetstream
from bench.measuring import Budget, CpuAccount, Figure, Report, arguments, just
from bench.sites import ADDRESSES, write_site
from tests.live.running_wall import RunningWall
from wall.model.moderation import Moderation, Topic
from wall.model.tiles import HealthState
from wall.sources.insight.settings import InsightSettings
from wall.sources.registry import source_kinds

POSTS, PERCENT = 5_000_000, 5.0
HUB = Path(__file__).parents[1] / "layouts" / "social-hub"
COMPUTED = ("insight", "search")
LONGER = {
    "day-volume": {"measure": "volume", "window": "24h"},
    "day-moods": {"measure": "sentiment", "window": "24h"},
    "day-countries": {"measure": "countries", "window": "24h", "top": 60},
    "day-words": {"measure": "words", "window": "24h"},
    "day-rising": {"measure": "hashtags", "window": "24h", "rising": True},
    "day-reach": {"measure": "reach", "window": "24h"},
    "week-networks": {"measure": "languages", "window": "7d"},
}
KIND_OF = {"series": "chart", "table": "table", "value": "value", "topic": "topic", "posts": "feed"}
SETTLE_S = 15.0
CURRENT_WITHIN_S = 1800.0
ASKED_ROUNDS = 3


@dataclass(frozen=True)
class Site:
    folder: Path
    moderation: Moderation
    topics: dict[str, Topic]
    windows_s: list[float]
    """Of the tiles: how far back each looks."""


def make_site(folder: Path, url: str) -> Site:
    """Each source on half a screen."""
    hub = yaml.safe_load((HUB / "wall.yaml").read_text(encoding="utf-8"))
    sources = {name: said for name, said in hub["sources"].items() if said["kind"] in COMPUTED}
    sources |= {name: {"kind": "insight", **said} for name, said in LONGER.items()}
    kinds, tiles, windows = source_kinds(), [], []
    halves = [
        f"{{screens: {address}, box: [0%, {top}%, 100%, 50%]}}"
        for address in ADDRESSES
        for top in (0, 50)
    ]
    for (name, said), area in zip(sources.items(), halves, strict=False):
        kind = kinds[said["kind"]]
        settings = kind.read({key: value for key, value in said.items() if key != "kind"})
        shown = KIND_OF[kind.delivers(settings)]
        tiles.append(f"{{id: t-{name}, kind: {shown}, area: {area}, source: {name}}}")
        windows.append(settings.window if isinstance(settings, InsightSettings) else 86_400.0)
    more = {
        "addresses": {"allow": ["127.0.0.1"]},
        "moderation": {"approve_sources": ["sky"], "keep_days": 10 * DAYS},
        "topics": hub.get("topics", {}),
        "sources": {
            "sky": {
                "kind": "bluesky",
                "server": url,
                "names": False,
                "languages": ["ar", "en", "es", "fr", "pl", "ro"],
            },
            **sources,
        },
    }
    told = yaml.safe_dump(more, allow_unicode=True)
    write_site(folder, {"all": tiles}, start="all", more=told)
    topics = {name: Topic.model_validate(said) for name, said in more["topics"].items()}
    return Site(folder, Moderation.model_validate(more["moderation"]), topics, windows)


def asking_percent(data: Path, windows_s: list[float]) -> float:
    """Of a core, if every tile asked the store once a second."""
    file = data / "posts" / "posts.sqlite"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        began = time.process_time()
        for _ in range(ASKED_ROUNDS):
            for window_s in windows_s:
                connection.execute(
                    "SELECT mood, count(*), sum(reach) FROM posts WHERE at > ?"
                    " AND state IN ('pending', 'approved', 'shown') GROUP BY mood",
                    (time.time() - window_s,),
                ).fetchall()
        return (time.process_time() - began) / ASKED_ROUNDS * 100


def filled(data: Path, posts: int, site: Site) -> float:
    """Seconds that it took; 0 where there was a store."""
    folder = data / "posts"
    if folder.is_dir():
        return 0.0
    began, told = time.monotonic(), 0.0

    def progress(count: int) -> None:
        nonlocal told
        if time.monotonic() - told > 10:
            told = time.monotonic()
            print(f"query: {count:,} of {posts:,} posts", file=sys.stderr, flush=True)

    fill(folder, posts, site.moderation, site.topics, progress)
    return time.monotonic() - began


def all_current(wall: RunningWall) -> bool:
    tiles = wall.status().tiles
    return bool(tiles) and all(tile.health.state is HealthState.OK for tile in tiles)


def measure(
    report: Report, site: Site, data: Path, monitors: SimulatedMonitors, stream: Jetstream,
    seconds: float, per_s: float,
) -> None:  # fmt: skip
    wall = RunningWall(site.folder, monitors.environment(), data)
    began = time.monotonic()
    try:
        wall.start()
        ready_s = time.monotonic() - began
        ingest = just(wall.processes()["ingest"].pid)
        starting = CpuAccount({"ingest": ingest})
        wall.wait(lambda _: all_current(wall), CURRENT_WITHIN_S, "every tile is current")
        current_s = time.monotonic() - began
        used_s = starting.percent()["ingest"] / 100 * (current_s - ready_s)
        stream.wait_connected()
        stream.begin_rate(per_s, SETTLE_S + seconds + 5)
        time.sleep(SETTLE_S)
        account = CpuAccount(
            {
                "ingest": ingest,
                "controller": just(wall.processes()["controller"].pid),
            }
        )
        time.sleep(seconds)
        percent = account.percent()
    finally:
        wall.stop()
        wall.eyes.close()
    asked = asking_percent(data, site.windows_s)
    report.add(
        Figure("CPU of ingest", percent["ingest"], "%", Budget(PERCENT), asked, "a query a second"),
        Figure("CPU of the controller", percent["controller"], "%"),
        Figure("start to first complete picture", ready_s, "s"),
        Figure("start to every tile current", current_s, "s"),
        Figure("CPU time of ingest until then", used_s, "s"),
    )
    report.notes.append(f"{len(site.windows_s)} tiles, {per_s:.2f} posts a second arrive")


def main() -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__, seconds=60.0)
    parser.add_argument("--posts", type=int, default=POSTS, help="in the store (%(default)d)")
    parser.add_argument("--store", type=Path, help="keeps the store; is not emptied")
    parser.add_argument("--quick", action="store_true", help="a small store, a short time")
    given = parser.parse_args()
    posts, seconds = given.posts, given.seconds
    if given.quick:
        posts, seconds = min(posts, 20_000), min(seconds, 10.0)
    report = Report("query")
    with (
        work_folder() as folder,
        Jetstream() as stream,
        simulated_screens(given.first_display) as monitors,
    ):
        site = make_site(folder / "site", stream.url)
        data = given.store if given.store is not None else folder / "data"
        took = filled(data, posts, site)
        size_gb = sum(file.stat().st_size for file in (data / "posts").iterdir()) / 1e9
        report.notes.append(
            f"{posts} posts, {size_gb:.1f} GB" + (f", filled in {took:.0f} s" if took else "")
        )
        measure(report, site, data, monitors, stream, seconds, max(1.0, posts / DAYS / 86_400))
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
