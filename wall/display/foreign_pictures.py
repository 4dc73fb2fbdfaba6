"""Pictures of strangers, decoded outside this process: Qt's own decoders never see them.

Any thread, one picture at a time for each process that decodes.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import IO

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from wall.confining import child_environment
from wall.display.picture_wire import ANSWER, LONGEST_SIDE, MOST_BYTES, REQUEST
from wall.errors import WallError

log = logging.getLogger(__name__)

CPU_S = 5
"""Fifty million pixels take one or two."""
WITHIN_S = 60.0
"""However little of a core there is."""
MOST_FAILED = 2_000
_CHILD = "wall.display.picture_child"
_MOST_ANSWER = LONGEST_SIDE * LONGEST_SIDE * 4
_FORMATS = {
    1: QImage.Format.Format_RGB32,
    2: QImage.Format.Format_ARGB32_Premultiplied,
}

_File = tuple[str, int, int]
"""Path, time and size."""


class UnreadableImage(WallError):
    """A picture that cannot be decoded."""

    code = "unreadable_image"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name} is no picture that can be shown: {why}")
        self.why = why


class ForeignPictures:
    """Starts what decodes when it is needed. `stop` ends it, from another thread as well."""

    def __init__(self, processes: int, cpu_s: int = CPU_S) -> None:
        """`cpu_s`: of a core, for one picture."""
        self._free = [_Decoder(cpu_s) for _ in range(processes)]
        self._all = tuple(self._free)
        self._lock = threading.Condition()
        self._failed: OrderedDict[_File, str] = OrderedDict()
        """Why. What is shown again and again is not tried each time."""
        self._is_over = False

    def decode(self, path: Path, size_px: QSize, *, cover: bool) -> QImage:
        """As `images.decode`; of what is much longer than wide, the middle. Raises
        UnreadableImage and OSError."""
        status = path.stat()
        file = str(path), status.st_mtime_ns, status.st_size
        with self._lock:
            why = self._failed.get(file, "")
        if why:
            raise UnreadableImage(path, why)
        if status.st_size > MOST_BYTES:
            raise UnreadableImage(path, f"it has more than {MOST_BYTES // 1024**2} MB")
        try:
            return self._ask(path, path.read_bytes()[:MOST_BYTES], size_px, cover)
        except UnreadableImage as error:
            with self._lock:
                self._failed[file] = error.why
                while len(self._failed) > MOST_FAILED:
                    self._failed.popitem(last=False)
            raise

    def stop(self) -> None:
        with self._lock:
            self._is_over = True
            self._lock.notify_all()
        for decoder in self._all:
            decoder.stop()

    def _ask(self, path: Path, content: bytes, size_px: QSize, cover: bool) -> QImage:
        width = max(1, min(size_px.width(), LONGEST_SIDE))
        height = max(1, min(size_px.height(), LONGEST_SIDE))
        request = REQUEST.pack(len(content), width, height, cover) + content
        with self._lock:
            while not self._free and not self._is_over:
                self._lock.wait()
            if self._is_over:
                raise UnreadableImage(path, "the display ends")
            decoder = self._free.pop()
        try:
            size, sort, pixels = decoder.ask(request)
        except (OSError, ValueError) as error:
            decoder.end()
            raise UnreadableImage(path, "decoding it ended badly or took too long") from error
        finally:
            with self._lock:
                self._free.append(decoder)
                self._lock.notify()
        if sort not in _FORMATS:
            raise UnreadableImage(path, pixels.decode("utf-8", "replace"))
        return QImage(pixels, size.width(), size.height(), size.width() * 4, _FORMATS[sort]).copy()


class _Decoder:
    """One process, started anew after it has ended."""

    def __init__(self, cpu_s: int) -> None:
        self._cpu_s = cpu_s
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._is_over = False

    def ask(self, request: bytes) -> tuple[QSize, int, bytes]:
        """Raises OSError and ValueError where it did not answer in time, or nonsense."""
        process = self._started()
        timer = threading.Timer(WITHIN_S, process.kill)
        timer.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(request)
            process.stdin.flush()
            size, width, height, sort = ANSWER.unpack(_exactly(process.stdout, ANSWER.size))
            is_picture = sort in _FORMATS
            if size > _MOST_ANSWER or (is_picture and size != width * height * 4):
                raise ValueError("an answer of another size")
            return QSize(width, height), sort, _exactly(process.stdout, size)
        finally:
            timer.cancel()
            timer.join()

    def stop(self) -> None:
        """For good."""
        with self._lock:
            self._is_over = True
        self.end()

    def end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._is_over:
                raise ValueError("it has ended")
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", _CHILD, str(self._cpu_s)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=child_environment(),
                    start_new_session=True,
                )
            return self._process


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    found = pipe.read(size)
    if len(found) != size:
        raise ValueError("it has ended")
    return found
