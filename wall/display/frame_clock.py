"""The one frame clock: everything that changed is repainted in the same tick.

It ticks at 60 Hz while something is dirty or animated, and not at all otherwise. It also keeps
the controller's time, which ages, clocks and takes at a given moment use.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QObject, QRectF, Qt, QTimer

from wall.display.direct_frames import DirectFrames, Shown
from wall.display.subscriptions import Ending
from wall.views.base import TileView
from wall.views.services import Subscription

TICK_S = 1 / 60
SETTLE_EVERY_S = 1.0
MOST_PARTS = 32
"""Of a view, in a tick; more are repainted as one."""
REALIGN_S = 0.1
"""A jump of the controller's time by more than this moves what is aligned to it."""


@dataclass
class _Alarm:
    due: float
    """Monotonic."""
    call: Callable[[], None]
    period: float | None = None


class FrameClock(QObject):
    """The ClockService. Qt thread only; owned by the display, ended with `stop`."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._offset = time.time() - monotonic()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._due = -math.inf
        self._ticked = -math.inf
        self._running_on = False
        self.ticks = 0
        """How often anything was repainted or animated: unchanged on a still wall."""
        self._whole: set[TileView] = set()
        self._parts: dict[TileView, list[QRectF]] = {}
        self._steps: dict[Ending, tuple[Callable[[float], None], float]] = {}
        # One timer for all alarms: a timer of its own for each would be a Qt object whose slot
        # keeps it alive, which PySide does not survive when its parent goes first.
        self._alarm_timer = QTimer(self)
        self._alarm_timer.setSingleShot(True)
        self._alarm_timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._alarm_timer.timeout.connect(self._ring)
        self._alarms: dict[Ending, _Alarm] = {}
        self._intervals: deque[float] = deque(maxlen=300)
        self._direct: DirectFrames | None = None
        self._settling: Subscription | None = None

    # -- ClockService -------------------------------------------------------------------

    def mark(self, view: TileView, rect: QRectF | None = None) -> None:
        if rect is None:
            self._whole.add(view)
            self._parts.pop(view, None)
        elif view not in self._whole:
            _add(self._parts.setdefault(view, []), rect)
        self._wake()

    def animate(self, step: Callable[[float], None]) -> Subscription:
        def forget() -> None:
            self._steps.pop(ending, None)

        ending = Ending(forget)
        self._steps[ending] = (step, self._monotonic())
        self._wake()
        return ending

    def every(self, seconds: float, call: Callable[[], None]) -> Subscription:
        if seconds <= 0:
            raise ValueError("a period must be longer than nothing")
        return self._set_alarm(_Alarm(self._next_multiple(seconds), call, seconds))

    def after(self, seconds: float, call: Callable[[], None]) -> Subscription:
        return self._set_alarm(_Alarm(self._monotonic() + max(0.0, seconds), call))

    def now(self) -> float:
        return self._monotonic() + self._offset

    # -- the display's side --------------------------------------------------------------

    def set_time(self, now: float) -> None:
        """The controller's time. It runs on by itself until the next one."""
        before, self._offset = self._offset, now - self._monotonic()
        if abs(self._offset - before) > REALIGN_S:
            for alarm in self._alarms.values():
                if alarm.period is not None:
                    alarm.due = self._next_multiple(alarm.period)
            self._arm()

    def show_directly(self, frames: DirectFrames) -> None:
        """From now on, what needs no painting goes past Qt."""
        self._direct = frames

    def settle(self) -> None:
        """Have Qt's own memory of the windows show what is seen, now."""
        if self._direct is not None:
            self._direct.settle_now()

    def forget(self, view: TileView) -> None:
        """The view is closed."""
        self._whole.discard(view)
        self._parts.pop(view, None)

    @property
    def is_idle(self) -> bool:
        return not self._timer.isActive()

    def tick_p95_ms(self) -> float:
        """Of the time between ticks that followed each other; 0 without any."""
        if not self._intervals:
            return 0.0
        ordered = sorted(self._intervals)
        return ordered[int(len(ordered) * 0.95)] * 1000

    def stop(self) -> None:
        self._timer.stop()
        self._alarm_timer.stop()
        for ending in [*self._steps, *self._alarms]:
            ending.end()

    # -- inside ----------------------------------------------------------------------------

    def _set_alarm(self, alarm: _Alarm) -> Ending:
        def forget() -> None:
            self._alarms.pop(ending, None)

        ending = Ending(forget)
        self._alarms[ending] = alarm
        self._arm()
        return ending

    def _arm(self) -> None:
        """Wait for the soonest alarm; not at all without one."""
        if not self._alarms:
            self._alarm_timer.stop()
            return
        soonest = min(alarm.due for alarm in self._alarms.values())
        self._alarm_timer.start(max(0, math.ceil((soonest - self._monotonic()) * 1000)))

    def _ring(self) -> None:
        now = self._monotonic()
        due = [(alarm.due, end) for end, alarm in self._alarms.items() if alarm.due <= now]
        try:
            for _, ending in sorted(due, key=lambda one: one[0]):
                alarm = self._alarms.get(ending)
                if alarm is None:
                    continue  # an earlier one ended it
                if alarm.period is None:
                    ending.end()
                else:
                    alarm.due = self._next_multiple(alarm.period)
                alarm.call()
        finally:
            # Whatever one of them raised, the others ring.
            self._arm()

    def _next_multiple(self, seconds: float) -> float:
        # What rings a little early must not ring twice for one multiple.
        following = (math.floor((self.now() + 0.002) / seconds) + 1) * seconds
        return following - self._offset

    def _wake(self) -> None:
        if self._timer.isActive():
            return
        now = self._monotonic()
        self._running_on = now - self._ticked < 1.5 * TICK_S
        # Keeping to the raster avoids drift; after a pause the next tick is at once.
        self._due = max(now, self._due + TICK_S) if self._due + TICK_S > now - TICK_S else now
        self._timer.start(max(0, round((self._due - now) * 1000)))

    def _tick(self) -> None:
        now = self._monotonic()
        if self._running_on:
            self._intervals.append(now - self._ticked)
        self._ticked = now
        self.ticks += 1
        try:
            for ending, (step, began) in list(self._steps.items()):
                if not ending.ended:
                    step(now - began)
        finally:
            self._repaint()
            if self._steps or self._whole or self._parts:
                self._wake()

    def _show(self, view: TileView) -> None:
        shown = self._direct.show(view) if self._direct is not None else Shown.BY_PAINTING
        if shown is Shown.BY_PAINTING:
            view.update()
        elif shown is Shown.LATER:
            self._whole.add(view)

    def _settle(self) -> None:
        self._settling = None
        assert self._direct is not None
        self._direct.settle_still()
        if self._direct.unsettled:
            self._settling = self.after(SETTLE_EVERY_S, self._settle)

    def _repaint(self) -> None:
        whole, self._whole = self._whole, set()
        parts, self._parts = self._parts, {}
        if self._direct is not None:
            self._direct.begin()
        for view in whole:
            if shiboken6.isValid(view):
                self._show(view)
        if self._direct is not None:
            self._direct.end()
            if self._direct.unsettled and self._settling is None:
                self._settling = self.after(SETTLE_EVERY_S, self._settle)
        for view, rects in parts.items():
            if shiboken6.isValid(view):
                _update(view, rects)


def _add(rects: list[QRectF], rect: QRectF) -> None:
    """None lies over another."""
    while touching := next((other for other in rects if other.intersects(rect)), None):
        rects.remove(touching)
        rect = rect.united(touching)
    rects.append(rect)
    if len(rects) > MOST_PARTS:
        rects[:] = [_around(rects)]


def _around(rects: Iterable[QRectF]) -> QRectF:
    found = QRectF()
    for rect in rects:
        found = found.united(rect)
    return found


def _update(view: TileView, rects: list[QRectF]) -> None:
    """An item remembers one rectangle around all that is to be repainted; the scene does not."""
    scene = view.scene()
    if len(rects) == 1 or scene is None or view.effectiveOpacity() == 0:
        view.update(_around(rects))
        return
    for rect in rects:
        scene.update(view.mapRectToScene(rect & view.boundingRect()))
