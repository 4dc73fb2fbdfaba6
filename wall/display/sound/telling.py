"""What a display tells of its sound: levels while somebody looks, devices at each change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from wall.display.frame_clock import FrameClock
from wall.display.sound.service import Sound
from wall.link.sounding import DevicePlaying, Levels, ShowLevels, SoundReport
from wall.views.services import Subscription

EVERY_S = 0.1
QUIET_EVERY_S = 1.0
"""With nothing to tell."""


class SoundTelling:
    """Qt thread; ended with `stop`. `walls` are those that this display shows."""

    def __init__(
        self,
        sound: Sound,
        clock: FrameClock,
        walls: Callable[[], Iterable[str]],
        send: Callable[[Levels | SoundReport], None],
    ) -> None:
        self._sound = sound
        self._clock = clock
        self._walls = walls
        self._send = send
        self._ticking: Subscription | None = None
        self._until_s = self._told_s = 0.0
        sound.devices.changed.connect(self.tell_devices)

    def show(self, message: ShowLevels) -> None:
        self._until_s = time.monotonic() + message.seconds
        self._sound.devices.find()
        if self._ticking is None:
            self._ticking = self._clock.every(EVERY_S, self._tell)

    def tell_devices(self) -> None:
        devices = self._sound.devices
        playing = (DevicePlaying(name=c.name, plays_on=c.plays_on) for c in devices.channels())
        self._send(SoundReport(devices=tuple(playing), machine=devices.names()))

    def stop(self) -> None:
        self._sound.devices.changed.disconnect(self.tell_devices)
        self._stop_levels()

    def _stop_levels(self) -> None:
        ticking, self._ticking = self._ticking, None
        if ticking is not None:
            ticking.end()

    def _tell(self) -> None:
        now_s = time.monotonic()
        if now_s > self._until_s:
            self._stop_levels()
            return
        levels = {wall: self._sound.levels(wall) for wall in self._walls()}
        if not any(levels.values()) and now_s - self._told_s < QUIET_EVERY_S:
            return
        self._told_s = now_s
        for wall, tiles in levels.items():
            rounded = {tile: (round(a, 4), round(b, 4)) for tile, (a, b) in tiles.items()}
            self._send(Levels(wall=wall, tiles=rounded))
