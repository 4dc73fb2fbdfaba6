"""Films of the posts that are seen: a few play, without sound, the others show a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from wall.errors import WallError
from wall.model.tiles import Tile
from wall.views.foreign_films import FilmLook
from wall.views.painting import cropped
from wall.views.services import Playback, Services, Subscription, VideoState
from wall.views.streams import StreamWishes

FilmKey = tuple[str, int, int]
"""Address, width and height in pixels."""
AGAIN_AFTER_S = 600.0
MOST_FAILED = 500
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
    """One that plays."""

    playback: Playback | None = None
    has_frame: bool = False


class Films:
    """Each is looked into by a limited child before a decoder of this process sees it: that gives
    its poster, and says whether it plays. `moved(key)` is called for each new frame,
    `changed(key)` when a film has its first picture or has failed. Nothing plays while `rest`
    holds."""

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
        self._looking: dict[str, Subscription] = {}
        self._looks: dict[str, FilmLook] = {}
        self._films: dict[FilmKey, _Film] = {}
        self._stills: dict[FilmKey, QImage] = {}
        self._failed: dict[str, float] = {}
        """Address → when. Who asks whether one has failed wants it no longer."""
        self._over: set[str] = set()
        """Those that broke when they were played."""
        self._wanted: tuple[FilmKey, ...] = ()
        self._playing: frozenset[FilmKey] = frozenset()
        self._is_resting = True

    @property
    def playing(self) -> tuple[FilmKey, ...]:
        """Those whose frames come."""
        return tuple(self._films)

    def frame(self, key: FilmKey) -> QImage | None:
        """The newest frame of one that plays; valid until the next call."""
        film = self._films.get(key)
        if film is None or not film.has_frame or film.playback is None:
            return None
        return film.playback.image()

    def still(self, key: FilmKey) -> QImage | None:
        """A picture of it, if there is one yet."""
        found = self._stills.get(key)
        look = self._looks.get(key[0])
        if found is None and look is not None:
            found = self._stills[key] = cropped(look.poster, QSize(key[1], key[2]), 0.5, 0.5)
        return found

    def has_failed(self, address: str) -> bool:
        at = self._failed.get(address)
        return at is not None and self._services.clock.now() < at + AGAIN_AFTER_S

    def want(self, playing: Sequence[FilmKey], still: Sequence[FilmKey]) -> None:
        """What is seen now; all others end. One that has failed is tried again after a while."""
        self._wanted = tuple(dict.fromkeys((*playing, *still)))
        self._playing = frozenset(playing)
        addresses = {key[0] for key in self._wanted}
        self._over &= addresses
        self._stills = {k: v for k, v in self._stills.items() if k in self._wanted}
        self._looks = {k: v for k, v in self._looks.items() if k in addresses}
        for address in [one for one in self._looking if one not in addresses]:
            self._looking.pop(address).end()
        for key in [key for key in self._films if key not in self._wanted]:
            self._close(key)
        for key in [key for key in self._films if key not in self._playing]:
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
        for looking in self._looking.values():
            looking.end()
        for key in list(self._films):
            self._close(key)
        self._wanted, self._playing = (), frozenset()
        self._looking.clear()
        self._looks.clear()
        self._stills.clear()

    # -- looking -------------------------------------------------------------------------

    def _open_more(self) -> None:
        if self._is_resting:
            return
        for key in self._wanted:
            address = key[0]
            if self.has_failed(address) or address in self._looking or key in self._films:
                continue
            if address not in self._looks:
                self._look(address)
            elif key in self._playing and address not in self._over and self._looks[address].plays:
                self._open(key)

    def _look(self, address: str) -> None:
        # Answered at once where there is nobody to look.
        answers: list[None] = []

        def looked(look: FilmLook) -> None:
            answers.append(None)
            self._looking.pop(address, None)
            self._looks[address] = look
            self._tell_all(address)

        def failed(_why: str) -> None:
            answers.append(None)
            self._looking.pop(address, None)
            self._failed[address] = self._services.clock.now()
            while len(self._failed) > MOST_FAILED:
                del self._failed[next(iter(self._failed))]
            self._tell_all(address)

        looking = self._services.films.look(self._tile, address, looked, failed)
        if not answers:
            self._looking[address] = looking

    def _tell_all(self, address: str) -> None:
        for key in [key for key in self._wanted if key[0] == address]:
            self._changed(key)
        self._open_more()

    # -- playing -------------------------------------------------------------------------

    def _open(self, key: FilmKey) -> None:
        film = self._films[key] = _Film()
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
            self._break(key, film)

    def _frame(self, key: FilmKey, film: _Film) -> None:
        if self._films.get(key) is not film:
            return
        is_first, film.has_frame = not film.has_frame, True
        if is_first:
            self._changed(key)
        else:
            self._moved(key)

    def _state(self, key: FilmKey, film: _Film, state: VideoState) -> None:
        # One that stalls keeps its last frame.
        if self._films.get(key) is film and (state.phase == "failed" or state.sound_only):
            self._break(key, film)

    def _break(self, key: FilmKey, film: _Film) -> None:
        """Its poster stays."""
        self._keep_still(key)
        self._over.add(key[0])
        self._close(key)
        self._changed(key)

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
