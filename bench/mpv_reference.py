"""What people do instead: one mpv for each clip, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from simulated_monitors import SimulatedMonitors

from bench.eyes import Place
from bench.measuring import Processes

OPTIONS = (
    *("--no-config", "--no-terminal", "--no-audio", "--loop-file=inf", "--hwdec=no"),
    # Of its outputs the fastest without a GPU.
    *("--vo=x11", "--profile=sw-fast"),
    *("--no-border", "--no-keepaspect", "--no-osc", "--no-input-default-bindings", "--no-osd-bar"),
    *("--force-window=immediate", "--cursor-autohide=no", "--vd-lavc-threads=1"),
)
END_WITHIN_S = 5.0


class MpvEnded(RuntimeError):
    """This mpv does not play the clips here."""


def has_mpv() -> bool:
    """Whether it can be measured."""
    return shutil.which("mpv") is not None


@contextmanager
def playing(
    files: Sequence[Path | str],
    places: Mapping[str, Place],
    monitors: SimulatedMonitors,
    settle_s: float,
) -> Iterator[Processes]:
    """One mpv for each file at its place, `settle_s` after the last was started."""
    players: list[subprocess.Popen[bytes]] = []
    try:
        for file, place in zip(files, places.values(), strict=True):
            geometry = f"--geometry={place.width}x{place.height}+{place.x}+{place.y}"
            players.append(
                subprocess.Popen(
                    ["mpv", *OPTIONS, geometry, str(file)],
                    env=monitors.environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        time.sleep(settle_s)
        ended = [player for player in players if player.poll() is not None]
        if ended:
            raise MpvEnded(f"{len(ended)} of {len(players)} mpv ended by themselves")
        yield lambda: [psutil.Process(player.pid) for player in players if player.poll() is None]
    finally:
        for player in players:
            player.terminate()
        for player in players:
            with suppress(subprocess.TimeoutExpired):
                player.wait(END_WITHIN_S)
            if player.poll() is None:
                player.kill()
                player.wait()
