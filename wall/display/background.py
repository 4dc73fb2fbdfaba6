"""Work off the Qt thread: a function of a pool, its result back on the Qt thread."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from wall.display.subscriptions import Ending
from wall.errors import WallError
from wall.views.services import Subscription

log = logging.getLogger(__name__)

NICENESS = 10

T = TypeVar("T")


class _Answer(QObject):
    """Carries one outcome into the thread that made it."""

    came = Signal(object, str)


class _Job(QRunnable, Generic[T]):
    def __init__(self, work: Callable[[], T], answer: Callable[[T | None, str], None]) -> None:
        super().__init__()
        self.setAutoDelete(True)
        self._work = work
        self._answer = answer

    def run(self) -> None:
        # Painting comes first: decoding may take what it leaves (measured, as for video).
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        try:
            result = self._work()
        except (WallError, OSError, ValueError) as error:
            self._answer(None, str(error) or type(error).__name__)
        except Exception as error:
            # A pool thread has nobody above it; the asker is told, the log has the rest.
            log.exception("background work failed")
            self._answer(None, f"{type(error).__name__}: {error}")
        else:
            self._answer(result, "")


class Background:
    """A pool of its own. `stop` waits for what runs."""

    def __init__(self, threads: int) -> None:
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(threads)
        self._waiting: dict[_Answer, Ending] = {}

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[str], None],
        *,
        urgent: bool = False,
    ) -> Subscription:
        """`work` runs in the pool, one of the callbacks on the Qt thread, unless ended before."""
        answer = _Answer()

        def forget() -> None:
            self._waiting.pop(answer, None)

        ending = Ending(forget)
        self._waiting[answer] = ending

        def arrived(result: T, why: str) -> None:
            if ending.ended:
                return
            ending.end()
            if why:
                failed(why)
            else:
                done(result)

        answer.came.connect(arrived, Qt.ConnectionType.QueuedConnection)

        def tell(result: T | None, why: str) -> None:
            answer.came.emit(result, why)

        self._pool.start(_Job(work, tell), 1 if urgent else 0)
        return ending

    def stop(self) -> None:
        for ending in list(self._waiting.values()):
            ending.end()
        self._pool.clear()
        self._pool.waitForDone()
