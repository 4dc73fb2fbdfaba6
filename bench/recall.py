"""Pulling a post: from the command to its pixels being gone from the frame buffer.

The time begins with the client's call, so that client, controller, link and display are all in it;
ingest is not waited for. The reference is closing a tile of the same size on the same wall.

    script/bench recall [--json] [--pulls 40]
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from PIL import Image

from bench.bench_wall import running, simulated_screens, work_folder
from bench.eyes import Place
from bench.measuring import Budget, Figure, Report, arguments, percentile
from bench.sites import pictures, placed, screen, write_site
from tests.live.frame_buffer import Color, FrameBuffer, is_close
from tests.live.running_wall import RunningWall, until
from wall.model.commands import CloseTile
from wall.model.datasets import Posts
from wall.model.geometry import Rect
from wall.model.posts import Author, Post, PostMedia

P99_MS = 200.0
MARK: Color = (250, 130, 10)
LOST_AFTER_S = 5.0
BETWEEN_S = 0.3
"""Long enough for a wall that did something to be still again."""
MORE = """\
addresses: {allow: [127.0.0.1]}
sources:
  voices: {kind: push, dataset: posts}
"""


def place() -> Place:
    """Of the tile: most of a screen."""
    within = screen("C2")
    return Place(within.x + 300, within.y + 100, 1200, 880)


@contextmanager
def network(folder: Path) -> Iterator[str]:
    """Serves the picture of the posts; its address."""
    folder.mkdir()
    Image.new("RGB", (900, 600), MARK).save(folder / "mark.png")
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/mark.png"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Nothing."""


def seen_at(eyes: FrameBuffer) -> tuple[int, int] | None:
    """A point in the middle of what is marked."""
    area = place()
    pixels = eyes.read(area.x, area.y, area.width, area.height).astype(np.int16)
    rows, columns = np.nonzero(np.abs(pixels - np.array(MARK)).max(axis=2) <= 12)
    if len(rows) < 1000:
        return None
    return area.x + int(np.median(columns)), area.y + int(np.median(rows))


def gone_ms(eyes: FrameBuffer, do: Callable[[], object]) -> float | None:
    """Milliseconds from the call until nothing marked is seen any more; None: something stays."""
    until(lambda: seen_at(eyes) is not None, what="the mark is seen")
    time.sleep(BETWEEN_S)
    point = seen_at(eyes)
    assert point is not None
    asking = threading.Thread(target=do)
    began = time.monotonic()
    asking.start()
    # One point costs little to look at; when it has gone, the rest must have, too.
    while is_close(eyes.color(*point), MARK) or seen_at(eyes) is not None:
        if time.monotonic() - began > LOST_AFTER_S:
            asking.join()
            return None
    took = (time.monotonic() - began) * 1000
    asking.join()
    return took


def pull(wall: RunningWall, eyes: FrameBuffer, address: str, count: int) -> list[float | None]:
    """Show one post after the other, and pull each."""
    took: list[float | None] = []
    for number in range(count):
        post = Post(
            id=f"web:{number}",
            at=datetime.now(UTC),
            author=Author(name="Anybody", id=str(number)),
            text=f"Number {number}",
            media=(PostMedia(url=address),),
        )
        wall.client.push_dataset("voices", Posts(posts=(post,)))
        took.append(gone_ms(eyes, partial(wall.client.decide_posts, "reject", post.id)))
    return took


def close(wall: RunningWall, eyes: FrameBuffer, count: int) -> list[float | None]:
    """Push a picture again and again, and close its tile."""
    rect = Rect(*place())
    took: list[float | None] = []
    for _ in range(count):
        wall.client.push("image", {"url": "media/pushed0.png"}, rect=rect, id="mark")
        took.append(gone_ms(eyes, lambda: wall.client.submit(CloseTile(id="mark"))))
    return took


def run(report: Report, first_display: int, pulls: int) -> None:
    """Measure both on one wall."""
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        feed = f"{{id: voices, kind: feed, area: {placed(place())}, source: voices, z: 9}}"
        tiles = [*pictures("blue", "s"), feed]
        site = write_site(folder / "site", {"still": tiles}, start="still", more=MORE)
        eyes = FrameBuffer(monitors.display)
        with network(folder / "network") as address, running(site, monitors) as wall:
            pulled = pull(wall, eyes, address, pulls)
            closed = close(wall, eyes, min(pulls, 20))
        eyes.close()
    found = [ms for ms in pulled if ms is not None]
    bare = [ms for ms in closed if ms is not None]
    told = "closing a tile"
    report.add(
        Figure("p50", percentile(found, 50), "ms", None, percentile(bare, 50), told),
        Figure("p99", percentile(found, 99), "ms", Budget(P99_MS), percentile(bare, 99), told),
        Figure(f"longest of {len(found)}", percentile(found, 100), "ms"),
        Figure("posts that stayed", len(pulled) - len(found), "", Budget(0)),
    )


def main() -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__, seconds=0.0)
    parser.add_argument("--pulls", type=int, default=40, help="how many posts are pulled")
    given = parser.parse_args()
    report = Report("recall")
    run(report, given.first_display, given.pulls)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
