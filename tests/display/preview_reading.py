"""Reading the previews that a display sends."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable

from PIL import Image

from wall.protocol.previews import Preview, decode_previews

TOLERANCE = 12
"""JPEG changes colours a little."""


def previews_in(messages: Iterable[object]) -> list[Preview]:
    """Of all binary messages, in their order."""
    found: list[Preview] = []
    for message in messages:
        if isinstance(message, bytes):
            magic, version, sort, request = struct.unpack_from(">HBBI", message)
            assert (magic, version, sort, request) == (0x5753, 1, 2, 0)
            found += decode_previews(message[8:])
    return found


def newest(messages: Iterable[object]) -> dict[str, Preview]:
    """The last one of each screen or tile."""
    return {preview.name: preview for preview in previews_in(messages)}


def image_of(preview: Preview) -> Image.Image:
    image = Image.open(io.BytesIO(preview.jpeg))
    assert image.format == "JPEG"
    assert image.size == (preview.of.width, preview.of.height)
    return image.convert("RGB")


def shows(preview: Preview, x: float, y: float, color: str) -> bool:
    """Whether the picture has this colour there, in parts of its width and height."""
    image = image_of(preview)
    at = (int(x * image.width), int(y * image.height))
    seen = image.getpixel(at)
    wanted = bytes.fromhex(color.removeprefix("#"))
    assert isinstance(seen, tuple)
    return all(abs(a - b) <= TOLERANCE for a, b in zip(seen, wanted, strict=True))
