"""Sessions with workstations as tile views use them: on the Qt thread, as images of their size."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from wall.display.video_service import AddressCheck
from wall.display.waking import Waking
from wall.link.messages import DisplaySettings
from wall.link.rfb.opening import Access
from wall.link.rfb.session import Session, place_of
from wall.model.tiles import Tile
from wall.proxy.passages import Passage
from wall.views.desktops import Entrance

END_WITHIN_S = 2.0


class Desktops:
    """The DesktopService. Owns its sessions until `stop`."""

    def __init__(self, check: AddressCheck) -> None:
        self._check = check
        self._secrets: dict[str, str] = {}
        self._open: set[TileDesktop] = set()
        self._lock = threading.Lock()
        self._news: set[TileDesktop] = set()
        self._waking = Waking(self._deliver)

    def configure(self, settings: DisplaySettings) -> None:
        self._secrets = settings.secrets

    def open(
        self,
        tile: Tile,
        entrance: Entrance,
        size_px: QSize,
        *,
        keep_shape: bool,
        on_picture: Callable[[], None],
        on_trouble: Callable[[str], None],
    ) -> TileDesktop:
        """Raises RfbError for no address."""
        access = Access(
            host=place_of(entrance.url).host,
            password=self._password(tile, entrance.secret),
            user=entrance.user,
            encryption=entrance.encryption,
            fingerprint=entrance.fingerprint,
        )
        desktop = TileDesktop(self, size_px, keep_shape, on_picture, on_trouble)
        passage = _straight if tile.trusted else self._check
        desktop.session = Session(entrance.url, access, passage, desktop.take, desktop.hear)
        self._open.add(desktop)
        desktop.session.start()
        return desktop

    def post(self, desktop: TileDesktop) -> None:
        """From any thread."""
        with self._lock:
            self._news.add(desktop)
        self._waking.ask()

    def forget(self, desktop: TileDesktop) -> None:
        self._open.discard(desktop)

    def stop(self) -> None:
        sessions = [desktop.session for desktop in self._open if desktop.session is not None]
        for desktop in tuple(self._open):
            desktop.close()
        for session in sessions:
            # One that waits for a name or a connection ends by itself.
            session.join(END_WITHIN_S)

    def _password(self, tile: Tile, secret: str | None) -> str | None:
        if secret is None or not tile.trusted:
            return None
        return self._secrets.get(secret)

    def _deliver(self) -> None:
        with self._lock:
            news, self._news = self._news, set()
        for desktop in news:
            desktop.tell()


class TileDesktop:
    """One tile's Desktop. Qt thread, but for `take` and `hear`."""

    def __init__(
        self,
        desktops: Desktops,
        size_px: QSize,
        keep_shape: bool,
        on_picture: Callable[[], None],
        on_trouble: Callable[[str], None],
    ) -> None:
        self.session: Session | None = None
        self._desktops = desktops
        self._keep_shape = keep_shape
        self._on_picture = on_picture
        self._on_trouble = on_trouble
        self._lock = threading.Lock()
        self._size = QSize(size_px)
        self._image: QImage | None = None
        self._screen_size = QSize()
        self._told: list[str | None] = []
        """What is new: a picture (None) or a trouble."""
        self._is_closed = False

    # -- the session's thread ----------------------------------------------------------------

    def take(self, pixels: NDArray[np.uint32]) -> None:
        """Scaled here: it would cost the Qt thread a frame."""
        height, width = pixels.shape
        memory: memoryview[int] = pixels.data.cast("B")
        whole = QImage(memory, width, height, width * 4, QImage.Format.Format_RGB32)
        with self._lock:
            size = QSize(self._size)
        if whole.size() == size:
            image = whole.copy()
        else:
            mode = Qt.AspectRatioMode
            image = whole.scaled(
                size,
                mode.KeepAspectRatio if self._keep_shape else mode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            if image.size() == whole.size():
                image = whole.copy()  # not the memory that changes
        with self._lock:
            self._image, self._screen_size = image, QSize(width, height)
            self._tell_later(None)

    def hear(self, why: str) -> None:
        with self._lock:
            self._tell_later(why)

    def _tell_later(self, news: str | None) -> None:
        if not self._told or self._told[-1] != news:
            self._told.append(news)
        self._desktops.post(self)

    # -- the Qt thread -------------------------------------------------------------------------

    def tell(self) -> None:
        with self._lock:
            told, self._told = self._told, []
        for news in told:
            if self._is_closed:
                return
            if news is None:
                self._on_picture()
            else:
                self._on_trouble(news)

    def image(self) -> QImage | None:
        with self._lock:
            return self._image

    def screen_size(self) -> QSize:
        with self._lock:
            return QSize(self._screen_size)

    def resize(self, size_px: QSize) -> None:
        with self._lock:
            self._size = QSize(size_px)
        if self.session is not None:
            self.session.show_again()

    def rest(self) -> None:
        if self.session is not None:
            self.session.rest()

    def resume(self) -> None:
        if self.session is not None:
            self.session.resume()

    def pointer(self, x: int, y: int, buttons: int) -> None:
        if self.session is not None:
            self.session.pointer(x, y, buttons)

    def key(self, keysym: int, *, down: bool) -> None:
        if self.session is not None:
            self.session.key(keysym, down=down)

    def type(self, keysyms: Sequence[int]) -> None:
        if self.session is not None:
            self.session.type(keysyms)

    def close(self) -> None:
        """Idempotent."""
        self._is_closed = True
        if self.session is not None:
            self.session.close()
            self._desktops.forget(self)


def _straight(url: str) -> Passage | None:
    """The site's own files name it."""
    return None
