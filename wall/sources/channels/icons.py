"""Logos as small pictures: PNG of at most 64 × 64, as data URLs. Blocking."""

from __future__ import annotations

import base64
import io

from PIL import Image, UnidentifiedImageError

from wall.sources.source import Unreadable

SIDE = 64
MOST_PIXELS = 4_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_CHARACTERS = 12_000


def icon_of(body: bytes) -> str:
    """Raises Unreadable for what is no picture, or a huge one."""
    try:
        with Image.open(io.BytesIO(body), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unreadable("its logo is too large")
            picture.thumbnail((SIDE, SIDE))
            small = picture.convert("RGBA")
        out = io.BytesIO()
        small.quantize(64, method=Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable("its logo is no picture") from error
    url = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")
    if len(url) > MOST_CHARACTERS:
        raise Unreadable("its logo is too large")
    return url
