"""Video tiles on a scene, their frames read by their painted numbers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

import numpy as np
from pydantic import JsonValue
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage

from bench.clips import read_counter
from tests.widgets.services import Bench
from tests.widgets.staging import Stage
from wall.display.files import SiteFiles
from wall.display.foreign_films import ForeignFilms
from wall.display.video_service import Videos
from wall.link.foreign_fetching import NoForeignFetching
from wall.link.messages import DisplaySettings
from wall.model.tiles import HealthState
from widgets.video.view import VideoView

WAIT_S = 30.0


class Projector:
    """Owns the decoders until `stop`."""

    def __init__(self, bench: Bench, stage: Stage, films: Path) -> None:
        self.bench, self.stage, self.films = bench, stage, films
        self.files = SiteFiles(lambda tile, address: Path(address))
        self.files.configure(DisplaySettings(site="s", site_folder=str(films)))
        self.foreign = ForeignFilms(self.files, NoForeignFetching(), None)
        self.videos = Videos(self.files, lambda address: None, self.foreign)
        bench.services = replace(bench.services, video=self.videos, films=self.foreign)

    def show(self, size: tuple[int, int] = (320, 180), **settings: JsonValue) -> VideoView:
        return cast(VideoView, self.stage.put("video", size, None, None, None, **settings))

    def ready(self, size: tuple[int, int] = (320, 180), **settings: JsonValue) -> VideoView:
        view = self.show(size, **settings)
        self.wait_until(lambda: view.is_ready, lambda: f"not ready: {view.health}")
        return view

    def number(self, view: VideoView) -> int | None:
        """The number of the frame that is painted."""
        return read_counter(pixels(self.stage.look(view)))

    def wait_number(self, view: VideoView, true: Callable[[int], bool]) -> int:
        def is_there() -> bool:
            number = self.number(view)
            if number is not None:
                found.append(number)
            return number is not None and true(number)

        found: list[int] = []
        self.wait_until(is_there, lambda: f"frames {found[-20:]}, {view.health}")
        return found[-1]

    def numbers(self, view: VideoView, seconds: float) -> list[int]:
        """The frames that are painted meanwhile, each once in a row."""
        found: list[int] = []
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            number = self.number(view)
            assert number is not None, "a frame that is none was painted"
            if not found or found[-1] != number:
                found.append(number)
            turn()
        return found

    def decoded(self) -> int:
        """Frames, by all decoders that there are."""
        return sum(stream.decoded for stream in self.videos._pool.budget().streams)

    def wait_rest(self) -> int:
        """Until nothing is decoded for a while; what was decoded by then."""

        def rests() -> bool:
            before = self.decoded()
            turn(300)
            return self.decoded() == before

        self.wait_until(rests, lambda: "it goes on")
        return self.decoded()

    def wait_health(self, view: VideoView, state: HealthState, words: str = "") -> None:
        self.wait_until(
            lambda: view.health.state is state and words in view.health.why,
            lambda: f"not {state} with '{words}' but {view.health}",
        )

    def wait_until(self, true: Callable[[], object], why: Callable[[], str]) -> None:
        deadline = time.monotonic() + WAIT_S
        while not true():
            if time.monotonic() > deadline:
                raise AssertionError(why())
            turn()

    def stop(self) -> None:
        self.videos.stop()
        self.foreign.stop()
        self.files.stop()


class FilmServer:
    """Serves a folder with HTTP; comes back at the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = 0
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self._port}/{name}"

    def start(self) -> None:
        handler = partial(_Quiet, directory=str(self._folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), handler)
        self._server.daemon_threads = True
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = self._thread = None


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nobody reads it."""


def pixels(image: QImage) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Rows of B, G, R, and a fourth byte."""
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()]


def turn(milliseconds: int = 5) -> None:
    """Let Qt run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
