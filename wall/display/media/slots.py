"""Where decoded pictures wait for the screen: a ring of reused buffers, never torn.

One writer (a worker), one reader (the Qt thread). A lock guards only the two numbers that say
which slot is newest and which one the reader holds; pixels are written outside it. Three slots
are enough: the newest, the held one, and one to write into.
"""

from __future__ import annotations

import mmap
import os
import threading
import weakref

import numpy as np
from numpy.typing import NDArray

SLOTS = 3
# Rows start on cache lines: libswscale then never leaves its fast path, and what it writes past
# the end of a row falls into padding.
ROW_ALIGNMENT = 64


class Slot:
    """One picture in memory: rows of B, G, R, 255, which is QImage.Format_RGB32.

    A slot keeps its memory for life (`descriptor` is its file, `address` where libswscale writes
    the first pixel), so wrap it once for each (`generation`, `index`):
    `QImage(slot.memory, slot.width, slot.height, slot.stride, QImage.Format.Format_RGB32)`.
    Its pixels hold still from the `front()` that returned it until the next `front()`.
    """

    __slots__ = (
        "__weakref__",
        "address",
        "buffer",
        "descriptor",
        "generation",
        "height",
        "index",
        "memory",
        "position_s",
        "sequence",
        "stride",
        "width",
    )

    def __init__(self, size_px: tuple[int, int], index: int, generation: int) -> None:
        self.width, self.height = size_px
        self.index = index
        self.generation = generation
        self.sequence = 0
        self.position_s = 0.0
        self.stride = -(-self.width * 4 // ROW_ALIGNMENT) * ROW_ALIGNMENT
        length = self.stride * self.height
        # A file in memory: the X server can map it too, and its pages go back to the system with
        # the tile instead of being lost in a fragmented heap. One spare row: some of libswscale's
        # vector code writes past the very last pixel.
        self.descriptor = os.memfd_create("frame", os.MFD_CLOEXEC)
        weakref.finalize(self, os.close, self.descriptor).atexit = False
        os.ftruncate(self.descriptor, length + self.stride)
        pages = mmap.mmap(self.descriptor, length + self.stride)
        self.memory: NDArray[np.uint8] = np.frombuffer(pages, np.uint8, length)
        self.address = int(self.memory.ctypes.data)
        rows = self.memory.reshape(self.height, self.stride // 4, 4)
        self.buffer: NDArray[np.uint8] = rows[:, : self.width]


class SlotRing:
    """The slots of one output. Made again (with the next generation) when the size changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slots: list[Slot] = []
        self._size_px = (0, 0)
        self._generation = 0
        self._sequence = 0
        self._newest: Slot | None = None
        self._held: Slot | None = None
        self._unseen = False

    def writable(self, size_px: tuple[int, int]) -> Slot:
        """A slot that nobody reads. Writer only; call `publish` with it when it is filled."""
        if size_px != self._size_px:
            self._slots = []
            self._size_px = size_px
            self._generation += 1
        with self._lock:
            taken = (self._newest, self._held)
        for slot in self._slots:
            if slot not in taken:
                return slot
        slot = Slot(size_px, len(self._slots), self._generation)
        self._slots.append(slot)
        assert len(self._slots) <= SLOTS
        return slot

    def publish(self, slot: Slot, position_s: float) -> bool:
        """Make a slot the newest; whether the reader had already seen the one before."""
        with self._lock:
            self._sequence += 1
            slot.sequence = self._sequence
            slot.position_s = position_s
            self._newest = slot
            told, self._unseen = self._unseen, True
        return not told

    def front(self) -> Slot | None:
        """The newest slot, held for the reader until its next call. Reader only."""
        with self._lock:
            self._unseen = False
            if self._newest is not None:
                self._held = self._newest
            return self._held
