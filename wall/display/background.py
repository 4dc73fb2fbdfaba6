"""Work off the Qt thread: a function on a few threads, its result back on the Qt thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from wall.display.subscriptions import Ending
from wall.errors import WallError
from wall.priorities import give_way
from wall.views.services import Subscription

log = logging.getLogger(__name__)

NICENESS = 10

T = TypeVar("T")


def step_back() -> None:
    """Painting comes first: this thread may take what it leaves (measured, as for video)."""
    give_way(NICENESS)


class Background(QObject):
    """Owns its threads until `stop`, which waits for what runs.

    Plain numbers go between the threads, so that no Qt object can end on a wrong one.
    """

    _came = Signal(int, str)

    def __init__(self, name: str, threads: int) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(threads, name, step_back)
        self._numbers = count()
        self._waiting: dict[int, Callable[[str], None]] = {}
        self._came.connect(self._arrived, Qt.ConnectionType.QueuedConnection)

    def run(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[str], None]
    ) -> Subscription:
        """`work` runs on a thread; then one of the callbacks on the Qt thread, unless ended."""
        number = next(self._numbers)
        results: list[T] = []

        def tell(why: str) -> None:
            ending.end()
            if why:
                failed(why)
            else:
                done(results[0])

        def forget() -> None:
            self._waiting.pop(number, None)
            future.cancel()

        ending = Ending(forget)
        self._waiting[number] = tell
        future = self._pool.submit(self._work, number, work, results)
        return ending

    def stop(self) -> None:
        self._waiting.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(self, number: int, work: Callable[[], T], results: list[T]) -> None:
        why = ""
        try:
            results.append(work())
        except (WallError, OSError, ValueError) as error:
            why = str(error) or type(error).__name__
        except Exception as error:
            # Nobody is above this thread; the asker is told, the log has the rest.
            log.exception("background work failed")
            why = f"{type(error).__name__}: {error}"
        self._came.emit(number, why)

    def _arrived(self, number: int, why: str) -> None:
        tell = self._waiting.get(number)
        if tell is not None:
            tell(why)
