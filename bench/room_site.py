"""The working room: films, clips, live dashboards, feeds and charts, and data that keeps coming."""

from __future__ import annotations

import json
import math
import random
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.clips import ClipForm
from bench.eyes import Place
from bench.sites import SMALL, add_clips, placed, screen, tile_places, videos, write_site

FILM = ClipForm(1920, 1080, 30, 6.0, 8_000_000)
FILMS_ON = ("A1", "F1")
CLIPS_ON = ("B1", "C1", "D1", "E1", "C2", "F2")
PAGES_ON = ("A2", "B2", "D2", "E2")
PAGE_SIZE = (1280, 720)
PAGE_HZ = 5
NEW_DATA_EVERY_S = 2.0

SOURCES = """\
sources:
  posts: {kind: jsonl, path: data/posts.jsonl}
  load: {kind: csv, dataset: series, path: data/load.csv}
"""

# Numbered as the clips are, so that its pictures can be counted in the frame buffer.
PAGE = """\
<!doctype html><meta charset="utf-8"><title>Dashboard</title>
<style>html, body { margin: 0; background: #101418; overflow: hidden }</style>
<canvas id="c" width="1280" height="720"></canvas>
<script>
const pen = document.getElementById("c").getContext("2d"), side = 1280 / 32;
const lines = [[], [], []];
let number = 0;
function draw() {
  number = (number + 1) % 65536;
  pen.fillStyle = "#101418";
  pen.fillRect(0, 0, 1280, 720);
  for (let bit = 0; bit < 16; bit++) {
    const on = number >> (15 - bit) & 1;
    pen.fillStyle = on ? "#fff" : "#000";
    pen.fillRect(bit * side, 0, side, side);
    pen.fillStyle = on ? "#000" : "#fff";
    pen.fillRect(bit * side, side, side, side);
  }
  pen.fillStyle = "#e8eef4";
  pen.font = "64px sans-serif";
  pen.fillText("Requests " + (1000 + number % 977), 60, 200);
  lines.forEach((line, which) => {
    line.push(Math.sin(number / (9 + which)) * 90 + which * 60);
    if (line.length > 200) line.shift();
    pen.strokeStyle = ["#4fc3f7", "#ffb74d", "#81c784"][which];
    pen.lineWidth = 3;
    pen.beginPath();
    line.forEach((value, at) => pen.lineTo(40 + at * 6, 430 - value));
    pen.stroke();
  });
}
setInterval(draw, 1000 / HZ);
</script>
"""


def page_places() -> dict[str, Place]:
    """One dashboard in the middle of each of its screens."""
    return {name: place for name, place in tile_places(PAGE_SIZE).items() if name in PAGES_ON}


def clip_places() -> dict[str, Place]:
    """One small clip in the middle of each of its screens."""
    return {name: place for name, place in tile_places(SMALL).items() if name in CLIPS_ON}


def film_places() -> dict[str, Place]:
    """Films fill their screens."""
    return {name: screen(name) for name in FILMS_ON}


def make_room(folder: Path, cache: Path) -> tuple[list[Path], list[Path]]:
    """Write the site; returns the films and the clips."""
    films = add_clips(folder, cache, len(FILMS_ON), FILM)
    clips = add_clips(folder, cache, len(CLIPS_ON))
    for name in ("data", "pages"):
        (folder / name).mkdir()
    (folder / "pages" / "dashboard.html").write_text(PAGE.replace("HZ", str(PAGE_HZ)))
    (folder / "data" / "posts.jsonl").write_text("".join(post(n) for n in range(40)))
    now = datetime.now(UTC)
    rows = "".join(row(now - timedelta(seconds=2 * n)) for n in range(600, 0, -1))
    (folder / "data" / "load.csv").write_text(f"at,north,south,east\n{rows}")
    tiles = [
        *videos(films, film_places(), "film"),
        *videos(clips, clip_places(), "clip"),
        *(
            f"{{id: page-{name}, kind: web, area: {placed(place)}, url: pages/dashboard.html}}"
            for name, place in page_places().items()
        ),
        "{id: feed-1, kind: feed, area: A3, source: posts}",
        "{id: feed-2, kind: feed, area: B3, source: posts, mode: column}",
        "{id: chart-1, kind: chart, area: C3, source: load}",
        "{id: chart-2, kind: chart, area: D3, source: load, type: area}",
        "{id: chart-3, kind: chart, area: E3, source: load, type: stacked}",
        '{id: words, kind: text, area: F3, text: "# The room"}',
    ]
    write_site(folder, {"room": tiles}, start="room", more=SOURCES)
    return films, clips


def post(number: int) -> str:
    """A line of the feed, new now."""
    now = datetime.now(UTC).isoformat()
    words = " ".join(f"word{(number * 7 + n) % 50}" for n in range(24))
    author = {"name": f"Author {number % 12}"}
    entry = {"id": f"post-{number}", "at": now, "author": author, "text": words}
    return json.dumps(entry) + "\n"


def row(at: datetime) -> str:
    """A line of the series."""
    seconds = at.timestamp()
    values = ",".join(
        f"{60 + 25 * math.sin(seconds / (90 + 40 * which)) + 9 * random.random():.1f}"
        for which in range(3)
    )
    return f"{at.isoformat()},{values}\n"


class NewData:
    """Appends a post and a row every two seconds, from `with` to its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "data"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="new data")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        number = 1000
        while not self._stop.wait(NEW_DATA_EVERY_S):
            number += 1
            with (self._folder / "posts.jsonl").open("a") as posts:
                posts.write(post(number))
            with (self._folder / "load.csv").open("a") as rows:
                rows.write(row(datetime.now(UTC)))
