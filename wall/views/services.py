"""What the display offers to tile views. A view reaches the outside through these alone.

All calls are made, and all callbacks come, on the Qt thread unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage

from wall.model.geometry import Rect
from wall.views.captions import CaptionShown
from wall.views.desktops import DesktopService, NoDesktops
from wall.views.foreign_films import FilmService, NoFilms
from wall.views.sound import Ear, Silence, SoundService, Voice
from wall.views.streams import StreamWishes
from wall.views.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

    from wall.model.tiles import Tile
    from wall.views.base import TileView


class Subscription(Protocol):
    """Something that goes on until it is ended; ending it twice is fine."""

    def end(self) -> None: ...


class ClockService(Protocol):
    """The one frame clock. It stops by itself when nothing is dirty or animated."""

    def mark(self, view: TileView, rect: QRectF | None = None) -> None:
        """Repaint the view, or a part of it, in the next tick, together with all others."""

    def animate(self, step: Callable[[float], None]) -> Subscription:
        """Call `step(seconds since the animation began)` in each tick until ended."""

    def every(self, seconds: float, call: Callable[[], None]) -> Subscription:
        """Call at whole multiples of `seconds` of wall time (a clock's second, an age)."""

    def after(self, seconds: float, call: Callable[[], None]) -> Subscription:
        """Call once, later."""

    def now(self) -> float:
        """The controller's time: seconds since the epoch."""


class FileService(Protocol):
    """Addresses of settings made into local files, fetched and cached where needed."""

    def fetch(
        self,
        tile: Tile,
        address: str,
        done: Callable[[Path], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        """A local file with the content of a site path, an upload or an HTTP(S) picture.

        Answers later, also when it is there already. Obeys the site's address policy.
        """

    def list_folder(
        self,
        tile: Tile,
        address: str,
        done: Callable[[Sequence[str]], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        """The addresses of the files in a folder of the site, sorted; again when it changes."""


class ImageService(Protocol):
    """Pictures decoded off the Qt thread, at the size they are shown."""

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
        """Decode with EXIF orientation, scaled to fit inside (or to cover) `size_px`. `foreign`:
        it comes from anybody, as pictures of posts do."""


@dataclass(frozen=True)
class VideoState:
    """What a playback says of itself."""

    phase: str
    """opening, playing, paused, ended, frozen, stalled or failed."""
    why: str = ""
    position_s: float = 0.0
    duration_s: float | None = None
    caption: CaptionShown = ""
    """What is said now."""
    sound_only: bool = False
    """There is no picture: `Playback.levels` says what is heard."""


class Frame(Protocol):
    """An opaque picture in memory that the graphics server can map: B, G, R, unused."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def stride(self) -> int:
        """Bytes from row to row."""

    @property
    def descriptor(self) -> int:
        """The file that is this memory."""


class Playback(Protocol):
    """One video shown at one size."""

    def frame(self) -> Frame | None:
        """The newest frame, for who does not paint it; valid until the next call of either."""

    def image(self) -> QImage | None:
        """The newest frame, at the requested size; valid until the next call."""

    def levels(self) -> tuple[float, ...]:
        """Of a stream without a picture: how loud the last moments were, 0 to 1, oldest first."""

    @property
    def source(self) -> object:
        """As for a Voice."""

    def listen(self, ear: Ear | None) -> None:
        """As for a Voice."""

    def resize(self, size_px: QSize) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def seek(self, position_s: float) -> None: ...
    def close(self) -> None: ...


class VideoService(Protocol):
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
        """Play one address, or a playlist without gaps. Never blocks."""


class DeskPhase(StrEnum):
    """What a shared desk is at."""

    BEGINNING = "beginning"
    WAITING = "waiting"
    LIVE = "live"
    PAUSED = "paused"
    HIDDEN = "hidden"
    STALE = "stale"
    AWAY = "away"
    ENDED = "ended"


@dataclass(frozen=True)
class DeskState:
    """What a shared desk says of itself."""

    phase: DeskPhase
    who: str = ""
    """The name of the person or program that shares."""
    name: str = ""
    why: str = ""
    picture_at: float | None = None
    """When its newest picture came, in seconds since the epoch."""


class DeskPicture(Protocol):
    """One shared desk shown at one size: whole, in the middle, with bars around it."""

    @property
    def voice(self) -> Voice | None:
        """What is heard of it."""

    def frame(self) -> Frame | None:
        """The newest picture, for who does not paint it; valid until the next call of either."""

    def image(self) -> QImage | None:
        """The newest picture, at the requested size; valid until the next call."""

    def resize(self, size_px: QSize) -> None: ...
    def close(self) -> None: ...


class DeskService(Protocol):
    def open(
        self,
        share: str,
        size_px: QSize,
        on_frame: Callable[[], None],
        on_state: Callable[[DeskState], None],
    ) -> DeskPicture:
        """Show a shared desk. Tiles that show the same one share its decoder. Never blocks."""


class WebService(Protocol):
    def profile(self, tile: Tile, name: str | None) -> QWebEngineProfile:
        """The browser profile of a name, or one of the tile's own; address policy applied."""

    def release(self, profile: QWebEngineProfile) -> None: ...

    def page_url(self, tile: Tile, address: str) -> str:
        """The URL to load for an address: site paths get the site's own scheme.

        Raises AddressRefused.
        """

    def password(self, tile: Tile, secret: str) -> str | None:
        """What a secret's name stands for; None where there is none, and for what was pushed."""

    def load(self, page: QWebEnginePage, url: str) -> None:
        """Load an address that `page_url` gave, as the first of this page of one's profile."""


_NO_DESKTOPS = NoDesktops()
_NO_FILMS = NoFilms()


@dataclass(frozen=True)
class Services:
    """Everything a view may use."""

    theme: Theme
    clock: ClockService
    files: FileService
    images: ImageService
    video: VideoService
    web: WebService
    desks: DeskService
    pixels_per_mm: float
    """Of the canvas: kinds keep their text legible for this pitch."""
    sound: SoundService = field(default_factory=Silence)
    desktops: DesktopService = _NO_DESKTOPS
    films: FilmService = _NO_FILMS
    screens: tuple[Rect, ...] = ()
    """The screens of the wall, on the canvas: what must be read does not cross their edges."""
