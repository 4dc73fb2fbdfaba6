"""Pictures decoded off the Qt thread, at the size they are shown, and kept while there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from wall.display.background import Background
from wall.display.orientation import UPRIGHT, exif_transformation, matrix_of, turns_aside
from wall.errors import WallError
from wall.views.services import Subscription

CACHE_BYTES = 512 * 1024 * 1024
ALLOCATION_MB = 1024
"""Of one decoded picture before it is scaled down. JPEGs are scaled while they are decoded."""
FOREIGN_PIXELS = 60_000_000
"""As many as the moderation desk makes small; the largest phones take 50 million."""
FOREIGN_FORMATS = frozenset({"jpeg", "jpg", "png", "gif", "webp", "bmp"})
"""None that holds instructions, other files or fonts, as SVG and PDF do."""
_THREADS = 2

_Key = tuple[str, int, int, int, int, bool, bool]


class UnreadableImage(WallError):
    """A picture that cannot be decoded."""

    code = "unreadable_image"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name} is no picture that can be shown: {why}")


class Images:
    """The ImageService. Owns its threads until `stop`."""

    def __init__(self, cache_bytes: int = CACHE_BYTES) -> None:
        self._background = Background("images", _THREADS)
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
        return self._background.run(lambda: self._read(path, size_px, cover, foreign), done, failed)

    def stop(self) -> None:
        self._background.stop()

    def _read(self, path: Path, size_px: QSize, cover: bool, foreign: bool) -> QImage:
        status = path.stat()
        size = (size_px.width(), size_px.height())
        key = (str(path), status.st_mtime_ns, status.st_size, *size, cover, foreign)
        image = self._cache.get(key)
        if image is None:
            image = decode(path, size_px, cover=cover, foreign=foreign)
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


def decode(path: Path, size_px: QSize, *, cover: bool, foreign: bool = False) -> QImage:
    """The picture, upright, scaled to fit inside or to cover `size_px`; never scaled up past it.
    A foreign one has a plain format and a size that memory bears.

    Formats that paint fastest: RGB32, or premultiplied where it is transparent. Raises
    UnreadableImage.
    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    reader.setAllocationLimit(ALLOCATION_MB)
    stored = reader.size()
    if foreign:
        _check_foreign(path, reader, stored)
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


def _check_foreign(path: Path, reader: QImageReader, stored: QSize) -> None:
    """Raises UnreadableImage, before anything of it is decoded."""
    kind = reader.format().toStdString()
    if kind not in FOREIGN_FORMATS:
        raise UnreadableImage(path, f"its format is {kind or 'none'}, which posts may not bring")
    if stored.isEmpty() or stored.width() * stored.height() > FOREIGN_PIXELS:
        size = f"{stored.width()} × {stored.height()}"
        raise UnreadableImage(path, f"it has {size} pixels, more than 60 million or none")
