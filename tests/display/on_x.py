"""A display on real monitors of an X server, and eyes on its frame buffer."""

from __future__ import annotations

import base64
import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import mss
import numpy as np
from numpy.typing import NDArray
from simulated_monitors import SimulatedMonitors

from wall.link.messages import (
    TO_CONTROLLER,
    DisplayReport,
    DisplaySettings,
    Identified,
    SceneChanged,
    SceneSnapshot,
    ToController,
    ToFollower,
)
from wall.model.changes import Change
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.tiles import Tile

ROOT = Path(__file__).parents[2]
TIMEOUT_S = 30.0
Message = TypeVar("Message", bound=ToController)


class DisplayOnX:
    """The display program as a child process; a context manager that ends it."""

    def __init__(
        self,
        monitors: SimulatedMonitors,
        cache: Path | None = None,
        *,
        program: str = "tests.display.piped_display",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        paths = {"PYTHONPATH": f"{ROOT}:{ROOT}/script"}
        environment = {**monitors.environment(), **paths, **(environment or {})}
        environment.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
        command = [sys.executable, "-m", program]
        if cache is not None:
            command.append(str(cache))
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.scene = Scene(wall="hub")
        self.heard: list[ToController] = []
        self.pictures: list[bytes] = []
        """Binary messages."""
        self.said: list[str] = []
        self._news: queue.SimpleQueue[ToController] = queue.SimpleQueue()
        self._readers = [
            threading.Thread(target=self._read, daemon=True),
            threading.Thread(target=self._read_errors, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> DisplayOnX:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        status = self.process.wait(TIMEOUT_S)
        for reader in self._readers:
            reader.join(TIMEOUT_S)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
        return status

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(TIMEOUT_S)

    def tell(self, message: ToFollower) -> None:
        self.write(message.model_dump_json())

    def write(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def show(self, wall: Wall, *tiles: Tile) -> None:
        """Until all of it is on the screens."""
        settings = DisplaySettings(site="test")
        self.tell(Identified(now=time.time(), settings=settings, walls=(wall,)))
        self.scene = Scene(wall="hub", revision=1).with_tiles(tiles)
        self.tell(SceneSnapshot(scene=self.scene))
        self.wait_for(DisplayReport, lambda report: report.shown == {"hub": 1})

    def change(self, *changes: Change, fade_ms: int = 0) -> None:
        revision = self.scene.revision + 1
        self.scene = self.scene.model_copy(update={"revision": revision})
        message = SceneChanged(wall="hub", revision=revision, changes=changes, fade_ms=fade_ms)
        self.tell(message)

    def wait_for(
        self, kind: type[Message], condition: Callable[[Message], bool] = lambda _: True
    ) -> Message:
        """The next message of a kind that the condition holds for."""
        deadline = time.monotonic() + TIMEOUT_S
        while True:
            try:
                message = self._news.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {kind.__name__} in time; it said {self.said}") from None
            if isinstance(message, kind) and condition(message):
                return message

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                message = TO_CONTROLLER.validate_json(line)
                self.heard.append(message)
                self._news.put(message)
            elif line.startswith('"'):
                self.pictures.append(base64.b64decode(json.loads(line)))

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)


class Eyes:
    """Reads the frame buffer of an X server. Close it."""

    def __init__(self, monitors: SimulatedMonitors) -> None:
        self._capture = mss.MSS(display=monitors.display)

    def __enter__(self) -> Eyes:
        return self

    def __exit__(self, *_: object) -> None:
        self._capture.close()

    def pixels(self, x: int, y: int, width: int = 1, height: int = 1) -> NDArray[np.uint8]:
        """Rows of red, green, blue."""
        area = {"left": x, "top": y, "width": width, "height": height}
        shot = self._capture.grab(area)
        return np.frombuffer(shot.rgb, np.uint8).reshape(height, width, 3)

    def color(self, x: int, y: int) -> str:
        red, green, blue = (int(value) for value in self.pixels(x, y)[0, 0])
        return f"#{red:02x}{green:02x}{blue:02x}"

    def colors(self, points: Sequence[tuple[int, int]]) -> list[str]:
        return [self.color(x, y) for x, y in points]

    def wait(self, x: int, y: int, color: str) -> None:
        deadline = time.monotonic() + TIMEOUT_S
        while (seen := self.color(x, y)) != color:
            assert time.monotonic() < deadline, f"{x}, {y} is {seen}, not {color}"
            time.sleep(0.002)

    def wait_all(self, points: Sequence[tuple[int, int]], colors: Sequence[str]) -> None:
        for point, color in zip(points, colors, strict=True):
            self.wait(*point, color)
        assert self.colors(points) == list(colors)
