"""A device that plays: Qt's audio sink, filled by a thread of its own."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink

from wall.display.sound.device_clock import DeviceClock
from wall.display.sound.inputs import CHANNELS, RATE
from wall.display.sound.mixer import Mixer

log = logging.getLogger(__name__)

BUFFER_S = 0.12
"""Between the mixer and the device: what a busy machine may be late."""
CHUNK = RATE // 50
LATENCY_S = 0.01
"""From Qt's buffer to the loudspeaker, measured with PulseAudio."""
SILENT_S = 2.0
"""A device is let go after so much silence."""
STUCK_S = 3.0
"""A device that takes nothing for so long is not there."""
PRIORITY = -10
BYTES = 4 * CHANNELS


class DevicePlayer(threading.Thread):
    """Plays a mixer on one device until it is silent for a while, stopped, or the device goes.

    `ended` is called on this thread, once, with whether the device was lost.
    """

    def __init__(
        self,
        device: QAudioDevice,
        mixer: Mixer,
        delay_s: float,
        ended: Callable[[DevicePlayer, bool], None],
        after: threading.Thread | None = None,
    ) -> None:
        super().__init__(name="sound-device", daemon=True)
        self.device = device
        self._mixer = mixer
        self._delay_s = delay_s
        self._ended = ended
        self._after = after
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End soon; any thread."""
        self._stopping.set()

    def run(self) -> None:
        # Sound that is late by a few milliseconds is heard; only root may go before others.
        with suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), PRIORITY)
        # Only one thread mixes at a time.
        after, self._after = self._after, None
        if after is not None:
            after.join()
        lost = True
        try:
            lost = self._play()
        finally:
            self._ended(self, lost)

    def _play(self) -> bool:
        """Whether the device was lost."""
        sink = QAudioSink(self.device, sound_format())
        sink.setBufferSize(int(BUFFER_S * RATE) * BYTES)
        wire = sink.start()
        if wire is None or sink.error().name != "NoError":
            log.warning("sound device '%s' does not open", self.device.description())
            return True
        clock = DeviceClock(LATENCY_S + self._delay_s)
        moved_s = heard_s = time.monotonic()
        try:
            while not self._stopping.is_set():
                now_s = time.monotonic()
                free = sink.bytesFree() // BYTES
                if free >= CHUNK:
                    waiting = sink.bufferSize() // BYTES - free
                    samples = self._mixer.mix(CHUNK, clock.heard_at_s(now_s, waiting))
                    wire.write(samples.tobytes())
                    clock.wrote(CHUNK)
                    moved_s = now_s
                    if not self._mixer.is_silent:
                        heard_s = now_s
                    elif now_s - heard_s > SILENT_S:
                        return False
                    continue
                gone = sink.state().name == "StoppedState"
                if gone or now_s - moved_s > STUCK_S:
                    return True
                self._stopping.wait(CHUNK / RATE / 2)
        finally:
            sink.stop()
        return False


def sound_format() -> QAudioFormat:
    wanted = QAudioFormat()
    wanted.setSampleRate(RATE)
    wanted.setChannelCount(CHANNELS)
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Float)
    return wanted
