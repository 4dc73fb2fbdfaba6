"""From pixels to previews. Any thread: Pillow lets go of Python's lock."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from wall.model.screens import Rotation
from wall.protocol.previews import MAX_PREVIEW_BYTES, Preview, PreviewOf

QUALITIES = (70, 45, 20)
"""Of the JPEG; the next one where it would be too large to send."""
_UPRIGHT: dict[int, Image.Transpose] = {
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}
"""Pillow turns against the clock, a screen's picture is turned with it."""


@dataclass(frozen=True)
class Subject:
    """What a preview is of: a screen of a wall, a tile of a stage, or a driven tile."""

    wall: str
    screen: str | None = None
    tile: str | None = None
    stage: str | None = None


@dataclass(frozen=True)
class Pixels:
    """Rows of blue, green, red, unused."""

    data: bytes
    width: int
    height: int


def preview_of(subject: Subject, pixels: Pixels, at: float, rotation: Rotation = 0) -> Preview:
    """`at`: seconds since the epoch. `rotation`: how the picture stands on its output."""
    size = (pixels.width, pixels.height)
    image = Image.frombytes("RGB", size, pixels.data, "raw", "BGRX")
    if rotation:
        image = image.transpose(_UPRIGHT[rotation])
    jpeg = b""
    for quality in QUALITIES:
        data = io.BytesIO()
        image.save(data, "JPEG", quality=quality)
        jpeg = data.getvalue()
        if len(jpeg) <= MAX_PREVIEW_BYTES:
            break
    of = PreviewOf(
        screen=subject.screen,
        tile=subject.tile,
        width=image.width,
        height=image.height,
        at=at,
        size=len(jpeg),
    )
    return Preview(subject.wall, of, jpeg, subject.stage)
