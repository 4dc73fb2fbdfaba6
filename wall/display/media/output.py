"""Where one tile's frames go: its size, its fit, its slots, whom to tell."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import numpy as np

from wall.display.media.scaling import FrameForm, Scaler, frame_form
from wall.display.media.slots import Slot, SlotRing
from wall.display.media.states import Fit, PlaybackState
from wall.display.media.tracks import TimedFrame

log = logging.getLogger(__name__)

# What a scaled picture depends on, besides the frame.
ScaledKey = tuple[FrameForm, tuple[int, int], Fit]


class VideoOutput:
    """One tile's view of a decoder. Written by one worker at a time, read by the Qt thread.

    `owner` is the source that may write; changing it takes an output from one source to another
    while a worker may still be scaling, which is what the lock is for.
    """

    def __init__(
        self,
        size_px: tuple[int, int],
        fit: Fit,
        on_frame: Callable[[], None],
        on_state: Callable[[PlaybackState], None],
    ) -> None:
        self.size_px = size_px
        self.owner: object = None
        self.levels: tuple[float, ...] = ()
        """How loud the last moments were, of what has no picture."""
        self._fit = fit
        self._on_frame = on_frame
        self._on_state = on_state
        self._writing = threading.Lock()
        self._scaler = Scaler()
        self._ring = SlotRing()
        self._shown: tuple[TimedFrame, tuple[int, int]] | None = None

    def front(self) -> Slot | None:
        """The newest picture; Qt thread."""
        return self._ring.front()

    def shows(self, timed: TimedFrame) -> bool:
        """Whether this frame is already there at the size that is wanted now."""
        shown = self._shown
        return shown is not None and shown[0] is timed and shown[1] == self.size_px

    def write(self, owner: object, timed: TimedFrame, done: dict[ScaledKey, Slot]) -> None:
        """Scale a frame into a slot and tell. `done` holds what this frame became elsewhere."""
        with self._writing:
            if self.owner is not owner:
                return
            if timed.levels is not None:
                self.levels = timed.levels
                self._shown = (timed, self.size_px)
                self._call(self._on_frame)
                return
            size_px = self.size_px
            form = frame_form(timed.frame, timed.pixel_aspect)
            plan = self._scaler.plan_for(form, size_px, self._fit)
            slot = self._ring.writable(plan.slot_px)
            key = (form, size_px, self._fit)
            same = done.get(key)
            if same is not None:
                np.copyto(slot.memory, same.memory)
            else:
                self._scaler.scale(timed.frame, slot)
                done[key] = slot
            self._shown = (timed, size_px)
            tell = self._ring.publish(slot, timed.position_s)
        if tell:
            self._call(self._on_frame)

    def tell(self, owner: object, state: PlaybackState) -> None:
        """Hand a new state on."""
        if self.owner is owner:
            self._call(lambda: self._on_state(state))

    def _call(self, told: Callable[[], None]) -> None:
        try:
            told()
        except Exception:
            # One tile's fault must not stop the worker of the others.
            log.exception("a video tile's callback failed")

    def free(self, owner: object) -> None:
        """Give the scaler back, unless another source has taken the output over."""
        with self._writing:
            if self.owner is owner or self.owner is None:
                self._scaler.close()
