"""A whole wall at work: `videowall run` as a child process, seen and touched from outside.

Free of pytest: benchmarks use it too. Nothing here knows how the wall does what it does: it is
reached by its command line, its client, its frame buffer, its mouse and its keyboard.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import psutil

from tests.live.frame_buffer import FrameBuffer, Pixels
from tests.live.hands import Hands
from wall.client import ControllerUnreachable, Wall, find_wall
from wall.client.finding import NoWallFound
from wall.errors import WallError
from wall.protocol.status import ScreenStatus, Status, TileStatus
from wall.supervisor.children import die_with_parent

ROOT = Path(__file__).parents[2]
VIDEOWALL = Path(sys.executable).with_name("videowall")
READY_WITHIN_S = 60.0
WITHIN_S = 40.0
END_WITHIN_S = 30.0
LOOK_EVERY_S = 0.02

Process = Literal["controller", "display", "ingest"]


class DidNotHappen(AssertionError):
    """Something that was waited for."""


def until(
    condition: Callable[[], bool], within_s: float = WITHIN_S, what: str | Callable[[], str] = ""
) -> None:
    """Wait for what tells no event; raises DidNotHappen."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            told = what() if callable(what) else what
            raise DidNotHappen(f"not within {within_s:g} s: {told or 'what was waited for'}")
        time.sleep(LOOK_EVERY_S)


def free_port() -> int:
    """A port that stays the same when the controller is started again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RunningWall:
    """One run of a site. Use as a context manager; `start` and `stop` may be repeated."""

    def __init__(
        self,
        site: Path,
        display_env: Mapping[str, str],
        data: Path,
        *,
        options: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        host: str = "127.0.0.1",
        port: int | None = None,
    ) -> None:
        self.site = site
        self.data = data
        self.host = host
        self.port = port if port is not None else free_port()
        self.log = data.with_name(f"{data.name}.log")
        self._options = list(options)
        self._environment = {**display_env, "PYTHONUNBUFFERED": "1", **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._client: Wall | None = None
        self.eyes = FrameBuffer(display_env["DISPLAY"])
        self.hands = Hands(display_env["DISPLAY"])

    # -- life --------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self.eyes.close()

    def start(self, *options: str, wait: bool = True) -> None:
        """Returns when the newest revision is completely on the screens."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        command = [str(VIDEOWALL), "run", str(self.site), "--data", str(self.data)]
        command += ["--listen", f"{self.host}:{self.port}", *self._options, *options]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                # A test run that is killed must not leave a wall behind, which would appear on
                # the X server of the next one.
                preexec_fn=die_with_parent,
            )
        if wait:
            self.wait_ready()

    def wait_ready(self, within_s: float = READY_WITHIN_S) -> None:
        def is_ready() -> bool:
            if self._process is not None and self._process.poll() is not None:
                raise DidNotHappen(f"the run ended ({self._process.returncode}): {self.tail()}")
            try:
                return self.status().ready
            except WallError:
                return False

        try:
            until(is_ready, within_s, lambda: f"the wall is ready\n{self.tail()}")
        except DidNotHappen:
            self.stop()
            raise

    def stop(self) -> int | None:
        """1. the client, 2. ask the run to end, 3. end by their ids whatever is left of it.

        Returns the exit code; None where it had to be killed. Idempotent.
        """
        if self._client is not None:
            self._client.close()
            self._client = None
        process, self._process = self._process, None
        if process is None:
            return None
        family = _family(process.pid)
        process.terminate()
        try:
            code: int | None = process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = None
        _, left = psutil.wait_procs(family, timeout=5)
        for straggler in left:
            straggler.kill()
        psutil.wait_procs(left, timeout=5)
        return code

    def tail(self, characters: int = 4000) -> str:
        """The end of what the processes said."""
        return self.log.read_text(errors="replace")[-characters:] if self.log.exists() else ""

    # -- asking ------------------------------------------------------------------------------

    @property
    def client(self) -> Wall:
        """Connected as an administrator; connects when it is first used."""
        if self._client is None:
            self._client = Wall(find_wall(self.data))
        return self._client

    def status(self) -> Status:
        """Raises WallError while there is no controller."""
        return self.client.status()

    def wait(
        self,
        condition: Callable[[Status], bool],
        within_s: float = WITHIN_S,
        what: str = "",
    ) -> Status:
        """The first status that the condition holds for, through restarts too."""
        last: list[Status] = []

        def holds() -> bool:
            try:
                last[:] = [self.status()]
            except (ControllerUnreachable, NoWallFound):
                return False
            return condition(last[0])

        until(holds, within_s, lambda: f"{what}\n{last and _short(last[0])}\n{self.tail()}")
        return last[0]

    def until(self, condition: Callable[[], bool], what: str, within_s: float = WITHIN_S) -> None:
        """The same as `until`, and tells of the wall what there is to tell."""
        until(condition, within_s, lambda: f"{what}\n{_short(self.status())}\n{self.tail()}")

    def settle(self, within_s: float = WITHIN_S) -> Status:
        """Until the newest revision is on the screens."""
        return self.wait(lambda status: status.ready, within_s, "everything is on the screens")

    def tile(self, tile_id: str) -> TileStatus | None:
        return next((tile for tile in self.status().tiles if tile.id == tile_id), None)

    def cli(self, *arguments: str, within_s: float = 60.0) -> subprocess.CompletedProcess[str]:
        """A `videowall` command as a child process."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("WALL_")}
        return subprocess.run(
            [str(VIDEOWALL), "--data", str(self.data), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=within_s,
        )

    # -- processes -----------------------------------------------------------------------------

    @property
    def supervisor_pid(self) -> int:
        assert self._process is not None, "the wall is not running"
        return self._process.pid

    def processes(self) -> dict[str, psutil.Process]:
        """Controller, display and ingest by name, those that run now."""
        found: dict[str, psutil.Process] = {}
        for child in psutil.Process(self.supervisor_pid).children():
            try:
                words = child.cmdline()
            except psutil.NoSuchProcess:
                continue
            if "wall.app" in words:
                found[words[words.index("wall.app") + 1]] = child
        return found

    def family(self) -> list[psutil.Process]:
        """Every process of this run, the browser's too."""
        return _family(self.supervisor_pid)

    def pid(self, process: Process) -> int | None:
        found = self.processes().get(process)
        return found.pid if found else None

    def kill(self, process: Process) -> int:
        """SIGKILL; returns the id of the process that is gone."""
        until(lambda: self.pid(process) is not None, what=f"a running {process}")
        pid = self.pid(process)
        assert pid is not None
        victim = psutil.Process(pid)
        os.kill(pid, signal.SIGKILL)
        until(lambda: _has_ended(victim))
        return pid

    # -- looking ------------------------------------------------------------------------------

    def screen(self, address: str) -> ScreenStatus:
        return next(screen for screen in self.status().screens if screen.address == address)

    def look(self, address: str) -> Pixels:
        """What the frame buffer has on one screen: rows, columns, RGB."""
        rect = self.screen(address).monitor_rect
        assert rect is not None, f"no monitor shows {address}"
        return self.eyes.read(*rect)

    def desktop_point(self, x: float, y: float) -> tuple[int, int]:
        """Where a point of the canvas is on the desktop."""
        for screen in self.status().screens:
            rect, monitor = screen.rect, screen.monitor_rect
            inside = rect.x <= x < rect.right and rect.y <= y < rect.bottom
            if monitor is not None and inside:
                return (
                    monitor.x + round((x - rect.x) * monitor.width / rect.width),
                    monitor.y + round((y - rect.y) * monitor.height / rect.height),
                )
        raise AssertionError(f"no monitor shows the point {x}, {y} of the canvas")


@contextmanager
def stopped(wall: RunningWall) -> Iterator[None]:
    """The wall is down within the block, and up again after it."""
    wall.stop()
    yield
    wall.start()


def _has_ended(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True  # between the two questions


def _family(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _short(status: Status) -> str:
    tiles = ", ".join(f"{t.id}: {t.health.state} {t.health.why}".strip() for t in status.tiles)
    return f"revision {status.revision}, ready {status.ready}, {status.layout}; {tiles}"
