"""A workstation of the tests: a real VNC server, and a window on it that tells what it hears."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
WIDTH, HEIGHT = 800, 600
PASSWORD = "s3cret-8"
COLOUR = "#2266aa"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Workstation:
    """A context manager; `kill` and `start` as often as wanted, at the same port."""

    def __init__(self, folder: Path, number: int, security: str = "VncAuth", *more: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.display = f":{number}"
        self._security = security
        self._more = more
        self._server: subprocess.Popen[bytes] | None = None
        self._window: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        hidden = subprocess.run(
            ["tigervncpasswd", "-f"], input=PASSWORD.encode(), capture_output=True, check=True
        )
        (folder / "password").write_bytes(hidden.stdout)

    @property
    def url(self) -> str:
        return f"vnc://127.0.0.1:{self.port}"

    def __enter__(self) -> Workstation:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        command = ["Xvnc", self.display, "-rfbport", str(self.port), "-interface", "127.0.0.1"]
        command += ["-geometry", f"{WIDTH}x{HEIGHT}", "-depth", "24", "-AlwaysShared"]
        command += ["-SecurityTypes", self._security, "-PasswordFile", self.folder / "password"]
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen([*command, *self._more], stderr=log)
        deadline = time.monotonic() + 20
        while self._paint(COLOUR) != 0:
            assert time.monotonic() < deadline, (self.folder / "server.log").read_text()
            assert self._server.poll() is None, (self.folder / "server.log").read_text()

    def paint(self, colour: str) -> None:
        assert self._paint(colour) == 0

    def resize(self, width: int, height: int) -> None:
        mode = f"{width}x{height}"
        found = subprocess.run(["xrandr", "-s", mode], env=self._environment(), check=False)
        assert found.returncode == 0

    def open_window(self) -> None:
        """Over the whole screen; what it hears is in `heard`."""
        command = [sys.executable, "-m", "tests.display.listening_window", self.folder / "heard"]
        self._window = subprocess.Popen(command, env=self._environment(), cwd=ROOT)

    def heard(self) -> list[dict[str, object]]:
        path = self.folder / "heard"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def kill(self) -> None:
        for process in (self._window, self._server):
            if process is not None:
                process.kill()
                process.wait()
        self._window = self._server = None

    def _paint(self, colour: str) -> int:
        command = ["xsetroot", "-solid", colour]
        return subprocess.run(
            command, env=self._environment(), stderr=subprocess.DEVNULL, check=False
        ).returncode

    def _environment(self) -> dict[str, str]:
        environment = {**os.environ, "DISPLAY": self.display, "PYTHONPATH": str(ROOT)}
        environment["QT_QPA_PLATFORM"] = "xcb"
        return environment
