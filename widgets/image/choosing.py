"""Which picture to show next, and loading it: a broken one is passed over and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from wall.views.picturing import PictureLoading
from wall.views.running import Running
from widgets.image.playlist import Playlist, pictures_in
from widgets.image.slide import ZOOM

if TYPE_CHECKING:
    from widgets.image.view import ImageView

RETRY_S = 30.0
"""After so long a picture that failed is tried again."""


class Choosing:
    """Tells its view `loaded` and `tell`."""

    def __init__(self, view: ImageView) -> None:
        self._view = view
        self._playlist = Playlist(shuffle=False)
        self._failures: dict[str, str] = {}
        self._why_no_list = ""
        self._running = Running()

    @property
    def count(self) -> int:
        return len(self._playlist)

    def begin(self) -> None:
        """Follow the view's settings from the start."""
        view, settings = self._view, self._view.image_settings
        self._running.stop_all()
        self._failures.clear()
        self._why_no_list = ""
        self._playlist = Playlist(settings.shuffle)
        if settings.folder is not None:
            files = view.services.files
            listing = files.list_folder(view.tile, settings.folder, self._listed, self._not_listed)
            self._running.start("list", listing)
        elif settings.url is not None:
            self._playlist.replace([settings.url], None)
            self.load_next()
        else:
            self.tell()
            view.set_ready()

    def end(self) -> None:
        self._running.stop_all()

    def load_next(self) -> None:
        """Load the next picture that may be good, unless one is being loaded."""
        if "load" in self._running or not self.count:
            return
        current = self._view.shown_address
        for _ in range(2 * self.count):
            address = self._playlist.next(current)
            if address is not None and address not in self._failures:
                self._load(address)
                return
        self._running.start("retry", self._view.services.clock.after(RETRY_S, self._retry))

    def load_again(self) -> None:
        """Load the shown picture again: the tile has another size."""
        address = self._view.shown_address
        self._running.stop("load")
        if address is None:
            self.load_next()
        else:
            self._load(address)

    def tell(self) -> None:
        why = self._why_no_list or "; ".join(self._failures.values())
        self._view.tell(why, len(self._failures))

    def _listed(self, addresses: Sequence[str]) -> None:
        pictures = pictures_in(addresses)
        self._playlist.replace(pictures, self._view.shown_address)
        self._failures = {a: why for a, why in self._failures.items() if a in pictures}
        folder = self._view.image_settings.folder
        self._why_no_list = "" if pictures else f"there are no pictures in {folder}"
        self.tell_if_wrong()
        self.load_next()

    def _not_listed(self, why: str) -> None:
        self._playlist.replace([], None)
        self._why_no_list = why
        self.tell()

    def tell_if_wrong(self) -> None:
        """Nothing is good before something was loaded."""
        if self._why_no_list or self._view.is_ready:
            self.tell()

    def _retry(self) -> None:
        self._running.stop("retry")
        self._failures.clear()
        self.load_next()

    def _load(self, address: str) -> None:
        view, settings = self._view, self._view.image_settings
        size = view.size.toSize()
        cover = settings.fit != "contain"
        if settings.pan_and_zoom:
            size, cover = QSize(round(size.width() * ZOOM), round(size.height() * ZOOM)), True
        loading = PictureLoading(
            view.services,
            view.tile,
            address,
            size.expandedTo(QSize(1, 1)),
            partial(self._loaded, address),
            partial(self._failed, address),
            cover=cover,
        )
        self._running.start("load", loading)

    def _loaded(self, address: str, image: QImage) -> None:
        self._running.stop("load")
        self._failures.pop(address, None)
        self._view.loaded(address, image)

    def _failed(self, address: str, why: str) -> None:
        self._running.stop("load")
        self._failures[address] = why
        self.tell()
        self.load_next()
