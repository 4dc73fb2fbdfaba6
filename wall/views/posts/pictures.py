"""Pictures of the posts that are seen: loaded once, forgotten when nobody shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from wall.model.tiles import Tile
from wall.views.painting import cropped, for_painting, rounded
from wall.views.picturing import PictureLoading
from wall.views.services import Services

Key = tuple[str, int, int, int]
"""Address, width, height and radius of the corners, in pixels."""


class Pictures:
    """Calls `changed(key)` when a picture has come or has failed."""

    def __init__(self, services: Services, tile: Tile, changed: Callable[[Key], None]) -> None:
        self._services = services
        self._tile = tile
        self._changed = changed
        self._images: dict[Key, QImage] = {}
        self._failed: set[Key] = set()
        self._loading: dict[Key, PictureLoading] = {}

    def get(self, key: Key) -> QImage | None:
        """The picture if it is there; else it is loaded."""
        image = self._images.get(key)
        if image is None and key not in self._failed and key not in self._loading:
            size = QSize(key[1], key[2])
            self._loading[key] = PictureLoading(
                self._services,
                self._tile,
                key[0],
                size,
                partial(self._loaded, key),
                partial(self._could_not, key),
                cover=True,
                foreign=True,
            )
        return image

    def has_failed(self, key: Key) -> bool:
        return key in self._failed

    def has_failed_of(self, address: str) -> bool:
        """At any size."""
        return any(key[0] == address for key in self._failed)

    def keep(self, keys: Iterable[Key]) -> None:
        """Forget all others; a picture that failed is tried again when it is wanted again."""
        wanted = set(keys)
        self._images = {k: v for k, v in self._images.items() if k in wanted}
        self._failed &= wanted
        for key in [key for key in self._loading if key not in wanted]:
            self._loading.pop(key).end()

    def end(self) -> None:
        self.keep(())

    def _loaded(self, key: Key, image: QImage) -> None:
        self._loading.pop(key, None)
        shown = cropped(image, QSize(key[1], key[2]), 0.5, 0.4)
        self._images[key] = rounded(shown, key[3]) if key[3] else for_painting(shown)
        self._changed(key)

    def _could_not(self, key: Key, why: str) -> None:
        self._loading.pop(key, None)
        self._failed.add(key)
        self._changed(key)
