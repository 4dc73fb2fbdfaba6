"""SoundInput: what one tile or announcement brings to the mixers. No Qt, any thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

RATE = 48000
"""Samples a second of everything that is pushed and mixed."""
CHANNELS = 2
BUFFER_S = 4.0
"""What an input holds. What is pushed beyond it goes over the oldest."""
AS_ONE_S = 0.02
"""Samples that belong this close to the end of those before follow them directly."""
LEAD_CONSTANT_S = 1.0
"""So long a leading input takes to bring its picture to its sound."""
LONGEST_LEAD_S = 0.003
"""More than this a picture is not moved at once: nobody sees it."""

Samples: TypeAlias = NDArray[np.float32]
"""Shape (n, 2), left and right, -1.0 to 1.0, 48 kHz."""


class SoundInput:
    """A few seconds of sound on a line of its own, read by one mixer for each device.

    For whoever has PCM, from any thread:

        services.sound.attach(tile, voice)     # the view, when it is shown; `detach` when not
        def listen(self, ear): …               # of the voice: an input while somebody hears the
                                               # tile, None while nobody does; volume, mute and
                                               # device are looked up by the tile's id
        ear.anchor(origin_s)                   # second 0 of the line is due at this monotonic time
        ear.push(samples, at_s)                # they belong at this second of the line

    `samples` is float32 of shape (n, 2) at 48 kHz and is copied. `at_s` may be any line of seconds
    that rises, a stream's time stamps for instance; anchored anew it moves as a whole, and None
    lets it stand still, silent. Push some hundred milliseconds before it is due: what comes later
    than it should have been heard is not heard. Gaps are silence, what is pushed twice replaces,
    what follows within 20 ms of the end before follows directly. Nothing here ever waits.

    With `leads` the first device's clock leads: it plays the samples as they are, and
    `take_lead_s` says by how much the line (and with it the picture) is to be moved. Without, the
    line leads, as for live streams, and the mixers resample by up to half a percent to keep to it.
    """

    def __init__(
        self,
        *,
        buffer_s: float = BUFFER_S,
        timed: bool = True,
        began: Callable[[], None] | None = None,
    ) -> None:
        """`began` is called whenever its line begins to run, on the thread that anchors it."""
        self._began = began
        self.leads = False
        self.timed = timed
        """Without, it begins when a device takes it, and is heard whole."""
        self._lock = threading.Lock()
        self._size = int(buffer_s * RATE)
        self._ring: Samples = np.zeros((self._size, CHANNELS), np.float32)
        self._begin = self._end = 0
        """Of what is held, in samples of the line."""
        self._read = 0
        self._origin_s: float | None = None
        self._early_s = 0.0
        self._asked_at_s = 0.0

    # -- who has sound -------------------------------------------------------------------------

    def push(self, samples: Samples, at_s: float) -> None:
        """Put samples where they belong on the line."""
        if not len(samples):
            return
        with self._lock:
            at = round(at_s * RATE)
            if self._end > self._begin and abs(at - self._end) <= AS_ONE_S * RATE:
                at = self._end
            if not self._begin <= at <= self._end + self._size:
                self._begin = self._end = at
            elif at > self._end:
                self._write(self._end, np.zeros((at - self._end, CHANNELS), np.float32))
            self._write(at, samples[-self._size :])

    def _write(self, at: int, samples: Samples) -> None:
        first = at % self._size
        room = self._size - first
        self._ring[first : first + len(samples)] = samples[:room]
        if len(samples) > room:
            self._ring[: len(samples) - room] = samples[room:]
        # What lay behind is another run, which this one replaces.
        self._end = at + len(samples)
        self._begin = max(self._begin, self._end - self._size)

    def anchor(self, origin_s: float | None, *, leads: bool = False) -> None:
        """When second 0 of the line is due, in monotonic seconds; None: it stands still."""
        self.leads = leads
        begins = self._origin_s is None and origin_s is not None
        self._origin_s = origin_s
        if begins and self._began is not None:
            self._began()

    def line_s(self) -> float | None:
        """Where on the line is now; None while it stands still."""
        origin_s = self._origin_s
        return None if origin_s is None else time.monotonic() - origin_s

    @property
    def runs(self) -> bool:
        """Whether it is to be heard now."""
        return self._origin_s is not None or not self.timed

    @property
    def end_s(self) -> float:
        """Where on the line what was pushed ends."""
        return self._end / RATE

    @property
    def read_s(self) -> float:
        """How far on the line a mixer has come."""
        return self._read / RATE

    def clear(self) -> None:
        """Forget what was pushed and not yet heard."""
        with self._lock:
            self._begin = self._end = 0

    # -- mixers --------------------------------------------------------------------------------

    @property
    def origin_s(self) -> float | None:
        return self._origin_s

    def read(self, at: int, count: int) -> Samples:
        """Samples of the line; silence where there are none."""
        out: Samples = np.zeros((count, CHANNELS), np.float32)
        with self._lock:
            begin, end = max(at, self._begin), min(at + count, self._end)
            while begin < end:
                first = begin % self._size
                many = min(end - begin, self._size - first)
                out[begin - at : begin - at + many] = self._ring[first : first + many]
                begin += many
        self._read = max(self._read, at + count)
        return out

    def tell_early_s(self, early_s: float) -> None:
        """A mixer found by how much it plays before it is due."""
        self._early_s = early_s

    def take_lead_s(self) -> float:
        """By how much to move the line now, so that it comes to what is heard. Its one owner."""
        now_s = time.monotonic()
        passed_s = min(now_s - self._asked_at_s, LEAD_CONSTANT_S)
        self._asked_at_s = now_s
        if not self.leads:
            return 0.0
        wanted_s = -self._early_s * passed_s / LEAD_CONSTANT_S
        return max(-LONGEST_LEAD_S, min(LONGEST_LEAD_S, wanted_s))
