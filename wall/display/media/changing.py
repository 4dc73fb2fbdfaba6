"""Whether a live transport stream still brings what it was opened for.

Who sends may begin anew with another codec or in another place of the stream. libav then tells of
new streams, which nobody waits for, and is silent about the old one.
"""

from __future__ import annotations

import time

from wall.display.media.stored import Readable

CHANGED = "what is sent has changed"
# So long good data may come without a packet of ours; pictures that are rare have more.
PATIENCE_S, PATIENCE_FRAMES = 1.2, 6.0
PAUSE_S = 0.4
SYNC = 0x47


class Expectation:
    """When what was opened came last. Its reader's; times are monotonic."""

    def __init__(self) -> None:
        self._patience_s: float | None = None
        self._came_s = 0.0
        self._read_s = 0.0

    def begin(self, fps: float) -> None:
        """From now on packets are waited for."""
        self._patience_s = max(PATIENCE_S, PATIENCE_FRAMES / fps)
        self._came_s = time.monotonic()

    def came(self, at_s: float) -> None:
        """One is there."""
        self._came_s = at_s

    def fails(self, data: bytes, now_s: float) -> bool:
        """Whether this data should have brought one long ago. What is no transport stream does not
        count, nor the time in which nothing came."""
        if self._patience_s is None or data[:1] != bytes((SYNC,)):
            return False
        if now_s - self._read_s > PAUSE_S:
            self._came_s = max(self._came_s, now_s)
        self._read_s = now_s
        return now_s - self._came_s > self._patience_s


class Expected:
    """A file that ends where it brings something else."""

    def __init__(self, file: Readable, expectation: Expectation) -> None:
        self._file = file
        self._expectation = expectation
        self.changed = False

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; empty at the end."""
        data = b"" if self.changed else self._file.read(size)
        if data and self._expectation.fails(data, time.monotonic()):
            self.changed = True
            return b""
        return data

    def close(self) -> None:
        self._file.close()
