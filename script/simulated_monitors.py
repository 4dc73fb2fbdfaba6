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
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from dummy_server import DummyServer, SimulationError

FIRST_DISPLAY = 40
MM_PER_PIXEL = 25.4 / 96
OUTPUT = "DUMMY0"
MODE = "wallmode"


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
        self._server: DummyServer | None = None
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
        return self._running().display

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
        self._server = DummyServer(self.width, self.height, self._first_display)
        try:
            self._declare_monitors()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server and wait for it. Programs that show on it lose their connection."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    def wait(self) -> int:
        """Wait until the server ends by itself, and return its exit status."""
        return self._running().wait()

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
        # Where one side is as it was, xrandr leaves the other at the old size too: go by way of
        # a third one.
        self._xrandr("--fb", f"{self.width}x{self.height + 8}")
        self._xrandr("--fb", size)

    def _xrandr(self, *arguments: str) -> str:
        return self._running().xrandr(*arguments)

    def _running(self) -> DummyServer:
        if self._server is None:
            raise SimulationError("the simulated monitors are not running")
        return self._server


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
