"""Watching screens from beside: a thread of low priority that reads the X server's own pixels."""

from __future__ import annotations

import ctypes
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wall.display.background import step_back
from wall.display.encoding import Pixels, Subject, preview_of
from wall.display.x_pixels import NoXPixels, XPixels
from wall.model.geometry import Rect
from wall.model.screens import Rotation
from wall.protocol.previews import Preview

log = logging.getLogger(__name__)

_SET_NAME = 15
"""PR_SET_NAME of linux/prctl.h."""


@dataclass(frozen=True)
class WatchedScreen:
    """A screen whose picture is wanted."""

    subject: Subject
    area: Rect
    """On the desktop."""
    width: int
    height: int
    """Of the picture, as it stands on the output."""
    rotation: Rotation


class ScreenWatching(threading.Thread):
    """Reads each screen once in a period and tells what differs from the last time.

    Nothing is read, and no connection held, while no screen is wanted. `tell` is called on this
    thread. Methods are for any thread; end it with `stop`.
    """

    def __init__(self, tell: Callable[[Preview], None], now: Callable[[], float]) -> None:
        super().__init__(name="previews", daemon=True)
        self._tell = tell
        self._now = now
        self._changed = threading.Condition()
        self._screens: tuple[WatchedScreen, ...] = ()
        self._every_s = 1.0
        self._number = 0
        """Rises with each change of what is wanted."""
        self._stopping = False
        self._server: XPixels | None = None
        self._last: dict[WatchedScreen, bytes] = {}
        self.reads = 0
        """How often a screen was read."""
        self.why_not = ""
        """Why it cannot, once it has tried."""

    def follow(self, screens: Sequence[WatchedScreen], every_s: float) -> None:
        """Watch these from now on; none: rest."""
        with self._changed:
            wanted = (tuple(screens), every_s)
            if wanted != (self._screens, self._every_s):
                self._screens, self._every_s = wanted
                self._number += 1
                self._changed.notify()

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._number += 1
            self._changed.notify()
        self.join()

    def run(self) -> None:
        # Its costs are to be told from those of the others, which Linux does by the name.
        ctypes.CDLL(None).prctl(_SET_NAME, self.name.encode(), 0, 0, 0)
        step_back()
        seen = -1
        while True:
            with self._changed:
                if not self._screens:
                    self._rest()
                while not self._screens and not self._stopping:
                    self._changed.wait()
                if self._stopping:
                    break
                screens, every_s, number = self._screens, self._every_s, self._number
            # What is new is wanted at once; afterwards the work is spread.
            self._look(screens, every_s, number, hurry=number != seen)
            seen = number
        self._rest()

    def _rest(self) -> None:
        self._last.clear()
        if self._server is not None:
            self._server.close()
            self._server = None

    def _look(
        self, screens: tuple[WatchedScreen, ...], every_s: float, number: int, *, hurry: bool
    ) -> None:
        """One round. Ends early when something else is wanted."""
        self._last = {screen: self._last[screen] for screen in screens if screen in self._last}
        for screen in screens:
            if not self._read(screen):
                self._wait(every_s, number)
                return
            if not hurry and not self._wait(every_s / len(screens), number):
                return
        if hurry:
            self._wait(every_s, number)

    def _wait(self, seconds: float, number: int) -> bool:
        """Whether the same is still wanted afterwards."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._number != number, seconds)

    def _read(self, screen: WatchedScreen) -> bool:
        """Whether it could."""
        try:
            if self._server is None:
                self._server = XPixels()
            data = self._server.read(screen.area, screen.width, screen.height)
        except NoXPixels as error:
            if not self.why_not:
                log.warning("no previews from the X server: %s", error)
            self.why_not = str(error)
            self._rest()
            return False
        self.reads += 1
        if data != self._last.get(screen):
            self._last[screen] = data
            pixels = Pixels(data, screen.width, screen.height)
            self._tell(preview_of(screen.subject, pixels, self._now(), screen.rotation))
        return True
