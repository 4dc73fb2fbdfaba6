"""The limited child that makes a picture small: `python -m wall.controller.shrinking_child [SIDE]`.

The picture is standard input, an open file; the answer is a JPEG on standard output, or nothing
where it is no picture that can be decoded within the limits. Metadata stays behind.
"""

from __future__ import annotations

import io
import sys
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from wall.confining import confine

SIDE_PX = 640
MAX_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")
QUALITY = 80


def shrink(file: BinaryIO, side_px: int = SIDE_PX) -> bytes:
    """Raises OSError, SyntaxError and ValueError for what is damaged or too large."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands in its place
    with Image.open(file, formats=FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (side_px, side_px))
        image.thumbnail((side_px, side_px), Image.Resampling.BILINEAR)
        upright = ImageOps.exif_transpose(image)
        if upright.has_transparency_data:
            ground = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(ground, upright.convert("RGBA"))
        kept = io.BytesIO()
        upright.convert("RGB").save(kept, "JPEG", quality=QUALITY)
        return kept.getvalue()


def main() -> None:
    side_px = int(sys.argv[1]) if len(sys.argv) > 1 else SIDE_PX
    Image.init()
    confine()
    with open(0, "rb", closefd=False) as file:
        try:
            small = shrink(file, side_px)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError):
            return
    sys.stdout.buffer.write(small)


if __name__ == "__main__":
    main()
