"""The sound of one source: who listens to it, and where on the line of its picture it belongs.

The picture's worker tells where runs begin (`place`) and when the line is due (`follow`); a
thread that exists only while somebody listens decodes ahead of that.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from wall.display.sound.inputs import Samples
from wall.views.sound import Ear

TOGETHER_S = 0.06
"""Sound that ends this close to its picture is followed directly by the next round's: the picture
waits or hurries that much, and nobody hears a seam."""


@dataclass(frozen=True, slots=True)
class Run:
    """One round of one item: its second 0 lies at `base_s` of the line."""

    item: int
    base_s: float
    media: object = None
    """What it is read from, where its sound comes along with the picture."""


class SoundThread(Protocol):
    """What decodes for a SourceSound. Made and started when the first ear comes."""

    def start(self) -> None: ...
    def retire(self) -> None: ...


class SourceSound:
    """Between the worker of a picture, those who listen, and the thread that decodes."""

    def __init__(self, make_thread: Callable[[SourceSound], SoundThread] | None) -> None:
        self._make_thread = make_thread
        self._changed = threading.Condition()
        self._ears: tuple[Ear, ...] = ()
        self._thread: SoundThread | None = None
        self._closed = False
        self._run: Run | None = None
        self._planned: deque[Run] = deque()
        self._epoch = 0
        self._origin_s: float | None = None

    # -- who listens; any thread -----------------------------------------------------------------

    def listen(self, ear: Ear) -> None:
        """Bring it sound from now on."""
        with self._changed:
            if self._closed or ear in self._ears:
                return
            self._ears = (*self._ears, ear)
            ear.anchor(self._origin_s)
            if self._thread is None and self._make_thread is not None:
                self._planned.clear()
                self._thread = self._make_thread(self)
                self._thread.start()

    def leave(self, ear: Ear) -> None:
        """Bring it no more; without ears nothing is decoded."""
        with self._changed:
            self._ears = tuple(one for one in self._ears if one is not ear)
            ear.anchor(None)
            thread = None
            if not self._ears:
                thread, self._thread = self._thread, None
            self._changed.notify_all()
        if thread is not None:
            thread.retire()

    def close(self) -> None:
        """The source ends."""
        with self._changed:
            self._closed = True
            ears, self._ears = self._ears, ()
            thread, self._thread = self._thread, None
            self._changed.notify_all()
        for ear in ears:
            ear.anchor(None)
        if thread is not None:
            thread.retire()

    @property
    def is_heard(self) -> bool:
        return bool(self._ears)

    # -- the picture's worker --------------------------------------------------------------------

    def place(self, item: int, media: object, base_s: float) -> float:
        """A run begins; by how much later its picture should lie, so that sound has no seam."""
        with self._changed:
            now = self._run
            same = now is not None and (now.item, now.media) == (item, media)
            if now is not None and same and abs(now.base_s - base_s) < 1e-6:
                return 0.0
            while self._planned:
                planned = self._planned.popleft()
                if planned.item == item and abs(planned.base_s - base_s) <= TOGETHER_S:
                    self._run = planned
                    return planned.base_s - base_s
            self._run = Run(item, base_s, media)
            self._epoch += 1
            self._changed.notify_all()
            return 0.0

    def follow(self, origin_s: float | None, *, leads: bool) -> float:
        """When the line is due, None while it stands; by how much later it should be due.

        With `leads` the sound of the first ear leads, and the picture follows it.
        """
        if origin_s == self._origin_s and not self._ears:
            return 0.0
        with self._changed:
            began = (origin_s is None) != (self._origin_s is None)
            self._origin_s = origin_s
            lead_s = 0.0
            for number, ear in enumerate(self._ears):
                ear.anchor(origin_s, leads=leads and number == 0)
                if number == 0 and origin_s is not None:
                    lead_s = ear.take_lead_s()
            if began:
                self._changed.notify_all()
        return lead_s

    # -- the thread that decodes -----------------------------------------------------------------

    def begin(self, thread: SoundThread) -> tuple[int, Run, float] | None:
        """Wait for a line that runs: its epoch, its run, and where on it is now. None: the end."""
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    self._thread is not thread
                    or (self._run is not None and self._origin_s is not None)
                )
            )
            if self._thread is not thread or self._run is None or self._origin_s is None:
                return None
            return self._epoch, self._run, time.monotonic() - self._origin_s

    def base_of(self, thread: SoundThread, media: object) -> float | None:
        """Wait until the picture is at a medium too: where on the line it begins."""
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    self._thread is not thread
                    or (self._run is not None and self._run.media is media)
                )
            )
            return self._run.base_s if self._thread is thread and self._run is not None else None

    def await_line(self, thread: SoundThread, epoch: int | None, until_s: float) -> bool:
        """Wait until the line comes to a second; whether the thread is to go on from there."""
        with self._changed:
            while self._thread is thread and epoch in (None, self._epoch):
                if self._origin_s is None:
                    self._changed.wait()
                    continue
                ahead_s = until_s - (time.monotonic() - self._origin_s)
                if ahead_s <= 0:
                    return True
                self._changed.wait(ahead_s)
            return False

    def await_other(self, thread: SoundThread, epoch: int) -> None:
        """Wait until another run begins, or nobody wants anything any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._thread is not thread or self._epoch != epoch)

    def plan(self, run: Run) -> None:
        """The sound of this run follows what was pushed; the picture comes to it."""
        with self._changed:
            self._planned.append(run)

    def push(self, samples: Samples, at_s: float) -> None:
        for ear in self._ears:
            ear.push(samples, at_s)
