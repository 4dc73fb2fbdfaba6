"""Pictures decoded off the Qt thread, at the size they are shown, and kept while there is room.
Those of strangers are decoded by another process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from wall.display.background import Background
from wall.display.foreign_pictures import ForeignPictures, UnreadableImage
from wall.display.orientation import UPRIGHT, exif_transformation, matrix_of, turns_aside
from wall.views.services import Subscription

CACHE_BYTES = 512 * 1024 * 1024
ALLOCATION_MB = 1024
"""Of one decoded picture before it is scaled down. JPEGs are scaled while they are decoded."""
_THREADS = 2

_Key = tuple[str, int, int, int, int, bool, bool]


class Images:
    """The ImageService. Owns its threads until `stop`."""

    def __init__(self, cache_bytes: int = CACHE_BYTES) -> None:
        self._background = Background("images", _THREADS)
        # What takes long of theirs holds up nothing of the site's.
        self._foreign_background = Background("foreign images", _THREADS)
        self._foreign = ForeignPictures(_THREADS)
        self._cache = _ImageCache(cache_bytes)

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
        background = self._foreign_background if foreign else self._background
        return background.run(lambda: self._read(path, size_px, cover, foreign), done, failed)

    def stop(self) -> None:
        self._foreign.stop()
        self._foreign_background.stop()
        self._background.stop()

    def _read(self, path: Path, size_px: QSize, cover: bool, foreign: bool) -> QImage:
        status = path.stat()
        size = (size_px.width(), size_px.height())
        key = (str(path), status.st_mtime_ns, status.st_size, *size, cover, foreign)
        image = self._cache.get(key)
        if image is None:
            one = self._foreign.decode if foreign else decode
            image = one(path, size_px, cover=cover)
            self._cache.put(key, image)
        return image


class _ImageCache:
    """Least recently used goes first. Any thread."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._images: OrderedDict[_Key, QImage] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: _Key) -> QImage | None:
        with self._lock:
            if key not in self._images:
                return None
            self._images.move_to_end(key)
            return self._images[key]

    def put(self, key: _Key, image: QImage) -> None:
        with self._lock:
            if key in self._images or image.sizeInBytes() > self._most:
                return
            self._images[key] = image
            self._held += image.sizeInBytes()
            while self._held > self._most:
                _, oldest = self._images.popitem(last=False)
                self._held -= oldest.sizeInBytes()


def decode(path: Path, size_px: QSize, *, cover: bool) -> QImage:
    """The picture, upright, scaled to fit inside or to cover `size_px`; never scaled up past it.

    Formats that paint fastest: RGB32, or premultiplied where it is transparent. Raises
    UnreadableImage.
    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    reader.setAllocationLimit(ALLOCATION_MB)
    stored = reader.size()
    known = reader.transformation()
    # Where Qt knows it, Qt turns the picture.
    unknown = exif_transformation(path) if known == UPRIGHT else UPRIGHT
    mode = (
        Qt.AspectRatioMode.KeepAspectRatioByExpanding
        if cover
        else Qt.AspectRatioMode.KeepAspectRatio
    )
    if stored.isValid() and not size_px.isEmpty():
        turned = turns_aside(known) or turns_aside(unknown)
        target = size_px.transposed() if turned else size_px
        reader.setScaledSize(stored.scaled(target, mode).expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise UnreadableImage(path, reader.errorString())
    if unknown != UPRIGHT:
        image = image.transformed(matrix_of(unknown))
    if not stored.isValid() and not size_px.isEmpty():
        image = image.scaled(
            image.size().scaled(size_px, mode), mode=Qt.TransformationMode.SmoothTransformation
        )
    wanted = (
        QImage.Format.Format_ARGB32_Premultiplied
        if image.hasAlphaChannel()
        else QImage.Format.Format_RGB32
    )
    return image.convertToFormat(wanted)
