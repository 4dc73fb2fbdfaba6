"""A child that hangs, without dying, is ended and started again; one that works is left alone."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.supervisor.children_at_work import WITHIN_S, open_files, pid_of, until
from wall.supervisor import beating
from wall.supervisor.beating import BEAT_FD, Heart, own_heart
from wall.supervisor.children import Child, ChildSpec, Death
from wall.supervisor.running import DisplayRun, IngestRun, RunOptions

SILENT_S = 1.2
LIVING = """
import asyncio, os, pathlib, sys
from wall.supervisor import beating
from wall.supervisor.children import read_secret
read_secret()
beating.BEAT_S = 0.05
folder = pathlib.Path(sys.argv[1])
async def work():
    (folder / "new").write_text(str(os.getpid()))
    os.rename(folder / "new", folder / "child")
    await asyncio.Event().wait()
heart = beating.own_heart()
asyncio.run(heart.beat_during(work()) if "silent" not in sys.argv else work())
"""


def living(folder: Path, *options: str) -> ChildSpec:
    command = [sys.executable, "-c", LIVING, str(folder), *options]
    return ChildSpec("display", command, silent_s=SILENT_S)


class Noted:
    """Hears of every death."""

    def __init__(self) -> None:
        self.codes: list[int] = []

    def __call__(self, death: Death) -> None:
        self.codes.append(death.code)


def test_a_child_that_is_stopped_is_started_again_and_it_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        noted = Noted()
        child = Child(living(tmp_path), "s", noted)
        child.start()
        await until((tmp_path / "child").exists)
        first = pid_of(tmp_path, "child")
        os.kill(first, signal.SIGSTOP)
        await until(lambda: pid_of(tmp_path, "child") != first)
        assert noted.codes == [-signal.SIGKILL]
        await child.stop()

    asyncio.run(run())
    assert "display has not answered for 1 s; it is ended and started again" in caplog.text


def test_a_child_that_beats_is_left_alone(tmp_path: Path) -> None:
    async def run() -> None:
        noted = Noted()
        child = Child(living(tmp_path), "s", noted)
        child.start()
        await until((tmp_path / "child").exists)
        began = time.monotonic()
        await until(lambda: time.monotonic() - began > 1.5 * SILENT_S)
        assert noted.codes == []
        await child.stop()

    asyncio.run(run())


def test_a_child_that_hangs_in_its_start_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beating, "START_S", 1.0)

    async def run() -> None:
        noted = Noted()
        child = Child(living(tmp_path, "silent"), "s", noted)
        child.start()
        await until(lambda: noted.codes == [-signal.SIGKILL])
        await child.stop()

    asyncio.run(run())


def test_a_supervisor_that_was_stopped_itself_blames_nobody(tmp_path: Path) -> None:
    async def run() -> None:
        noted = Noted()
        child = Child(living(tmp_path), "s", noted)
        child.start()
        await until((tmp_path / "child").exists)
        pid = pid_of(tmp_path, "child")
        os.kill(pid, signal.SIGSTOP)
        # As if this process had been stopped together with its child: the loop does not run.
        subprocess.run(["sleep", str(1.8 * SILENT_S)], check=True)  # noqa: ASYNC221 -- it must
        os.kill(pid, signal.SIGCONT)
        began = time.monotonic()
        await until(lambda: time.monotonic() - began > 1.2 * SILENT_S)
        assert noted.codes == []
        await child.stop()

    asyncio.run(run())


def test_beats_leave_no_open_files(tmp_path: Path) -> None:
    async def run() -> None:
        before = open_files()
        noted = Noted()
        child = Child(living(tmp_path), "s", noted)
        child.start()
        await until((tmp_path / "child").exists)
        first = pid_of(tmp_path, "child")
        os.kill(first, signal.SIGKILL)
        await until(lambda: pid_of(tmp_path, "child") != first)
        await child.stop()
        await until(lambda: open_files() <= before)

    asyncio.run(run())


def test_a_process_that_nobody_supervises_beats_for_nobody() -> None:
    own_heart({}).beat()
    reading, writing = os.pipe()
    heart = Heart(writing)
    for _ in range(100_000):
        heart.beat()  # nobody reads: it must not wait when the pipe is full
    assert set(os.read(reading, 100_000)) == set(b".")
    os.close(reading)
    heart.beat()
    os.close(writing)
    # The number may be another file's by now.
    reading, again = os.pipe()
    os.set_blocking(reading, False)
    heart.beat()
    assert again == writing
    with pytest.raises(BlockingIOError):
        os.read(reading, 1)
    os.close(reading)
    os.close(again)


SITE = """\
version: 1
name: Beating
screens: {grid: 1x1, pixels: 640x360, panel_mm: 300x200}
"""


def command(process: str, folder: Path) -> list[str]:
    socket = folder / "link.sock"
    options: DisplayRun | IngestRun | RunOptions
    if process == "controller":
        (folder / "wall.yaml").write_text(SITE)
        options = RunOptions(site=folder, data=folder / "data", port=0)
    elif process == "display":
        options = DisplayRun(home=folder, socket=socket)
    else:
        options = IngestRun(home=folder, posts=folder / "posts", socket=socket)
    return [sys.executable, "-P", "-m", "wall.app", process, options.model_dump_json()]


@pytest.mark.parametrize("process", ["controller", "display", "ingest"])
def test_each_process_of_a_wall_beats_from_its_loop_until_it_hangs(
    tmp_path: Path, process: str
) -> None:
    secret_in, secret_out = os.pipe()
    hearing, beats = os.pipe()
    os.write(secret_out, b"s" * 40)
    os.close(secret_out)
    environment = {**os.environ, BEAT_FD: str(beats), "WALL_SECRET_FD": str(secret_in)}
    environment |= {"HOME": str(tmp_path), "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    running = subprocess.Popen(
        command(process, tmp_path),
        env=environment,
        pass_fds=(beats, secret_in),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(beats)
    os.close(secret_in)

    async def heard() -> list[float]:
        """When its first two beats came."""
        loop = asyncio.get_running_loop()
        times: list[float] = []

        def read() -> None:
            assert os.read(hearing, 100), "it has ended"
            times.append(loop.time())

        loop.add_reader(hearing, read)
        try:
            await until(lambda: len(times) == 2, 4 * WITHIN_S)
        finally:
            loop.remove_reader(hearing)
        return times

    try:
        first, second = asyncio.run(heard())
        # No more than that, or a still wall would cost.
        assert 2.0 <= second - first <= 16.0
    finally:
        running.kill()
        running.wait()
        os.close(hearing)
