"""A child is started with its secret, restarted when it dies, and ended in order."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import psutil
import pytest

from tests.supervisor.children_at_work import ending, is_running, open_files, pid_of, until, waiting
from wall.supervisor import children
from wall.supervisor.children import SECRET_FD, Child, Death, cause


class Deaths:
    """Hears of every death."""

    def __init__(self) -> None:
        self.codes: list[int] = []

    def __call__(self, death: Death) -> None:
        self.codes.append(death.code)


def test_a_child_gets_its_secret_where_nobody_else_sees_it(tmp_path: Path) -> None:
    async def run() -> None:
        child = Child(waiting(tmp_path, "display"), "very-secret", Deaths())
        child.start()
        await until((tmp_path / "display").exists)
        assert (tmp_path / "display").read_text().split()[1] == "very-secret"
        process = psutil.Process(pid_of(tmp_path, "display"))
        assert "very-secret" not in " ".join(process.cmdline())
        assert "very-secret" not in process.environ().values()
        assert SECRET_FD in process.environ()
        await child.stop()

    asyncio.run(run())


def test_a_child_that_is_killed_comes_back(tmp_path: Path) -> None:
    async def run() -> None:
        deaths = Deaths()
        child = Child(waiting(tmp_path, "display"), "s", deaths)
        child.start()
        await until((tmp_path / "display").exists)
        first = pid_of(tmp_path, "display")
        os.kill(first, signal.SIGKILL)
        await until(lambda: pid_of(tmp_path, "display") != first)
        assert deaths.codes == [-signal.SIGKILL]
        await child.stop()
        assert not is_running(pid_of(tmp_path, "display"))

    asyncio.run(run())


def test_pauses_grow_while_a_child_dies_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    pause = asyncio.sleep

    async def noted(seconds: float) -> None:
        pauses.append(seconds)
        await pause(0)

    async def run() -> None:
        deaths = Deaths()
        child = Child(ending("display", 3), "s", deaths)
        monkeypatch.setattr(children.asyncio, "sleep", noted)
        child.start()
        async with asyncio.timeout(20):
            while len(deaths.codes) < 11:
                await pause(0.01)
        await child.stop()

    asyncio.run(run())
    assert pauses[:10] == [0.0, 0.0, 0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0]


def test_a_child_that_ignores_its_end_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "END_WITHIN_S", 0.2)

    async def run() -> None:
        child = Child(waiting(tmp_path, "display", "stubborn"), "s", Deaths())
        child.start()
        await until((tmp_path / "display").exists)
        await child.stop()
        assert not is_running(pid_of(tmp_path, "display"))

    asyncio.run(run())


def test_a_child_that_is_stopped_while_it_pauses_stays_down(tmp_path: Path) -> None:
    async def run() -> None:
        deaths = Deaths()
        child = Child(ending("display", 3), "s", deaths)
        child.start()
        await until(lambda: len(deaths.codes) == 4)
        await child.stop()
        assert child.pid is not None
        assert not is_running(child.pid)
        assert len(deaths.codes) == 4

    asyncio.run(run())


def test_restarts_leave_no_open_files() -> None:
    async def run() -> None:
        deaths = Deaths()
        child = Child(ending("display", 3), "s", deaths)
        child.start()
        await until(lambda: len(deaths.codes) == 1)
        before = open_files()
        await until(lambda: len(deaths.codes) == 3)
        await child.stop()
        # While one starts it has some open for a moment.
        await until(lambda: open_files() <= before)

    asyncio.run(run())


def test_an_end_is_told_in_words() -> None:
    assert cause(3) == "exit code 3"
    assert cause(-9) == "signal SIGKILL"
    assert cause(-6) == "signal SIGABRT"
    assert cause(-200) == "signal 200"
