"""Waking the Qt thread from others: what comes often is told in one event."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class Waking(QObject):
    """Made on the Qt thread, where `call` is called, once for all asking since it was last.

    Put down what is new first, then `ask`; `call` takes all that was put down.
    """

    _asked_for = Signal()

    def __init__(self, call: Callable[[], None]) -> None:
        super().__init__()
        self._call = call
        self._lock = threading.Lock()
        self._is_asked = False
        self._asked_for.connect(self._woken, Qt.ConnectionType.QueuedConnection)

    def ask(self) -> None:
        """From any thread; returns at once."""
        with self._lock:
            is_asked, self._is_asked = self._is_asked, True
        if not is_asked:
            self._asked_for.emit()

    def _woken(self) -> None:
        with self._lock:
            self._is_asked = False
        self._call()
