"""Where the pictures of a desk share go: for each size of tile one ring of slots.

A picture is scaled into its tile's own pixels, bars included, on the feed's thread: what is in
a slot goes to the screen without being painted.
"""

from __future__ import annotations

import threading

from wall.display.desks.decoding import Picture
from wall.display.media.scaling import FrameForm, Scaler
from wall.display.media.slots import Slot, SlotRing
from wall.display.media.states import Fit

_EDGE_PX = 16
"""libswscale may write past the end of a row up to here."""


class DeskOutput:
    """One size. `write` comes from the feed's thread, `front` from the Qt thread."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        self.size_px = size_px
        self._ring = SlotRing()
        self._scaler = Scaler()
        self._writing = threading.Lock()
        self._barred: dict[tuple[int, int], FrameForm] = {}
        """Slot → the form whose bars are in it."""
        self._is_closed = False

    def front(self) -> Slot | None:
        return self._ring.front()

    def write(self, picture: Picture) -> None:
        with self._writing:
            if self._is_closed:
                return
            size = self.size_px
            plan = self._scaler.plan_for(picture.form, size, Fit.CONTAIN)
            slot = self._ring.writable(size)
            width, height = plan.slot_px
            left, top = (size[0] - width) // 2, (size[1] - height) // 2
            self._bar(slot, picture.form)
            self._scaler.scale(picture.frame, _Part.of(slot, left, top, width, height))
            if left + width < size[0]:
                slot.buffer[:, left + width : left + width + _EDGE_PX] = 0
            self._ring.publish(slot, 0.0)

    def forget(self) -> None:
        """What was shown is not to be seen any more, not even for a moment later."""
        with self._writing:
            self._ring = SlotRing()
            self._barred.clear()

    def close(self) -> None:
        """Idempotent."""
        with self._writing:
            self._is_closed = True
            self._scaler.close()

    def _bar(self, slot: Slot, form: FrameForm) -> None:
        key = (slot.generation, slot.index)
        if self._barred.get(key) != form:
            slot.buffer[:] = 0
            self._barred = {k: f for k, f in self._barred.items() if k[0] == slot.generation}
            self._barred[key] = form


class _Part(Slot):
    """A rectangle of a slot, as something to scale into."""

    def __init__(self) -> None:
        """Made by `of` alone: it has no memory of its own."""

    @classmethod
    def of(cls, slot: Slot, left: int, top: int, width: int, height: int) -> _Part:
        part = cls()
        part.width, part.height = width, height
        part.stride = slot.stride
        part.address = slot.address + top * slot.stride + left * 4
        part.buffer = slot.buffer[top : top + height, left : left + width]
        return part
