"""What all tests share: the platform they run on, 18 real X monitors, and the watch for leaks."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, settings
from simulated_monitors import SimulatedMonitors

# Tests in this process need no display. Those about real windows start a child process with
# `wall_x.environment()`.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# How long an example takes is the machine's matter, which does other work, too.
settings.register_profile("wall", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("wall")

END_TIMEOUT_S = 6.0
POLL_S = 0.02
COLLECT_EVERY = 20
"""Tests between two collections of what is new; what outlived one waits ten times as long."""
_TESTS = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    # Python's collector runs on whichever thread allocates; on another than Qt's it would free
    # Qt items there, which crashes. As in the display, it runs on the main thread alone.
    gc.disable()
    config.addinivalue_line(
        "markers",
        "leaves_processes(*names, reason): child processes of these names may outlive the test",
    )


def pytest_collection_finish() -> None:
    # What was imported stays; each collection would walk through all of it again.
    gc.collect()
    gc.freeze()


def pytest_runtest_teardown(item: pytest.Item) -> None:
    item.config.stash[_TESTS] = count = item.config.stash.get(_TESTS, 0) + 1
    if count % COLLECT_EVERY == 0:
        gc.collect(2 if count % (10 * COLLECT_EVERY) == 0 else 1)


@pytest.fixture(scope="session")
def wall_x() -> Iterator[SimulatedMonitors]:
    """A real X server with 18 full-HD monitors, M00 to M17. A test that unplugs one replugs it."""
    with SimulatedMonitors(6, 3, (1920, 1080)) as monitors:
        yield monitors


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test after which a thread or a child process of its own is still there."""
    threads_before = set(_threads())
    children_before = set(_children())
    yield
    mark = request.node.get_closest_marker("leaves_processes")
    may_stay: frozenset[str] = frozenset(mark.args) if mark else frozenset()

    def left() -> list[str]:
        threads = [f"thread {thread.name}" for thread in _threads() if thread not in threads_before]
        return threads + [
            f"process {child.pid} {name}"
            for child in _children()
            if child not in children_before and (name := _name_if_running(child))
            if name not in may_stay
        ]

    if remaining := _wait_until_empty(left):
        pytest.fail(
            f"left behind {END_TIMEOUT_S:g} s after the test: {', '.join(remaining)}", pytrace=False
        )


def _threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if not thread.daemon]


def _children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True) if _has_children() else []


def _has_children() -> bool:
    """As few tests have: to look through all processes of the machine takes far longer."""
    told = [task / "children" for task in Path("/proc/self/task").iterdir()]
    if not any(file.exists() for file in told):
        return True  # this kernel does not say
    for file in told:
        with suppress(OSError):  # the thread has ended
            if file.read_text():
                return True
    return False


def _name_if_running(process: psutil.Process) -> str:
    """The name of a process that still does something, else nothing."""
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return ""
        # Python keeps this helper for the rest of the process, whoever shared memory first.
        if "multiprocessing.resource_tracker" in " ".join(process.cmdline()):
            return ""
        return process.name()
    except psutil.NoSuchProcess:
        return ""


def _wait_until_empty(left: Callable[[], list[str]]) -> list[str]:
    deadline = time.monotonic() + END_TIMEOUT_S
    while (remaining := left()) and time.monotonic() < deadline:
        time.sleep(POLL_S)
    return remaining
