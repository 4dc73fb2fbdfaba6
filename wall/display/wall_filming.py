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
from wall.link.recording import HEADER, MAX_PART, SORT, RecordEnded, RecordPlaced
from wall.model.geometry import Rect
from wall.model.screens import Rotation

log = logging.getLogger(__name__)

STILL_S = 1.0
"""A picture that does not change is written so often."""
TELL_EVERY_S = 4.0
"""Where it films is said again, so that clocks may drift."""

Told = bytes | RecordPlaced | RecordEnded


@dataclass(frozen=True)
class Piece:
    """A part of one screen, and where it belongs on the film."""

    area: Rect
    """On the desktop, as it stands there."""
    into: Rect
    """Pixels of the film."""
    rotation: Rotation


@dataclass(frozen=True)
class View:
    """What is filmed from now on."""

    region: Rect
    """Of the canvas."""
    into: tuple[Rect, ...]
    """Pixels of the film that are filled here."""
    ahead_s: float
    """The controller's time, less this machine's monotonic one."""
    pieces: tuple[Piece, ...] = ()
    """Read these from the X server."""
    picture: NDArray[np.uint8] | None = None
    """The newest picture, where there is no X server to read it from."""


class WallFilming(threading.Thread):
    """One film. `send` is called on this thread. Methods are for any thread; end with `stop`."""

    def __init__(
        self,
        number: int,
        size: tuple[int, int],
        fps: float,
        tap: Tap,
        send: Callable[[Told], None],
        *,
        tells: bool = False,
    ) -> None:
        """`tells`: where it films, too."""
        super().__init__(name="recording", daemon=True)
        self.number = number
        self._size = size
        self._fps = fps
        self._tap = tap
        self._send = send
        self._tells = tells
        self._part = 0
        self._lock = threading.Condition()
        self._view: View | None = None
        self._stopping = False
        self.is_over = False
        """It ended, whoever ended it."""

    def follow(self, view: View) -> None:
        with self._lock:
            self._view = view

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
        telling = _Telling(self.number, self._send if self._tells else None)
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._stopping, max(0.0, due - time.monotonic()))
                if self._stopping:
                    break
                view = self._view
            now = time.monotonic()
            # What is late is left out, never made up for.
            due = max(due + 1 / self._fps, now)
            self._hear(film, began, now)
            if view is None:
                continue
            if telling.is_elsewhere(view):
                # What was beside the last picture must not stay in the margins of this one.
                canvas[:], last[:] = 0, 0
            telling.tell(view, now - began, now)
            if view.picture is not None:
                np.copyto(canvas, view.picture)
            else:
                if server is None:
                    server = XPixels()
                    opened.callback(server.close)
                _gather(server, view.pieces, canvas)
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


class _Telling:
    """Says where a film films when that changes, and every few seconds."""

    def __init__(self, number: int, send: Callable[[RecordPlaced], None] | None) -> None:
        self._number = number
        self._send = send
        self._place: tuple[Rect, tuple[Rect, ...]] | None = None
        self._at = 0.0

    def is_elsewhere(self, view: View) -> bool:
        return self._place is not None and (view.region, view.into) != self._place

    def tell(self, view: View, at_s: float, now: float) -> None:
        place = (view.region, view.into)
        if place == self._place and now - self._at < TELL_EVERY_S:
            return
        self._place, self._at = place, now
        if self._send is not None:
            there = now + view.ahead_s
            self._send(
                RecordPlaced(
                    number=self._number, at_s=at_s, now=there, region=view.region, into=view.into
                )
            )


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
