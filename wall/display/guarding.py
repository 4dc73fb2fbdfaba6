"""A view's code is run behind a guard: its first error ends that view, and nobody else notices."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ParamSpec, Protocol

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage

from wall.model.tiles import Tile
from wall.views.base import TileView
from wall.views.desktops import Desktop, DesktopService, Entrance
from wall.views.foreign_films import FilmLook, FilmService
from wall.views.services import (
    ClockService,
    DeskPicture,
    DeskService,
    DeskState,
    FileService,
    ImageService,
    Playback,
    Services,
    Subscription,
    VideoService,
    VideoState,
)
from wall.views.streams import StreamWishes

log = logging.getLogger(__name__)

P = ParamSpec("P")


class Guard:
    """One view's guard. `broke` is called once, with the reason, on the Qt thread."""

    def __init__(self, name: str, broke: Callable[[str], None]) -> None:
        self._name = name
        self._broke = broke
        self._open = True
        self._owned: list[Subscription] = []

    def run(self, call: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Call a view's code; whether it went well."""
        try:
            call(*args, **kwargs)
        except Exception as error:
            # Whatever a tile's own code raises must cost that tile alone.
            log.exception("tile %s failed", self._name)
            self.trip(error)
            return False
        return True

    def wrap(self, call: Callable[P, None]) -> Callable[P, None]:
        """The same callback behind the guard; silent once the view is closed or broken."""

        def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
            if self._open:
                self.run(call, *args, **kwargs)

        return guarded

    def trip(self, error: BaseException) -> None:
        if self._open:
            broke = self._broke
            self.close()
            broke(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)

    def own(self, subscription: Subscription) -> Subscription:
        self._owned.append(subscription)
        if len(self._owned) > 64:
            self._owned = [one for one in self._owned if not getattr(one, "ended", False)]
        return subscription

    def close(self) -> None:
        """End what the view subscribed to."""
        self._open = False
        # No cycle may keep a Qt item: it could then be freed on any thread.
        self._broke = _nobody
        owned, self._owned = self._owned, []
        for subscription in owned:
            subscription.end()


def _nobody(why: str) -> None:
    """After the end nobody wants to know."""


class GuardedClock:
    def __init__(self, clock: ClockService, guard: Guard) -> None:
        self._clock = clock
        self._guard = guard

    def mark(self, view: TileView, rect: QRectF | None = None) -> None:
        self._clock.mark(view, rect)

    def animate(self, step: Callable[[float], None]) -> Subscription:
        return self._guard.own(self._clock.animate(self._guard.wrap(step)))

    def every(self, seconds: float, call: Callable[[], None]) -> Subscription:
        return self._guard.own(self._clock.every(seconds, self._guard.wrap(call)))

    def after(self, seconds: float, call: Callable[[], None]) -> Subscription:
        return self._guard.own(self._clock.after(seconds, self._guard.wrap(call)))

    def now(self) -> float:
        return self._clock.now()


class GuardedFiles:
    def __init__(self, files: FileService, guard: Guard) -> None:
        self._files = files
        self._guard = guard

    def fetch(
        self,
        tile: Tile,
        address: str,
        done: Callable[[Path], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        wrap = self._guard.wrap
        return self._guard.own(self._files.fetch(tile, address, wrap(done), wrap(failed)))

    def list_folder(
        self,
        tile: Tile,
        address: str,
        done: Callable[[Sequence[str]], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        wrap = self._guard.wrap
        return self._guard.own(self._files.list_folder(tile, address, wrap(done), wrap(failed)))


class GuardedImages:
    def __init__(self, images: ImageService, guard: Guard) -> None:
        self._images = images
        self._guard = guard

    def load(
        self,
        path: Path,
        size_px: QSize,
        done: Callable[[QImage], None],
        failed: Callable[[str], None],
        *,
        cover: bool = False,
        foreign: bool = False,
    ) -> Subscription:
        done, failed = self._guard.wrap(done), self._guard.wrap(failed)
        return self._guard.own(
            self._images.load(path, size_px, done, failed, cover=cover, foreign=foreign)
        )


class GuardedVideo:
    def __init__(self, video: VideoService, guard: Guard) -> None:
        self._video = video
        self._guard = guard

    def open(
        self,
        tile: Tile,
        addresses: Sequence[str],
        size_px: QSize,
        *,
        loop: bool,
        fit: str,
        on_frame: Callable[[], None],
        on_state: Callable[[VideoState], None],
        wishes: StreamWishes | None = None,
    ) -> Playback:
        wrap = self._guard.wrap
        playback = self._video.open(
            tile,
            addresses,
            size_px,
            loop=loop,
            fit=fit,
            on_frame=wrap(on_frame),
            on_state=wrap(on_state),
            wishes=wishes,
        )
        self._guard.own(Closing(playback))
        return playback


class GuardedFilms:
    def __init__(self, films: FilmService, guard: Guard) -> None:
        self._films = films
        self._guard = guard

    def look(
        self,
        tile: Tile,
        address: str,
        done: Callable[[FilmLook], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        wrap = self._guard.wrap
        return self._guard.own(self._films.look(tile, address, wrap(done), wrap(failed)))


class GuardedDesks:
    def __init__(self, desks: DeskService, guard: Guard) -> None:
        self._desks = desks
        self._guard = guard

    def open(
        self,
        share: str,
        size_px: QSize,
        on_frame: Callable[[], None],
        on_state: Callable[[DeskState], None],
    ) -> DeskPicture:
        wrap = self._guard.wrap
        picture = self._desks.open(share, size_px, wrap(on_frame), wrap(on_state))
        self._guard.own(Closing(picture))
        return picture


class Closable(Protocol):
    def close(self) -> None: ...


class Closing:
    """Ends a playback whose view did not."""

    def __init__(self, playback: Closable) -> None:
        self._playback: Closable | None = playback

    @property
    def ended(self) -> bool:
        # Views close most of what they open; who keeps it for ever keeps its memory.
        return self._playback is None or getattr(self._playback, "is_closed", False)

    def end(self) -> None:
        playback, self._playback = self._playback, None
        if playback is not None:
            playback.close()


class GuardedDesktops:
    def __init__(self, desktops: DesktopService, guard: Guard) -> None:
        self._desktops = desktops
        self._guard = guard

    def open(
        self,
        tile: Tile,
        entrance: Entrance,
        size_px: QSize,
        *,
        keep_shape: bool,
        on_picture: Callable[[], None],
        on_trouble: Callable[[str], None],
    ) -> Desktop:
        wrap = self._guard.wrap
        desktop = self._desktops.open(
            tile,
            entrance,
            size_px,
            keep_shape=keep_shape,
            on_picture=wrap(on_picture),
            on_trouble=wrap(on_trouble),
        )
        self._guard.own(Closing(desktop))
        return desktop


def guarded(services: Services, guard: Guard) -> Services:
    """The same services, whose callbacks run behind a tile's guard."""
    return Services(
        theme=services.theme,
        clock=GuardedClock(services.clock, guard),
        files=GuardedFiles(services.files, guard),
        images=GuardedImages(services.images, guard),
        video=GuardedVideo(services.video, guard),
        web=services.web,
        desks=GuardedDesks(services.desks, guard),
        pixels_per_mm=services.pixels_per_mm,
        sound=services.sound,
        desktops=GuardedDesktops(services.desktops, guard),
        films=GuardedFilms(services.films, guard),
        screens=services.screens,
    )
