"""Recordings of this display: what the controller asks for, and marks on what is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from wall.display.wall_filming import Piece, WallFilming, area_of, film_size, fitted
from wall.display.wall_show import WallShow
from wall.link.recording import EndRecord, RecordEnded, RecordWall
from wall.model.geometry import Rect
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
    size: tuple[int, int]
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
        send: Callable[[bytes | RecordEnded], None],
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
        size = film_size(self._rect(asked, show), (asked.width, asked.height))
        tap = self._sound.tap(asked.wall, lambda tile: _is_heard(asked, tile))
        filming = WallFilming(asked.number, size, asked.fps, tap, self._send)
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
        if self._reads_x():
            film.filming.follow(tuple(self._pieces(film, show, rect)))
        else:
            film.filming.show(_painted(show, rect, film.size))

    def _pieces(self, film: _Film, show: WallShow, rect: Rect) -> list[Piece]:
        pieces: list[Piece] = []
        for report in self._outputs.report():
            window = report.rect
            if report.wall != show.wall.name or not report.present or window is None:
                continue
            screen = show.wall.screen(report.address)
            part = screen.rect.intersection(rect)
            if part is None or window.width <= 0 or window.height <= 0:
                continue
            pieces.append(
                Piece(
                    area_of(part, screen.rect, window, screen.rotation),
                    fitted(part, rect, film.size),
                    screen.rotation,
                )
            )
        return pieces


def _is_heard(asked: RecordWall, tile: Tile) -> bool:
    """On a film of a tile, that alone; else what stands where it films, for the most part."""
    if asked.tile is not None:
        return tile.id == asked.tile
    seen = tile.rect.intersection(asked.rect)
    whole = tile.rect.width * tile.rect.height
    return seen is not None and seen.width * seen.height * 2 >= whole


def _painted(show: WallShow, rect: Rect, size: tuple[int, int]) -> NDArray[np.uint8]:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    target = QRectF(*fitted(rect, rect, size))
    show.canvas.scene.render(painter, target, QRectF(*rect), Qt.AspectRatioMode.IgnoreAspectRatio)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(size[1], size[0], 4).copy()
