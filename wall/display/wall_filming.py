"""Filming a part of a wall: a thread of low priority that gathers pixels and encodes them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import av
import numpy as np
from numpy.typing import NDArray

from wall.display.background import step_back
from wall.display.filming import Film
from wall.display.sound.inputs import RATE
from wall.display.sound.tapping import Tap
from wall.display.x_pixels import NoXPixels, XPixels
from wall.link.pictures import MAGIC, VERSION
from wall.link.recording import HEADER, MAX_PART, SORT, RecordEnded
from wall.model.geometry import Rect
from wall.model.screens import Rotation

log = logging.getLogger(__name__)

STILL_S = 1.0
"""A picture that does not change is written so often."""


@dataclass(frozen=True)
class Piece:
    """A part of one screen, and where it belongs on the film."""

    area: Rect
    """On the desktop, as it stands there."""
    into: Rect
    """Pixels of the film."""
    rotation: Rotation


class WallFilming(threading.Thread):
    """One film. `send` is called on this thread. Methods are for any thread; end with `stop`."""

    def __init__(
        self,
        number: int,
        size: tuple[int, int],
        fps: float,
        tap: Tap,
        send: Callable[[bytes | RecordEnded], None],
    ) -> None:
        super().__init__(name="recording", daemon=True)
        self.number = number
        self._size = size
        self._fps = fps
        self._tap = tap
        self._send = send
        self._part = 0
        self._lock = threading.Condition()
        self._pieces: tuple[Piece, ...] | None = None
        self._picture: NDArray[np.uint8] | None = None
        self._stopping = False
        self.is_over = False
        """It ended, whoever ended it."""

    def follow(self, pieces: tuple[Piece, ...]) -> None:
        """Read these from the X server from now on."""
        with self._lock:
            self._pieces = pieces

    def show(self, picture: NDArray[np.uint8]) -> None:
        """The newest picture, where there is no X server to read it from."""
        with self._lock:
            self._picture = picture

    def stop(self) -> None:
        """Ask for the end; the film is completed and sent."""
        with self._lock:
            self._stopping = True
            self._lock.notify_all()

    def run(self) -> None:
        step_back()
        why = ""
        width, height = self._size
        try:
            with ExitStack() as opened:
                film = Film(width, height, self._fps, self._write)
                opened.callback(film.close)
                self._film(film, opened)
        except NoXPixels as error:
            why = str(error)
        except (av.FFmpegError, ValueError) as error:
            log.exception("recording %d", self.number)
            why = f"it cannot be encoded: {error}"
        finally:
            self.is_over = True
        self._send(RecordEnded(number=self.number, why=why, width=width, height=height))

    def _film(self, film: Film, opened: ExitStack) -> None:
        width, height = self._size
        canvas = np.zeros((height, width, 4), np.uint8)
        last = np.zeros_like(canvas)
        server: XPixels | None = None
        began = due = time.monotonic()
        written = began - STILL_S
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._stopping, max(0.0, due - time.monotonic()))
                if self._stopping:
                    break
                pieces, picture = self._pieces, self._picture
            now = time.monotonic()
            # What is late is left out, never made up for.
            due = max(due + 1 / self._fps, now)
            self._hear(film, began, now)
            if pieces is not None:
                if server is None:
                    server = XPixels()
                    opened.callback(server.close)
                _gather(server, pieces, canvas)
            elif picture is not None:
                np.copyto(canvas, picture)
            else:
                continue
            if np.array_equal(canvas, last) and now - written < STILL_S:
                continue
            canvas, last = last, canvas
            film.add(last, now - began)
            written = now
        self._hear(film, began, time.monotonic())

    def _hear(self, film: Film, began: float, now: float) -> None:
        """All up to now, so that sound and picture stay together."""
        while (count := min(RATE, int((now - began) * RATE) - film.heard)) > 0:
            film.hear(self._tap.take(count, began + film.heard / RATE))

    def _write(self, data: bytes) -> None:
        for at in range(0, len(data), MAX_PART):
            head = HEADER.pack(MAGIC, VERSION, SORT, self.number, self._part)
            self._part += 1
            self._send(head + data[at : at + MAX_PART])


def _gather(server: XPixels, pieces: tuple[Piece, ...], canvas: NDArray[np.uint8]) -> None:
    for piece in pieces:
        turned = piece.rotation in (90, 270)
        wide, high = piece.into.width, piece.into.height
        read = (high, wide) if turned else (wide, high)
        data = server.read(piece.area, *read)
        pixels = np.frombuffer(data, np.uint8).reshape(read[1], read[0], 4)
        upright = np.rot90(pixels, piece.rotation // 90)
        into = piece.into
        canvas[into.y : into.bottom, into.x : into.right] = upright


def film_size(rect: Rect, most: tuple[int, int]) -> tuple[int, int]:
    """Of a film of this part of a wall: even, as its encoder wants it."""
    scale = min(1.0, most[0] / rect.width, most[1] / rect.height)
    return max(16, int(rect.width * scale) // 2 * 2), max(16, int(rect.height * scale) // 2 * 2)


def fitted(part: Rect, whole: Rect, size: tuple[int, int]) -> Rect:
    """Where a part of the region is on the film, which may have got another shape."""
    scale = min(size[0] / whole.width, size[1] / whole.height)
    left = (size[0] - whole.width * scale) / 2
    top = (size[1] - whole.height * scale) / 2
    x, y = round(left + (part.x - whole.x) * scale), round(top + (part.y - whole.y) * scale)
    right = round(left + (part.right - whole.x) * scale)
    bottom = round(top + (part.bottom - whole.y) * scale)
    x, y = max(0, min(x, size[0] - 1)), max(0, min(y, size[1] - 1))
    return Rect(x, y, max(1, min(right, size[0]) - x), max(1, min(bottom, size[1]) - y))


def area_of(part: Rect, screen: Rect, window: Rect, rotation: Rotation) -> Rect:
    """A part of a screen (canvas pixels) on the desktop, where the screen is turned clockwise."""
    left, top = (part.x - screen.x) / screen.width, (part.y - screen.y) / screen.height
    wide, high = part.width / screen.width, part.height / screen.height
    if rotation == 90:
        left, top, wide, high = 1 - top - high, left, high, wide
    elif rotation == 180:
        left, top = 1 - left - wide, 1 - top - high
    elif rotation == 270:
        left, top, wide, high = top, 1 - left - wide, high, wide
    return Rect(
        window.x + round(left * window.width),
        window.y + round(top * window.height),
        max(1, round(wide * window.width)),
        max(1, round(high * window.height)),
    )
