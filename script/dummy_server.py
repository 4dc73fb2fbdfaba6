"""One Xorg server that draws into memory, on a display number of its own."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

LAST_DISPLAY = 400
START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 10.0

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


class DummyServer:
    """Owns one X server, from construction to `stop`.

    It never outlives the thread that started it. Any local user may connect; nothing outside the
    machine can.
    """

    def __init__(self, width: int, height: int, first_display: int) -> None:
        """Returns when the server accepts connections; raises SimulationError when it will not."""
        server_program = _server_program()
        with tempfile.TemporaryDirectory(prefix="simulated-monitors-") as folder:
            self._process, number = _start(
                server_program, Path(folder), width, height, first_display
            )
        self.display = f":{number}"
        """What programs find in DISPLAY, such as `:40`."""

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait(self) -> int:
        """Wait until the server ends by itself, and return its exit status."""
        return self._process.wait()

    def stop(self) -> None:
        """End the server and wait for it. Programs that show on it lose their connection."""
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def xrandr(self, *arguments: str) -> str:
        """What `xrandr` prints; raises SimulationError with its complaint when it fails."""
        command = ["xrandr", "--display", self.display, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=START_TIMEOUT_S)
        if done.returncode:
            raise SimulationError(f"{' '.join(command)} failed: {done.stderr.strip()}")
        return done.stdout


def _start(
    program: str, folder: Path, width: int, height: int, first_display: int
) -> tuple[subprocess.Popen[bytes], int]:
    config, log = folder / "xorg.conf", folder / "xorg.log"
    # Room for the frame buffer, and again for pixmaps that the server keeps beside it.
    video_ram_kib = max(64_000, width * height * 4 // 1024 * 2)
    # It starts in one of its own modes, none of which fits into less.
    start_w, start_h = max(width, 1024), max(height, 768)
    config.write_text(
        SERVER_CONFIG.format(video_ram_kib=video_ram_kib, width=start_w, height=start_h)
    )
    for number in _free_displays(first_display):
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
            return ready, number
        said = output.read_text(errors="replace")
        if "already active" not in said and "Cannot establish any listening" not in said:
            raise SimulationError(f"the X server did not start ({ready}). It said:\n{said}")
    raise SimulationError(f"no display number from :{first_display} to :{LAST_DISPLAY} is free")


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
                # Its frame buffer in large pages, where the kernel allows that: a graphics card's
                # memory costs no misses of 4 KiB each. Measured: a fifth less for a full screen.
                env={**os.environ, "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"},
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
