"""Recordings of this display: what the controller asks for, and marks on what is recorded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from wall.display.frame_clock import FrameClock
from wall.display.outputs import MonitorOutputs, Outputs
from wall.display.recording_marks import RecordingMarks
from wall.display.sound.service import Sound
from wall.display.sound.tapping import Tap
from wall.display.wall_filming import Piece, Told, View, WallFilming, area_of
from wall.display.wall_show import WallShow
from wall.link.messages import ScreenReport
from wall.link.recording import EndRecord, RecordEnded, RecordWall
from wall.model.geometry import Rect, Size
from wall.model.recordings import film_size, fitted
from wall.model.tiles import Tile
from wall.views.services import Subscription
from wall.views.theme import Theme

FOLLOW_EVERY_S = 0.25
"""So often it follows tiles and windows that moved."""
PAINTED_EVERY_S = 0.1
"""Without an X server to read from, each picture costs the Qt thread."""
END_WITHIN_S = 5.0


@dataclass(eq=False)
class _Film:
    asked: RecordWall
    filming: WallFilming
    size: Size
    tap: Tap
    following: Subscription

    def leave(self) -> None:
        """It is not followed any more."""
        self.following.end()
        self.tap.end()


class Recordings:
    """Qt thread; `send` is called from any. End with `stop`."""

    def __init__(
        self,
        clock: FrameClock,
        outputs: Outputs,
        shows: Mapping[str, WallShow],
        sound: Sound,
        send: Callable[[Told], None],
    ) -> None:
        self._clock = clock
        self._outputs = outputs
        self._shows = shows
        self._sound = sound
        self._send = send
        self._films: dict[int, _Film] = {}
        self._marks: dict[str, RecordingMarks] = {}

    def begin(self, asked: RecordWall) -> None:
        show = self._shows.get(asked.wall)
        if show is None:
            why = f"this display does not show wall '{asked.wall}'"
            self._send(RecordEnded(number=asked.number, why=why))
            return
        size = film_size(asked.rect, Size(asked.width, asked.height))
        tap = self._sound.tap(asked.wall, lambda tile: self._is_heard(asked, tile))
        filming = WallFilming(
            asked.number, size, asked.fps, tap, self._send, tells=bool(asked.screens)
        )
        every_s = FOLLOW_EVERY_S if self._reads_x() else PAINTED_EVERY_S
        film = _Film(
            asked, filming, size, tap, self._clock.every(every_s, lambda: self._follow(film))
        )
        self._films[asked.number] = film
        self._follow(film)
        filming.start()

    def end(self, message: EndRecord) -> None:
        film = self._films.pop(message.number, None)
        if film is not None:
            film.leave()
            film.filming.stop()
        else:
            self._send(RecordEnded(number=message.number, why="it was not running here"))

    def mark(self, theme: Theme) -> None:
        """Show on each wall what is recorded now."""
        for name, show in self._shows.items():
            running = show.scene.recordings if show.scene is not None else ()
            marks = self._marks.get(name)
            if marks is None:
                if not running:
                    continue
                marks = self._marks[name] = RecordingMarks(show.canvas)
            marks.show(running, show.scene, theme)

    def forget(self, wall: str) -> None:
        """Before its canvas goes."""
        marks = self._marks.pop(wall, None)
        if marks is not None:
            marks.clear()

    def end_all(self) -> None:
        """Nobody hears of it any more."""
        films, self._films = self._films, {}
        for film in films.values():
            film.leave()
            film.filming.stop()
        for film in films.values():
            film.filming.join(END_WITHIN_S)

    def stop(self) -> None:
        self.end_all()
        for wall in tuple(self._marks):
            self.forget(wall)

    # -- following -------------------------------------------------------------------------------

    def _rect(self, asked: RecordWall, show: WallShow) -> Rect:
        """What is recorded now: a tile is followed."""
        tile = show.scene.tile(asked.tile) if asked.tile and show.scene is not None else None
        whole = tile.rect if tile is not None else asked.rect
        return whole.intersection(show.wall.canvas) or asked.rect

    def _reads_x(self) -> bool:
        on_monitors = isinstance(self._outputs, MonitorOutputs)
        return on_monitors and QGuiApplication.platformName() == "xcb"

    def _follow(self, film: _Film) -> None:
        show = self._shows.get(film.asked.wall)
        if film.filming.is_over:
            self._films.pop(film.asked.number, None)
            film.leave()
            return
        if show is None:
            return
        rect = self._rect(film.asked, show)
        seen = list(self._seen(show, rect))
        into = tuple(fitted(part, rect, film.size) for _, part in seen)
        ahead_s = self._clock.now() - time.monotonic()
        if self._reads_x():
            pieces = (
                _piece(show, report, part, target)
                for (report, part), target in zip(seen, into, strict=True)
            )
            known = tuple(piece for piece in pieces if piece is not None)
            film.filming.follow(View(rect, tuple(p.into for p in known), ahead_s, known))
        else:
            picture = _painted(show, rect, film.size)
            film.filming.follow(View(rect, into, ahead_s, picture=picture))

    def _seen(self, show: WallShow, rect: Rect) -> Iterator[tuple[ScreenReport, Rect]]:
        """Screens of this display, and what of the rectangle lies on each."""
        for report in self._outputs.report():
            if report.wall == show.wall.name and report.present:
                part = show.wall.screen(report.address).rect.intersection(rect)
                if part is not None:
                    yield report, part

    def _is_heard(self, asked: RecordWall, tile: Tile) -> bool:
        """On a film of a tile, that alone; else what stands where it films, for the most part.

        What lies on the screens of several displays is heard on the film of one of them.
        """
        show = self._shows.get(asked.wall)
        if asked.tile is not None:
            if tile.id != asked.tile:
                return False
        elif 2 * _shared(tile.rect, asked.rect) < tile.rect.width * tile.rect.height:
            return False
        if show is None or not asked.screens:
            return True
        there = [s for s in show.wall.screens if s.rect.overlaps(tile.rect)]
        if not there:
            return True
        most = max(there, key=lambda screen: _shared(screen.rect, tile.rect))
        return most.address in asked.screens or any(
            report.wall == asked.wall and report.present and report.address == most.address
            for report in self._outputs.report()
        )


def _shared(one: Rect, other: Rect) -> int:
    """Square pixels."""
    both = one.intersection(other)
    return both.width * both.height if both is not None else 0


def _piece(show: WallShow, report: ScreenReport, part: Rect, into: Rect) -> Piece | None:
    window, screen = report.rect, show.wall.screen(report.address)
    if window is None or window.width <= 0 or window.height <= 0:
        return None
    area = area_of(part, screen.rect, window, screen.rotation)
    return Piece(area, into, screen.rotation)


def _painted(show: WallShow, rect: Rect, size: Size) -> NDArray[np.uint8]:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    target = QRectF(*fitted(rect, rect, size))
    show.canvas.scene.render(painter, target, QRectF(*rect), Qt.AspectRatioMode.IgnoreAspectRatio)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(size.height, size.width, 4).copy()
