"""The display's end: a thread of its own for the network, the Qt thread for what it brings."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.link.controllers import SECRET, WITHIN_S, RealController
from wall.link.connection import LinkAddress
from wall.link.display_link import DisplayLink
from wall.link.messages import Identified, Subscribe, ToFollower

WITHIN_MS = round(WITHIN_S * 1000)


@contextmanager
def controlling(folder: Path) -> Iterator[RealController]:
    """A controller's end in a thread: the Qt thread must be free to run its own loop."""
    ready, loop = threading.Event(), asyncio.new_event_loop()
    controllers: list[RealController] = []
    stop = asyncio.Event()

    async def run() -> None:
        controller = RealController(folder)
        await controller.followers.listen(folder / "link.sock")
        controllers.append(controller)
        ready.set()
        await stop.wait()
        await controller.followers.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        assert ready.wait(WITHIN_S)
        yield controllers[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


class OnTheQtThread:
    """Notes what it is told, and in which thread."""

    def __init__(self) -> None:
        self.messages: list[ToFollower] = []
        self.losses: list[str] = []
        self.threads: set[threading.Thread] = set()

    def received(self, message: ToFollower) -> None:
        self.threads.add(threading.current_thread())
        self.messages.append(message)

    def lost(self, why: str) -> None:
        self.threads.add(threading.current_thread())
        self.losses.append(why)


def make(folder: Path, noted: OnTheQtThread) -> DisplayLink:
    # Plain functions, as the program gives them: they belong to no thread by themselves.
    return DisplayLink(
        LinkAddress(SECRET, folder / "link.sock"),
        "local",
        lambda message: noted.received(message),
        lambda why: noted.lost(why),
    )


def test_messages_and_losses_come_in_the_qt_thread(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    noted = OnTheQtThread()
    link = make(tmp_path, noted)
    link.start()
    qtbot.waitUntil(lambda: bool(noted.losses), timeout=WITHIN_MS)
    with controlling(tmp_path) as controller:
        qtbot.waitUntil(lambda: bool(noted.messages), timeout=WITHIN_MS)
        assert isinstance(noted.messages[0], Identified)
        link.send(Subscribe(sources=("news",)))
        qtbot.waitUntil(lambda: bool(controller.heard), timeout=WITHIN_MS)
    link.stop()
    assert noted.threads == {threading.main_thread()}


def test_it_ends_while_it_waits_for_a_controller(qapp: QApplication, tmp_path: Path) -> None:
    link = make(tmp_path, OnTheQtThread())
    link.start()
    link.stop()
    link.send(Subscribe(sources=()))
    link.stop()


def test_it_may_be_stopped_before_it_was_started(qapp: QApplication, tmp_path: Path) -> None:
    make(tmp_path, OnTheQtThread()).stop()
