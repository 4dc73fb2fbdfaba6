"""How a camera was held, from the Exif of PNG and WebP files, which Qt's readers do not look at.

Formats: PNG (third edition, section 11.3.4.4: eXIf), WebP (RFC 9649, section 2.7.1.5: EXIF), and
the TIFF of Exif 2.32, section 4.5. Reads what it is told about, never a whole file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Literal

from PySide6.QtGui import QImageIOHandler, QTransform

Transformation = QImageIOHandler.Transformation
UPRIGHT = Transformation.TransformationNone

_PNG = b"\x89PNG\r\n\x1a\n"
_ORIENTATION = 0x0112
_SHORT = 3
_MOST_ENTRIES = 200
_MOST_BYTES = 64 * 1024
"""Of an Exif block that are read; the orientation stands at its beginning."""
_MOST_CHUNKS = 100_000
_OF_EXIF = {
    2: Transformation.TransformationMirror,
    3: Transformation.TransformationRotate180,
    4: Transformation.TransformationFlip,
    5: Transformation.TransformationFlipAndRotate90,
    6: Transformation.TransformationRotate90,
    7: Transformation.TransformationMirrorAndRotate90,
    8: Transformation.TransformationRotate270,
}


def exif_transformation(path: Path) -> Transformation:
    """What turns the stored picture upright; nothing where the file does not say."""
    try:
        with path.open("rb") as file:
            found = _exif(file)
    except OSError:
        return UPRIGHT
    return _OF_EXIF.get(_orientation(found), UPRIGHT)


def turns_aside(transformation: Transformation) -> bool:
    """Whether width and height change places."""
    return bool(transformation & Transformation.TransformationRotate90)


def matrix_of(transformation: Transformation) -> QTransform:
    """As Qt's readers understand it: mirrored and flipped first, then turned clockwise."""
    matrix = QTransform()
    if transformation & Transformation.TransformationRotate90:
        matrix.rotate(90)
    across = -1 if transformation & Transformation.TransformationMirror else 1
    down = -1 if transformation & Transformation.TransformationFlip else 1
    matrix.scale(across, down)
    return matrix


def _exif(file: BinaryIO) -> bytes:
    head = file.read(12)
    if head.startswith(_PNG):
        file.seek(len(_PNG))
        return _chunk(file, b"eXIf", _png_chunk)
    if head[:4] == b"RIFF" and head[8:] == b"WEBP":
        return _chunk(file, b"EXIF", _riff_chunk).removeprefix(b"Exif\x00\x00")
    return b""


def _chunk(
    file: BinaryIO, wanted: bytes, read_head: Callable[[bytes], tuple[bytes, int, int]]
) -> bytes:
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            return b""
        name, size, beyond = read_head(head)
        if name == wanted:
            return file.read(min(size, _MOST_BYTES))
        file.seek(beyond, 1)
    return b""


def _png_chunk(head: bytes) -> tuple[bytes, int, int]:
    size = int.from_bytes(head[:4], "big")
    return head[4:], size, size + 4


def _riff_chunk(head: bytes) -> tuple[bytes, int, int]:
    size = int.from_bytes(head[4:], "little")
    return head[:4], size, size + size % 2


def _orientation(exif: bytes) -> int:
    """1 to 8, or 0 where it is not told."""
    orders: dict[bytes, Literal["little", "big"]] = {b"II*\x00": "little", b"MM\x00*": "big"}
    order = orders.get(exif[:4])
    if order is None:
        return 0

    def number(at: int, size: int) -> int:
        return int.from_bytes(exif[at : at + size], order)

    first = number(4, 4)
    for index in range(min(number(first, 2), _MOST_ENTRIES)):
        entry = first + 2 + 12 * index
        if number(entry, 2) == _ORIENTATION and number(entry + 2, 2) == _SHORT:
            return number(entry + 8, 2)
    return 0
