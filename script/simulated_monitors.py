#!/usr/bin/env python3
"""A wall of monitors without hardware: a real X server whose driver draws into memory.

The server is Xorg with Debian's dummy driver. Monitors are declared through RandR 1.5, so that
programs see them as they see real ones and notice when one is unplugged or plugged in again.

    python script/simulated_monitors.py --grid 6x3 --pixels 1920x1080
    python script/simulated_monitors.py --monitor left=1920x1080+0+0 --monitor tall=1080x1920+1920+0
    python script/simulated_monitors.py -- PROGRAM ARGUMENTS

The first two print `DISPLAY=:N` and stay until Ctrl-C. The last becomes PROGRAM, with DISPLAY set;
the server ends when PROGRAM does. Only the standard library is used.
"""

from __future__ import annotations

import argparse
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

FIRST_DISPLAY = 40
LAST_DISPLAY = 400
START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 10.0
MM_PER_PIXEL = 25.4 / 96
OUTPUT = "DUMMY0"
MODE = "wallmode"

SERVER_CONFIG = """\
Section "ServerFlags"
    Option "AutoAddDevices" "false"
    Option "AutoAddGPU" "false"
    Option "DontVTSwitch" "true"
    Option "BlankTime" "0"
    Option "StandbyTime" "0"
    Option "SuspendTime" "0"
    Option "OffTime" "0"
EndSection
Section "Device"
    Identifier "memory"
    Driver "dummy"
    VideoRam {video_ram_kib}
EndSection
Section "Monitor"
    Identifier "any"
    HorizSync 1.0 - 2000.0
    VertRefresh 1.0 - 1000.0
EndSection
Section "Screen"
    Identifier "wall"
    Device "memory"
    Monitor "any"
    DefaultDepth 24
    SubSection "Display"
        Depth 24
        Virtual {width} {height}
    EndSubSection
EndSection
"""


class SimulationError(RuntimeError):
    """The simulated monitors could not be started or changed; the text says why and what to do."""


@dataclass(frozen=True)
class Monitor:
    """One simulated monitor: its connector name and its rectangle in pixels."""

    name: str
    x: int
    y: int
    w: int
    h: int

    @property
    def geometry(self) -> str:
        """The form that `xrandr --setmonitor` takes, sized as a panel of 96 dots per inch."""
        w_mm, h_mm = round(self.w * MM_PER_PIXEL), round(self.h * MM_PER_PIXEL)
        return f"{self.w}/{w_mm}x{self.h}/{h_mm}+{self.x}+{self.y}"


def grid_of_monitors(columns: int, rows: int, pixels: tuple[int, int]) -> tuple[Monitor, ...]:
    """Equal monitors side by side, named M00, M01, … from left to right, then down."""
    w, h = pixels
    return tuple(
        Monitor(f"M{row * columns + column:02}", column * w, row * h, w, h)
        for row in range(rows)
        for column in range(columns)
    )


class SimulatedMonitors:
    """Owns one X server and its monitors, from `start` (or `with`) to `stop`.

    The server never outlives the thread that started it, so start it from a thread that lives as
    long as it is needed. Any local user may connect to it; nothing outside the machine can.
    """

    def __init__(
        self,
        columns: int = 6,
        rows: int = 3,
        pixels: tuple[int, int] = (1920, 1080),
        *,
        monitors: Sequence[Monitor] | None = None,
        first_display: int = FIRST_DISPLAY,
    ) -> None:
        self.monitors = tuple(monitors or grid_of_monitors(columns, rows, pixels))
        self.width = max(monitor.x + monitor.w for monitor in self.monitors)
        self.height = max(monitor.y + monitor.h for monitor in self.monitors)
        self._by_name = {monitor.name: monitor for monitor in self.monitors}
        self._first_display = first_display
        self._server: subprocess.Popen[bytes] | None = None
        self._number: int | None = None
        self._check()

    def _check(self) -> None:
        if len(self._by_name) != len(self.monitors):
            raise SimulationError("two simulated monitors have the same name")
        if min(min(monitor.x, monitor.y) for monitor in self.monitors) < 0:
            raise SimulationError("a simulated monitor begins left of or above 0, 0")
        if max(self.width, self.height) > 32767:
            raise SimulationError(
                f"an X server cannot be wider or higher than 32767 pixels; "
                f"these monitors need {self.width} x {self.height}"
            )

    @property
    def display(self) -> str:
        """What programs find in DISPLAY, such as `:40`."""
        if self._number is None:
            raise SimulationError("the simulated monitors are not running")
        return f":{self._number}"

    @property
    def pid(self) -> int | None:
        """The process id of the X server while it runs."""
        return self._server.pid if self._server else None

    def environment(self) -> dict[str, str]:
        """The environment for a child process that shall show on these monitors."""
        return {
            **{name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"},
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
        }

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

    def start(self) -> None:
        """Start the server on the first free display and declare all monitors. Once per owner."""
        if self._server is not None:
            raise SimulationError("these simulated monitors are running already")
        server_program = _server_program()
        with tempfile.TemporaryDirectory(prefix="simulated-monitors-") as folder:
            self._start_server(server_program, Path(folder))
        try:
            self._declare_monitors()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server and wait for it. Programs that show on it lose their connection."""
        server, self._server, self._number = self._server, None, None
        if server is None:
            return
        server.terminate()
        try:
            server.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()

    def wait(self) -> int:
        """Wait until the server ends by itself, and return its exit status."""
        if self._server is None:
            raise SimulationError("the simulated monitors are not running")
        return self._server.wait()

    def unplug(self, name: str) -> None:
        """Take a monitor away, as if its cable had been pulled."""
        if self._monitor(name) is self.monitors[0]:
            # A lit output without a monitor of its own would count as one monitor over everything.
            self._xrandr("--fb", f"{self.width}x{self.height}", "--output", OUTPUT, "--off")
        self._xrandr("--delmonitor", name)

    def replug(self, name: str) -> None:
        """Bring an unplugged monitor back to its place. It comes last in the server's list."""
        monitor = self._monitor(name)
        if monitor is self.monitors[0]:
            self._xrandr("--setmonitor", name, monitor.geometry, OUTPUT)
            self._light_output()
        else:
            self._xrandr("--setmonitor", name, monitor.geometry, "none")

    def plugged(self) -> tuple[Monitor, ...]:
        """The monitors that the server reports now, in its order."""
        listing = self._xrandr("--listmonitors")
        pattern = r"^ *\d+: \+?\*?(\S+) (\d+)/\d+x(\d+)/\d+\+(\d+)\+(\d+)"
        return tuple(
            Monitor(name, int(x), int(y), int(w), int(h))
            for name, w, h, x, y in re.findall(pattern, listing, re.MULTILINE)
        )

    def _monitor(self, name: str) -> Monitor:
        try:
            return self._by_name[name]
        except KeyError:
            raise SimulationError(
                f"there is no simulated monitor {name!r}; there are {', '.join(self._by_name)}"
            ) from None

    def _start_server(self, program: str, folder: Path) -> None:
        config, log = folder / "xorg.conf", folder / "xorg.log"
        # Room for the frame buffer, and again for pixmaps that the server keeps beside it.
        video_ram_kib = max(64_000, self.width * self.height * 4 // 1024 * 2)
        # It starts in one of its own modes, none of which fits into less.
        start_w, start_h = max(self.width, 1024), max(self.height, 768)
        config.write_text(
            SERVER_CONFIG.format(video_ram_kib=video_ram_kib, width=start_w, height=start_h)
        )
        for number in _free_displays(self._first_display):
            command = [
                # Set by a program between us and the server: running Python code after a fork
                # is not safe when the starter has other threads.
                *("setpriv", "--pdeathsig", "TERM", "--"),
                *(program, f":{number}", "-config", str(config), "-logfile", str(log)),
                *("-noreset", "-nolisten", "tcp", "-ac", "-novtswitch", "-sharevts"),
            ]
            output = folder / "output.txt"
            with output.open("wb") as stream:
                ready = _start_and_wait(command, stream)
            if isinstance(ready, subprocess.Popen):
                self._server, self._number = ready, number
                return
            said = output.read_text(errors="replace")
            if "already active" not in said and "Cannot establish any listening" not in said:
                raise SimulationError(f"the X server did not start ({ready}). It said:\n{said}")
        raise SimulationError(
            f"no display number from :{self._first_display} to :{LAST_DISPLAY} is free"
        )

    def _declare_monitors(self) -> None:
        w, h = self.width, self.height
        # The pointer stays inside lit outputs, so one mode must cover all monitors.
        timings = [w, w + 10, w + 20, w + 40, h, h + 1, h + 2, h + 5]
        clock_mhz = max(10, round((w + 40) * (h + 5) * 60 / 1e6))
        self._xrandr("--newmode", MODE, str(clock_mhz), *map(str, timings))
        self._xrandr("--addmode", OUTPUT, MODE)
        self._light_output()
        for position, monitor in enumerate(self.monitors):
            output = "none" if position else OUTPUT
            self._xrandr("--setmonitor", monitor.name, monitor.geometry, output)

    def _light_output(self) -> None:
        size = f"{self.width}x{self.height}"
        self._xrandr("--fb", size, "--output", OUTPUT, "--mode", MODE, "--pos", "0x0")

    def _xrandr(self, *arguments: str) -> str:
        command = ["xrandr", "--display", self.display, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=START_TIMEOUT_S)
        if done.returncode:
            raise SimulationError(f"{' '.join(command)} failed: {done.stderr.strip()}")
        return done.stdout


def _server_program() -> str:
    # The command on the path may be a wrapper that drops the death signal on its way to root.
    server = shutil.which("/usr/lib/xorg/Xorg") or shutil.which("Xorg")
    missing = [name for name in ("xrandr", "setpriv") if not shutil.which(name)]
    if server is None or missing:
        raise SimulationError(
            f"simulated monitors need {', '.join(missing or ['Xorg'])}, which is not installed; "
            "script/setup installs it"
        )
    return server


def _free_displays(first: int) -> Iterator[int]:
    for number in range(first, LAST_DISPLAY + 1):
        lock, socket = Path(f"/tmp/.X{number}-lock"), Path(f"/tmp/.X11-unix/X{number}")
        if not socket.exists() and not lock.exists():
            yield number


def _start_and_wait(command: list[str], output: IO[bytes]) -> subprocess.Popen[bytes] | str:
    """The server once it accepts connections, or why it does not."""
    reading, writing = os.pipe()
    try:
        try:
            server = subprocess.Popen(
                [*command, "-displayfd", str(writing)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=(writing,),
                # Ctrl-C in a terminal is for the programs on the monitors; they end first.
                start_new_session=True,
            )
        finally:
            os.close(writing)
        # The number and its line end come in two writes; the line end says that all is up.
        deadline = time.monotonic() + START_TIMEOUT_S
        answer = b""
        while not answer.endswith(b"\n"):
            waiting = select.poll()
            waiting.register(reading, select.POLLIN)
            if not waiting.poll(max(0.0, deadline - time.monotonic()) * 1000):
                server.kill()
                server.wait()
                return f"not ready after {START_TIMEOUT_S:g} s"
            piece = os.read(reading, 16)
            if not piece:
                return f"exit status {server.wait()}"
            answer += piece
        return server
    finally:
        os.close(reading)


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d+)x(\d+)", text)
    if not match or not all(map(int, match.groups())):
        raise argparse.ArgumentTypeError(f"{text!r} is not WIDTHxHEIGHT, such as 6x3")
    return int(match[1]), int(match[2])


def _placed_monitor(text: str) -> Monitor:
    match = re.fullmatch(r"([^=\s]+)=(\d+)x(\d+)\+(\d+)\+(\d+)", text)
    if not match:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not NAME=WIDTHxHEIGHT+X+Y, such as DP-1=1920x1080+0+0"
        )
    w, h, x, y = map(int, match.groups()[1:])
    return Monitor(match[1], x, y, w, h)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Start an X server with simulated monitors.")
    parser.add_argument("--grid", type=_size, default=(6, 3), help="columns x rows (default 6x3)")
    parser.add_argument(
        "--pixels", type=_size, default=(1920, 1080), help="of each monitor (default 1920x1080)"
    )
    parser.add_argument(
        "--monitor",
        type=_placed_monitor,
        action="append",
        metavar="NAME=WxH+X+Y",
        help="one monitor of a free arrangement, instead of a grid; may be repeated",
    )
    parser.add_argument("--first-display", type=int, default=FIRST_DISPLAY, metavar="N")
    parser.add_argument("program", nargs="*", help="become this program, showing on the monitors")
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    monitors = SimulatedMonitors(
        columns=arguments.grid[0],
        rows=arguments.grid[1],
        pixels=arguments.pixels,
        monitors=arguments.monitor,
        first_display=arguments.first_display,
    )
    try:
        monitors.start()
    except SimulationError as error:
        print(f"simulated_monitors: {error}", file=sys.stderr)
        return 1
    if arguments.program:
        # Same process, so the server's death signal now follows the program.
        os.execvpe(arguments.program[0], arguments.program, monitors.environment())
    for stop_signal in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop_signal, signal.default_int_handler)
    try:
        print(f"DISPLAY={monitors.display}", flush=True)
        status = monitors.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        monitors.stop()
    print(f"simulated_monitors: the X server ended by itself ({status})", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
