"""A public wall on a real X server: an unapproved post is never seen, whatever happens."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from simulated_monitors import SimulatedMonitors

from tests.live.frame_buffer import Color, FrameBuffer
from tests.live.running_wall import RunningWall, until
from tests.live.sites import paint
from wall.errors import RequestFailed
from wall.model.datasets import Posts
from wall.model.post_queries import PostQuery
from wall.model.posts import Author, Post, PostMedia

APPROVED: Color = (0, 230, 20)
FORBIDDEN: Color = (255, 0, 230)
SAFE: Color = (30, 60, 200)
ENOUGH = 400
"""Pixels of a colour that are no accident."""
SITE = """\
version: 1
name: Lobby
screens: {grid: 1x1, pixels: 1920x1080}
audience: public
safe: media/safe.png
start: voices
addresses: {allow: [127.0.0.1]}
sources:
  voices: {kind: push, dataset: posts}
"""
LAYOUT = """\
version: 1
title: Voices
tiles:
  - {id: voices, kind: feed, area: A1, source: voices, mode: column}
"""


class Watch:
    """Looks at the screen as fast as it can, on a thread of its own."""

    def __init__(self, display: str, area: tuple[int, int, int, int]) -> None:
        self._eyes = FrameBuffer(display)
        self._area = area
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.looks = 0
        self.seen: dict[Color, bool] = {}
        self.forbidden_at: list[float] = []
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.is_set():
            pixels = self._eyes.read(*self._area)[::4, ::4].astype(np.int16)
            self.seen = {color: _has(pixels, color) for color in (APPROVED, FORBIDDEN, SAFE)}
            if self.seen[FORBIDDEN]:
                self.forbidden_at.append(time.monotonic())
            self.looks += 1

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        self._eyes.close()

    def shows(self, color: Color) -> bool:
        """In a look that began after this call."""
        before = self.looks
        while self.looks < before + 2:
            time.sleep(0.002)
        return self.seen[color]


def _has(pixels: np.ndarray[tuple[int, ...], np.dtype[np.int16]], color: Color) -> bool:
    near = np.abs(pixels - np.array(color, np.int16)).max(axis=2) <= 40
    return int(near.sum()) * 16 >= ENOUGH


@contextmanager
def pictures(folder: Path) -> Iterator[str]:
    """A network's server of pictures; its address."""
    paint(folder / "approved.png", APPROVED, (600, 400))
    paint(folder / "forbidden.png", FORBIDDEN, (600, 400))
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Nothing."""


def make_site(folder: Path) -> Path:
    (folder / "media").mkdir(parents=True)
    paint(folder / "media" / "safe.png", SAFE)
    (folder / "wall.yaml").write_text(SITE)
    (folder / "voices.yaml").write_text(LAYOUT)
    return folder


def test_an_unapproved_post_is_never_seen(wall_x: SimulatedMonitors, tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (tmp_path / "pictures").mkdir()
    watch: Watch | None = None
    with pictures(tmp_path / "pictures") as address:

        def post(name: str, picture: str) -> Post:
            media = PostMedia(url=f"{address}/{picture}.png")
            text = f"{name} shows {picture}"
            at = datetime.now(UTC)
            author = Author(name="Anybody", id=name)
            return Post(id=f"web:{name}", at=at, author=author, text=text, media=(media,))

        with RunningWall(site, wall_x.environment(), tmp_path / "data") as wall:
            rect = wall.screen("A1").monitor_rect
            assert rect is not None
            watch = Watch(wall.eyes.display, tuple(rect))
            try:
                _live(wall, watch, post)
            finally:
                watch.end()
    assert watch.looks > 200, "it was looked at too seldom to prove anything"
    assert not watch.forbidden_at


def _live(wall: RunningWall, watch: Watch, post: object) -> None:
    assert callable(post)
    client = wall.client

    def deliver(*posts: Post) -> None:
        client.push_dataset("voices", Posts(posts=posts))

    def states() -> dict[str, str]:
        return {entry.post.id: entry.state for entry in client.posts().entries}

    def shows(color: Color, what: str, within_s: float = 20.0, *, yes: bool = True) -> None:
        until(lambda: watch.shows(color) is yes, within_s, f"{what}\n{wall.tail()}")

    shows(SAFE, "safe content before anything is approved")
    bad, good = post("bad", "forbidden"), post("good", "approved")
    deliver(bad, good)
    until(lambda: set(states()) == {bad.id, good.id}, what="both wait")
    client.decide_posts("approve", good.id)
    shows(APPROVED, "what is approved is shown")

    edited = good.model_copy(
        update={"text": "other words", "media": post("good", "forbidden").media}
    )
    deliver(bad, edited)
    shows(APPROVED, "what was edited after its approval is gone", yes=False)
    assert states()[good.id] == "pending"

    other = post("other", "approved")
    deliver(bad, edited, other)
    until(lambda: other.id in states(), what="another one waits")
    client.decide_posts("approve", other.id)
    shows(APPROVED, "another one is shown")
    client.decide_posts("reject", other.id)
    shows(APPROVED, "what is pulled is gone", yes=False)
    client.decide_posts("approve", other.id)
    shows(APPROVED, "what is approved again comes back")

    def waiting() -> set[str]:
        try:
            found = client.posts(PostQuery(states=("pending",))).entries
        except RequestFailed:
            return set()  # ingest is away
        return {entry.post.id for entry in found}

    wall.kill("ingest")
    until(lambda: not waiting(), what="ingest is gone")
    until(lambda: waiting() == {bad.id, good.id}, 30.0, "it is back, and knows what it knew")
    shows(APPROVED, "what was approved is shown")

    controller = wall.pid("controller")
    assert controller is not None
    os.kill(controller, signal.SIGSTOP)
    try:
        shows(SAFE, "safe content without a permit", 14.0)
        assert not watch.shows(APPROVED)
    finally:
        os.kill(controller, signal.SIGCONT)
    shows(APPROVED, "back with the next permit")
