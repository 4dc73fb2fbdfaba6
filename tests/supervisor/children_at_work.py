"""Small programs that stand for the processes of a wall, and ways to watch them."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import psutil

from wall.supervisor.children import ChildSpec

WITHIN_S = 30.0

WAITING = """
import os, pathlib, signal, sys
from wall.supervisor.children import read_secret
folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
secret = read_secret()
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    def end(*_):
        with (folder / "ended").open("a") as file:
            file.write(name + "\\n")
        sys.exit(0)
    signal.signal(signal.SIGTERM, end)
with (folder / f"{name}.new").open("w") as file:
    file.write(f"{os.getpid()} {secret}")
os.rename(folder / f"{name}.new", folder / name)
while True:
    signal.pause()
"""


def waiting(folder: Path, name: str, *options: str) -> ChildSpec:
    """Writes its process id and the secret into FOLDER/NAME, then waits for its end."""
    return ChildSpec(name, [sys.executable, "-c", WAITING, str(folder), name, *options])


def ending(name: str, code: int) -> ChildSpec:
    """Ends at once."""
    return ChildSpec(name, [sys.executable, "-c", f"raise SystemExit({code})"])


def pid_of(folder: Path, name: str) -> int:
    return int((folder / name).read_text().split()[0])


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def until(condition: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    """Let the loop run until the condition holds."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 -- processes tell no events
            await asyncio.sleep(0.01)


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))
