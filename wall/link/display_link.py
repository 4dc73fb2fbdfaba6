"""The display's end: asyncio in a thread of its own, one queued Qt signal into the Qt thread."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, Signal

from wall.link.connection import Follower, FollowerLink, LinkAddress
from wall.link.messages import Preparing, ToController, ToFollower

log = logging.getLogger(__name__)

SENT_WITHIN_S = 0.2
"""A controller that reads nothing for so long must not hold up the wall."""


class DisplayLink(QObject):
    """Created, started and stopped on the Qt thread.

    `received` is called on the Qt thread for each message, `lost` with a reason when the
    controller is gone.
    """

    _heard = Signal(object)
    _lost = Signal(str)

    def __init__(
        self,
        address: LinkAddress,
        name: str,
        received: Callable[[ToFollower], None],
        lost: Callable[[str], None],
    ) -> None:
        super().__init__()
        follower = Follower(
            role="display",
            name=name,
            machine=socket.gethostname(),
            received=self._hear,
            lost=self._lose,
        )
        self._link = FollowerLink(address, follower)
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="link")
        self._heard.connect(received, Qt.ConnectionType.QueuedConnection)
        self._lost.connect(lost, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        self._thread.start()

    def send(self, message: ToController | bytes) -> None:
        """From any thread; returns at once.

        Only `tile.preparing` is waited for: what comes next may be the end of this process, and
        the controller must have heard of the tile by then.
        """
        if self._loop.is_closed():
            return
        if not isinstance(message, Preparing):
            # On a thread of its own the sender may come while the loop is being closed.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._link.send, message)
            return
        sent = threading.Event()
        self._loop.call_soon_threadsafe(self._link.send, message, sent.set)
        if self._thread.is_alive():
            sent.wait(SENT_WITHIN_S)

    def stop(self) -> None:
        """1. end the task, 2. end the loop, 3. join the thread, 4. close the loop."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join()

    def _hear(self, message: ToFollower) -> None:
        self._heard.emit(message)

    def _lose(self, why: str) -> None:
        self._lost.emit(why)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._task = self._loop.create_task(self._link.run())
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            log.debug("link ended")
        except BaseException:
            # A display that hears nothing any more is of no use; the supervisor starts another.
            os.kill(os.getpid(), signal.SIGTERM)
            raise
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()
