"""Python's cycle collector, kept on the Qt thread.

It runs on whichever thread allocates, also on decoders and the link; there it would free Qt
items off their thread, which crashes. So it is switched off and run here.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 2000


class GarbageCollecting(QObject):
    """Owns the collector until `stop`."""

    def __init__(self) -> None:
        super().__init__()
        self._thresholds = gc.get_threshold()
        gc.disable()
        # What start-up left behind lives for ever; looking at it again would only cost time.
        gc.collect()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(EVERY_MS)

    def stop(self) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        """As the collector would itself: older generations more seldom."""
        young, middle, old = gc.get_count()
        if old > self._thresholds[2]:
            gc.collect(2)
        elif middle > self._thresholds[1] or young > self._thresholds[0]:
            gc.collect(1)
