"""Previews that are painted: of staged tiles, and of screens where there is no X server to ask.

Painting is for the Qt thread alone, so it paints one picture at a time and leaves pauses; encoding
is done beside it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QImage

from wall.display.background import Background
from wall.display.encoding import Pixels, Subject, preview_of
from wall.display.frame_clock import FrameClock
from wall.protocol.previews import Preview
from wall.views.services import Subscription

PAUSE_S = 0.05
"""At least, between two pictures."""
NOT_YET_S = 0.25
"""What cannot be painted yet is looked at again after this."""
SHARE = 0.1
"""Of the Qt thread's time, at most, that painting one picture may take."""

Painting = Callable[[], QImage | None]
"""None while there is nothing to paint."""


@dataclass
class _Job:
    paint: Painting
    due: float = 0.0
    """Monotonic."""
    last: bytes = b""


class PaintedPreviews:
    """Paints what is wanted once in a period. Qt thread; end it with `stop`."""

    def __init__(self, clock: FrameClock, tell: Callable[[Preview], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._every_s = 1.0
        self._background: Background | None = None
        self._jobs: dict[Subject, _Job] = {}
        self._next: Subscription | None = None

    def follow(self, wanted: Mapping[Subject, Painting], every_s: float) -> None:
        """Paint these from now on; none: rest. What was wanted before keeps its turn."""
        self._every_s = every_s
        self._jobs = {subject: self._job(subject, paint) for subject, paint in wanted.items()}
        if self._jobs and self._next is None:
            self._next = self._clock.after(0, self._step)

    def stop(self) -> None:
        self._jobs = {}
        if self._next is not None:
            self._next.end()
        if self._background is not None:
            self._background.stop()

    def _job(self, subject: Subject, paint: Painting) -> _Job:
        job = self._jobs.get(subject) or _Job(paint)
        job.paint = paint
        return job

    def _step(self) -> None:
        """Paint what waits longest, if anything is due."""
        self._next = None
        if not self._jobs:
            return
        now = time.monotonic()
        subject, job = min(self._jobs.items(), key=lambda one: one[1].due)
        if job.due <= now:
            image = job.paint()
            spent = time.monotonic() - now
            pause = self._every_s if image is not None else NOT_YET_S
            job.due = now + max(pause, spent / SHARE)
            if image is not None:
                self._encode(subject, job, _pixels(image))
        soonest = min(job.due for job in self._jobs.values())
        self._next = self._clock.after(max(PAUSE_S, soonest - now), self._step)

    def _encode(self, subject: Subject, job: _Job, pixels: Pixels) -> None:
        if pixels.data == job.last:
            return
        job.last = pixels.data
        if self._background is None:
            self._background = Background("previews", 1)
        at = self._clock.now()
        self._background.run(lambda: preview_of(subject, pixels, at), self._tell, _cannot)


def _cannot(why: str) -> None:
    """The log has it; the next picture may be better."""


def _pixels(image: QImage) -> Pixels:
    """A copy: of a QImage with four bytes a pixel and no gaps between rows."""
    return Pixels(bytes(image.constBits()), image.width(), image.height())
