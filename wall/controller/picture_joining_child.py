"""The limited child that joins pictures: `python -m wall.controller.picture_joining_child ORDER`.

The order is JSON: `pictures`, open files; `areas`, for each but the first what is its own; `shape`.
The answer is a PNG on standard output, or nothing where it cannot be done.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from wall.confining import confine

MAX_PIXELS = 70_000_000
CPU_S = 60
QUICK = 1
"""Of zlib's levels: it is looked at once."""

Share = tuple[float, float, float, float]


def join(pictures: Sequence[BinaryIO], areas: Sequence[Sequence[Share]], shape: float) -> bytes:
    """Raises OSError, SyntaxError and ValueError for what is damaged or too large."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands in its place
    whole = _opened(pictures[0])
    # What stands below the picture is the first one's.
    high = min(whole.height, round(whole.width * shape))
    for file, shares in zip(pictures[1:], areas, strict=True):
        other = _opened(file)
        if other.width != whole.width:
            other = other.resize((whole.width, round(other.height * whole.width / other.width)))
        for share in shares:
            left, top, right, bottom = (round(side * whole.width) for side in share)
            box = (left, top, right, min(bottom, high))
            whole.paste(other.crop(box), box)
    kept = io.BytesIO()
    whole.save(kept, "PNG", compress_level=QUICK)
    return kept.getvalue()


def _opened(file: BinaryIO) -> Image.Image:
    with Image.open(file, formats=("PNG",)) as image:
        if image.width * image.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        return image.convert("RGB")


def main() -> None:
    order = json.loads(sys.argv[1])
    confine(CPU_S)
    files = [open(descriptor, "rb", closefd=False) for descriptor in order["pictures"]]  # noqa: SIM115
    try:
        whole = join(files, order["areas"], order["shape"])
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError):
        return
    sys.stdout.buffer.write(whole)


if __name__ == "__main__":
    main()
