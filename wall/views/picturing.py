"""Fetching a picture and decoding it, as one thing that can be ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from wall.model.tiles import Tile
from wall.views.services import Services, Subscription


class PictureLoading:
    """A Subscription: exactly one of `done` and `failed` is called, unless it is ended first."""

    def __init__(
        self,
        services: Services,
        tile: Tile,
        address: str,
        size_px: QSize,
        done: Callable[[QImage], None],
        failed: Callable[[str], None],
        *,
        cover: bool = False,
        foreign: bool = False,
    ) -> None:
        """`foreign`: whoever wrote the address is nobody here. It is judged like what people push,
        whatever the tile may reach, and so is what it brings."""
        self._services = services
        self._size = size_px
        self._cover, self._foreign = cover, foreign
        self._done = done
        self._failed = failed
        self._has_ended = False
        self._decoding: Subscription | None = None
        asking = tile.model_copy(update={"trusted": False}) if foreign else tile
        self._fetching = services.files.fetch(asking, address, self._fetched, self._fail)

    def end(self) -> None:
        self._has_ended = True
        self._fetching.end()
        if self._decoding is not None:
            self._decoding.end()

    def _fetched(self, path: Path) -> None:
        if not self._has_ended:
            self._decoding = self._services.images.load(
                *(path, self._size, self._decoded, self._fail),
                cover=self._cover,
                foreign=self._foreign,
            )

    def _decoded(self, image: QImage) -> None:
        if not self._has_ended:
            self._has_ended = True
            self._done(image)

    def _fail(self, why: str) -> None:
        if not self._has_ended:
            self._has_ended = True
            self._failed(why)
