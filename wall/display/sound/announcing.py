"""Announcing: chimes and spoken words over what is on, one after the other. Qt thread."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from wall.display.sound.chime import chime
from wall.display.sound.devices import Devices
from wall.display.sound.inputs import RATE, Samples, SoundInput
from wall.display.sound.speech import CannotSpeak, speak
from wall.model.tiles import AlertLevel
from wall.sitefile.declared import Announcing

log = logging.getLogger(__name__)

WAITING = 8
"""More than these nobody listens to: the oldest that waits goes."""
LOOK_MS = 100
PATIENCE_S = 6.0
"""After an announcement should be over: a device may have come late, or never."""
PAUSE_S = 0.15
STOP_S = 12.0


@dataclass(frozen=True)
class Announcement:
    """What to say, and on which devices of the site."""

    wall: str
    level: AlertLevel
    how: Announcing
    text: str
    voice: str
    devices: tuple[str, ...]


class Announcer(QObject):
    """`changed` is called when an announcement begins or ends."""

    _made = Signal(object, object)

    def __init__(self, devices: Devices, changed: Callable[[], None]) -> None:
        super().__init__()
        self._devices = devices
        self._changed = changed
        self._waiting: deque[Announcement] = deque(maxlen=WAITING)
        self._now: Announcement | None = None
        self._sound: SoundInput | None = None
        self._until_s = 0.0
        self._making: threading.Thread | None = None
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._is_over)
        self._made.connect(self._play, Qt.ConnectionType.QueuedConnection)

    def announce(self, announcement: Announcement) -> None:
        self._waiting.append(announcement)
        self._next()

    def sounds_on(self, device: str) -> bool:
        """Whether something is announced there now."""
        return self._sound is not None and self._now is not None and device in self._now.devices

    def hush(self, wall: str) -> None:
        """Nothing more of this wall."""
        kept = [one for one in self._waiting if one.wall != wall]
        self._waiting = deque(kept, maxlen=WAITING)
        if self._now is not None and self._now.wall == wall:
            self._end()

    def stop(self) -> None:
        self._waiting.clear()
        self._end()
        self._made.disconnect(self._play)
        if self._making is not None:
            self._making.join(STOP_S)

    def _next(self) -> None:
        if self._now is not None or not self._waiting:
            return
        self._now = announcement = self._waiting.popleft()
        self._making = threading.Thread(
            target=self._make, args=(announcement,), name="sound-announcing", daemon=True
        )
        self._making.start()

    def _make(self, announcement: Announcement) -> None:
        parts: Sequence[Samples] = [chime(announcement.level)]
        if announcement.how == "speech" and announcement.text.strip():
            pause = np.zeros((round(PAUSE_S * RATE), 2), np.float32)
            try:
                parts = [*parts, pause, speak(announcement.text, announcement.voice)]
            except CannotSpeak as reason:
                log.info("an alert is chimed and not spoken: %s", reason)
        self._made.emit(announcement, np.concatenate(parts))

    def _play(self, announcement: Announcement, samples: Samples) -> None:
        if self._now is not announcement:
            self._next()
            return
        length_s = len(samples) / RATE
        self._sound = SoundInput(buffer_s=length_s + 1, timed=False)
        self._sound.push(samples, 0.0)
        self._until_s = time.monotonic() + length_s + PATIENCE_S
        for device in announcement.devices:
            self._devices.channel(device).mixer.set_gain(self._sound, 1.0, ducks=False)
            self._devices.wake(device)
        self._look.start()
        self._changed()

    def _is_over(self) -> None:
        sound = self._sound
        if sound is None or sound.read_s >= sound.end_s or time.monotonic() > self._until_s:
            self._end()

    def _end(self) -> None:
        self._look.stop()
        announcement, self._now = self._now, None
        sound, self._sound = self._sound, None
        if announcement is not None and sound is not None:
            for device in announcement.devices:
                self._devices.channel(device).mixer.set_gain(sound, 0.0)
            self._changed()
        self._next()
