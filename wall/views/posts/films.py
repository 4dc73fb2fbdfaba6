"""Films of the posts that are seen: a few play, without sound, the others show a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from wall.errors import WallError
from wall.model.tiles import Tile
from wall.views.services import Playback, Services, VideoState
from wall.views.streams import StreamWishes

FilmKey = tuple[str, int, int]
"""Address, width and height in pixels."""
MOST_OPENING = 2
"""Of those that only give a picture, at once."""
_WISHES = StreamWishes(foreign=True)


def paint_film(
    painter: QPainter, box: QRectF, frame: QImage, radius: float, ground: QColor
) -> None:
    """A frame with round corners, on a card of one colour."""
    if frame.size() == box.size().toSize():
        painter.drawImage(box.topLeft(), frame)
    else:
        # Until it is decoded at the size of its place.
        painter.drawImage(box, frame)
    corners = QPainterPath()
    corners.addRect(box)
    inside = QPainterPath()
    inside.addRoundedRect(box, radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(corners.subtracted(inside), ground)


@dataclass
class _Film:
    """One that is open; without `is_playing` it is closed with its first picture."""

    playback: Playback | None = None
    is_playing: bool = False
    has_frame: bool = False


class Films:
    """`moved(key)` is called for each new frame, `changed(key)` when a film has its first picture
    or has failed. Nothing is open while `rest` holds."""

    def __init__(
        self,
        services: Services,
        tile: Tile,
        moved: Callable[[FilmKey], None],
        changed: Callable[[FilmKey], None],
    ) -> None:
        self._services = services
        # Whoever wrote the address is nobody here: it is judged like what people push.
        self._tile = tile.model_copy(update={"trusted": False})
        self._moved = moved
        self._changed = changed
        self._films: dict[FilmKey, _Film] = {}
        self._stills: dict[FilmKey, QImage] = {}
        self._failed: set[str] = set()
        self._over: set[str] = set()
        """Those that broke after they had begun."""
        self._wanted: tuple[FilmKey, ...] = ()
        self._playing: frozenset[FilmKey] = frozenset()
        self._is_resting = True

    @property
    def playing(self) -> tuple[FilmKey, ...]:
        """Those whose frames come."""
        return tuple(key for key, film in self._films.items() if film.is_playing)

    def frame(self, key: FilmKey) -> QImage | None:
        """The newest frame of one that plays; valid until the next call."""
        film = self._films.get(key)
        if film is None or not (film.is_playing and film.has_frame) or film.playback is None:
            return None
        return film.playback.image()

    def still(self, key: FilmKey) -> QImage | None:
        """A picture of it, if there is one yet."""
        return self._stills.get(key)

    def has_failed(self, address: str) -> bool:
        return address in self._failed

    def want(self, playing: Sequence[FilmKey], still: Sequence[FilmKey]) -> None:
        """What is seen now; all others end. One that failed is tried again when it is wanted
        again."""
        self._wanted = tuple(dict.fromkeys((*playing, *still)))
        self._playing = frozenset(playing)
        addresses = {key[0] for key in self._wanted}
        self._failed &= addresses
        self._over &= addresses
        self._stills = {k: v for k, v in self._stills.items() if k in self._wanted}
        for key in [key for key in self._films if key not in self._wanted]:
            self._close(key)
        for key in [k for k, f in self._films.items() if f.is_playing and k not in self._playing]:
            self._keep_still(key)
            self._close(key)
        self._open_more()

    def show(self) -> None:
        self._is_resting = False
        self._open_more()

    def rest(self) -> None:
        """Nobody sees them."""
        self._is_resting = True
        for key in list(self._films):
            self._keep_still(key)
            self._close(key)

    def end(self) -> None:
        self._is_resting = True
        for key in list(self._films):
            self._close(key)
        self._wanted, self._playing = (), frozenset()
        self._stills.clear()

    # -- opening -------------------------------------------------------------------------

    def _open_more(self) -> None:
        if self._is_resting:
            return
        for key in self._wanted:
            if key[0] in self._failed | self._over or key in self._films:
                continue
            if key in self._playing:
                self._open(key, is_playing=True)
            elif key not in self._stills and self._opening < MOST_OPENING:
                self._open(key, is_playing=False)

    @property
    def _opening(self) -> int:
        return sum(not film.is_playing for film in self._films.values())

    def _open(self, key: FilmKey, *, is_playing: bool) -> None:
        film = self._films[key] = _Film(is_playing=is_playing)
        try:
            film.playback = self._services.video.open(
                self._tile,
                (key[0],),
                QSize(key[1], key[2]),
                loop=True,
                fit="cover",
                on_frame=partial(self._frame, key, film),
                on_state=partial(self._state, key, film),
                wishes=_WISHES,
            )
        except WallError:
            self._fail(key, film)
            return
        if not is_playing:
            film.playback.pause()

    def _frame(self, key: FilmKey, film: _Film) -> None:
        if self._films.get(key) is not film:
            return
        is_first = not film.has_frame
        film.has_frame = True
        if not film.is_playing:
            self._keep_still(key)
            self._close(key)
            self._changed(key)
            self._open_more()
        elif is_first:
            self._keep_still(key)
            self._changed(key)
        else:
            self._moved(key)

    def _state(self, key: FilmKey, film: _Film, state: VideoState) -> None:
        # One that stalls keeps its last frame.
        if self._films.get(key) is film and (state.phase == "failed" or state.sound_only):
            self._fail(key, film)

    def _fail(self, key: FilmKey, film: _Film) -> None:
        self._keep_still(key)
        (self._over if film.has_frame else self._failed).add(key[0])
        self._close(key)
        self._changed(key)
        self._open_more()

    def _keep_still(self, key: FilmKey) -> None:
        """Its frames are the decoder's memory: a picture of its own stays."""
        film = self._films.get(key)
        if film is None or film.playback is None or not film.has_frame:
            return
        image = film.playback.image()
        if image is not None and not image.isNull():
            self._stills[key] = image.copy()

    def _close(self, key: FilmKey) -> None:
        film = self._films.pop(key, None)
        if film is not None and film.playback is not None:
            film.playback.close()
