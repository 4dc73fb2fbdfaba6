"""The supervisor owns all processes of a wall, and none outlives it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.supervisor.children_at_work import WITHIN_S, ending, is_running, pid_of, until, waiting
from wall.supervisor.children import ChildSpec
from wall.supervisor.supervisor import Supervisor

PROGRAM = """
import asyncio, pathlib, sys
from tests.supervisor.children_at_work import waiting
from wall.supervisor.children import ChildSpec
from wall.supervisor.supervisor import Supervisor
folder = pathlib.Path(sys.argv[1])
specs = [waiting(folder, name) for name in ("controller", "display", "ingest")]
sys.exit(asyncio.run(Supervisor(specs).run()))
"""
NAMES = ("controller", "display", "ingest")


@contextmanager
def supervising(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A supervisor with three children, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    try:
        asyncio.run(until(lambda: all((folder / name).exists() for name in NAMES)))
        yield process
    finally:
        process.kill()
        process.wait()


def all_gone(folder: Path) -> bool:
    return not any(is_running(pid_of(folder, name)) for name in NAMES)


def test_asked_to_end_it_ends_its_children_in_reverse_order(tmp_path: Path) -> None:
    with supervising(tmp_path) as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(WITHIN_S) == 0
        assert all_gone(tmp_path)
        assert (tmp_path / "ended").read_text().split() == ["ingest", "display", "controller"]


def test_no_child_survives_a_killed_supervisor(tmp_path: Path) -> None:
    with supervising(tmp_path) as process:
        process.kill()
        asyncio.run(until(lambda: all_gone(tmp_path)))


def test_children_share_one_secret_that_is_new_each_time(tmp_path: Path) -> None:
    seen = []
    for run in ("first", "second"):
        folder = tmp_path / run
        folder.mkdir()
        with supervising(folder):
            secrets = {(folder / name).read_text().split()[1] for name in NAMES}
            assert len(secrets) == 1
            seen += secrets
    assert len(set(seen)) == 2
    assert min(map(len, seen)) >= 32


def test_a_wrong_site_ends_the_run_with_its_exit_code(tmp_path: Path) -> None:
    async def run() -> int:
        specs = [ending("controller", 1), waiting(tmp_path, "display")]
        async with asyncio.timeout(WITHIN_S):
            return await Supervisor(specs).run()

    assert asyncio.run(run()) == 1
    if (tmp_path / "display").exists():
        assert not is_running(pid_of(tmp_path, "display"))


def test_the_exit_code_of_a_display_ends_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        supervisor = Supervisor([waiting(tmp_path, "controller"), ending("display", 1)])
        running = asyncio.create_task(supervisor.run())
        await until((tmp_path / "controller").exists)
        began = time.monotonic()
        # The display has died and been started several times by then.
        await until(lambda: time.monotonic() - began > 0.6)
        assert not running.done()
        os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(WITHIN_S):
            assert await running == 0

    asyncio.run(run())


def test_a_controller_that_has_run_is_started_again_whatever_its_exit_code(tmp_path: Path) -> None:
    once = (
        "import os, pathlib, sys, time; path = pathlib.Path(sys.argv[1]);"
        "old = path.read_text() if path.exists() else '';"
        "path.write_text(old + 'x'); os._exit(1) if old else os.kill(os.getpid(), 9)"
    )
    starts = tmp_path / "starts"
    controller = ChildSpec("controller", [sys.executable, "-c", once, str(starts)])

    async def run() -> None:
        supervisor = Supervisor([controller])
        running = asyncio.create_task(supervisor.run())
        await until(lambda: starts.exists() and len(starts.read_text()) >= 3)
        assert not running.done()
        os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(WITHIN_S):
            assert await running == 0

    asyncio.run(run())
