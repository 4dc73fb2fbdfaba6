"""A PulseAudio of the test's own, with loudspeakers that are recorded: what was really heard."""

from __future__ import annotations

import math
import os
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

RATE = 48000
WITHIN_S = 25.0
LOOK_EVERY_S = 0.05
EAGER = -15
"""Niceness: as a real one, which asks for real time, it goes before what a busy machine does."""


class SoundServer:
    """A user instance with a socket, a folder and sinks of its own. A context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "socket"
        self._process: subprocess.Popen[bytes] | None = None
        self._modules: dict[str, str] = {}

    def environment(self) -> dict[str, str]:
        """For programs that are to be heard here, and nowhere else."""
        return {
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_COOKIE": str(self._folder / "cookie"),
            "XDG_RUNTIME_DIR": str(self._folder),
        }

    def __enter__(self) -> Self:
        self._folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        own = {
            "HOME": str(self._folder),
            "PULSE_RUNTIME_PATH": str(self._folder / "run"),
            "PULSE_STATE_PATH": str(self._folder / "state"),
        }
        self._process = subprocess.Popen(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--disable-shm=yes",
                f"-Lmodule-native-protocol-unix socket={self._socket} auth-anonymous=1",
                "-Lmodule-rescue-streams",
            ],
            env={**os.environ, **self.environment(), **own},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if os.geteuid() == 0:
            os.setpriority(os.PRIO_PROCESS, self._process.pid, EAGER)
        until(lambda: self._socket.exists(), "the sound server runs")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(WITHIN_S)

    def plug(self, name: str) -> None:
        """A loudspeaker comes. The first one is the default one."""
        said = self._ask("load-module", "module-null-sink", f"sink_name={name}", f"rate={RATE}")
        self._modules[name] = said.strip()

    def unplug(self, name: str) -> None:
        self._ask("unload-module", self._modules.pop(name))

    def _ask(self, *words: str) -> str:
        environment = {**os.environ, **self.environment()}
        done = subprocess.run(
            ["pactl", *words],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
        )
        return done.stdout


class Recording:
    """What a loudspeaker plays, as it plays it. A context manager."""

    def __init__(self, server: SoundServer, sink: str, *, keeps_s: float = 120.0) -> None:
        self._process = subprocess.Popen(
            [
                "parec",
                f"--device={sink}.monitor",
                "--format=float32le",
                f"--rate={RATE}",
                "--channels=2",
                "--latency-msec=20",
                "--raw",
            ],
            env={**os.environ, **server.environment()},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        # The server sends a part for about each 10 ms.
        self._parts: deque[tuple[float, NDArray[np.float32]]] = deque(maxlen=round(keeps_s * 200))
        self._rest = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(WITHIN_S)
        self._reader.join(WITHIN_S)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def last(self, seconds: float) -> NDArray[np.float32]:
        """The newest samples of the left channel; fewer where there are fewer."""
        parts, missing = [], round(seconds * RATE)
        for _, part in reversed(list(self._parts)):
            parts.append(part[-missing:])
            missing -= len(parts[-1])
            if missing <= 0:
                break
        return np.concatenate(parts[::-1]) if parts else np.zeros(0, np.float32)

    def onsets(self, above: float, apart_s: float) -> list[float]:
        """When it became loud after a silence, in monotonic seconds."""
        found, quiet_since = [], -math.inf
        for at_s, part in list(self._parts):
            begin_s = at_s - len(part) / RATE
            for index in np.flatnonzero(np.abs(part) > above):
                now_s = begin_s + index / RATE
                if now_s - quiet_since > apart_s:
                    found.append(now_s)
                quiet_since = now_s
        return found

    def level(self, hz: float, seconds: float = 0.25) -> float:
        """The amplitude of a tone in the newest moment."""
        return tone_level(self.last(seconds), hz)

    def wait_level(self, hz: float, least: float, most: float) -> float:
        """Until a tone is as loud as that."""
        until(
            lambda: least <= self.level(hz) <= most,
            lambda: f"{hz} Hz between {least} and {most}; it is {self.level(hz):.4f}",
        )
        return self.level(hz)

    def _read(self) -> None:
        assert self._process.stdout is not None
        while data := os.read(self._process.stdout.fileno(), 65536):
            at_s = time.monotonic()
            data = self._rest + data
            whole = len(data) // 8 * 8
            self._rest = data[whole:]
            part = np.frombuffer(data[:whole], np.float32)[::2]
            if len(part):
                self._parts.append((at_s, part))


def tone_level(samples: NDArray[np.float32], hz: float) -> float:
    """The amplitude of one frequency."""
    if not len(samples):
        return 0.0
    angles = 2 * np.pi * hz * np.arange(len(samples)) / RATE
    window = np.hanning(len(samples))
    turned = np.sum(samples * window * np.exp(-1j * angles))
    return float(2 * abs(turned) / max(1e-9, window.sum()))


def until(condition: Callable[[], bool], what: str | Callable[[], str]) -> None:
    """Wait for what tells no event."""
    deadline = time.monotonic() + WITHIN_S
    waiting = threading.Event()
    while not condition():
        told = what if isinstance(what, str) else what()
        assert time.monotonic() < deadline, f"not in time: {told}"
        waiting.wait(LOOK_EVERY_S)
